// An outing without connection: the forms of all sites are fetched beforehand, what is saved waits on
// the phone and is sent once. Works on plain http: no service worker, the page stays open meanwhile.
"use strict";

(() => {
  const { collected, complain, faults, reopen, settle } = window.OutingForms;
  const root = document.querySelector("[data-outing]");
  if (!root || !window.indexedDB) {
    return;
  }
  const STORE = "visits";
  const PAUSE = 15000;
  const list = root.querySelector("[data-list]");
  const place = root.querySelector("[data-shop]");
  const told = root.querySelector("[data-state]");
  const rows = Array.from(list.querySelectorAll("[data-target]"));
  const forms = new Map();
  let trouble = "";
  let sending = false;
  let more = false;

  // --- What waits on the phone

  const opened = new Promise((resolve, reject) => {
    const request = window.indexedDB.open("outing-" + root.dataset.user, 1);
    request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE, { keyPath: "uid" }));
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });

  const inStore = async (mode, act) => {
    const database = await opened;
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      transaction.addEventListener("complete", () => resolve(request.result));
      transaction.addEventListener("error", () => reject(transaction.error));
      transaction.addEventListener("abort", () => reject(transaction.error));
    });
  };

  const keep = (visit) => inStore("readwrite", (store) => store.put(visit));
  const drop = (uid) => inStore("readwrite", (store) => store.delete(uid));
  const waiting = async () => {
    const all = await inStore("readonly", (store) => store.getAll());
    return all.sort((one, other) => one.at - other.at);
  };

  // crypto.randomUUID is missing on plain http.
  const newUid = () => {
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };

  const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

  // --- What the page says

  const rowOf = (target) => rows.find((row) => row.dataset.target === String(target));

  const mark = (target, outcome, label, found) => {
    const row = rowOf(target);
    if (row) {
      row.dataset.outcome = outcome;
      row.querySelector("[data-label]").textContent = label;
      if (found !== undefined) {
        row.querySelector("[data-found]").textContent = found;
      }
    }
    const pending = rows.filter((one) => one.dataset.outcome === "pending").length;
    list.querySelector("[data-pending]").textContent = pending;
    list.querySelector("[data-done]").textContent = rows.length - pending;
  };

  const say = async () => {
    const visits = await waiting();
    const here = visits.filter((visit) => visit.outing === root.dataset.outing);
    const words = [];
    if (visits.length) {
      words.push("未上传" + visits.length + "条" + (visits.length > here.length ? "（含别次检查的）" : ""));
    }
    if (trouble) {
      words.push(trouble);
    } else if (forms.size < rows.length) {
      words.push("正在装入" + forms.size + "/" + rows.length + "家");
    } else if (rows.length) {
      words.push("已装入" + rows.length + "家，没有信号也能查；请不要关闭或刷新这一页");
    }
    told.textContent = words.join("。");
    told.hidden = words.length === 0;
    told.classList.toggle("outing-state--waiting", visits.length > 0);
  };

  // --- The forms, fetched beforehand

  const fetchForm = async (row) => {
    const link = row.querySelector("a");
    const answer = await window.fetch(link.href, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) {
      throw new Error("refused");
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = page.querySelector("form[data-visit]");
    if (!form) {
      throw new Error("refused");
    }
    forms.set(row.dataset.target, prepare(document.importNode(form, true)));
  };

  const fetchForms = async () => {
    for (const row of rows) {
      if (!forms.has(row.dataset.target)) {
        try {
          await fetchForm(row);
        } catch (error) {
          trouble = "没有全部装入，有信号时会再试";
          await say();
          return;
        }
      }
    }
    trouble = trouble.startsWith("没有全部") ? "" : trouble;
    await say();
  };

  const prepare = (form) => {
    window.Visits.enhance(form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      save(form, event.submitter && event.submitter.name === "next");
    });
    form.querySelector("[data-back]").addEventListener("click", (event) => {
      event.preventDefault();
      show("");
    });
    return form;
  };

  // --- One site at a time

  const show = (target) => {
    const address = target ? "#shop-" + target : "#list";
    if (window.location.hash !== address) {
      window.location.hash = address;
    } else {
      turn();
    }
  };

  const turn = () => {
    const target = window.location.hash.startsWith("#shop-") ? window.location.hash.slice(6) : "";
    const form = forms.get(target);
    list.hidden = Boolean(form);
    place.hidden = !form;
    if (!form) {
      place.replaceChildren();
      return;
    }
    const heading = document.createElement("h2");
    heading.className = "visit__name";
    heading.tabIndex = -1;
    heading.textContent = form.dataset.name;
    place.replaceChildren(heading, form);
    window.scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  };

  window.addEventListener("hashchange", turn);
  list.addEventListener("click", (event) => {
    const link = event.target.closest("a.shop__link");
    const row = link && link.closest("[data-target]");
    if (row && forms.has(row.dataset.target)) {
      event.preventDefault();
      show(row.dataset.target);
    }
  });

  // --- Saving on the phone

  const save = async (form, goOn) => {
    const problems = faults(form);
    complain(form, problems);
    if (problems.length || form.dataset.saving) {
      return;
    }
    form.dataset.saving = "yes";
    const uid = newUid();
    const target = form.dataset.visit;
    const outcome = form.querySelector("[name=outcome]:checked");
    try {
      const visits = await waiting();
      // A visit that was refused by the server is replaced by what is saved now.
      const refused = visits.filter((visit) => visit.target === target && visit.problems);
      const entries = await collected(form);
      const chosen = new Set(entries.filter((entry) => entry.blob).map((entry) => entry.name));
      const photos = refused
        .flatMap((visit) => visit.entries)
        .filter((entry) => (entry.blob || entry.stored) && !chosen.has(entry.name));
      await keep({
        uid,
        at: Date.now(),
        outing: root.dataset.outing,
        target,
        name: form.dataset.name,
        url: form.getAttribute("action"),
        entries: entries.concat(photos),
        outcome: outcome ? outcome.value : "checked",
        label: outcome ? outcome.parentElement.textContent.trim() : "已检查",
      });
      await Promise.all(refused.map((visit) => drop(visit.uid)));
    } catch (error) {
      complain(form, ["手机存不下了，没有保存：请先连上网络上传，或者清理手机空间"]);
      return;
    } finally {
      delete form.dataset.saving;
    }
    settle(form, uid);
    mark(target, outcome ? outcome.value : "checked", (outcome ? outcome.parentElement.textContent.trim() : "已检查") + "，待上传");
    const following = rows.find((row) => row.dataset.outcome === "pending" && forms.has(row.dataset.target));
    show(goOn && following ? following.dataset.target : "");
    await say();
    flush();
  };

  // --- Sending

  const refusal = (problems) => Object.assign(new Error("refused"), { problems });

  const answered = async (answer) => {
    const isJson = (answer.headers.get("Content-Type") || "").includes("json");
    if (answer.redirected || (answer.ok && !isJson)) {
      throw Object.assign(new Error("signed out"), { isSignedOut: true });
    }
    if (answer.status === 403) {
      throw Object.assign(new Error("stale"), { isSignedOut: true });
    }
    if (answer.ok) {
      return answer.json();
    }
    if (answer.status >= 500) {
      throw new Error("server");
    }
    const said = isJson ? await answer.json() : {};
    throw refusal(said.problems || (said.problem ? [said.problem] : ["服务器没有接收，请刷新页面后再保存一次"]));
  };

  const post = (url, data) =>
    window
      .fetch(url, {
        method: "POST",
        body: data,
        credentials: "same-origin",
        headers: { Accept: "application/json", "X-CSRFToken": token() },
      })
      .then(answered);

  // A photo that arrived is known by its number, so that a broken connection does not send it again.
  const uploadPhotos = async (visit) => {
    for (const entry of visit.entries) {
      if (entry.blob && !entry.stored) {
        const data = new FormData();
        data.append("photo", entry.blob, entry.file);
        data.append("taken", entry.taken || "");
        data.append("office", root.dataset.office);
        entry.stored = (await post(root.dataset.upload, data)).uid;
        delete entry.blob;
        await keep(visit);
      }
    }
  };

  const sendVisit = async (visit) => {
    await uploadPhotos(visit);
    const data = new FormData();
    data.append("uid", visit.uid);
    visit.entries.forEach((entry) => data.append(entry.name, entry.stored || entry.value));
    const said = await post(visit.url, data);
    await drop(visit.uid);
    if (visit.outing === root.dataset.outing) {
      const row = rowOf(visit.target);
      const before = row ? Number((row.querySelector("[data-found]").textContent.match(/\d+/) || [0])[0]) : 0;
      const found = before + said.hazards;
      mark(visit.target, said.outcome, said.label, found ? "隐患" + found + "处" : "");
    }
  };

  const flush = async () => {
    if (sending) {
      more = true;
      return;
    }
    sending = true;
    more = false;
    const problem = trouble.startsWith("没有全部") ? trouble : "";
    trouble = problem;
    try {
      for (const visit of (await waiting()).filter((one) => !one.problems)) {
        try {
          await sendVisit(visit);
        } catch (error) {
          if (!error.problems) {
            throw error;
          }
          visit.problems = error.problems;
          await keep(visit);
        }
        await say();
      }
      const refused = (await waiting()).filter((one) => one.problems);
      refused.forEach((visit) => {
        mark(visit.target, visit.outcome, "没有传上去，请打开再存一次");
        const form = forms.get(visit.target);
        if (form) {
          reopen(form, visit);
        }
      });
      if (refused.length) {
        trouble = refused[0].name + "：" + refused[0].problems[0];
      }
    } catch (error) {
      trouble = error.isSignedOut ? "登录已经过期：请先在新窗口登录，再刷新这一页，记下的内容还在" : "现在没有信号，记下的内容存在手机里，有信号时自动上传";
    }
    sending = false;
    await say();
    // Something was saved while the others were on their way.
    if (more) {
      await flush();
    }
  };

  const again = async () => {
    if (forms.size < rows.length) {
      await fetchForms();
    }
    if ((await waiting()).some((visit) => !visit.problems)) {
      await flush();
    }
  };

  const begin = async () => {
    (await waiting())
      .filter((visit) => visit.outing === root.dataset.outing)
      .forEach((visit) => mark(visit.target, visit.outcome, visit.label + "，待上传"));
    await flush();
    await fetchForms();
    (await waiting())
      .filter((visit) => visit.problems && forms.has(visit.target))
      .forEach((visit) => reopen(forms.get(visit.target), visit));
    turn();
    window.addEventListener("online", again);
    window.setInterval(again, PAUSE);
  };

  begin();
})();
