// A list marked data-lookup becomes one field: typing a part of the name, the code or the pinyin
// initials finds the row. What follows from the choice fills the fields nobody has touched.
"use strict";

(() => {
  const PAUSE = 150;
  const touched = new WeakSet();

  // Only what a person did counts; values put in by scripts may be replaced by a later choice.
  ["input", "change"].forEach((kind) => {
    document.addEventListener(kind, (event) => {
      if (event.isTrusted) {
        touched.add(event.target);
      }
    });
  });

  const announce = (field) => {
    ["input", "change"].forEach((kind) => field.dispatchEvent(new Event(kind, { bubbles: true })));
  };

  // A value of another source is not replaced: the site's sector stays when a phrase is chosen.
  const fill = (form, fills, source) => {
    // In a row of several the fields of the row come first: r2-measures before measures.
    const row = source.slice(0, source.lastIndexOf("-") + 1);
    Object.entries(fills || {}).forEach(([name, value]) => {
      const field = form.elements[row + name] || form.elements[name];
      if (!field || !field.tagName || value === null || value === "" || touched.has(field)) {
        return;
      }
      if (field.value && field.dataset.filled !== source && !field.dataset.proposed) {
        return;
      }
      const before = field.value;
      field.value = value;
      if (field.tagName === "SELECT" && field.value !== String(value)) {
        field.value = before;
        return;
      }
      field.dataset.filled = source;
      delete field.dataset.proposed;
      if (before !== field.value) {
        announce(field);
      }
    });
  };

  class Lookup {
    constructor(select) {
      this.select = select;
      this.form = select.form;
      this.listed = new Set(Array.from(select.options, (option) => option.value));
      this.found = [];
      this.active = -1;
      this.asked = 0;
      this.draw();
      this.show();
      this.listen();
    }

    draw() {
      const id = this.select.id;
      this.box = document.createElement("input");
      this.box.type = "text";
      this.box.id = id + "_words";
      this.box.autocomplete = "off";
      this.box.placeholder = this.select.dataset.placeholder || "输入名称或拼音首字母查找";
      this.list = document.createElement("ul");
      this.list.id = id + "_found";
      this.list.className = "lookup__list";
      this.list.setAttribute("role", "listbox");
      this.list.hidden = true;
      const attributes = {
        role: "combobox",
        "aria-autocomplete": "list",
        "aria-expanded": "false",
        "aria-controls": this.list.id,
      };
      ["aria-describedby", "aria-invalid", "autofocus"].forEach((name) => {
        if (this.select.hasAttribute(name)) {
          attributes[name] = this.select.getAttribute(name);
        }
      });
      Object.entries(attributes).forEach(([name, value]) => this.box.setAttribute(name, value));
      const label = document.querySelector('label[for="' + id + '"]');
      if (label) {
        label.htmlFor = this.box.id;
        this.list.setAttribute("aria-label", label.textContent.replace("*", ""));
      }
      document.querySelectorAll('.error-summary a[href="#' + id + '"]').forEach((link) => {
        link.href = "#" + this.box.id;
      });
      this.frame = document.createElement("div");
      this.frame.className = "lookup";
      this.select.before(this.frame);
      this.told = document.createElement("p");
      this.told.className = "field__error";
      this.told.setAttribute("role", "status");
      this.told.hidden = true;
      this.frame.append(this.box, this.list, this.select, this.told);
      this.select.hidden = true;
      // On a phone the keyboard would cover the form before anybody asked for it.
      if (this.select.autofocus && window.matchMedia("(min-width: 56em)").matches) {
        this.box.focus();
      }
    }

    listen() {
      this.box.addEventListener("input", () => this.later());
      this.box.addEventListener("keydown", (event) => this.pressed(event));
      this.box.addEventListener("click", () => this.ask());
      this.box.addEventListener("blur", () => this.leave());
      // The list must not take the focus away before the click arrives.
      this.list.addEventListener("mousedown", (event) => event.preventDefault());
      this.list.addEventListener("click", (event) => {
        const item = event.target.closest("[role=option]");
        if (item) {
          this.choose(Number(item.dataset.index));
        }
      });
      this.select.addEventListener("change", () => this.show());
      this.form.addEventListener("reset", () => window.setTimeout(() => this.show()));
      this.form.addEventListener("draft:save", (event) => {
        const chosen = this.select.selectedOptions[0];
        const key = "lookup:" + this.select.name;
        event.detail[key] = chosen && !this.listed.has(chosen.value) ? [chosen.value, chosen.text] : [];
      });
      this.form.addEventListener("draft:restore", (event) => {
        const kept = event.detail["lookup:" + this.select.name] || [];
        if (kept.length === 2) {
          this.put(kept[0], kept[1]);
        }
      });
    }

    get chosen() {
      const option = this.select.selectedOptions[0];
      return option && option.value ? option.text : "";
    }

    show() {
      this.box.value = this.chosen;
      this.tell("");
      this.close();
    }

    later() {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.ask(), PAUSE);
    }

    ask() {
      window.clearTimeout(this.timer);
      const words = this.box.value.trim() === this.chosen ? "" : this.box.value.trim();
      this.tell("");
      this.asked += 1;
      const turn = this.asked;
      this.fetchFound(words).then((found) => {
        if (turn === this.asked && document.activeElement === this.box) {
          this.open(found, words);
        }
      });
    }

    fetchFound(words) {
      const address = new URL(this.select.dataset.lookup, window.location.href);
      address.searchParams.set("q", words);
      const beside = this.form.elements[this.select.dataset.beside];
      if (beside && beside.value) {
        address.searchParams.set("beside", beside.value);
      }
      return window
        .fetch(address, { headers: { Accept: "application/json" } })
        .then((answer) => (answer.ok ? answer.json() : { found: this.among(words) }))
        .catch(() => ({ found: this.among(words) }))
        .then((said) => said.found);
    }

    // Without a connection what the page itself lists can still be found.
    among(words) {
      return Array.from(this.select.options)
        .filter((option) => option.value && option.text.includes(words))
        .slice(0, 12)
        .map((option) => ({ value: option.value, text: option.text, hint: "" }));
    }

    open(found, words) {
      this.found = found;
      const items = found.map((row, index) => this.item(row.text, row.hint, index));
      if (found.length === 0) {
        const none = document.createElement("li");
        none.className = "lookup__none";
        none.setAttribute("role", "presentation");
        none.textContent = "没有找到“" + words + "”";
        items.push(none);
      }
      const dialog = document.getElementById(this.select.dataset.adds || "");
      if (dialog && words) {
        this.found = found.concat([{ adds: words }]);
        items.push(this.item("新增“" + words + "”", this.select.dataset.addsHint || "", found.length));
      }
      this.list.replaceChildren(...items);
      this.list.hidden = false;
      this.box.setAttribute("aria-expanded", "true");
      this.move(words && this.found.length ? 0 : -1);
    }

    item(text, hint, index) {
      const item = document.createElement("li");
      item.id = this.list.id + "_" + index;
      item.dataset.index = index;
      item.className = "lookup__item";
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.textContent = text;
      if (hint) {
        const small = document.createElement("span");
        small.className = "lookup__hint";
        small.textContent = hint;
        item.append(" ", small);
      }
      return item;
    }

    close() {
      this.list.hidden = true;
      this.found = [];
      this.active = -1;
      this.box.setAttribute("aria-expanded", "false");
      this.box.removeAttribute("aria-activedescendant");
    }

    get isOpen() {
      return !this.list.hidden;
    }

    move(index) {
      this.active = index;
      this.list.querySelectorAll("[role=option]").forEach((item, at) => {
        item.setAttribute("aria-selected", String(at === index));
        if (at === index) {
          this.box.setAttribute("aria-activedescendant", item.id);
          item.scrollIntoView({ block: "nearest" });
        }
      });
      if (index < 0) {
        this.box.removeAttribute("aria-activedescendant");
      }
    }

    pressed(event) {
      // Enter that ends a Chinese input method's word chooses nothing.
      if (event.isComposing) {
        return;
      }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!this.isOpen) {
          this.ask();
        } else if (this.found.length) {
          const step = event.key === "ArrowDown" ? 1 : -1;
          this.move((this.active + step + this.found.length) % this.found.length);
        }
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (this.isOpen && this.active >= 0) {
          this.choose(this.active);
        }
      } else if (event.key === "Escape" && this.isOpen) {
        event.preventDefault();
        this.show();
      }
    }

    // The row that is marked is taken when the field is left, an emptied field means none.
    leave() {
      window.clearTimeout(this.timer);
      this.asked += 1;
      if (document.querySelector("dialog[open]")) {
        return;
      }
      const marked = this.found[this.active];
      if (this.box.value.trim() === "") {
        this.put("", "");
      } else if (this.isOpen && marked && !marked.adds && this.box.value.trim() !== this.chosen) {
        this.choose(this.active);
      } else if (this.box.value.trim() !== this.chosen && !this.isOpen) {
        this.settle();
      } else {
        this.show();
      }
    }

    // The field was left before the answer came: an only hit is taken, anything else is told.
    settle() {
      const words = this.box.value.trim();
      this.fetchFound(words).then((found) => {
        if (this.box.value.trim() !== words || document.activeElement === this.box) {
          return;
        }
        const same = found.filter((row) => row.text === words);
        const hits = same.length === 1 ? same : found;
        if (hits.length === 1) {
          this.found = hits;
          this.choose(0);
        } else {
          this.put("", "");
          this.box.value = words;
          this.tell("没有选中“" + words + "”，请从列表中选一个");
        }
      });
    }

    tell(words) {
      this.told.textContent = words;
      this.told.hidden = words === "";
    }

    choose(index) {
      const row = this.found[index];
      if (row.adds) {
        this.close();
        this.add(row.adds);
      } else {
        this.put(row.value, row.text);
        this.follow(row.fills);
      }
    }

    // A line among others says nothing about the whole.
    follow(fills) {
      if (this.select.dataset.fills !== "no") {
        fill(this.form, fills, this.select.name);
      }
    }

    put(value, text) {
      const key = String(value);
      if (!Array.from(this.select.options).some((option) => option.value === key)) {
        this.select.append(new Option(text, key));
      }
      const before = this.select.value;
      this.select.value = key;
      this.show();
      if (before !== key) {
        announce(this.select);
      }
    }

    // A row that does not exist yet is entered in a dialog beside the form.
    add(words) {
      const dialog = document.getElementById(this.select.dataset.adds);
      const inner = dialog.querySelector("form");
      inner.reset();
      inner.elements.name.value = words;
      ["village", "sector"].forEach((name) => {
        if (inner.elements[name] && this.form.elements[name]) {
          inner.elements[name].value = this.form.elements[name].value;
        }
      });
      this.say(dialog, []);
      inner.onsubmit = (event) => {
        event.preventDefault();
        this.sendNew(dialog, inner);
      };
      dialog.querySelector("[data-closes-dialog]").onclick = () => dialog.close();
      dialog.onclose = () => this.box.focus();
      dialog.showModal();
    }

    say(dialog, problems) {
      const place = dialog.querySelector("[data-problems]");
      place.textContent = problems.join("；");
      place.hidden = problems.length === 0;
    }

    sendNew(dialog, inner) {
      window
        .fetch(inner.action, { method: "POST", body: new FormData(inner), headers: { Accept: "application/json" } })
        .then((answer) => answer.json())
        .then((said) => {
          if (said.errors) {
            this.say(dialog, said.errors);
            return;
          }
          this.put(said.value, said.text);
          this.follow(said.fills);
          dialog.close();
        })
        .catch(() => this.say(dialog, ["没有连上服务器，请稍后再试"]));
    }
  }

  document.querySelectorAll("select[data-lookup]").forEach((select) => new Lookup(select));
})();
