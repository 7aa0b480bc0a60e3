// The key “/” goes to the box for searching, unless somebody is writing.
(() => {
  "use strict";

  document.addEventListener("keydown", (event) => {
    const box = document.getElementById("finder");
    const writes = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || writes || !box) {
      return;
    }
    if (box.offsetParent === null) {
      return;
    }
    event.preventDefault();
    box.focus();
    box.select();
  });
})();
