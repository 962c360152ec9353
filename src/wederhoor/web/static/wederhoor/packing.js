/* The table itself: from the label to saved in as few taps as it takes pictures, and on to the next parcel at once. */
"use strict";
(() => {
  const about = JSON.parse(document.getElementById("about").textContent);
  const says = (name, parts = {}) => about.texts[name].replace(/\{(\w+)\}/g, (_, key) => parts[key] ?? "");
  const at = (id) => document.getElementById(id);
  const fine = matchMedia("(pointer: fine)").matches;
  const uuid = () => crypto.randomUUID();
  const tail = (number) => (number.length > 6 ? `…${number.slice(-6)}` : number);
  at("table").hidden = false;

  if (!window.isSecureContext || !crypto.subtle) {
    at("line").textContent = says("not_safe");
    at("typed").hidden = at("camera").hidden = true;
    return;
  }

  const queue = new PackingQueue(about);
  const scanner = new PackingScan(about, at("eye"), (text) => scanned(text));
  let box, last = null, lastLabel = "", hiding = 0, listed = [], waits = [], turn = 0;

  // ------------------------------------------------------------------------------------------- one parcel
  const empty = () => ({ step: "label", label: "", serials: [], products: [], grams: null, pictures: [], busy: false });

  function begin() {
    box = empty();
    for (const id of ["number", "weight", "serial", "order", "contents", "condition"]) if (at(id)) at(id).value = "";
    for (const one of document.querySelectorAll("[name=complete]")) one.checked = false;
    at("more").open = false;
    draw();
  }

  function wrong(sentence) {
    at("wrong").textContent = sentence || "";
    at("wrong").hidden = !sentence;
    if (sentence && navigator.vibrate) navigator.vibrate([40, 60, 40]);
  }

  function draw() {
    const { step } = box, first = step === "label", final = step === about.steps.at(-1);
    at("step").textContent = says(step);
    at("hint").textContent = says(`${step}_hint`);
    at("typed").hidden = !first;
    at("weighed").hidden = step !== "scale";
    at("thumb").hidden = first;
    at("more").hidden = first;
    if (at("whole")) at("whole").hidden = step !== "contents";
    at("go").textContent = final ? `${says(`${step}_do`)} · ${says("save")}` : says(first ? "label" : `${step}_do`);
    at("skip").hidden = final;
    for (const one of document.querySelectorAll(".way li")) {
      const order = ["label", ...about.steps];
      one.className = one.dataset.step === step ? "now" : order.indexOf(one.dataset.step) < order.indexOf(step) ? "been" : "";
    }
    at("seen").replaceChildren(
      ...(box.label ? [chip(says("seen_label", { number: tail(box.label) }))] : []),
      ...box.serials.map((number) => chip(says("seen_serial", { number }), () => drop(box.serials, number), number)),
      ...box.products.map((number) => chip(says("seen_product", { number }), () => drop(box.products, number), number)),
      ...box.pictures.map((one) => shown(one)));
  }

  function chip(text, away, number) {
    const item = document.createElement("li");
    item.textContent = text;
    if (away) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "×";
      button.setAttribute("aria-label", says("remove", { number }));
      button.addEventListener("click", away);
      item.append(button);
    }
    return item;
  }

  function shown(one) {
    const item = chip(""), image = new Image();
    image.src = one.url;
    image.alt = says("seen_photo");
    item.className = "photo";
    item.append(image);
    return item;
  }

  function drop(list, number) {
    list.splice(list.indexOf(number), 1);
    draw();
  }

  const focusNext = () => {
    if (box.step === "label") { if (fine) at("number").focus(); } else if (fine && box.step === "scale") at("weight").focus();
    else if (fine) at("go").focus({ preventScroll: true });
  };

  function onward() {
    const next = about.steps[about.steps.indexOf(box.step) + 1];
    if (!next) return save();
    box.step = next;
    draw();
    focusNext();
    return undefined;
  }

  const wasToday = (value) => {
    const kept = listed.find((row) => row.number === value && row.way === about.way && !row.void);
    return kept || waits.find((row) => row.name === tail(value) && row.way === about.way && !row.corrects);
  };

  function labelled(value) {
    const before = wasToday(value);
    wrong(before ? says("again", { number: tail(value), moment: before.at || before.hour }) : "");
    box.label = value;
    box.step = about.steps[0];
    if (navigator.vibrate) navigator.vibrate(30);
    draw();
    focusNext();
  }

  /* ``typed`` is what a person meant to be the label, whatever it looks like. */
  function scanned(text, typed = false) {
    const { kind, value } = PackingScan.kindOf(text, about.labels);
    if (!value) return;
    if (box.step === "label") {
      if (value === lastLabel && !typed) return;
      if (kind === "ean" && !typed) wrong(says("is_product"));
      else if (kind === "imei" && !typed) wrong(says("is_imei"));
      else labelled(value);
      return;
    }
    if (value === box.label) return;
    if (kind === "label") return void (value !== lastLabel && wrong(says("other_label", { number: tail(value) })));
    const list = kind === "ean" ? box.products : box.serials;
    if (list.includes(value)) return;
    list.push(value);
    if (navigator.vibrate) navigator.vibrate(30);
    wrong("");
    draw();
  }

  async function photo(data) {
    box.pictures.push({ part: box.step, data, url: URL.createObjectURL(data) });
    if (navigator.vibrate) navigator.vibrate(30);
    await onward();
  }

  const grams = (text) => {
    const plain = text.trim().replace(/\s*kg$/i, "").replace(",", ".");
    const found = /^\d{1,4}(\.\d{1,3})?$/.test(plain) ? Math.round(Number(plain) * 1000) : 0;
    return found > 0 && found <= 2000000 ? found : null;
  };

  async function save() {
    if (box.busy) return;
    if (at("weight").value.trim()) {
      box.grams = grams(at("weight").value);
      if (box.grams === null) return void wrong(says("weight_wrong"));
    }
    box.busy = true;
    const typed = at("serial").value.trim().toUpperCase();
    const chosen = document.querySelector("[name=complete]:checked");
    const said = {
      ref: uuid(), way: about.way, tracking: box.label, order: at("order").value.trim(), grams: box.grams,
      serials: [...new Set([...box.serials, ...(typed ? [typed] : [])])], products: box.products,
      contents: at("contents").value.trim(), condition: at("condition") ? at("condition").value.trim() : "",
      complete: chosen ? chosen.value === "yes" : null,
    };
    try {
      await queue.add(said, box.pictures, tail(box.label));
    } catch {
      box.busy = false;
      return void wrong(says("no_room"));
    }
    for (const one of box.pictures) URL.revokeObjectURL(one.url);
    last = { ref: said.ref, number: tail(box.label) };
    lastLabel = box.label;
    begin();
    told("saved", true);
    focusNext();
    queue.send();
  }

  // ------------------------------------------------------------------------ confirmation, undoing, correcting
  function told(name, may) {
    at("done").hidden = false;
    at("done").className = `done ${name}`;
    at("done-says").textContent = `${says(name, { number: last.number })} ${name === "saved" ? says("next") : ""}`;
    at("undo").hidden = at("fix").hidden = !may;
    at("fixing").hidden = true;
    if (navigator.vibrate) navigator.vibrate(name === "saved" ? [60, 40, 60] : 40);
    clearTimeout(hiding);
    hiding = setTimeout(() => { if (at("fixing").hidden && !at("done").contains(document.activeElement)) at("done").hidden = true; }, 15000);
  }

  async function beside(more, name) {
    wrong("");
    try {
      await queue.add({ ref: uuid(), way: about.way, corrects: last.ref, ...more }, [], last.number);
    } catch {
      return void wrong(says("no_room"));
    }
    told(name, false);
    lastLabel = "";
    queue.send();
  }

  at("undo").addEventListener("click", () => beside({ void: true }, "undone"));
  at("fix").addEventListener("click", () => { at("fixing").hidden = false; at("fix-order").focus(); });
  at("fixing").addEventListener("submit", (event) => {
    event.preventDefault();
    const weight = at("fix-weight").value.trim(), serial = at("fix-serial").value.trim();
    if (weight && grams(weight) === null) return void wrong(says("weight_wrong"));
    const more = { order: at("fix-order").value.trim(), grams: weight ? grams(weight) : null, serials: serial ? [serial.toUpperCase()] : [] };
    beside(more, "corrected");
  });

  // ------------------------------------------------------------------------------------ hands: taps and keys
  at("typed").addEventListener("submit", (event) => {
    event.preventDefault();
    scanned(at("number").value, true);
  });
  at("weighed").addEventListener("submit", (event) => {
    event.preventDefault();
    box.grams = grams(at("weight").value);
    if (box.grams === null) return void wrong(says("weight_wrong"));
    wrong("");
    onward();
  });
  at("go").addEventListener("click", async () => {
    if (box.busy) return;
    if (!scanner.on) return void at("file").click();
    await photo(await scanner.shot());
  });
  at("file").addEventListener("change", async () => {
    const [file] = at("file").files;
    at("file").value = "";
    if (file) await PackingScan.ofFile(file).then(photo, () => wrong(says("no_camera")));
  });
  at("skip").addEventListener("click", onward);
  at("save").addEventListener("click", save);
  at("anew").addEventListener("click", () => { lastLabel = ""; wrong(""); begin(); focusNext(); });

  // A scanner that types: signs come faster than fingers, and end in Enter.
  let typing = "", before = 0;
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    const quick = event.timeStamp - before < 80;
    before = event.timeStamp;
    if (event.key === "Enter" && quick && typing.length >= 4) {
      event.preventDefault();
      scanned(typing);
      typing = "";
    } else if (event.key.length === 1) typing = (quick ? typing : "") + event.key;
    else if (event.key !== "Shift") typing = "";
  }, true);

  // --------------------------------------------------------------------------------------- camera and line
  async function look() {
    try {
      await scanner.start();
      at("camera").hidden = true;
      document.querySelector(".eye").classList.add("open");
    } catch (error) {
      document.querySelector(".eye").classList.remove("open");
      wrong(says(error && error.name === "NotAllowedError" ? "camera_denied" : "no_camera"));
    }
  }
  at("camera").addEventListener("click", look);

  async function line() {
    const rows = await queue.waiting(), boxes = rows.filter((row) => row.state === "waits" && !row.corrects).length;
    const n = boxes || rows.filter((row) => row.state === "waits").length, refused = rows.find((row) => row.state === "refused");
    const parts = [];
    if (queue.state === "signed_out") parts.push(says("signed_out"));
    else if (queue.state === "no_shop") parts.push(says("no_shop"));
    else if (!navigator.onLine || (queue.state === "offline" && n)) parts.push(says("offline"));
    if (n) parts.unshift(n === 1 ? says("waits_one") : says("waits", { n }));
    if (refused) parts.push(`${says("refused", { number: refused.name })} ${refused.says || ""}`);
    else if (queue.says) parts.push(queue.says);
    at("line").className = parts.length ? "line waits" : "line";
    at("line").textContent = parts.length ? parts.join(". ").replace(/\.\. /g, ". ") : says("all_sent");
    if (queue.state === "signed_out") {
      const link = document.createElement("a");
      link.href = about.login;
      link.className = "button";
      link.textContent = says("sign_in");
      at("line").append(" ", link);
    }
    return rows;
  }

  // --------------------------------------------------------------------------------------------- the list
  async function list() {
    const mineTurn = ++turn, rows = waits = await line(), words = at("find-words").value.trim();
    try {
      const answer = await fetch(`${about.send}?q=${encodeURIComponent(words)}`, { redirect: "manual", headers: { Accept: "application/json" } });
      if (answer.ok && mineTurn === turn) listed = (await answer.json()).parcels;
    } catch { /* without a line what was seen last stays */ }
    if (mineTurn !== turn) return; // a later look knows better
    const known = new Set(listed.map((row) => row.ref));
    const mine = rows.filter((row) => !row.corrects && !known.has(row.ref)).reverse();
    at("today").replaceChildren(...mine.map(waitingRow), ...listed.map(keptRow));
    at("today-none").hidden = mine.length + listed.length > 0;
    at("today-none").textContent = says(words ? "found_none" : "today_none");
  }

  function tag(text) {
    const one = document.createElement("span");
    one.className = "tag";
    one.textContent = text;
    return one;
  }

  function waitingRow(row) {
    const item = document.createElement("li");
    item.append(`${row.hour} ${row.name} `, tag(says(row.state === "refused" ? "refused_tag" : "waiting_tag")));
    return item;
  }

  function keptRow(row) {
    const item = document.createElement("li"), link = document.createElement("a");
    link.href = row.href;
    link.textContent = row.number || row.code;
    item.append(`${row.at} `, link, ` ${[row.order, row.weight].filter(Boolean).join(" · ")} `);
    if (row.void) item.append(tag(says("undone_tag")));
    else if (!row.order) item.append(tag(says("open_tag")));
    return item;
  }

  at("find").addEventListener("submit", (event) => { event.preventDefault(); list(); });
  queue.onchange = list;
  window.addEventListener("online", () => queue.send());
  window.addEventListener("offline", line);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) queue.send(); });
  setInterval(async () => { if ((await queue.waiting()).some((row) => row.state === "waits")) queue.send(); }, 20000);

  begin();
  focusNext();
  list();
  queue.again();
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(about.worker, { scope: about.scope });
  if (!navigator.mediaDevices) at("camera").hidden = true;
  else if (navigator.permissions) {
    navigator.permissions.query({ name: "camera" }).then((one) => { if (one.state === "granted") look(); }, () => {});
  }
})();
