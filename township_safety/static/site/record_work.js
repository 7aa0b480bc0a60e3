// 登记工作: the keys 1 to 9 choose the kind of work while nothing is being typed.
"use strict";

(() => {
  const isTyping = (element) => Boolean(element.closest("input, select, textarea, [contenteditable]"));

  document.querySelectorAll("[data-with-keys]").forEach((hint) => {
    hint.hidden = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) {
      return;
    }
    if (isTyping(event.target)) {
      if (event.key === "Escape") {
        event.target.blur();
      }
      return;
    }
    const choice = document.querySelector(`.work-kind[data-key="${CSS.escape(event.key)}"]`);
    if (choice) {
      event.preventDefault();
      choice.click();
    }
  });
})();
