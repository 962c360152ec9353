/* Keeps the page of this table and what it needs, so that it opens without a line. Records are not its business. */
"use strict";
const NAME = "wederhoor-table-{{ code }}-{{ version }}";
const ASSETS = {{ assets|safe }};
const PAGES = {{ pages|safe }};
const fresh = (answer) => answer.ok && answer.type === "basic" && !answer.redirected;

self.addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(NAME);
  await cache.addAll(ASSETS);
  for (const page of PAGES) {
    const answer = await fetch(page, { credentials: "same-origin", cache: "reload" });
    if (fresh(answer)) await cache.put(page, answer);
  }
  await self.skipWaiting();
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith("wederhoor-table-{{ code }}-") && name !== NAME) await caches.delete(name);
  }
  await self.clients.claim();
})()));

async function page(request, path) {
  try {
    const answer = await fetch(request), cache = await caches.open(NAME);
    if (fresh(answer)) await cache.put(path, answer.clone());
    // Signed out, or no longer of this shop: nothing of it stays to be looked at.
    else if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) for (const one of PAGES) await cache.delete(one);
    return answer;
  } catch (error) {
    const kept = await caches.match(path);
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && PAGES.includes(pathname)) event.respondWith(page(request, pathname));
  else if (ASSETS.includes(pathname)) event.respondWith(caches.match(pathname).then((kept) => kept || fetch(request)));
});
