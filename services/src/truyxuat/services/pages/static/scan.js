// The camera on the scan page: an addition to a form that works without it.
// Where the browser reads barcodes itself, frames never leave the phone; elsewhere one small
// grey frame at a time is posted to the same address the form uses.
"use strict";
(() => {
  const FRAME_SIDE = 1280, FRAME_PAUSE_MS = 600, DETECT_PAUSE_MS = 150, HISTORY_MAX = 10, HISTORY_KEY = "truyxuat.history";
  const byId = (id) => document.getElementById(id);
  const form = byId("picture-form"), box = byId("camera"), video = box.querySelector("video");
  const start = byId("camera-start"), stop = byId("camera-stop"), torch = byId("camera-torch"), says = byId("camera-says");
  let stream = null, timer = 0;

  const inLanguage = (path) => path + (document.documentElement.lang === "en" && !path.includes("lang=") ? (path.includes("?") ? "&" : "?") + "lang=en" : "");
  const remember = (path) => {
    const kept = history().filter((one) => one !== path);
    localStorage.setItem(HISTORY_KEY, JSON.stringify([path, ...kept].slice(0, HISTORY_MAX)));
  };
  const history = () => { try { const kept = JSON.parse(localStorage.getItem(HISTORY_KEY) || "[]"); return Array.isArray(kept) ? kept.filter((one) => typeof one === "string" && one.startsWith("/")) : []; } catch { return []; } };
  const open = (path) => { says.textContent = says.dataset.found; remember(path.split("?")[0]); end(); location.assign(path); };

  const end = () => {
    clearTimeout(timer);
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null; box.hidden = true; stop.hidden = true; torch.hidden = true; start.hidden = false;
  };
  const openText = (text) => open(inLanguage("/scan?code=" + encodeURIComponent(text)));

  const frame = () => new Promise((done) => {
    const scale = Math.min(1, FRAME_SIDE / Math.max(video.videoWidth, video.videoHeight));
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth * scale; canvas.height = video.videoHeight * scale;
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(done, "image/jpeg", 0.8);
  });
  const askServer = async () => {
    if (!stream) return;
    const picture = await frame();
    if (picture) {
      const body = new FormData(); body.append("picture", picture, "frame.jpg");
      try {
        const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
        if (answer.ok) { const found = await answer.json(); if (found.open.length) return open(found.open[0]); }
      } catch { /* no network now: the next frame asks again */ }
    }
    if (stream) timer = setTimeout(askServer, FRAME_PAUSE_MS);
  };
  const askBrowser = async (detector) => {
    if (!stream) return;
    const found = await detector.detect(video).catch(() => []);
    if (found.length) return openText(found[0].rawValue);
    if (stream) timer = setTimeout(() => askBrowser(detector), DETECT_PAUSE_MS);
  };
  const detectorOrNull = async () => {
    if (!("BarcodeDetector" in window)) return null;
    const known = await BarcodeDetector.getSupportedFormats().catch(() => []);
    const wanted = ["ean_13", "ean_8", "upc_a", "upc_e", "code_128", "itf", "qr_code", "data_matrix"].filter((name) => known.includes(name));
    return wanted.includes("ean_13") ? new BarcodeDetector({ formats: wanted }) : null;
  };

  const begin = async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } }, audio: false });
    } catch { says.textContent = says.dataset.refused; return; }
    video.srcObject = stream; box.hidden = false; start.hidden = true; stop.hidden = false;
    await video.play();
    says.textContent = says.dataset.looking;
    const track = stream.getVideoTracks()[0];
    torch.hidden = !(track.getCapabilities && track.getCapabilities().torch);
    torch.onclick = () => { const on = torch.getAttribute("aria-pressed") !== "true"; torch.setAttribute("aria-pressed", String(on)); track.applyConstraints({ advanced: [{ torch: on }] }); };
    const detector = await detectorOrNull();
    if (detector) askBrowser(detector); else askServer();
  };

  if (navigator.mediaDevices && navigator.mediaDevices.getUserMedia) byId("camera-buttons").hidden = false;
  start.addEventListener("click", begin);
  stop.addEventListener("click", () => { says.textContent = ""; end(); });
  addEventListener("pagehide", end);
  byId("picture").addEventListener("change", (event) => { if (event.target.files.length) form.requestSubmit(); });

  const list = byId("history-list"), past = history();
  byId("history").hidden = past.length === 0;
  for (const path of past) {
    const link = document.createElement("a");
    link.href = inLanguage(path); link.className = "mono"; link.textContent = path.startsWith("/scan?code=") ? decodeURIComponent(path.slice(11)) : path;
    const item = document.createElement("li"); item.append(link); list.append(item);
  }
  byId("history-clear").addEventListener("click", () => { localStorage.removeItem(HISTORY_KEY); byId("history").hidden = true; });
})();
