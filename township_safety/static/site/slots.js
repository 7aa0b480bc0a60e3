// Free text of a report is edited where it stands and saved without leaving the page, also when
// the writer goes on to something else. Without this script the forms stand below the sheet.
"use strict";

(() => {
  const NOT_SAVED = "没有保存。可能是网络断了，或者已经退出登录：请先复制您写的内容，刷新页面后再填。";

  const element = (name, text, className) => {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) {
      made.className = className;
    }
    return made;
  };

  const linesOf = (text) => text.split("\n").map((line) => line.trim()).filter((line) => line !== "");

  class SlotEditor {
    constructor(form, slot) {
      this.form = form;
      this.slot = slot;
      this.text = form.querySelector("textarea");
      this.version = form.elements.namedItem("version");
      this.state = form.querySelector("[data-state]");
      this.saved = this.text.value;
      this.queue = Promise.resolve();
      this.label = slot.getAttribute("aria-label");
      this.opener = element("button", "", "slot-edit");
      this.opener.type = "button";
      this.nameOpener();
      if (form.hasAttribute("data-carried")) {
        slot.setAttribute("aria-label", this.label + "（沿用上期，未改）");
      }
      slot.append(this.opener);
      slot.after(form);
      form.hidden = true;
      this.listen();
    }

    listen() {
      const close = this.form.querySelector("[data-close]");
      close.hidden = false;
      this.opener.addEventListener("click", () => this.open());
      close.addEventListener("click", () => this.save({ closing: true }));
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.save({ closing: true });
      });
      this.form.addEventListener("draft:offered", () => this.reveal());
      this.text.addEventListener("blur", () => this.save({ closing: false }));
      this.form.addEventListener("click", (event) => this.phrase(event));
    }

    // A set phrase or a found sentence becomes a paragraph of its own at the end.
    phrase(event) {
      const button = event.target.closest("[data-phrase], [data-phrases]");
      if (!button) {
        return;
      }
      event.preventDefault();
      const chosen = this.form.querySelector('select[name="snippet"]');
      const text = button.dataset.phrase || (chosen && chosen.selectedOptions[0].dataset.text);
      if (text) {
        this.text.value = (this.text.value.trimEnd() + "\n" + text).trim();
        this.text.focus();
      }
    }

    get changed() {
      return this.text.value !== this.saved;
    }

    nameOpener() {
      this.opener.textContent = this.text.value.trim() === "" ? "填写" : "修改";
      this.opener.setAttribute("aria-label", this.opener.textContent + this.label);
    }

    reveal() {
      this.slot.hidden = true;
      this.form.hidden = false;
    }

    open() {
      this.reveal();
      this.text.focus();
    }

    close() {
      this.form.hidden = true;
      this.slot.hidden = false;
      this.nameOpener();
      this.opener.focus();
    }

    // One request at a time: the version in the form is always the one last answered.
    save(options) {
      this.queue = this.queue.then(() => this.send(options));
      return this.queue;
    }

    async send({ closing }) {
      if (!this.changed) {
        if (closing) {
          this.close();
        }
        return;
      }
      const sent = this.text.value;
      try {
        const response = await fetch(this.form.action, {
          method: "POST",
          body: new FormData(this.form),
          headers: { Accept: "application/json" },
          credentials: "same-origin",
        });
        this.answered(response.status, await response.json(), sent, closing);
      } catch (error) {
        this.say(element("p", NOT_SAVED, "field__error"));
      }
    }

    answered(status, answer, sent, closing) {
      if (status === 200) {
        this.saved = sent;
        if (!this.changed) {
          this.form.dispatchEvent(new CustomEvent("draft:saved"));
        }
        this.version.value = answer.version;
        this.slot.setAttribute("aria-label", this.label);
        this.show(answer.lines);
        this.say(element("span", "已保存", "small"));
        if (closing && !this.changed) {
          this.close();
        }
      } else if (status === 409) {
        this.conflict(answer);
      } else {
        this.say(element("p", answer.problem || NOT_SAVED, "field__error"));
      }
    }

    // Both texts stay before the writer's eyes; the writer decides.
    conflict({ who, theirs, version }) {
      const keep = element("button", "保存我这一份", "button button--small");
      const take = element("button", "用" + who + "写的", "button button--small");
      keep.type = take.type = "button";
      keep.addEventListener("click", () => {
        this.version.value = version;
        this.save({ closing: true });
      });
      take.addEventListener("click", () => {
        this.text.value = this.saved = theirs;
        this.version.value = version;
        this.show(linesOf(theirs));
        this.say();
        this.close();
      });
      const actions = element("div", "", "slot-form__actions");
      actions.append(keep, take);
      this.say(
        element("p", who + "刚修改过这一段，您写的还没有保存。" + who + "写的是：", "field__error"),
        element("blockquote", theirs === "" ? "（空）" : theirs, "slot-form__theirs"),
        actions,
      );
      actions.scrollIntoView({ block: "nearest" });
    }

    say(...parts) {
      this.state.replaceChildren(...parts);
    }

    show(lines) {
      this.slot.querySelectorAll("p").forEach((paragraph) => paragraph.remove());
      const paragraphs = lines.map((line) => element("p", line));
      if (paragraphs.length === 0) {
        paragraphs.push(element("p", this.text.placeholder || "（" + this.label + "）", "placeholder"));
      }
      this.slot.prepend(...paragraphs);
    }
  }

  const editors = [];
  document.querySelectorAll("form[data-edits]").forEach((form) => {
    const slot = document.querySelector('[data-slot="' + CSS.escape(form.dataset.edits) + '"]');
    if (slot) {
      editors.push(new SlotEditor(form, slot));
    }
  });

  // A link to a passage opens it where it stands.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#slot-"]');
    const editor = link && editors.find((one) => "#" + one.text.id === link.hash);
    if (editor) {
      event.preventDefault();
      editor.open();
      editor.form.scrollIntoView({ block: "center" });
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (editors.some((editor) => editor.changed)) {
      event.preventDefault();
      event.returnValue = "";
    }
  });

  // What is left below the sheet is hidden when every form has found its place.
  document.querySelectorAll("[data-slot-forms]").forEach((place) => {
    place.hidden = !place.querySelector("form");
  });
})();
