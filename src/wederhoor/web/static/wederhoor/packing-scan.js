/* Reads barcodes from the camera, and says what a code is: a label, an article, a device or a serial number. */
"use strict";
const PackingScan = (() => {
  const LARGEST = 1600, MOST_BYTES = 400000, PAUSE = 120;
  const NATIVE = ["code_128", "code_39", "ean_13", "ean_8", "upc_a", "itf", "data_matrix", "qr_code"];
  const READ = ["Code128", "Code39", "EAN13", "EAN8", "UPCA", "ITF", "DataMatrix", "QRCode"];

  const sumsUp = (digits) => [...digits].reverse().reduce((sum, d, n) => sum + Number(d) * (n % 2 ? 3 : 1), 0) % 10 === 0;
  const isLuhn = (digits) => [...digits].reverse().reduce((sum, d, n) => {
    const twice = Number(d) * (n % 2 ? 2 : 1);
    return sum + (twice > 9 ? twice - 9 : twice);
  }, 0) % 10 === 0;

  /* The same sums and patterns as the shop's own system, which looks again. */
  function kindOf(text, labels) {
    const code = [...text.slice(0, 200)].filter((sign) => sign > " " && sign !== "\x7f").join("").toUpperCase();
    let plain = code.replace(/^\](C0|E0)/, "");
    const sscc = /^(?:\]C1)?\(?00\)?(\d{18})$/.exec(plain);
    if (sscc && sumsUp(sscc[1])) return { kind: "label", value: `00${sscc[1]}` };
    for (const [, pattern] of labels) {
      const found = new RegExp(`^(?:${pattern})$`).exec(plain);
      if (found) return { kind: "label", value: found[1] || plain };
    }
    plain = plain.replace(/^\]C1/, "");
    if (/^(\d{13}|\d{8}|\d{12})$/.test(plain) && sumsUp(plain)) return { kind: "ean", value: plain };
    if (/^\d{15}$/.test(plain) && isLuhn(plain)) return { kind: "imei", value: plain };
    return { kind: "other", value: plain };
  }

  async function native() {
    if (!("BarcodeDetector" in window)) return null;
    const known = await BarcodeDetector.getSupportedFormats().catch(() => []);
    if (!known.includes("code_128")) return null;
    const detector = new BarcodeDetector({ formats: NATIVE.filter((one) => known.includes(one)) });
    return async (canvas) => (await detector.detect(canvas)).map((one) => one.rawValue);
  }

  function script(source) {
    return new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = source;
      element.onload = resolve;
      element.onerror = reject;
      document.head.append(element);
    });
  }

  async function brought(about) {
    await script(about.reader);
    ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => about.wasm } });
    const options = { formats: READ, tryHarder: true, tryInvert: false, maxNumberOfSymbols: 4 };
    return async (canvas) => {
      const image = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      const found = await ZXingWASM.readBarcodes(image, options);
      return found.filter((one) => one.isValid).map((one) => (one.symbologyIdentifier === "]C1" ? "]C1" : "") + one.text);
    };
  }

  const fitted = (width, height) => {
    const share = Math.min(1, LARGEST / Math.max(width, height));
    return [Math.max(1, Math.round(width * share)), Math.max(1, Math.round(height * share))];
  };

  /* Drawn anew and made smaller: what the camera wrote beside the picture (place, device) does not come along. */
  async function picture(source, width, height) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = fitted(width, height);
    const brush = canvas.getContext("2d");
    for (let quality = 0.85, share = 1; ; ) {
      brush.drawImage(source, 0, 0, canvas.width, canvas.height);
      const data = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
      if (!data) throw new Error("no picture");
      if (data.size <= MOST_BYTES || share < 0.4) return data;
      if (quality > 0.5) quality -= 0.15;
      else {
        share *= 0.75;
        [canvas.width, canvas.height] = fitted(width, height).map((side) => Math.round(side * share));
      }
    }
  }

  return class {
    static kindOf = kindOf;

    constructor(about, video, onscan) {
      Object.assign(this, { about, video, onscan, seen: new Map(), running: false });
      this.canvas = document.createElement("canvas");
      this.canvas.getContext("2d", { willReadFrequently: true });
    }

    get on() { return this.running && this.video.videoWidth > 0; }

    async start() {
      const wanted = { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } };
      this.stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
      this.video.srcObject = this.stream;
      await this.video.play();
      this.read = (await native()) || (await brought(this.about));
      this.running = true;
      this.look();
    }

    async look() {
      while (this.running) {
        if (!document.hidden && this.video.readyState >= 2) await this.once().catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    }

    async once() {
      const share = Math.min(1, 1280 / this.video.videoWidth);
      this.canvas.width = Math.round(this.video.videoWidth * share);
      this.canvas.height = Math.round(this.video.videoHeight * share);
      this.canvas.getContext("2d").drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
      const now = Date.now(), found = await this.read(this.canvas);
      const fresh = found.filter((text) => now - (this.seen.get(text) || 0) > 4000);
      for (const text of found) this.seen.set(text, now);
      // A label first: what lies beside it in the same picture is then known for what it is.
      const isLabel = (text) => kindOf(text, this.about.labels).kind === "label";
      for (const text of fresh.sort((one, other) => isLabel(other) - isLabel(one))) this.onscan(text);
    }

    shot() { return picture(this.video, this.video.videoWidth, this.video.videoHeight); }

    static async ofFile(file) {
      const drawn = await createImageBitmap(file, { imageOrientation: "from-image" });
      return picture(drawn, drawn.width, drawn.height);
    }
  };
})();
