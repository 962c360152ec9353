/* Keeps records on this device until they are taken: sealed to the shop, sent in their order, each exactly once. */
"use strict";
const PackingQueue = (() => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const ended = (transaction) => new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const cookie = (name) => (document.cookie.split("; ").find((one) => one.startsWith(`${name}=`)) || "").slice(name.length + 1);

  function opened(shop) {
    const request = indexedDB.open(`wederhoor-table-${shop}`, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("waiting", { keyPath: "n", autoIncrement: true });
      request.result.createObjectStore("about");
    };
    return done(request);
  }

  // ECIES: P-256, HKDF-SHA-256 and AES-256-GCM. This device keeps no half of the key that could open it again.
  async function sealed(key, data) {
    const curve = { name: "ECDH", namedCurve: "P-256" };
    const theirs = await crypto.subtle.importKey("raw", bytes(key), curve, false, []);
    const mine = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
    const point = new Uint8Array(await crypto.subtle.exportKey("raw", mine.publicKey));
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, mine.privateKey, 256);
    const root = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const info = new Uint8Array([...new TextEncoder().encode("wederhoor parcel\n"), ...point]);
    const secret = await crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info }, root, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const text = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, secret, data));
    return new Blob([point, nonce, text]).arrayBuffer();
  }

  async function whole(said, pictures) {
    const head = new TextEncoder().encode(JSON.stringify({ ...said, pictures: pictures.map((one) => ({ part: one.part, size: one.data.size })) }));
    const length = new DataView(new ArrayBuffer(4));
    length.setUint32(0, head.length);
    return new Blob([length, head, ...pictures.map((one) => one.data)]).arrayBuffer();
  }

  return class {
    constructor(about) {
      this.about = about;
      this.opening = opened(about.shop);
      this.onchange = () => {};
      this.state = "";
    }

    async counted() {
      const database = await this.opening;
      const transaction = database.transaction("about", "readwrite", { durability: "strict" });
      const store = transaction.objectStore("about");
      const device = (await done(store.get("device"))) || Array.from(crypto.getRandomValues(new Uint8Array(6)), (b) => b.toString(16).padStart(2, "0")).join("");
      const count = ((await done(store.get("count"))) || 0) + 1;
      store.put(device, "device");
      store.put(count, "count");
      await ended(transaction);
      return { device, count };
    }

    /* Durable on this device once this is done; what it is called on the list stands beside it in the clear. */
    async add(said, pictures, name) {
      const at = new Date();
      const record = { ...said, ...(await this.counted()), packer: this.about.packer, at: at.toISOString() };
      const envelope = await sealed(this.about.key, await whole(record, pictures));
      const transaction = (await this.opening).transaction("waiting", "readwrite", { durability: "strict" });
      transaction.objectStore("waiting").add({ ref: said.ref, name, hour: at.toTimeString().slice(0, 5), state: "waits", way: said.way, corrects: !!said.corrects, envelope });
      await ended(transaction);
      this.onchange();
    }

    async waiting() {
      const all = await done((await this.opening).transaction("waiting").objectStore("waiting").getAll());
      return all.map(({ envelope, ...rest }) => rest);
    }

    async changed(n, change) {
      const transaction = (await this.opening).transaction("waiting", "readwrite", { durability: "strict" });
      const store = transaction.objectStore("waiting");
      const row = await done(store.get(n));
      if (row && change) store.put({ ...row, ...change });
      else if (row) store.delete(n);
      await ended(transaction);
    }

    /* What was not taken is tried once more: what was wrong may be mended since, here or at the shop's own system. */
    async again() {
      for (const row of await this.waiting()) if (row.state === "refused") await this.changed(row.n, { state: "waits" });
      return this.send();
    }

    /* One tab at a time; a record goes from the device only after the shop's own system said that it is kept. */
    send() {
      return navigator.locks.request(`wederhoor-send-${this.about.shop}`, { ifAvailable: true }, async (lock) => {
        if (!lock) return;
        const store = async () => (await this.opening).transaction("waiting").objectStore("waiting");
        for (const n of await done((await store()).getAllKeys())) {
          const row = await done((await store()).get(n));
          if (!row || row.state === "refused") continue;
          if (!(await this.sent(row))) break;
        }
        this.onchange();
      });
    }

    async sent(row) {
      let answer;
      try {
        answer = await this.posted(row);
        if (answer.status === 403) {
          await fetch(this.about.scope, { cache: "reload", redirect: "manual" });
          answer = await this.posted(row);
        }
      } catch {
        this.state = "offline";
        return false;
      }
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        this.state = "signed_out";
        return false;
      }
      if (answer.status === 404) {
        this.state = "no_shop";
        return false;
      }
      if (answer.status >= 500 || answer.status === 408 || answer.status === 429) {
        this.state = "offline";
        return false;
      }
      this.state = "";
      const told = await answer.json().catch(() => ({}));
      if (answer.ok && told.code) await this.changed(row.n, null);
      else if (answer.ok) return false;
      else await this.changed(row.n, { state: "refused", says: told.says || "" });
      if (told.says) this.says = told.says;
      this.onchange();
      return true;
    }

    posted(row) {
      const headers = { "Content-Type": "application/octet-stream", "X-CSRFToken": cookie(this.about.csrf), "X-Device-Clock": new Date().toISOString() };
      return fetch(this.about.send, { method: "POST", body: row.envelope, headers, redirect: "manual", credentials: "same-origin" });
    }
  };
})();
