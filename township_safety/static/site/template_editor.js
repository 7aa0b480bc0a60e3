// Comforts of the template editor: steps without leaving the place, values and sentences that
// follow what is typed. Without this script every button sends its form.
"use strict";

(() => {
  const PAUSE = 500;

  const pageOf = async (address, options) => {
    const response = await fetch(address, { credentials: "same-origin", ...options });
    const text = await response.text();
    return { response, page: new DOMParser().parseFromString(text, "text/html") };
  };

  const take = (page, selector) => {
    const fresh = page.querySelector(selector);
    const here = document.querySelector(selector);
    if (fresh && here) {
      here.replaceWith(fresh);
    }
    return fresh;
  };

  const say = (page) => {
    const fresh = page.querySelector(".messages");
    const here = document.querySelector(".messages");
    if (here) {
      here.remove();
    }
    if (fresh) {
      document.querySelector("[data-live]").before(fresh);
    }
  };

  // Moving, leaving out and choosing a period change the two columns only.
  const steps = () => {
    document.addEventListener("submit", async (event) => {
      const form = event.target;
      const isStep = form.matches("[data-step]");
      if (!isStep && !form.matches("[data-refresh]")) {
        return;
      }
      event.preventDefault();
      const data = new FormData(form);
      if (event.submitter && event.submitter.name) {
        data.set(event.submitter.name, event.submitter.value);
      }
      const top = form.getBoundingClientRect().top;
      try {
        const query = "?" + new URLSearchParams(data).toString();
        const { response, page } = isStep
          ? await pageOf(form.action, { method: "POST", body: data })
          : await pageOf(window.location.pathname + query);
        if (!response.ok || !take(page, "[data-live]")) {
          form.submit();
          return;
        }
        say(page);
        if (!isStep) {
          history.replaceState(null, "", query);
        }
        const same = document.querySelector('[data-step] input[name="path"][value="' + CSS.escape(data.get("path") || "") + '"]');
        if (same) {
          window.scrollBy(0, same.form.getBoundingClientRect().top - top);
        }
      } catch (error) {
        form.submit();
      }
    });
  };

  class BlockEditor {
    constructor(form) {
      this.form = form;
      this.asked = 0;
      this.area = form.querySelector("[data-wording]");
      if (this.area) {
        this.area.setSelectionRange(this.area.value.length, this.area.value.length);
      }
      form.addEventListener("focusin", (event) => this.remember(event.target));
      form.addEventListener("input", (event) => this.typed(event.target));
      form.addEventListener("change", (event) => this.changed(event.target));
      form.addEventListener("click", (event) => this.clicked(event));
    }

    remember(field) {
      if (field.matches("[data-wording]")) {
        this.area = field;
      }
    }

    typed(field) {
      clearTimeout(this.timer);
      if (field.matches("[data-search]")) {
        this.timer = setTimeout(() => this.refresh(["lines"]), PAUSE / 2);
      } else if (field.matches("[data-wording]")) {
        this.timer = setTimeout(() => this.refresh(["written"]), PAUSE);
      }
    }

    changed(field) {
      if (field.matches("[data-changes]")) {
        this.refresh(["picked", "lines", "written"]);
      }
    }

    clicked(event) {
      const button = event.target.closest("button");
      if (!button) {
        return;
      }
      if (button.matches("[data-insert]")) {
        event.preventDefault();
        this.insert(button.dataset.insert);
      } else if (button.matches("[data-insert-token]")) {
        event.preventDefault();
        this.insert(this.form.querySelector("[data-token]").textContent);
      } else if (button.matches("[data-pick]")) {
        event.preventDefault();
        this.refresh(["picked"], { figure: button.value });
      } else if (button.matches("[data-refreshes], [data-preview]")) {
        event.preventDefault();
        this.refresh(["picked", "lines", "written"]);
      }
    }

    // At the cursor; a selection is wrapped by a clause.
    insert(text) {
      const area = this.area;
      const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
      const added = chosen && text.includes("……") ? text.replace("，……", chosen).replace("……", chosen) : text;
      area.setRangeText(added, area.selectionStart, area.selectionEnd, "end");
      area.focus();
      this.refresh(["written"]);
    }

    async refresh(parts, given = {}) {
      const number = ++this.asked;
      const data = new FormData(this.form);
      data.set("do", "show");
      Object.entries(given).forEach(([name, value]) => {
        data.set(name, value);
        [...data.keys()].filter((key) => key.startsWith("by-")).forEach((key) => data.delete(key));
      });
      try {
        const { response, page } = await pageOf(window.location.href, { method: "POST", body: data });
        if (response.ok && number === this.asked) {
          parts.forEach((part) => take(page, '[data-part="' + part + '"]'));
        }
      } catch (error) {
        // Offline: the text stays, the buttons still send the form.
      }
    }
  }

  steps();
  document.querySelectorAll("[data-block-form]").forEach((form) => new BlockEditor(form));
})();
