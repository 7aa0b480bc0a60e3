// What is typed into a form marked data-draft stays in this browser until it is saved: after a cut
// of power or an ended session it is offered again. Nothing leaves the machine.
"use strict";

(() => {
  const PREFIX = "draft:";
  const KEPT_FOR = 24 * 60 * 60 * 1000;
  const ANSWERED_WITHIN = 2 * 60 * 1000;
  const PAUSE = 600;

  // In private mode or with a full store there are no drafts, and the form works all the same.
  const store = {
    read(key) {
      try {
        return JSON.parse(window.localStorage.getItem(key));
      } catch (error) {
        return null;
      }
    },
    write(key, draft) {
      try {
        window.localStorage.setItem(key, JSON.stringify(draft));
      } catch (error) {
        // see above
      }
    },
    remove(key) {
      try {
        window.localStorage.removeItem(key);
      } catch (error) {
        // see above
      }
    },
    keys() {
      try {
        return Object.keys(window.localStorage).filter((key) => key.startsWith(PREFIX));
      } catch (error) {
        return [];
      }
    },
  };

  // The page that follows a save says so; only then is the draft that was sent no longer needed.
  const saved = document.querySelector(".notice--success") !== null;
  const now = Date.now();
  store.keys().forEach((key) => {
    const draft = store.read(key);
    const answered = draft && draft.sentAt && saved && now - draft.sentAt < ANSWERED_WITHIN;
    if (!draft || answered || now - draft.at > KEPT_FOR) {
      store.remove(key);
    }
  });

  // Whoever signs out leaves nothing behind on a shared computer.
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") && event.target.getAttribute("action").endsWith("/logout/")) {
      store.keys().forEach(store.remove);
    }
  });

  const UNKEPT = ["hidden", "password", "file", "submit", "button", "reset", "image"];
  const isKept = (field) => field.name && !field.disabled && !UNKEPT.includes(field.type) && field.type !== undefined;
  const isTick = (field) => field.type === "checkbox" || field.type === "radio";

  const valueOf = (field) => {
    if (isTick(field)) {
      return field.checked;
    }
    return field.multiple ? Array.from(field.selectedOptions, (option) => option.value) : field.value;
  };

  // Ticks share a name, so their value is part of the key.
  const keyOf = (field) => (isTick(field) ? field.name + "=" + field.value : field.name);

  class Draft {
    constructor(form) {
      this.form = form;
      this.key = PREFIX + form.dataset.draft;
      this.begun = this.values();
      // Of a row that others may change meanwhile only what this person changed is kept.
      this.isEdit = ["version", "seen"].some((name) => {
        const field = form.elements.namedItem(name);
        return field !== null && field.value !== "";
      });
      this.before = this.isShownAgain ? (store.read(this.key) || { values: {} }).values : {};
      this.offer();
      form.addEventListener("input", () => this.later());
      form.addEventListener("change", () => this.later());
      form.addEventListener("submit", () => this.sent());
      form.addEventListener("draft:saved", () => this.drop());
      form.querySelectorAll(".form__actions a").forEach((link) => {
        link.addEventListener("click", () => this.drop());
      });
      window.addEventListener("pagehide", () => this.flush());
    }

    // Refused, or with more lines: what was typed stands in it already.
    get isShownAgain() {
      return "typed" in this.form.dataset || this.form.querySelector(".error-summary") !== null;
    }

    fields() {
      return Array.from(this.form.elements).filter((field) => isKept(field) && !field.closest("[data-photos]"));
    }

    values() {
      const values = {};
      this.fields().forEach((field) => {
        values[keyOf(field)] = valueOf(field);
      });
      return values;
    }

    // Fields of other parts of the form, such as photos, add what they hold.
    others() {
      const detail = {};
      this.form.dispatchEvent(new CustomEvent("draft:save", { detail }));
      return detail;
    }

    later() {
      this.dirty = true;
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.flush(), PAUSE);
    }

    flush() {
      window.clearTimeout(this.timer);
      if (this.dirty) {
        this.dirty = false;
        this.save({});
      }
    }

    typed() {
      const values = this.values();
      if (!this.isEdit) {
        return values;
      }
      const changed = Object.keys(values).filter((key) => String(values[key]) !== String(this.begun[key]));
      return Object.assign({}, this.before, Object.fromEntries(changed.map((key) => [key, values[key]])));
    }

    save(more) {
      store.write(this.key, Object.assign({ at: Date.now(), values: this.typed(), others: this.others() }, more));
    }

    sent() {
      if (this.dirty || store.read(this.key)) {
        window.clearTimeout(this.timer);
        this.dirty = false;
        this.save({ sentAt: Date.now() });
      }
    }

    drop() {
      window.clearTimeout(this.timer);
      this.dirty = false;
      store.remove(this.key);
    }

    offer() {
      const draft = store.read(this.key);
      if (!draft || this.isShownAgain || !this.differs(draft)) {
        return;
      }
      const at = new Date(draft.at);
      const clock = String(at.getHours()).padStart(2, "0") + ":" + String(at.getMinutes()).padStart(2, "0");
      const day = at.toDateString() === new Date().toDateString() ? "今天" : "昨天";
      this.bar = document.createElement("div");
      this.bar.className = "notice draft-offer";
      this.bar.setAttribute("role", "status");
      const words = document.createElement("span");
      words.textContent = day + clock + "填的内容没有保存。";
      this.bar.append(
        words,
        this.choice("恢复未保存的内容", () => this.restore(draft)),
        this.choice("不要了", () => this.drop()),
      );
      this.form.prepend(this.bar);
      this.form.dispatchEvent(new CustomEvent("draft:offered"));
    }

    choice(text, act) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--small";
      button.textContent = text;
      button.addEventListener("click", () => {
        this.bar.remove();
        act();
      });
      return button;
    }

    differs(draft) {
      const others = Object.values(draft.others || {}).some((held) => held.length > 0);
      return others || Object.keys(draft.values).some((key) => String(draft.values[key]) !== String(this.begun[key]));
    }

    restore(draft) {
      this.fields().forEach((field) => {
        const value = draft.values[keyOf(field)];
        if (value !== undefined && String(value) !== String(valueOf(field))) {
          this.put(field, value);
        }
      });
      this.form.dispatchEvent(new CustomEvent("draft:restore", { detail: draft.others || {} }));
      const first = this.fields()[0];
      if (first) {
        first.focus();
      }
    }

    put(field, value) {
      if (isTick(field)) {
        field.checked = value;
      } else if (field.multiple) {
        Array.from(field.options).forEach((option) => {
          option.selected = value.includes(option.value);
        });
      } else {
        field.value = value;
      }
      ["input", "change"].forEach((kind) => field.dispatchEvent(new Event(kind, { bubbles: true })));
    }
  }

  // After the photos have found their places, so that they hear what is restored.
  document.querySelectorAll("form[data-draft]").forEach((form) => new Draft(form));
})();
