// A ticket in the hands of its owner: without internet, without script, on paper, and with another code.
import assert from 'node:assert/strict'
import { decodeQR } from './qr.mjs'
import { accessible, asCandidate, asStaff, fits, scenario, send, site, submit, tappable, translated } from './support.mjs'

const slug = 'bursa-kerja-luar-negeri-jakarta-selatan' // runs today
const gate = '/petugas/pindai/' + slug
const today = new Intl.DateTimeFormat('id-ID', { dateStyle: 'full', timeZone: 'Asia/Jakarta' }).format(new Date())

let serial = 40

// holder registers somebody for the fair and returns the path of their ticket.
async function holder(page, name) {
  const n = ++serial
  await asCandidate(page, `orang@tiket${n}.uji.example`)
  await page.goto(`/bursa-kerja/${slug}/daftar?lanjut=1`)
  for (let step = 0; step < 12 && !/\/t\/[0-9A-Z]{16}$/.test(page.url()); step++) {
    if (await page.locator('[name=nik]').count()) {
      await page.fill('[name=name]', name)
      await page.fill('[name=nik]', `31740752080000${n}`)
      await page.fill('[name=phone]', `0812345670${n}`)
      for (const [part, value] of [['day', '12'], ['month', '8'], ['year', '2000']]) await page.fill(`[name=birth_date_${part}]`, value)
      await page.check('[name=sex][value=female]')
    } else if (await page.locator('[name=where]').count()) {
      await page.check('[name=where][value=outside]')
      await page.fill('[name=city]', 'Kota Depok')
    } else if (await page.locator('[name=session]').count()) {
      await page.locator('.day').filter({ hasText: today }).locator('[name=session]:enabled').last().check()
    } else if (await page.locator('[name=consent]').count()) {
      await page.check('[name=consent]')
    }
    await send(page)
  }
  assert.match(page.url(), /\/t\/[0-9A-Z]{16}$/, 'registering ends at the ticket')
  return new URL(page.url()).pathname
}

const codeOf = path => path.split('/').at(-1)
const qrOn = async page => decodeQR(await page.locator('.pass__qr').screenshot())

// kept waits until the phone has the page.
async function kept(page) {
  const line = page.locator('[data-kept]')
  await line.waitFor({ state: 'visible' })
  assert.match(await line.innerText(), /Tersimpan di HP ini, diperbarui \d\d\.\d\d\./)
}

const privateCaches = page => page.evaluate(async () => (await caches.keys()).filter(n => n.startsWith('tiket-halaman')))

scenario('a ticket opens without internet, and signing out takes it away', async ({ open }) => {
  const page = await open()
  const ticket = await holder(page, 'Ratna Ujitiket')
  await kept(page)
  await page.goto('/akun/tiket')
  await kept(page)
  await page.waitForFunction(async path => !!await caches.match(path + '/tiket.png'), ticket)

  await page.context().setOffline(true)
  await page.goto(ticket)
  assert.equal(await qrOn(page), codeOf(ticket), 'the code is read off the kept page')
  assert.match(await page.locator('[data-kept]').innerText(), /Tidak ada internet\. Tersimpan di HP ini, diperbarui \d\d\.\d\d\./)
  assert.equal(await page.locator('.tile[data-online]:visible').count(), 0, 'what needs internet is not offered')
  assert.ok(await page.evaluate(() => document.styleSheets[0].cssRules.length > 100), 'with its stylesheet')
  assert.ok(await page.evaluate(async () => { await document.fonts.load('700 20px "Plus Jakarta Sans"'); return document.fonts.check('700 20px "Plus Jakarta Sans"') }), 'and its typeface')
  const picture = await page.evaluate(async path => [...new Uint8Array(await (await fetch(path)).arrayBuffer())], ticket + '/tiket.png')
  assert.equal(await decodeQR(Buffer.from(picture)), codeOf(ticket), 'the picture is on the phone too')
  await page.click('.pass__zoom')
  await page.locator('.bigcode').waitFor({ state: 'visible' })
  await page.keyboard.press('Escape')
  await page.locator('.bigcode').waitFor({ state: 'hidden' })
  await page.goto('/akun') // not kept: leads to the list, which is
  assert.equal(new URL(page.url()).pathname, '/akun/tiket')
  await page.locator(`main a[href="${ticket}"]`).click()
  await page.waitForURL('**' + ticket)
  assert.equal(await qrOn(page), codeOf(ticket))

  await page.context().setOffline(false) // the page notices by itself
  await page.locator('[data-kept].kept:not(.kept--offline)').waitFor({ state: 'visible' })
  assert.match(await page.locator('[data-kept]').innerText(), /Bisa dibuka tanpa internet/)
  assert.equal((await privateCaches(page)).length, 1)
  await page.click('details.menu summary')
  await submit(page, page.locator('.menu form[action$="/keluar"] button'))
  assert.deepEqual(await privateCaches(page), [])
  await page.context().setOffline(true)
  await assert.rejects(page.goto(ticket), /ERR_/, 'nothing of the ticket is left')
})

scenario('a ticket that was cancelled is not shown as good', async ({ open }) => {
  const page = await open()
  const ticket = await holder(page, 'Dewi Ujitiket')
  await kept(page)
  const other = await page.context().newPage() // as on another device: this page does not know
  await other.goto(ticket)
  await submit(other, other.locator('.manage a[href$="/batal"]'))
  await send(other)
  await other.close()
  await page.reload()
  assert.equal(await page.locator('.pass--void').count(), 1)
  assert.equal(await page.locator('.pass__qr, .bigcode').count(), 0)
  await kept(page)
  await page.context().setOffline(true)
  await page.reload()
  assert.equal(await page.locator('.pass--void').count(), 1, 'nor without internet afterwards')
  assert.equal(await page.evaluate(async path => !!await caches.match(path), ticket + '/tiket.png'), false)
})

