// What a first view weighs on the wire, and how it loads on a slow phone. Weight, requests and layout shifts are
// bounds; times depend on the machine that measures, so they are only told.
import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { asStaff, scenario } from './support.mjs'

const fair = '/bursa-kerja/bursa-kerja-luar-negeri-jakarta-selatan'
const KB = 1024

// first returns the address of the first thing a list shows.
async function first(page, folder) {
  await page.goto(folder)
  return page.locator(`main .item a[href^="${folder}/"]`).first().getAttribute('href')
}

// firstLink returns the first address on a page that begins with a prefix and ends in a name.
async function firstLink(page, path, prefix) {
  await page.goto(path)
  const links = await page.locator(`main a[href^="${prefix}"]`).evaluateAll(all => all.map(a => a.getAttribute('href')))
  const found = links.find(href => /^[a-z0-9-]+$/.test(href.slice(prefix.length)))
  assert.ok(found, `${path} leads to nothing under ${prefix}`)
  return found
}

// load opens an address with an empty cache and returns what came over the wire.
async function load(page, path) {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Network.enable')
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true })
  const requests = new Map()
  cdp.on('Network.requestWillBeSent', e => { if (!e.request.url.startsWith('data:')) requests.set(e.requestId, { url: e.request.url, type: e.type, bytes: 0 }) })
  cdp.on('Network.loadingFinished', e => { if (requests.has(e.requestId)) requests.get(e.requestId).bytes = e.encodedDataLength })
  await page.goto(path, { waitUntil: 'networkidle' })
  await cdp.detach()
  return [...requests.values()]
}

const sum = requests => requests.reduce((n, r) => n + r.bytes, 0)
const list = requests => requests.map(r => `${r.bytes} ${r.url}`).join('\n')

async function scriptGzip(page, requests) {
  let n = 0
  for (const r of requests.filter(r => r.type === 'Script')) n += gzipSync(await (await page.request.get(r.url)).body(), { level: 9 }).length
  return n
}

scenario('a first public view is light', async ({ open, t }) => {
  const scout = await open({ width: 360 })
  const job = await first(scout, '/lowongan'), course = await first(scout, '/pelatihan'), outreach = await first(scout, '/sosialisasi')
  const agency = await firstLink(scout, job, '/kerja-aman/cek-perusahaan/'), news = await firstLink(scout, '/berita', '/berita/')
  const paths = [
    '/', '/cari?q=perawat+lansia', '/lowongan', '/lowongan?q=perawat&negara=JP&urut=gaji', job, `${job}/lapor`,
    '/pelatihan', '/pelatihan?q=jepang', course, '/pelatihan/jalur-jepang', '/bursa-kerja', fair, `${fair}/perusahaan`, '/sosialisasi', outreach,
    '/kerja-aman', '/kerja-aman/cek-perusahaan', '/kerja-aman/cek-perusahaan?q=teratai', agency, '/kerja-aman/lapor', '/kerja-aman/laporan',
    '/berita', news, '/bantuan', '/privasi', '/aksesibilitas', '/masuk', '/en', `/en${job}`, `/en${course}`,
  ]
  for (const path of paths) {
    const page = await open({ width: 360 })
    const requests = await load(page, path)
    const script = await scriptGzip(page, requests)
    t.diagnostic(`${path}: ${(sum(requests) / KB).toFixed(1)} KB in ${requests.length} requests, script ${(script / KB).toFixed(1)} KB gzip`)
    assert.ok(sum(requests) <= 60 * KB, `${path} weighs ${sum(requests)} bytes:\n${list(requests)}`)
    assert.ok(requests.length <= 8, `${path} takes ${requests.length} requests:\n${list(requests)}`)
    assert.ok(script <= 15 * KB, `${path} has ${script} bytes of script`)
    assert.ok(requests.every(r => r.url.startsWith(new URL(page.url()).origin)), 'nothing from elsewhere')
  }
})

scenario('the scan page is light until the camera opens', async ({ open, t }) => {
  const page = await open({ width: 360 })
  await asStaff(page, 'petugas')
  const requests = await load(page, `/petugas/pindai/${fair.split('/').at(-1)}`)
  t.diagnostic(`scan page: ${(sum(requests) / KB).toFixed(1)} KB in ${requests.length} requests`)
  assert.ok(sum(requests) <= 120 * KB, `${sum(requests)} bytes:\n${list(requests)}`)
  assert.ok(!requests.some(r => r.url.includes('.wasm')), 'the decoder waits for the camera')
})

scenario('pages stand still while they load on a slow phone', async ({ open, t }) => {
  const scout = await open({ width: 360 })
  const job = await first(scout, '/lowongan'), course = await first(scout, '/pelatihan')
  const agency = await firstLink(scout, job, '/kerja-aman/cek-perusahaan/'), news = await firstLink(scout, '/berita', '/berita/')
  for (const path of ['/', '/cari?q=perawat+lansia', '/lowongan', job, '/pelatihan', course, '/pelatihan/jalur-jepang', fair, '/kerja-aman', agency, news, '/masuk']) {
    const page = await open({ width: 360 })
    await page.addInitScript(() => {
      window.seen = { lcp: 0, shift: 0, blocked: 0 }
      const watch = (type, see) => new PerformanceObserver(l => l.getEntries().forEach(see)).observe({ type, buffered: true })
      watch('largest-contentful-paint', e => { seen.lcp = e.startTime })
      watch('layout-shift', e => { if (!e.hadRecentInput) seen.shift += e.value })
      watch('longtask', e => { seen.blocked += Math.max(0, e.duration - 50) })
    })
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('Network.enable')
    await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 })
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 6 })
    await page.goto(path, { waitUntil: 'networkidle' })
    await page.waitForFunction(() => window.seen.lcp > 0)
    const seen = await page.evaluate(() => window.seen)
    t.diagnostic(`${path}: largest paint ${Math.round(seen.lcp)} ms (aim 1500), blocked ${Math.round(seen.blocked)} ms (aim 100), layout shift ${seen.shift.toFixed(3)}`)
    assert.ok(seen.shift < 0.05, `${path} shifts by ${seen.shift}`)
  }
})
