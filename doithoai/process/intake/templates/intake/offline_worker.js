/* Keeps one page and its files on the device, so that it opens without network. Nothing else is ever kept:
   no other page, no answer of the server, no data. What people type lies in IndexedDB, not here. */
'use strict';
const SHELL = {{ shell|tojson }}, PAGE = SHELL[0], NAME = 'ngoai-tuyen-{{ stamp }}', OURS = /^ngoai-tuyen-/;

/* A page that leads elsewhere (the sign-in door) is not the page: the version before stays in use then. */
async function keep(cache, url) {
  const answer = await fetch(url, { cache: 'no-cache', credentials: 'same-origin', redirect: 'error' });
  if (!answer.ok) throw new Error(url);
  await cache.put(url, answer);
}

self.addEventListener('install', e => e.waitUntil((async () => {
  const cache = await caches.open(NAME);
  await Promise.all(SHELL.map(url => keep(cache, url)));
  await self.skipWaiting();
})()));

self.addEventListener('activate', e => e.waitUntil((async () => {
  const old = (await caches.keys()).filter(name => OURS.test(name) && name !== NAME);
  await Promise.all(old.map(name => caches.delete(name)));
  await self.clients.claim();
})()));

self.addEventListener('fetch', e => {
  const url = new URL(e.request.url);
  if (e.request.method !== 'GET' || url.origin !== location.origin || !SHELL.includes(url.pathname)) return;
  e.respondWith((async () => {
    const cache = await caches.open(NAME);
    return (await cache.match(url.pathname)) || fetch(e.request);
  })());
});
