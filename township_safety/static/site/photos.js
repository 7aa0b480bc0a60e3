// Photos in a form: chosen, dragged, pasted or taken; made smaller by photo_files.js, uploaded one after another.
// Without this script the file field beneath sends them with the form.
"use strict";

(() => {
  const { takenOf, shrunk } = window.PhotoFiles;
  const MOST_BYTES = 10 * 1024 * 1024;
  const KINDS = /^image\/(jpeg|png|webp)$/;

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) {
      made.className = className;
    }
    if (text) {
      made.textContent = text;
    }
    return made;
  };

  const button = (text, label, act) => {
    const made = element("button", "button button--small", text);
    made.type = "button";
    if (label) {
      made.setAttribute("aria-label", label);
    }
    made.addEventListener("click", act);
    return made;
  };

  // A picture that the server will never take: sending it again is no use.
  const refusal = (words) => Object.assign(new Error(words), { isFinal: true });

  class Photo {
    constructor(box, { file, stored, row }) {
      this.box = box;
      this.file = file;
      this.name = file ? file.name || "粘贴的照片" : stored.name;
      this.state = file ? "waiting" : "done";
      this.row = row || element("li", "photos__item");
      this.picture = element("a", "photos__picture");
      this.foot = element("div", "photos__foot");
      this.row.replaceChildren(this.picture, this.foot);
      if (stored) {
        this.finish(stored);
      } else {
        this.show();
      }
    }

    show() {
      const image = element("img");
      image.alt = this.name;
      const address = URL.createObjectURL(this.file);
      image.addEventListener("load", () => URL.revokeObjectURL(address));
      image.src = address;
      this.picture.replaceChildren(image);
      this.bar = element("progress");
      this.bar.max = 1;
      this.bar.setAttribute("aria-label", "正在上传" + this.name);
      this.foot.replaceChildren(this.bar, this.remover());
    }

    remover() {
      return button("移除", "移除照片" + this.name, () => this.box.remove(this));
    }

    async send() {
      this.state = "sending";
      try {
        const taken = await takenOf(this.file);
        const content = await shrunk(this.file);
        if (content.size > MOST_BYTES) {
          throw refusal("超过 10 MB，请缩小后再传。");
        }
        this.finish(await this.post(content, taken));
      } catch (error) {
        this.fail(error);
      }
    }

    post(content, taken) {
      const data = new FormData();
      data.append("photo", content, this.name);
      data.append("taken", taken);
      data.append("office", this.box.office);
      const request = new XMLHttpRequest();
      this.request = request;
      return new Promise((resolve, reject) => {
        request.open("POST", this.box.address);
        request.setRequestHeader("Accept", "application/json");
        request.setRequestHeader("X-CSRFToken", this.box.token);
        request.responseType = "json";
        request.upload.addEventListener("progress", (event) => {
          if (event.lengthComputable) {
            this.bar.value = event.loaded / event.total;
          }
        });
        request.addEventListener("load", () => {
          const answer = request.response;
          if (request.status === 200 && answer && answer.uid) {
            resolve(answer);
          } else if (answer && answer.problem) {
            reject(refusal(answer.problem));
          } else if (request.status === 413) {
            reject(refusal("超过 10 MB，请缩小后再传。"));
          } else {
            reject(new Error("没有传上去。可能已经退出登录：请在新窗口登录后点“重传”。"));
          }
        });
        request.addEventListener("error", () => reject(new Error("没有传上去，网络可能断了。网络恢复后点“重传”。")));
        request.addEventListener("abort", () => reject(new Error("已取消。")));
        request.send(data);
      });
    }

    finish(stored) {
      this.state = "done";
      this.stored = stored;
      this.picture.href = stored.url;
      this.picture.target = "_blank";
      this.picture.rel = "noopener";
      const image = element("img");
      image.alt = "照片：" + stored.name;
      image.src = stored.thumbnail;
      image.addEventListener("error", () => this.box.remove(this)); // expired meanwhile
      const kept = element("input");
      kept.type = "hidden";
      kept.name = this.box.name;
      kept.value = stored.uid;
      this.row.classList.remove("photos__item--failed");
      this.picture.replaceChildren(image);
      this.foot.replaceChildren(this.remover(), kept);
      this.row.querySelectorAll(".photos__problem").forEach((problem) => problem.remove());
    }

    fail(error) {
      this.state = "failed";
      this.row.classList.add("photos__item--failed");
      this.row.querySelectorAll(".photos__problem").forEach((old) => old.remove());
      this.picture.after(element("p", "photos__problem", error.message));
      if (error.isFinal) {
        this.foot.replaceChildren(this.remover());
        return;
      }
      const again = button("重传", "重传照片" + this.name, () => {
        this.state = "waiting";
        this.show();
        this.box.work();
      });
      this.foot.replaceChildren(again, this.remover());
    }
  }

  class PhotoBox {
    constructor(place) {
      this.name = place.dataset.photos;
      this.address = place.dataset.upload;
      this.office = place.dataset.office;
      this.most = Number(place.dataset.most);
      this.list = place.querySelector("[data-list]");
      this.status = place.querySelector("[data-state]");
      this.input = place.querySelector("input[type=file]");
      this.form = place.closest("form");
      this.photos = [];
      this.working = false;
      this.makeZone();
      this.list.querySelectorAll("[data-uid]").forEach((row) => this.adopt(row));
      this.listen();
    }

    get token() {
      return this.form.elements.namedItem("csrfmiddlewaretoken").value;
    }

    adopt(row) {
      const stored = {
        uid: row.dataset.uid,
        name: row.dataset.name,
        url: row.querySelector("a").href,
        thumbnail: row.querySelector("img").src,
      };
      this.photos.push(new Photo(this, { stored, row }));
    }

    makeZone() {
      this.zone = element("div", "photos__zone");
      this.zone.append(this.makeChooser());
      if (window.matchMedia("(pointer: coarse)").matches) {
        const camera = element("input");
        camera.type = "file";
        camera.accept = "image/*";
        camera.setAttribute("capture", "environment");
        camera.hidden = true;
        camera.addEventListener("change", () => this.take(camera));
        this.zone.append(button("拍照", "", () => camera.click()), camera);
      } else {
        this.zone.append(element("span", "", "也可以把照片拖到这里，或按 Ctrl+V 粘贴"));
      }
      this.input.before(this.zone);
      this.input.hidden = true;
    }

    // Its label and the list of faults now lead to the button that opens the hidden file field.
    makeChooser() {
      const label = this.form.querySelector('label[for="' + this.input.id + '"]');
      const name = label ? "选择照片：" + label.textContent.trim() : "";
      const chooser = button("选择照片", name, () => this.input.click());
      ["id", "aria-describedby"].forEach((attribute) => {
        if (this.input.hasAttribute(attribute)) {
          chooser.setAttribute(attribute, this.input.getAttribute(attribute));
          this.input.removeAttribute(attribute);
        }
      });
      return chooser;
    }

    listen() {
      this.input.addEventListener("change", () => this.take(this.input));
      ["dragenter", "dragover"].forEach((kind) => {
        this.zone.addEventListener(kind, (event) => {
          event.preventDefault();
          this.zone.classList.add("photos__zone--over");
        });
      });
      ["dragleave", "drop"].forEach((kind) => {
        this.zone.addEventListener(kind, () => this.zone.classList.remove("photos__zone--over"));
      });
      this.zone.addEventListener("drop", (event) => {
        event.preventDefault();
        this.add(event.dataTransfer.files);
      });
      // Before any other listener of the form learns that it is being sent.
      document.addEventListener("submit", (event) => this.hold(event), true);
      this.form.addEventListener("draft:save", (event) => {
        event.detail[this.name] = this.photos.filter((photo) => photo.stored).map((photo) => photo.stored);
      });
      this.form.addEventListener("draft:restore", (event) => this.restore(event.detail[this.name] || []));
    }

    take(input) {
      this.add(input.files);
      input.value = "";
    }

    add(files) {
      const pictures = Array.from(files).filter((file) => KINDS.test(file.type));
      const room = this.most - this.photos.length;
      const told = [];
      if (pictures.length < files.length) {
        told.push("只收 JPG、PNG、WebP 格式的照片，其他文件没有加入。");
      }
      if (pictures.length > room) {
        told.push("最多" + this.most + "张，多出的" + (pictures.length - room) + "张没有加入。");
      }
      pictures.slice(0, room).forEach((file) => {
        const photo = new Photo(this, { file });
        this.photos.push(photo);
        this.list.append(photo.row);
      });
      this.say(told.join(""));
      this.work();
    }

    // One after another: the server takes them one at a time, and a weak network likes it, too.
    async work() {
      if (this.working) {
        return;
      }
      this.working = true;
      let next = this.waiting();
      while (next) {
        await next.send();
        this.told();
        next = this.waiting();
      }
      this.working = false;
      this.changed();
      this.release();
    }

    waiting() {
      return this.photos.find((photo) => photo.state === "waiting");
    }

    told() {
      const done = this.photos.filter((photo) => photo.state === "done").length;
      const failed = this.photos.filter((photo) => photo.state === "failed").length;
      this.say("已上传" + done + "张" + (failed ? "，" + failed + "张没有传上去" : ""));
    }

    remove(photo) {
      if (photo.request && photo.state === "sending") {
        photo.request.abort();
      }
      const next = photo.row.nextElementSibling || photo.row.previousElementSibling;
      const focused = photo.row.contains(document.activeElement);
      this.photos = this.photos.filter((other) => other !== photo);
      photo.row.remove();
      if (focused) {
        (next ? next.querySelector("button") : this.zone.querySelector("button")).focus();
      }
      this.changed();
    }

    restore(stored) {
      const known = this.photos.map((photo) => photo.stored && photo.stored.uid);
      stored.slice(0, this.most - this.photos.length).forEach((one) => {
        if (!known.includes(one.uid)) {
          const photo = new Photo(this, { stored: one });
          this.photos.push(photo);
          this.list.append(photo.row);
        }
      });
    }

    // The guard and the draft of the form hear of it as of any other field.
    changed() {
      this.zone.dispatchEvent(new Event("change", { bubbles: true }));
    }

    hold(event) {
      if (event.target !== this.form) {
        return;
      }
      const failed = this.photos.some((photo) => photo.state === "failed");
      if (!this.working && !failed) {
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (this.working) {
        this.held = event.submitter || this.form.querySelector("[type=submit]");
        this.say("照片还在上传，传完自动保存。");
      } else {
        this.say("有照片没有传上去：请重传或移除后再保存。");
        this.list.querySelector(".photos__item--failed button").focus();
      }
    }

    release() {
      const held = this.held;
      this.held = null;
      if (held) {
        held.click();
      }
    }

    say(words) {
      this.status.textContent = words;
    }
  }

  const boxes = Array.from(document.querySelectorAll("[data-photos]")).map((place) => new PhotoBox(place));

  // A picture on the clipboard goes to the first box; text pasted into a field stays text.
  document.addEventListener("paste", (event) => {
    const files = event.clipboardData ? event.clipboardData.files : [];
    const writing = event.target.closest && event.target.closest("input, textarea");
    if (boxes.length && files.length && !(writing && event.clipboardData.getData("text/plain"))) {
      event.preventDefault();
      boxes[0].add(files);
    }
  });
})();
