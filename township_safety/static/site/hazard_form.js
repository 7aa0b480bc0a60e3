// Questions that one answer makes necessary open with that answer.
"use strict";

document.querySelectorAll("details[data-opens-with]").forEach((group) => {
  const [name, value] = group.dataset.opensWith.split("=");
  const form = group.closest("form");
  form.addEventListener("change", (event) => {
    if (event.target.name === name) {
      group.open = event.target.value === value || Array.from(group.querySelectorAll("textarea")).some((field) => field.value);
    }
  });
});
