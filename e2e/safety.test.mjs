// Reports from the public and what officers and writers keep: a visitor on a narrow phone without JavaScript reports a
// job and follows it, an officer answers, and what staff write is on the public pages at once.
import assert from 'node:assert/strict'
import { deflateSync } from 'node:zlib'
import { asStaff, scenario, send, submit } from './support.mjs'

// png is a black picture.
function png(width, height) {
  const crc = data => {
    let c = ~0
    for (const b of data) { c ^= b; for (let k = 0; k < 8; k++) c = c >>> 1 ^ (c & 1 ? 0xedb88320 : 0) }
    return ~c >>> 0
  }
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const out = Buffer.alloc(body.length + 8)
    out.writeUInt32BE(data.length)
    body.copy(out, 4)
    out.writeUInt32BE(crc(body), body.length + 4)
    return out
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.alloc((width * 3 + 1) * height))), chunk('IEND', Buffer.alloc(0))])
}

const photo = { name: 'bukti.png', mimeType: 'image/png', buffer: png(60, 40) }

scenario('a job is reported, handled and followed', async ({ open }) => {
  const visitor = await open({ width: 360, javaScript: false })
  await visitor.goto('/lowongan')
  await submit(visitor, visitor.locator('main a[href^="/lowongan/"]:not([href*="?"]):not([href$=".xml"])').first())
  const job = await visitor.locator('h1').innerText()
  await submit(visitor, visitor.locator('.warnstrip a[href$="/lapor"]'))
  assert.equal(await visitor.locator('main .urgent a[href="tel:112"]').count(), 1)
  await visitor.fill('[name=story]', 'Diminta uang lima juta')
  await visitor.setInputFiles('[name=photos]', photo)
  let answer = await submit(visitor, visitor.locator('form[data-photos] button[type=submit]'))
  assert.equal(answer.status(), 422)
  assert.equal(await visitor.inputValue('[name=story]'), 'Diminta uang lima juta')
  assert.equal(await visitor.locator('[name=drop]').count(), 1, 'the photo is kept')
  await visitor.check('[name=kinds][value=money]')
  await visitor.check('[name=danger][value=tidak]')
  answer = await submit(visitor, visitor.locator('form[data-photos] button[type=submit]'))
  assert.equal(answer.status(), 200)
  const [code, pin] = await visitor.locator('.receipt__code').allInnerTexts()
  assert.match(code, /^LP-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  assert.match(pin, /^\d{6}$/)

  const desk = await open({ width: 1280 })
  await asStaff(desk, 'officer')
  await desk.goto('/dasbor/aduan')
  await submit(desk, desk.locator('tbody a', { hasText: code }))
  assert.ok((await desk.locator('main').innerText()).includes(job), 'the job is on the report')
  const shown = desk.locator('.photos img')
  await shown.scrollIntoViewIfNeeded()
  await desk.waitForFunction(() => document.querySelector('.photos img').naturalWidth > 0)
  await desk.locator('details.fold', { has: desk.locator('[name=reply]') }).locator('summary').click()
  await desk.fill('[name=reply]', 'Kami periksa perusahaannya')
  await submit(desk, desk.locator('form[action$="/balas"] button[type=submit]'))
  await desk.locator('details.fold', { has: desk.locator('[name=closing]') }).locator('summary').click()
  await desk.check('[name=outcome][value=proven]')
  await desk.fill('[name=closing]', 'Izinnya kami laporkan')
  await submit(desk, desk.locator('form[action$="/tutup"] button[type=submit]'))

  await visitor.goto('/kerja-aman/laporan')
  await visitor.fill('[name=code]', code.toLowerCase())
  await visitor.fill('[name=pin]', pin === '000000' ? '000001' : '000000')
  assert.equal((await send(visitor)).status(), 422)
  await visitor.fill('[name=pin]', pin)
  await send(visitor)
  const history = await visitor.locator('.timeline').innerText()
  for (const words of ['Kami periksa perusahaannya', 'Izinnya kami laporkan', 'Terbukti']) assert.ok(history.includes(words), history)
})

scenario('what staff write is public at once', async ({ open }) => {
  const desk = await open({ width: 1280 })
  await asStaff(desk, 'officer')
  await desk.goto('/dasbor/acuan/tanda-bahaya')
  await submit(desk, desk.locator('.keep a').first())
  await desk.fill('[name=name]', 'Tanda yang baru diubah.')
  await send(desk)
  const visitor = await open({ width: 360 })
  await visitor.goto('/kerja-aman')
  await visitor.waitForFunction(async () => (await (await fetch('/kerja-aman')).text()).includes('Tanda yang baru diubah.'))

  await desk.goto('/dasbor/berita/baru')
  await desk.fill('[name=title]', 'Kabar dari uji coba')
  await desk.fill('[name=body]', 'Halo **semua**.')
  await desk.setInputFiles('[name=picture]', photo)
  await desk.fill('[name=picture_alt]', 'Aula yang penuh')
  await submit(desk, desk.locator('button[value=sampul]'))
  await desk.check('[name=state][value=now]')
  await submit(desk, desk.locator('button[value=simpan]'))
  await desk.goto('/')
  const card = desk.locator('.teaser', { hasText: 'Kabar dari uji coba' })
  await card.scrollIntoViewIfNeeded()
  await desk.waitForFunction(() => [...document.querySelectorAll('.teaser')].find(t => t.textContent.includes('Kabar dari uji coba')).querySelector('img').naturalWidth > 0)
  await submit(desk, card.locator('a'))
  assert.equal(await desk.locator('img.cover').getAttribute('alt'), 'Aula yang penuh')
})
