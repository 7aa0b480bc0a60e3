// The form of one site during an outing: what is wrong in it, what it holds, and how it looks while that is sent.
"use strict";

window.OutingForms = (() => {
  const complain = (form, problems) => {
    form.querySelectorAll("[data-problems]").forEach((old) => old.remove());
    if (!problems.length) {
      return;
    }
    const box = document.createElement("div");
    box.className = "error-summary";
    box.setAttribute("role", "alert");
    box.dataset.problems = "yes";
    const heading = document.createElement("h2");
    heading.textContent = "还有内容需要修改";
    const all = document.createElement("ul");
    problems.forEach((words) => {
      const item = document.createElement("li");
      item.textContent = words;
      all.append(item);
    });
    box.append(heading, all);
    form.prepend(box);
    box.scrollIntoView();
  };

  // What would come back refused hours later is said while the inspector still stands there.
  const faults = (form) => {
    const outcome = form.querySelector("[name=outcome]:checked");
    const filled = (name) => form.elements[name].value.trim() !== "";
    if (outcome && outcome.value === "refused" && !filled("witness") && !filled("evidence")) {
      return ["拒绝检查的，须填见证人，或者照片、录像的编号或存放处"];
    }
    if (outcome && outcome.value !== "checked") {
      return [];
    }
    const wanted = Array.from(form.querySelectorAll("[data-hazard], [data-extra]")).filter(
      (box) => !box.hidden && box.querySelector("[type=checkbox]").checked,
    );
    return wanted
      .filter((box) => box.querySelector("textarea").value.trim() === "")
      .map(() => "登记为隐患的，请写明隐患描述");
  };

  const collected = async (form) => {
    const entries = [];
    for (const [name, value] of new FormData(form)) {
      if (name === "csrfmiddlewaretoken" || name === "uid") {
        continue;
      }
      if (typeof value === "string") {
        entries.push({ name, value });
      } else if (value.size) {
        const taken = await window.PhotoFiles.takenOf(value);
        const blob = await window.PhotoFiles.shrunk(value);
        entries.push({ name, blob, file: value.name || "照片.jpg", taken });
      }
    }
    return entries;
  };

  // What is on its way is not sent a second time when the site is opened and saved again.
  const settle = (form, uid) => {
    form.querySelectorAll("[data-hazard], [data-extra]").forEach((box) => {
      const tick = box.querySelector("[type=checkbox]");
      if (box.hidden || !tick.checked) {
        return;
      }
      if ("extra" in box.dataset) {
        box.querySelectorAll("textarea, input[type=text], input[type=file]").forEach((field) => {
          field.value = "";
        });
        tick.checked = false;
        box.open = false;
        return;
      }
      const note = document.createElement("p");
      note.className = "ask__done";
      note.dataset.sent = uid;
      note.textContent = "隐患已记下，等待上传";
      box.before(note);
      box.dataset.sent = uid;
      box.classList.add("ask__hazard--sent");
      box.querySelectorAll("input, textarea").forEach((field) => {
        field.disabled = true;
      });
    });
  };

  // The server did not take it: everything stands in the form again as it was saved.
  const reopen = (form, visit) => {
    form.querySelectorAll("p[data-sent]").forEach((note) => note.remove());
    form.querySelectorAll("details[data-sent]").forEach((box) => {
      box.classList.remove("ask__hazard--sent");
      box.querySelectorAll("input, textarea").forEach((field) => {
        field.disabled = false;
      });
      delete box.dataset.sent;
    });
    visit.entries.forEach((entry) => {
      const fields = Array.from(form.querySelectorAll('[name="' + entry.name + '"]'));
      fields.forEach((field) => {
        if (field.type === "radio") {
          field.checked = field.value === entry.value;
        } else if (field.type === "checkbox") {
          field.checked = true;
        } else if (field.type !== "file") {
          field.value = entry.value;
        }
      });
    });
    form.querySelectorAll(".ask__choice, [name=outcome]").forEach((field) => {
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
    complain(form, visit.problems);
  };

  return { collected, complain, faults, reopen, settle };
})();
