// The service worker of tickets: it shows a ticket, and the list of them, without internet. The network comes first,
// so that a ticket which was cancelled or replaced is not shown as good; only when it does not answer in time is the
// kept copy shown, marked as one. It leaves every other page of the site alone.
//
// Caches that begin with "tiket-" are its own; other parts of the site name theirs differently. Pages of people are
// in a cache of their own, which is taken away when they sign out (leave.js).
import { keepFiles, kept, named, networkOr } from './worker-cache.js'

const pages = 'tiket-halaman-1', files = 'tiket-berkas-1'
const patience = 3000 // ms that the network has
const most = 24, longest = 45 * 24 * 3600_000 // tickets kept, and for how long

const keptPage = /^(?:\/en)?\/(?:t\/[0-9A-Za-z-]{16,24}|akun\/tiket)$/
const picture = /^(?:\/en)?\/t\/[0-9A-Za-z-]+\/tiket\.png$/
const account = /^(\/en)?\/akun(?:\/|$)/

addEventListener('install', () => skipWaiting())
addEventListener('activate', e => e.waitUntil((async () => {
  const names = await caches.keys()
  await Promise.all(names.filter(n => n.startsWith('tiket-') && n !== pages && n !== files).map(n => caches.delete(n)))
  await clients.claim()
})()))

addEventListener('fetch', e => {
  const { pathname, origin } = new URL(e.request.url)
  if (e.request.method !== 'GET' || origin !== location.origin) return
  if (pathname.startsWith('/static/')) e.respondWith(file(e.request))
  else if (picture.test(pathname)) e.respondWith(networkOr(fetch(e.request), patience, () => copy(pathname)))
  else if (e.request.mode !== 'navigate') return
  else if (keptPage.test(pathname)) e.respondWith(page(e, pathname))
  else if (account.test(pathname)) e.respondWith(networkOr(fetch(e.request), patience, () => toList(pathname)))
})

addEventListener('message', e => {
  const { keep, also } = e.data ?? {}
  if (!keep) return
  e.waitUntil((async () => {
    let at
    if (keptPage.test(keep)) at = await store(keep, 60_000)
    e.ports[0]?.postMessage({ at })
    for (const path of also.filter(path => keptPage.test(path)).slice(0, most)) await store(path, 600_000).catch(() => {})
    await tidy()
  })())
})

// file answers with a built file: its name changes with its content, so the kept one is always right.
async function file(request) {
  return await caches.match(request, { cacheName: files, ignoreVary: true }) ?? fetch(request)
}

// page asks the network, and shows the kept copy when it does not answer in time.
function page(event, path) {
  let shown = false
  const network = fetch(event.request)
  event.waitUntil(network.then(answer => learn(path, answer.clone())).then(() => shown && refresh(event)).catch(() => {}))
  return networkOr(network, patience, async () => {
    const found = await copy(path)
    if (!found) return
    shown = true
    const text = (await found.text()).replace(/ data-kept(?=[ >])/, ` data-kept="offline" data-kept-at="${found.headers.get('x-kept-at')}"`)
    return new Response(text, { headers: found.headers })
  })
}

// refresh tells a page that shows a copy that the network has answered after all.
async function refresh(event) {
  const client = await clients.get(event.resultingClientId)
  client?.postMessage({ fresh: true })
}

const copy = path => caches.match(path, { cacheName: pages, ignoreVary: true })

async function toList(path) {
  const list = (account.exec(path)[1] ?? '') + '/akun/tiket'
  return await copy(list) ? Response.redirect(list) : undefined
}

// store fetches a page and keeps it with all that it shows, unless a copy is young enough. It returns the time of
// the copy.
async function store(path, young) {
  const had = await copy(path), at = Number(had?.headers.get('x-kept-at') ?? 0)
  if (Date.now() - at < young) return at
  return learn(path, await fetch(path, { redirect: 'manual', credentials: 'same-origin' }))
}

// learn keeps an answer for a page, or forgets the page when it is there no more.
async function learn(path, answer) {
  if (answer.status >= 500 || answer.status === 429) return
  const html = (answer.headers.get('content-type') ?? '').startsWith('text/html')
  if (!answer.ok || answer.redirected || !html) return forget(path)
  const text = await answer.text()
  if (text.includes('class="flash ')) return forget(path) // said once; the page asks for a copy without it
  const at = Date.now(), cache = await caches.open(pages)
  await cache.put(path, kept(text, answer.headers, at))
  await Promise.all([
    keepFiles(files, text),
    text.includes('data-save-image') ? keepPicture(cache, path + '/tiket.png', at) : cache.delete(path + '/tiket.png'),
  ])
  return at
}

async function keepPicture(cache, path, at) {
  if (await cache.match(path)) return // a code has one picture for ever
  const answer = await fetch(path)
  if (answer.ok) await cache.put(path, kept(await answer.blob(), answer.headers, at))
}

async function forget(path) {
  const cache = await caches.open(pages)
  await Promise.all([cache.delete(path), cache.delete(path + '/tiket.png')])
}

// tidy takes away what is old, more than enough, or belongs to no page any more.
async function tidy() {
  const cache = await caches.open(pages), wanted = new Set()
  const all = (await Promise.all((await cache.keys()).map(async request => {
    const answer = await cache.match(request)
    return { path: new URL(request.url).pathname, at: Number(answer.headers.get('x-kept-at')), answer }
  }))).filter(p => !picture.test(p.path)).sort((a, b) => b.at - a.at)
  for (const [i, { path, at, answer }] of all.entries()) {
    if (i >= most || Date.now() - at > longest) await forget(path)
    else for (const name of (await answer.text()).match(named) ?? []) wanted.add(name)
  }
  const built = await caches.open(files)
  for (const request of await built.keys()) {
    const { pathname } = new URL(request.url)
    if (/\.(css|js)$/.test(pathname) && !pathname.includes('chunk.') && !wanted.has(pathname)) await built.delete(request)
  }
}
