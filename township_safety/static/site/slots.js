// Free text of a report is edited where it stands. Without this script the forms stand below the sheet.
"use strict";

(() => {
  document.querySelectorAll("form[data-edits]").forEach((form) => {
    const slot = document.querySelector('[data-slot="' + CSS.escape(form.dataset.edits) + '"]');
    if (!slot) {
      return;
    }
    const text = form.querySelector("textarea");
    const cancel = form.querySelector("[data-cancel]");
    const open = document.createElement("button");
    open.type = "button";
    open.className = "slot-edit";
    open.textContent = text.value.trim() === "" ? "填写" : "修改";
    open.setAttribute("aria-label", open.textContent + slot.getAttribute("aria-label"));
    open.addEventListener("click", () => {
      slot.hidden = true;
      form.hidden = false;
      text.focus();
    });
    cancel.hidden = false;
    cancel.addEventListener("click", () => {
      form.reset();
      form.hidden = true;
      slot.hidden = false;
      open.focus();
    });
    slot.append(open);
    slot.after(form);
    form.hidden = true;
  });

  // What is left below the sheet is hidden when every form has found its place.
  document.querySelectorAll("[data-slot-forms]").forEach((place) => {
    place.hidden = !place.querySelector("form");
  });
})();
