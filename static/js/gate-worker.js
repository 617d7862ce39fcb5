// The service worker of gates: the page that reads tickets, and the one of what is not sent yet, open without internet.
// The network comes first; a page that it does not give in time is the one that was kept. No list of tickets and no
// reading is in here: those are in the device's database (gate-store.js).
import { keepFiles, kept, named, networkOr } from './worker-cache.js'

const pages = 'pindai-halaman-1', files = 'pindai-berkas-1'
const patience = 3000 // ms that the network has
const keptPage = /^(?:\/en)?\/petugas\/(?:pindai\/[\w-]+|belum-terkirim)$/

addEventListener('install', () => skipWaiting())
addEventListener('activate', e => e.waitUntil((async () => {
  const names = await caches.keys()
  await Promise.all(names.filter(n => n.startsWith('pindai-') && n !== pages && n !== files).map(n => caches.delete(n)))
  await clients.claim()
})()))

addEventListener('fetch', e => {
  const { pathname, origin, searchParams } = new URL(e.request.url)
  if (e.request.method !== 'GET' || origin !== location.origin) return
  if (pathname.startsWith('/static/')) e.respondWith(file(e.request))
  else if (e.request.mode === 'navigate' && keptPage.test(pathname)) {
    e.respondWith(networkOr(page(e.request), patience, () => searchParams.has('cari') ? undefined : caches.match(pathname, { cacheName: pages, ignoreVary: true })))
  }
})

addEventListener('message', e => {
  const { keep } = e.data ?? {}
  if (keep) e.waitUntil(Promise.all(keep.filter(path => keptPage.test(path)).map(path => store(path).catch(() => {}))).then(tidy))
})

// page asks the network. Somebody who was signed out meanwhile, and has no way to sign in just now, goes on reading.
async function page(request) {
  const answer = await fetch(request)
  if (answer.status >= 500 || answer.status === 429) throw new Error('the server has trouble')
  return answer
}

// file answers with a built file: its name changes with its content, so the kept one is always right.
async function file(request) {
  return await caches.match(request, { cacheName: files, ignoreVary: true }) ?? fetch(request)
}

async function store(path) {
  const answer = await fetch(path, { redirect: 'manual', credentials: 'same-origin' })
  if (!answer.ok || !(answer.headers.get('content-type') ?? '').startsWith('text/html')) return
  const text = await answer.text()
  await keepFiles(files, text)
  await (await caches.open(pages)).put(path, kept(text, answer.headers, Date.now()))
}

// tidy takes away built files that no kept page names any more.
async function tidy() {
  const cache = await caches.open(pages), wanted = new Set()
  for (const request of await cache.keys()) {
    for (const name of (await (await cache.match(request)).text()).match(named) ?? []) wanted.add(name)
  }
  const built = await caches.open(files)
  for (const request of await built.keys()) {
    const { pathname } = new URL(request.url)
    if (/\.(css|js|wasm)$/.test(pathname) && !pathname.includes('chunk.') && !wanted.has(pathname)) await built.delete(request)
  }
}
