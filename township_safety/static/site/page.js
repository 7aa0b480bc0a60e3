// Small comforts of every page. Nothing here is needed for a page to work.
"use strict";

(() => {
  const store = {
    get(key) {
      try {
        return window.localStorage.getItem(key);
      } catch (error) {
        return null;
      }
    },
    set(key, value) {
      try {
        window.localStorage.setItem(key, value);
      } catch (error) {
        // private mode: the choice lasts for this page
      }
    },
  };

  // The navigation's groups stay as the person left them.
  document.querySelectorAll("details[data-remember]").forEach((group) => {
    const key = "nav:" + group.dataset.remember;
    if (store.get(key) === "open") {
      group.open = true;
    }
    // A click, not "toggle": the page itself opens the present group, and that is no choice.
    const summary = group.querySelector("summary");
    summary.addEventListener("click", () => store.set(key, group.open ? "closed" : "open"));
  });
  // Only the menu scrolls to the present entry: the page itself starts at its heading.
  const menu = document.querySelector(".site-nav");
  const current = menu && menu.querySelector("[aria-current]");
  if (current && current.offsetTop > menu.clientHeight - 80) {
    menu.scrollTop = current.offsetTop - menu.clientHeight / 2;
  }

  // A menu closes on Escape and on a click elsewhere.
  const closeMenus = (except) => {
    document.querySelectorAll("details[data-closes][open]").forEach((menu) => {
      if (menu !== except) {
        menu.open = false;
      }
    });
  };
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-closes]")));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      closeMenus(null);
    }
  });

  // After a refused form the reader starts at the list of faults.
  const faults = document.querySelector("[data-focus]");
  if (faults) {
    faults.focus();
  }

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // Copies the text of the element named by data-copy. The old way works without https, too.
  const copy = (source) => {
    const range = document.createRange();
    range.selectNodeContents(source);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    const done = document.execCommand("copy");
    selection.removeAllRanges();
    return done;
  };
  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const source = document.getElementById(button.dataset.copy);
      button.textContent = source && copy(source) ? "已复制" : "请手工选中后复制";
    });
  });

  // One note at a time beside the number under the pointer or the focus.
  const note = document.createElement("div");
  note.className = "figure-note";
  note.id = "figure-note";
  note.setAttribute("role", "tooltip");
  note.hidden = true;
  document.body.append(note);
  const hideNote = () => {
    note.hidden = true;
  };
  const showNote = (figure) => {
    if (figure.title) {
      figure.dataset.definition = figure.title;
      figure.removeAttribute("title");
      figure.setAttribute("aria-describedby", note.id);
    }
    if (!figure.dataset.definition) {
      return;
    }
    note.textContent = figure.dataset.definition + "（点击查看明细）";
    note.hidden = false;
    const box = figure.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left, window.innerWidth - note.offsetWidth - 8));
    const above = box.top - note.offsetHeight - 6;
    note.style.left = left + window.scrollX + "px";
    note.style.top = (above > 60 ? above : box.bottom + 6) + window.scrollY + "px";
  };
  ["mouseover", "focusin"].forEach((kind) => {
    document.addEventListener(kind, (event) => {
      const figure = event.target.closest("a.figure");
      if (figure) {
        showNote(figure);
      }
    });
  });
  ["mouseout", "focusout"].forEach((kind) => document.addEventListener(kind, hideNote));
})();
