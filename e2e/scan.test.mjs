// The camera of the gate, with a film of a ticket in front of it: the decoder that the page brings along reads it, a
// lost answer is asked for again, and without a camera the page says what to do.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { asCandidate, asStaff, chromiumArgs, chromiumPath, scenario, send, site } from './support.mjs'

const slug = 'bursa-kerja-luar-negeri-jakarta-selatan' // runs today
const gate = '/petugas/pindai/' + slug

// ticketOf registers the demo candidate, whose profile is complete, and returns the code of the ticket.
async function ticketOf(page) {
  await page.goto(`/bursa-kerja/${slug}/daftar/sesi`)
  if (page.url().includes('/masuk')) await asCandidate(page, 'siti@gerbang.example', '')
  for (let step = 0; step < 6 && !/\/t\/[0-9A-Z]{16}$/.test(page.url()); step++) {
    const session = page.locator('[name=session]:enabled').first() // today's: the days stand in order
    if (await session.count()) await session.check()
    const consent = page.locator('[name=consent]')
    if (await consent.count()) await consent.check()
    await send(page)
  }
  assert.match(page.url(), /\/t\/[0-9A-Z]{16}$/)
  return new URL(page.url()).pathname.slice('/t/'.length)
}

// film makes Chromium's camera show the QR code.
function film(code) {
  const file = join(site.folder, code + '.mjpeg')
  const made = spawnSync('go', ['run', './e2e/fakecam', code, file], { cwd: fileURLToPath(new URL('..', import.meta.url)), encoding: 'utf8' })
  assert.equal(made.status, 0, made.stderr)
  return file
}

const browsers = []
after(() => Promise.all(browsers.map(b => b.close())))

// withCamera opens a page in a browser whose camera shows the film; without one the camera is refused.
async function withCamera(file) {
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: [
      ...chromiumArgs,
      '--use-fake-device-for-media-stream',
      ...(file ? ['--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${file}`] : ['--deny-permission-prompts']),
    ],
  })
  browsers.push(browser)
  const context = await browser.newContext({ baseURL: site.url, viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'id-ID' })
  const page = await context.newPage()
  await page.addInitScript(() => {
    window.buzzes = []
    navigator.vibrate = pattern => { window.buzzes.push(pattern); return true }
  })
  page.problems = []
  page.on('pageerror', e => page.problems.push(e.message))
  page.on('console', m => { if (m.type() === 'error' && !m.text().startsWith('Failed to load')) page.problems.push(m.text()) })
  return page
}

scenario('the camera reads a ticket, and nothing is lost with an answer', async ({ open }) => {
  const code = await ticketOf(await open({ width: 360 }))
  const page = await withCamera(film(code))
  await asStaff(page, 'petugas')
  const fetched = []
  page.on('request', r => fetched.push(r.url()))
  const reached = page.waitForResponse(r => r.url().endsWith('/kirim')) // from then on the device asks the server first
  await page.goto(gate)
  await reached
  await page.selectOption('select[name=pintu]', { label: 'Pintu Utara' })
  assert.match(page.url(), /\?pintu=\d+$/, 'the gate is kept in the address')
  assert.ok(!fetched.some(url => /\.wasm|scan-worker/.test(url)), 'the decoder waits until it is wanted')

  // The first answer gets lost on its way: the mark is made, but nobody is told.
  const sent = []
  let lose = true
  await page.route('**' + gate + '*', async route => {
    if (route.request().method() !== 'POST') return route.continue()
    sent.push(route.request().postDataJSON())
    if (!lose) return route.continue()
    await route.fetch()
    return route.abort()
  })
  await page.locator('[data-scan][data-ready=list]').waitFor()
  await page.click('[data-camera]')
  const ok = page.locator('.scan-result--ok')
  await ok.waitFor()
  assert.equal(await page.getAttribute('[data-scan]', 'data-decoder'), 'wasm', 'this Chromium has no detector of its own')
  assert.equal(sent[0].code, code)
  assert.match(await ok.innerText(), /Boleh masuk\s+Siti A\.[^]*Tersimpan di HP/, 'the device answers by itself')
  assert.equal(await ok.getAttribute('role'), 'status')
  lose = false
  await page.locator('[data-net][data-state=online]').waitFor() // sent again, and taken as the same reading
  assert.equal(await page.locator('.scan__net a').isVisible(), false)

  // The ticket stays before the camera: it is not read again until somebody asks for the next.
  await page.waitForTimeout(3500)
  assert.equal(sent.length, 1)
  assert.ok(await ok.isVisible())
  await page.click('[data-next]')
  const dup = page.locator('.scan-result--dup')
  await dup.waitFor()
  assert.match(await dup.innerText(), /Sudah masuk\s+Siti A\.\s+\d\d\.\d\d\sWIB, Pintu Utara\s+oleh Budi H\./)
  assert.notEqual(sent[1].scan_id, sent[0].scan_id)
  assert.deepEqual(await page.evaluate(() => window.buzzes), [80, [80, 60, 80]])

  // The other ways stay open beside the camera.
  await page.fill('[name=kode]', '0000-0000')
  await page.press('[name=kode]', 'Enter')
  const no = page.locator('.scan-result--no')
  await no.waitFor()
  assert.equal(await no.getAttribute('role'), 'alert')
  assert.deepEqual(page.problems, [])
})

scenario('a photo of the ticket is read without a camera', async ({ open }) => {
  const candidate = await open({ width: 360 })
  const code = await ticketOf(candidate)
  const picture = await (await candidate.request.get(`/t/${code}/tiket.png`)).body()
  const page = await withCamera()
  await asStaff(page, 'petugas')
  await page.goto(gate)
  await page.click('[data-camera]')
  const help = page.locator('[data-help][role=alert]')
  await help.waitFor()
  assert.match(await help.innerText(), /Kamera belum diizinkan[^]*mengetik kode/)
  await page.setInputFiles('[data-photo]', { name: 'tiket.png', mimeType: 'image/png', buffer: picture })
  await page.locator('.scan-result--ok, .scan-result--dup').waitFor()
  await page.setInputFiles('[data-photo]', { name: 'bukan.png', mimeType: 'image/png', buffer: Buffer.from('bukan gambar') })
  await page.locator('[data-help]', { hasText: 'QR tidak terbaca' }).waitFor()
  assert.deepEqual(page.problems, [])
})
