// A photo as a phone takes it, 4000 pixels wide, as a paper of the account: made small on the phone, and taken all the
// same without JavaScript.
import assert from 'node:assert/strict'
import { asCandidate, scenario, submit } from './support.mjs'

// taken makes a photo in the page: light and shade with grain, so that it weighs what photos do.
let made
async function taken(page, width, height) {
  const data = made ??= await page.evaluate(async ([width, height]) => {
    const grain = new OffscreenCanvas(250, 250), dots = grain.getContext('2d'), noise = dots.createImageData(250, 250)
    for (let i = 0; i < noise.data.length; i += 4) noise.data.set([Math.random() * 255, Math.random() * 255, Math.random() * 255, 60], i)
    dots.putImageData(noise, 0, 0)
    const canvas = new OffscreenCanvas(width, height), pen = canvas.getContext('2d'), light = pen.createLinearGradient(0, 0, width, height)
    light.addColorStop(0, '#d8e4f0')
    light.addColorStop(1, '#30506c')
    for (const style of [light, pen.createPattern(grain, 'repeat')]) {
      pen.fillStyle = style
      pen.fillRect(0, 0, width, height)
    }
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 })
    return new Promise(resolve => {
      const reader = new FileReader()
      reader.onload = () => resolve(reader.result.split(',')[1])
      reader.readAsDataURL(blob)
    })
  }, [width, height])
  return { name: 'IMG_2031.JPG', mimeType: 'image/jpeg', buffer: Buffer.from(data, 'base64') }
}

// size reads width and height of a JPEG from its frame header.
function size(jpeg) {
  for (let at = 2; at < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2)) {
    const marker = jpeg[at + 1]
    if (marker >= 0xc0 && marker <= 0xc2) return [jpeg.readUInt16BE(at + 7), jpeg.readUInt16BE(at + 5)]
  }
}

const send = page => submit(page, page.locator('form[enctype] button[type=submit]'))
const kept = async (page, kind) => size(await (await page.request.get(`/akun/dokumen/${kind}/berkas`)).body())

scenario('a large photo is made small before it is sent', async ({ open, t }) => {
  const page = await open()
  const photo = await taken(page, 4000, 3000)
  t.diagnostic(`the photo weighs ${photo.buffer.length} bytes`)
  await asCandidate(page, 'foto@kecil.uji.example')
  await page.goto('/akun/dokumen/ktp')
  await page.waitForSelector('p[role=status]', { state: 'attached' })
  const sent = page.waitForRequest(r => r.method() === 'POST' && r.url().endsWith('/akun/dokumen/ktp'))
  await page.setInputFiles('#f-file', photo)
  await send(page) // at once: the form waits for the photo
  const weight = Number((await (await sent).allHeaders())['content-length'])
  t.diagnostic(`${weight} bytes were sent`)
  assert.ok(weight > 0 && weight < photo.buffer.length / 3, `${weight} of ${photo.buffer.length} bytes were sent`)
  assert.match(page.url(), /\/akun\/dokumen$/)
  assert.deepEqual(await kept(page, 'ktp'), [1600, 1200])

  await page.goto('/akun/dokumen/ktp')
  await page.setInputFiles('#f-file_camera', photo)
  await page.getByText('Foto sudah diperkecil').waitFor()
  assert.equal(await page.locator('#f-file_camera').evaluate(e => e.files[0].name + ' ' + e.files[0].type), 'IMG_2031.jpg image/jpeg')
  assert.equal(await page.locator('#f-file').evaluate(e => e.files.length), 0)

  // What is no photo, or pretends to be one, goes as it is.
  for (const file of [{ name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('MZ no photo') }, { name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 x') }]) {
    await page.goto('/akun/dokumen/ktp')
    await page.setInputFiles('#f-file', file)
    const answer = await send(page)
    assert.equal(answer.status(), 422, file.name)
    assert.ok(await page.locator('[data-error-summary]').isVisible())
  }
}, { timeout: 300_000 })

scenario('without JavaScript the server takes the large photo', async ({ open }) => {
  const photo = await taken(await open(), 4000, 3000)
  const page = await open({ javaScript: false })
  await asCandidate(page, 'foto@polos.uji.example')
  await page.goto('/akun/dokumen/ktp')
  await page.setInputFiles('#f-file', photo)
  await send(page)
  assert.match(page.url(), /\/akun\/dokumen$/)
  const [width, height] = await kept(page, 'ktp')
  assert.ok(width <= 2400 && Math.abs(width / height - 4 / 3) < 0.01, `${width} × ${height} are kept`)
}, { timeout: 300_000 })
