// Comforts of the hazard form: questions open when an answer makes them necessary, and the
// keyboard saves.
"use strict";

(() => {
  document.querySelectorAll("details[data-opens-with]").forEach((group) => {
    const [name, value] = group.dataset.opensWith.split("=");
    const isFilled = () => Array.from(group.querySelectorAll("textarea")).some((field) => field.value);
    group.closest("form").addEventListener("change", (event) => {
      if (event.target.name === name) {
        group.open = event.target.value === value || isFilled();
      }
    });
  });

  // Ctrl+Enter saves, with Shift the next one follows.
  document.querySelectorAll("form[data-keys]").forEach((form) => {
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.ctrlKey || event.isComposing) {
        return;
      }
      event.preventDefault();
      const another = form.querySelector("button[name=another]");
      form.requestSubmit(event.shiftKey && another ? another : undefined);
    });
  });
})();
