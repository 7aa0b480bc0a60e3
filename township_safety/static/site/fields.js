// Help while a form is filled in: long lists can be searched, a form is sent once, typed text is not lost.
"use strict";

(() => {
  const LONG_LIST = 12;

  // A long list gets a box above it; the list then shows what contains the typed words.
  const makeSearchable = (select) => {
    const all = Array.from(select.options);
    const box = document.createElement("input");
    box.type = "search";
    box.className = "select-search";
    box.placeholder = "输入几个字查找";
    box.setAttribute("aria-label", "在下面的列表中查找");
    box.autocomplete = "off";
    const narrow = () => {
      const words = box.value.trim().toLowerCase();
      const chosen = select.value;
      const found = all.filter((option) => {
        const text = (option.text + " " + (option.dataset.initials || "")).toLowerCase();
        return words === "" || option.value === "" || option.selected || text.includes(words);
      });
      select.replaceChildren(...found);
      const hits = found.filter((option) => option.value !== "" && option.value !== chosen);
      select.value = words !== "" && hits.length === 1 ? hits[0].value : chosen;
    };
    box.addEventListener("input", narrow);
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        select.focus();
      }
    });
    select.before(box);
  };
  document.querySelectorAll("form:not(.filters) select:not([multiple]):not([data-lookup])").forEach((select) => {
    if (select.options.length > LONG_LIST && !select.querySelector("optgroup")) {
      makeSearchable(select);
    }
  });

  // On a phone an unused filter bar gives way to the list behind one button; a single box stays.
  const asked = (form) => Array.from(form.elements).some((field) => field.name && field.value && field.type !== "checkbox");
  if (window.matchMedia("(max-width: 56em)").matches) {
    document.querySelectorAll("form.filters").forEach((form) => {
      const isShort = form.querySelectorAll(".field").length < 2;
      if (isShort || asked(form) || form.querySelector(":checked[type=checkbox]")) {
        return;
      }
      const toggle = document.createElement("button");
      toggle.type = "button";
      toggle.className = "button filters__toggle";
      toggle.textContent = "筛选条件";
      toggle.addEventListener("click", () => {
        form.classList.remove("filters--folded");
        toggle.remove();
      });
      form.prepend(toggle);
      form.classList.add("filters--folded");
    });
  }

  document.querySelectorAll("select[data-submits]").forEach((select) => {
    select.addEventListener("change", () => select.form.requestSubmit());
  });

  document.querySelectorAll("form[data-once]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
      form.querySelectorAll("button[type=submit]").forEach((button) => button.setAttribute("aria-disabled", "true"));
    });
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      document.querySelectorAll("form[data-once]").forEach((form) => {
        delete form.dataset.sent;
        form.querySelectorAll("button[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
      });
    }
  });

  let unsaved = false;
  document.querySelectorAll("form[data-guard]").forEach((form) => {
    form.addEventListener("change", () => {
      unsaved = true;
    });
    ["submit", "reset"].forEach((kind) => {
      form.addEventListener(kind, () => {
        unsaved = false;
      });
    });
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) {
      event.preventDefault();
      event.returnValue = "";
    }
  });
})();
