// Keeps one build of the page for offline use, when the person asks for it (offline.html), and gives that build
// until the person asks for a newer one. `site` writes the build and its files into this text.

const BUILD = 'BUILD_OF_THE_PAGE';
// Each file of the build, and its SHA-256 in base64. This text, and the pages that name its digest, have none
// here: they name the build.
const FILES = FILES_OF_THE_BUILD;

// An origin may have several copies of this page, under several paths.
const PREFIX = `watchback ${registration.scope} `;
const CACHE = PREFIX + BUILD;
// Written last: without it the build is not complete.
const COMPLETE = 'complete';

const sha256 = async (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))));

const addressOf = (name) => new URL(name, registration.scope).href;

// A file of this build and of no other, or an error.
const fetched = async (name, digest) => {
  const response = await fetch(addressOf(name), { cache: 'no-cache' });
  const bytes = await response.arrayBuffer();
  const isOurs = digest
    ? (await sha256(bytes)) === digest
    : new TextDecoder().decode(bytes).includes(BUILD);
  if (!response.ok || !isOurs) throw new Error(`${name} is not there, or of another build`);
  const headers = new Headers(response.headers);
  // The bytes are unpacked, and a page is not shown from an answer that was redirected.
  for (const gone of ['content-encoding', 'content-length', 'vary']) headers.delete(gone);
  return [new Response(bytes, { headers }), bytes.byteLength];
};

const keep = async (tell) => {
  const names = Object.keys(FILES);
  let bytes = 0;
  const cache = await caches.open(CACHE);
  for (const [at, name] of names.entries()) {
    const [response, length] = await fetched(name, FILES[name]);
    await cache.put(addressOf(name), response);
    bytes += length;
    tell({ done: at + 1, of: names.length, bytes });
  }
  await cache.put(addressOf(COMPLETE), new Response(String(bytes)));
  await skipWaiting();
  tell({ kept: BUILD, bytes });
};

// The one message that is heard. It holds no data, and nothing is sent for it but requests for the files above.
addEventListener('message', (event) => {
  if (event.data !== 'keep') return;
  const [port] = event.ports;
  event.waitUntil(keep((says) => port.postMessage(says)).catch(async (error) => {
    await caches.delete(CACHE);
    port.postMessage({ failed: error.message });
  }));
});

// Older builds go once this one has taken over. Without files of its own it takes nothing over.
addEventListener('activate', (event) => event.waitUntil((async () => {
  const cache = await caches.open(CACHE);
  if (!(await cache.match(addressOf(COMPLETE)))) return;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
})()));

const nameOf = (address) => {
  const name = address.split(/[?#]/)[0].slice(registration.scope.length);
  return name === '' ? 'index.html' : name;
};

addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method !== 'GET' || !url.startsWith(registration.scope)) return;
  const name = nameOf(url);
  if (!(name in FILES)) return;
  event.respondWith((async () => {
    const cache = await caches.open(CACHE);
    const isComplete = await cache.match(addressOf(COMPLETE));
    return (isComplete && (await cache.match(addressOf(name)))) || fetch(event.request);
  })());
});
