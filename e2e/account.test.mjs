// A candidate's own account on a narrow phone: documents and what staff say of them, devices, a copy of all data, the end
// of the account and a new beginning.
import assert from 'node:assert/strict'
import { deflateSync, inflateRawSync } from 'node:zlib'
import { accessible, asCandidate, asStaff, fits, scenario, submit, tappable, translated } from './support.mjs'

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

const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n0000000105 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n168\n%%EOF\n')
const photo = { name: 'IMG 2031.png', mimeType: 'image/png', buffer: png(80, 60) }
const siti = 'siti@gerbang.example'

// entries reads a ZIP by its central directory.
function entries(zip) {
  const out = {}
  for (let at = zip.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 4, 'latin1')) {
    const [packed, name, local] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28), zip.readUInt32LE(at + 42)]
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const body = zip.subarray(from, from + packed)
    out[zip.toString('utf8', at + 46, at + 46 + name)] = zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(body) : body
  }
  return out
}

async function upload(page, kind, file) {
  await page.goto(`/akun/dokumen/${kind}`)
  await page.setInputFiles('#f-file', file)
  return submit(page, page.locator('form[enctype] button[type=submit]'))
}

scenario('documents go up, are checked by staff, and tell what is wrong', async ({ open }) => {
  const me = await open({ width: 360, javaScript: false })
  await asCandidate(me, siti)
  await me.goto('/akun')
  assert.equal(await me.locator('.account-menu a').count(), 7, 'every part of the account is a row')
  assert.match(await me.locator('.next h2').innerText(), /Perbaiki dokumen/, 'a refused document comes first')
  await submit(me, me.locator('.account-menu a[href$="/akun/dokumen"]'))
  assert.match(await me.locator('main').innerText(), /nomor ijazah tidak terbaca/)

  const refused = await upload(me, 'ijazah', { name: 'ijazah.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('MZ this is a program') })
  assert.equal(refused.status(), 422)
  assert.equal(await me.locator('[data-error-summary] a[href="#f-file"]').count(), 1)
  assert.equal((await upload(me, 'ijazah', photo)).status(), 200)
  assert.equal((await upload(me, 'cv', { name: 'cv.pdf', mimeType: 'application/pdf', buffer: pdf })).status(), 200)
  assert.match(await me.locator('.flash').innerText(), /tersimpan/)
  const file = await me.request.get('/akun/dokumen/ijazah/berkas')
  assert.match(file.headers()['content-disposition'], /^attachment/)
  assert.equal(file.headers()['x-content-type-options'], 'nosniff')

  const desk = await open({ width: 1280 })
  await asStaff(desk, 'panitia')
  await desk.goto('/panitia/bursa-kerja-pasar-minggu/dokumen')
  const rows = await desk.locator('tbody tr').count()
  assert.ok(rows > 0, 'there are papers to check')
  await accessible(desk, 'papers of an event')
  await submit(desk, desk.locator('tbody a').first())
  await submit(desk, desk.locator('button', { hasText: 'Tolak' }))
  assert.equal(await desk.locator('#f-reason-error').count(), 1, 'a refusal needs a reason')
  await desk.fill('[name=reason]', 'Foto miring, ulangi')
  await submit(desk, desk.locator('button', { hasText: 'Tolak' }))
  assert.equal(await desk.locator('tbody tr').count(), rows - 1)
})

scenario('a copy of all data, another device, and the end of the account', async ({ open }) => {
  const me = await open({ width: 360 })
  const name = 'rahma@r' + Date.now() + '.test'
  await asCandidate(me, name)
  const second = await open({ width: 1280 })
  await asCandidate(second, name)
  assert.equal((await upload(me, 'ktp', photo)).status(), 200)
  for (const path of ['/akun', '/akun/dokumen', '/akun/dokumen/ktp', '/akun/dokumen/skck', '/akun/privasi', '/akun/data', '/akun/data/permintaan', '/akun/perangkat', '/akun/data/hapus', '/akun/kode']) {
    await me.goto(path)
    await accessible(me, path)
    await fits(me, path)
    await tappable(me, path)
    await translated(me, path)
  }

  await me.goto('/akun/perangkat')
  assert.equal(await me.locator('.devices > li').count(), 2)
  await submit(me, me.locator('.devices form button'))
  await second.goto('/akun')
  assert.match(second.url(), /\/masuk/, 'the other device is out at once')

  await me.goto('/akun/data')
  await submit(me, me.locator('form[action$="/salinan"] button'))
  for (let i = 0; i < 60 && !await me.locator('a[href*="/akun/data/salinan/"]').count(); i++) {
    await me.waitForTimeout(500)
    await me.goto('/akun/data')
  }
  const href = await me.locator('a[href*="/akun/data/salinan/"]').getAttribute('href')
  const zip = entries(Buffer.from(await (await me.request.get(href)).body()))
  const data = JSON.parse(zip['data.json'])
  assert.equal(data.profile[0].email, name)
  assert.equal(data.papers.length, 1)
  assert.ok(zip['berkas/ktp.png'] || zip['berkas/ktp.jpg'], 'the document is in it')
  assert.match(zip['baca-saya.html'].toString(), /Data Anda di Gerbang/)

  await me.goto('/akun/data/hapus')
  await me.check('[name=sure]')
  await submit(me, me.locator('button', { hasText: 'Hapus akun sekarang' }))
  assert.match(await me.locator('.flash').innerText(), /sedang dihapus/)
  await me.goto('/akun')
  assert.match(me.url(), /\/masuk/)
  // The worker has done it when the address may begin anew.
  for (let i = 0; i < 60; i++) {
    await me.goto('/demo/pesan')
    if (/Akun Anda sudah dihapus/.test(await me.locator('main').innerText())) break
    await me.waitForTimeout(500)
  }
  await asCandidate(me, name)
  await me.goto('/akun/dokumen')
  assert.equal(await me.locator('.papers__main .badge--info').count(), 0, 'nothing of before is there')
})
