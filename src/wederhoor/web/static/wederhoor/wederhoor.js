/* Small comforts; every page works without them. */
"use strict";
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    const before = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = before; }, 2500);
  });
}
if (navigator.share) {
  for (const button of document.querySelectorAll("[data-share]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const source = document.getElementById(button.dataset.share);
      navigator.share({ title: button.dataset.title, text: source.value ?? source.textContent }).catch(() => {});
    });
  }
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
if (document.querySelector("[data-signed-out]") && "caches" in window) {
  // Nobody is signed in: what the table keeps for a time without a line may no longer be looked at. What waits stays.
  (async () => {
    for (const name of await caches.keys()) {
      if (!name.startsWith("wederhoor-table-")) continue;
      const cache = await caches.open(name);
      for (const one of await cache.keys()) if (new URL(one.url).pathname.startsWith("/shop/")) await cache.delete(one);
    }
  })();
}
