// A gate without internet: the page opens, tickets are answered by the device, what it reads is on its disk before
// anybody is told so, and all of it arrives once, in whatever order devices come back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accessible, asStaff, fits, openPage, scenario } from './support.mjs'

const slug = 'bursa-kerja-luar-negeri-jakarta-selatan' // runs today
const gate = '/petugas/pindai/' + slug

// tickets are codes of people who hold a place today and were not let in, read from the organizer's list.
async function tickets(open, n) {
  const page = await open({ width: 1280 })
  await asStaff(page, 'admin')
  await page.goto(`/panitia/${slug}/peserta`)
  const today = new Date().toLocaleDateString('id-ID', { day: 'numeric', month: 'short', timeZone: 'Asia/Jakarta' })
  const options = await page.$$eval('select[name=sesi] option', os => os.map(o => ({ value: o.value, text: o.textContent })))
  const sessions = options.filter(o => o.value && o.text.includes(today)).map(o => o.value)
  assert.ok(sessions.length, `no session of ${today}: ${options.map(o => o.text)}`)
  const codes = []
  for (const session of sessions) {
    await page.goto(`/panitia/${slug}/peserta?status=confirmed&hadir=belum&sesi=${session}`)
    const links = await page.$$eval('a[href*="/peserta/"]', as => [...new Set(as.map(a => a.getAttribute('href')))].filter(h => /\/peserta\/\d+$/.test(h)))
    for (const link of links.slice(0, n)) {
      await page.goto(link + '/tiket')
      const code = /\b([0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4})\b/.exec(await page.innerText('main'))?.[1]
      if (code) codes.push(code)
      if (codes.length === n) return codes
    }
  }
  assert.equal(codes.length, n, 'the demo has people who were not let in yet')
  return codes
}

async function atGate(open) {
  const page = await open({ width: 360 })
  await asStaff(page, 'petugas')
  await page.goto(gate)
  await page.locator('[data-scan][data-ready=list]').waitFor()
  await page.locator('[data-net][data-state=online]').waitFor()
  // The worker holds the page once its copy is there.
  await page.waitForFunction(async path => !!await caches.match(path, { ignoreVary: true }), gate)
  await page.waitForFunction(() => !!navigator.serviceWorker.controller)
  return page
}

async function read(page, code) {
  await page.fill('[name=kode]', code)
  await page.press('[name=kode]', 'Enter')
  const result = page.locator('.scan-result')
  await result.waitFor()
  await page.waitForFunction(() => !document.querySelector('[data-scan]').hasAttribute('aria-busy'))
  return { state: (await result.getAttribute('class')).match(/scan-result--(\w+)/)[1], text: await result.innerText() }
}

const net = page => page.innerText('[data-net]')

scenario('two devices without internet let the same ticket in, and nothing is lost or doubled', async ({ open }) => {
  const [one, two, three] = await tickets(open, 3)
  const a = await atGate(open), b = await atGate(open)
  await a.context().setOffline(true)
  await b.context().setOffline(true)

  let v = await read(a, one)
  assert.equal(v.state, 'ok', v.text)
  assert.match(v.text, /Boleh masuk[^]*Tersimpan di HP, dikirim saat ada internet/)
  assert.equal((await read(a, one)).state, 'dup', 'the device knows whom it let in')
  assert.equal((await read(b, one)).state, 'ok', 'the other device cannot know')
  assert.equal((await read(b, two)).state, 'ok')
  v = await read(a, '0000-0000')
  assert.equal(v.state, 'off')
  assert.match(v.text, /Tersimpan di HP[^]*Tidak ada di daftar HP ini/)
  await a.fill('[name=kode]', 'K7QP')
  await a.press('[name=kode]', 'Enter')
  await a.locator('.error', { hasText: 'Anda mengetik 4' }).waitFor() // a slip of typing is told, not kept
  assert.equal(await a.inputValue('[name=kode]'), 'K7QP')
  assert.match(await net(a), /Offline · 3 menunggu dikirim[^]*Daftar [\d.]+ tiket/)
  await accessible(a, 'a gate without internet')
  await fits(a, 'a gate without internet')

  // The page is closed and opened again, still without internet: it opens, and what was read is still there.
  const again = await a.context().newPage()
  await a.close()
  await again.goto(gate)
  await again.locator('[data-net][data-state=offline]').waitFor()
  assert.match(await net(again), /3 menunggu dikirim/)
  assert.equal((await read(again, one)).state, 'dup', 'it still knows whom it let in')
  assert.equal((await read(again, three)).state, 'ok')
  await again.goto('/petugas/belum-terkirim')
  await again.locator('.unsent__row').nth(4).waitFor()
  assert.equal(await again.locator('.unsent__row').count(), 5)
  await accessible(again, 'what is not sent yet')
  await fits(again, 'what is not sent yet')

  // Both come back; the later reading of the same ticket is a conflict for people to look at.
  await b.context().setOffline(false)
  await b.locator('[data-net][data-state=online]').waitFor({ timeout: 40_000 })
  assert.ok(await again.locator('[data-send]').isVisible())
  await again.context().setOffline(false) // it sends by itself
  await again.locator('[data-state]', { hasText: 'Semua data sudah terkirim' }).waitFor({ timeout: 40_000 })
  assert.equal(await again.locator('[data-events] .unsent__row').count(), 0)
  assert.match(await again.innerText('[data-answers]'), /Kode tidak dikenal/, 'who was let in with no ticket is shown')

  // Everybody is marked once.
  const list = await open({ width: 1280 })
  await asStaff(list, 'petugas')
  await list.goto(gate)
  for (const code of [one, two, three]) assert.equal((await read(list, code)).state, 'dup', code + ' arrived')
})

scenario('somebody who was signed out meanwhile loses nothing', async ({ open }) => {
  const [one] = await tickets(open, 1)
  const page = await atGate(open)
  await page.context().clearCookies()
  const v = await read(page, one)
  assert.equal(v.state, 'ok', 'the queue goes on: ' + v.text)
  await page.locator('[data-net][data-state=signed_out]').waitFor()
  assert.match(await net(page), /Anda sudah keluar\. 1 data aman di HP ini/)
  await asStaff(page, 'petugas')
  await page.goto(gate)
  await page.locator('[data-net][data-state=online]').waitFor()
  assert.equal((await read(page, one)).state, 'dup', 'the reading arrived')
})

test('sixty people a minute pass one device, with and without internet', { timeout: 300_000 }, async () => {
  const page = await openPage({ width: 360 })
  try {
    await asStaff(page, 'petugas')
    await page.goto(gate)
    await page.locator('[data-scan][data-ready=list]').waitFor()
    for (const offline of [false, true]) {
      await page.context().setOffline(offline)
      const seen = []
      for (let i = 0; i < 20; i++) seen.push((await read(page, '0000-00' + String(10 + i))).state)
      assert.ok(seen.every(s => s === (offline ? 'off' : 'no')), seen.join())
    }
    await page.context().setOffline(false)
    await page.locator('[data-net][data-state=online]').waitFor({ timeout: 40_000 })
  } finally {
    await page.context().close()
  }
})
