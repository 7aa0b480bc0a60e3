// The list of hazards by keyboard: ↑ ↓ move, Enter opens, x ticks, / goes to the search field.
"use strict";

(() => {
  const table = document.querySelector("[data-rows] table");
  const search = document.querySelector("form.filters input[name=text]");
  const isTyping = (element) =>
    element.matches("input:not([type=checkbox]), select, textarea, [contenteditable]");

  const rows = table ? Array.from(table.tBodies[0].rows) : [];
  let current = -1;
  const move = (to) => {
    if (current >= 0) {
      rows[current].classList.remove("is-current");
    }
    current = Math.max(0, Math.min(rows.length - 1, to));
    rows[current].classList.add("is-current");
    const link = rows[current].querySelector("a");
    link.focus({ preventScroll: true });
    link.scrollIntoView({ block: "nearest" });
  };
  rows.forEach((row, index) => {
    row.addEventListener("focusin", () => {
      if (current !== index) {
        if (current >= 0) {
          rows[current].classList.remove("is-current");
        }
        current = index;
        row.classList.add("is-current");
      }
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isTyping(event.target)) {
      return;
    }
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (rows.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      move(current + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "x" && current >= 0) {
      const box = rows[current].querySelector("input[type=checkbox]");
      if (box) {
        box.click();
      }
    }
  });

  // One box for the page, and how many are ticked.
  const boxes = table ? Array.from(table.querySelectorAll("input[name=hazards]")) : [];
  const head = table ? table.querySelector("thead .tick") : null;
  if (head && boxes.length) {
    const all = document.createElement("input");
    all.type = "checkbox";
    all.setAttribute("aria-label", "选择这一页");
    head.append(all);
    const told = document.querySelector("[data-ticked]");
    const tell = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      all.checked = ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
      if (told) {
        told.textContent = ticked ? "已勾选 " + ticked + " 条" : "";
      }
    };
    all.addEventListener("change", () => {
      boxes.forEach((box) => {
        box.checked = all.checked;
      });
      tell();
    });
    table.addEventListener("change", tell);
    tell();
  }
})();