scenario('a new code: the old one is refused at the gate, the new one let in', async ({ open }) => {
  const page = await open()
  const old = await holder(page, 'Lina Ujitiket')
  await submit(page, page.locator('.manage a[href$="/tiket-baru"]'))
  await accessible(page, 'a new code')
  await send(page)
  const fresh = new URL(page.url()).pathname
  assert.match(fresh, /^\/t\/[0-9A-Z]{16}$/)
  assert.notEqual(fresh, old)
  assert.equal(await qrOn(page), codeOf(fresh))
  await page.goto(old)
  assert.equal(await page.locator('.pass__qr').count(), 0)
  assert.equal(await page.locator(`.notice a[href="${fresh}"]`).count(), 1, 'the owner finds the new one')
  const friend = await open()
  await friend.goto(old)
  assert.ok(!(await friend.content()).includes(codeOf(fresh)), 'nobody else does')

  const officer = await open({ javaScript: false })
  await asStaff(officer, 'petugas')
  const scan = async typed => {
    await officer.goto(gate)
    await officer.selectOption('select[name=pintu]', { index: 1 })
    await officer.fill('[name=kode]', typed)
    await submit(officer, officer.locator('.scan__type button[type=submit]'))
    return officer.locator('.scan-result').innerText()
  }
  assert.match(await scan(codeOf(old).slice(0, 8)), /sudah diganti/)
  // As people type it: look-alikes in place of what the code has.
  const typed = codeOf(fresh).slice(0, 8).replace(/0/g, 'o').replace(/1/g, 'l').replace(/V/g, 'u').toLowerCase()
  assert.match(await scan(typed.slice(0, 4) + ' ' + typed.slice(4)), /Boleh masuk/)
})

scenario('without script the ticket shows everything, and both papers are there', async ({ open }) => {
  const page = await open({ javaScript: false })
  const ticket = await holder(page, 'Maya Ujitiket')
  assert.equal(await qrOn(page), codeOf(ticket))
  assert.equal(await page.locator('[data-kept]:visible').count(), 0, 'nothing is promised that needs script')
  const width = await page.locator('.pass__qr').evaluate(e => e.getBoundingClientRect().width)
  assert.ok(width >= 240, `the code is ${width} pixels wide`)
  await page.click('.pass__zoom')
  await page.locator('.bigcode').waitFor({ state: 'visible' })
  assert.equal(await decodeQR(await page.screenshot()), codeOf(ticket))
  await page.click('[data-bigcode-close]')
  await page.locator('.bigcode').waitFor({ state: 'hidden' })
  for (const language of ['', '/en']) {
    for (const size of ['a4', 'a6']) {
      const file = await page.request.get(`${language}${ticket}/tiket.pdf?ukuran=${size}`)
      assert.equal(file.headers()['content-type'], 'application/pdf')
      assert.equal((await file.body()).subarray(0, 5).toString(), '%PDF-')
    }
    const picture = await page.request.get(`${language}${ticket}/tiket.png`)
    assert.equal(await decodeQR(await picture.body()), codeOf(ticket))
  }
})

scenario('the ticket in every look', async ({ open }) => {
  const first = await open()
  const ticket = await holder(first, 'Sri Ujitiket')
  const state = await first.context().storageState()
  for (const dark of [false, true]) {
    for (const width of [320, 1280]) {
      const page = await open({ width, dark, storageState: state })
      for (const path of [ticket, '/en' + ticket, ticket + '#kode', '/akun/tiket']) {
        await page.goto('about:blank')
        await page.goto(path)
        const where = `${path} at ${width}${dark ? ' dark' : ''}`
        await fits(page, where)
        await accessible(page, where)
        await translated(page, where)
        if (!path.endsWith('#kode')) await tappable(page, where)
      }
      // Black on white also in the dark.
      await page.goto(ticket)
      const [ground, ink] = await page.locator('.pass__qr svg').evaluate(svg => [svg.querySelector('rect'), svg.querySelector('path')].map(e => getComputedStyle(e).fill))
      assert.deepEqual([ground, ink], ['rgb(255, 255, 255)', 'rgb(0, 0, 0)'])
    }
  }
  const desk = await open({ width: 320 })
  await asStaff(desk, 'panitia')
  await desk.goto(`/panitia/${slug}/peserta?q=Sri+Ujitiket`)
  await submit(desk, desk.locator('main tbody a[href*="/peserta/"]:visible').first()) // on a phone what is done with somebody stands behind the name
  await submit(desk, desk.locator('main a[href$="/tiket"]').first())
  await fits(desk, 'the help desk')
  await accessible(desk, 'the help desk')
  await translated(desk, 'the help desk')
  await send(desk)
  assert.match(await desk.locator('.flash').innerText(), /Kode baru dibuat/)
  await first.goto(ticket)
  assert.equal(await first.locator('.pass__qr').count(), 0)
})

// The worker of tickets must not stand in the way of other pages: it has scopes of its own.
scenario('other pages are not in the hands of the worker', async ({ open }) => {
  const page = await open()
  await holder(page, 'Tuti Ujitiket')
  await kept(page)
  const scopes = await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).map(r => new URL(r.scope).pathname).sort())
  assert.deepEqual(scopes, ['/akun', '/t/'])
  for (const path of ['/', '/masuk/petugas', '/bursa-kerja']) {
    await page.goto(path)
    assert.equal(await page.evaluate(() => !!navigator.serviceWorker.controller), false, path)
  }
  const worker = await fetch(site.url + '/sw-tiket.js')
  assert.equal(worker.headers.get('cache-control'), 'no-cache')
})
