// The code as phones really show it: on a cracked screen, dim, blurred, tilted, in the glare of a hall. Each picture is
// what the page shows, damaged, and read by the decoder of the gate.
import assert from 'node:assert/strict'
import { readBarcodes } from 'zxing-wasm/reader'
import './qr.mjs' // sets the decoder up
import { asCandidate, scenario } from './support.mjs'

// read returns what the decoder makes of a picture; nothing when it cannot read it.
async function read(png) {
  const found = await readBarcodes(new Uint8Array(png), { formats: ['QRCode'], tryHarder: true, tryInvert: false })
  return found[0]
}

// Each is drawn over or from the picture of the code, whose module is m pixels wide; the code begins at 4 m and is 25 m wide.
const damages = {
  'as shown': {},
  'as small as a camera sees it at arm\'s length: 2 pixels a module': { shrink: 2 },
  'blurred by 0.4 of a module': { filter: m => `blur(${0.4 * m}px)` },
  'dim: a fifth of the light': { filter: () => 'brightness(.2)' },
  'in bright light: an eighth of the contrast': { filter: () => 'contrast(.125)' },
  'turned by 12 degrees': { turn: 12 },
  'turned by 45 degrees': { turn: 45 },
  'upside down': { turn: 180 },
  'tilted: the far side 15 % shorter': { tilt: .15 },
  'cracked: 7 cracks over the glass, seen through a camera': { cracks: 7, filter: m => `blur(${0.3 * m}px)` },
  'a dead corner: 8 by 8 modules black, a tenth of the code': { block: [17, 17, 8, 8, '#000'] },
  'a dead line of the screen, one module wide': { block: [13, 0, 1, 25, '#000'] },
  'a spot of glare: 7 by 7 modules white': { block: [10, 15, 7, 7, '#fff'] },
  'noise of a cheap camera': { noise: 90 },
  'a white frame only one module wide, black around': { frame: 1 },
  'cracked, dim, blurred and turned at once': { cracks: 6, filter: m => `brightness(.35) blur(${0.35 * m}px)`, turn: 9 },
}

scenario('a code is read off a damaged screen', async ({ open, t }) => {
  const page = await open({ scale: 2 })
  await asCandidate(page, 'siti@gerbang.example')
  await page.goto('/akun/tiket')
  const ticket = await page.locator('main a[href^="/t/"]').first().getAttribute('href')
  await page.goto(ticket)
  const shot = await page.locator('.pass__qr svg').screenshot()
  const code = ticket.split('/').at(-1)
  const clean = await read(shot)
  assert.equal(clean.text, code)
  assert.equal(clean.version, '2', 'a small symbol, with large modules')
  assert.equal(clean.ecLevel, 'H', 'of which nearly a third can be mended')

  const bench = await open({ width: 800 })
  await bench.setContent('<!doctype html><title>x</title>')
  const drawn = async how => {
    const { filter, ...rest } = how
    const url = await bench.evaluate(draw, ['data:image/png;base64,' + shot.toString('base64'), rest, filter ? String(filter) : ''])
    return Buffer.from(url.split(',')[1], 'base64')
  }
  for (const [name, how] of Object.entries(damages)) {
    const got = await read(await drawn(how))
    assert.equal(got?.text, code, name)
  }

  // How much may be missing, for the record: the largest dead square in the corner without a finder pattern.
  let side = 0
  while (side < 16 && (await read(await drawn({ block: [25 - side - 1, 25 - side - 1, side + 1, side + 1, '#000'] })))?.text === code) side++
  t.diagnostic(`a dead corner of ${side} by ${side} modules is read: ${Math.round(side * side / 6.25)} % of the code`)
  assert.ok(side >= 8)
})

// draw runs in the page: it draws the picture with its damage and returns it.
async function draw([source, { shrink, turn = 0, tilt = 0, cracks = 0, block, noise = 0, frame }, filterSource]) {
  const image = new Image()
  image.src = source
  await image.decode()
  const n = image.width, m = n / 33
  const canvas = (w, h = w) => Object.assign(document.createElement('canvas'), { width: Math.round(w), height: Math.round(h) })
  let seed = 7 // the same damage each time
  const random = () => (seed = seed * 16807 % 2147483647) / 2147483647

  let glass = canvas(n)
  let pen = glass.getContext('2d')
  pen.drawImage(image, 0, 0)
  if (block) {
    const [x, y, w, h, colour] = block
    pen.fillStyle = colour
    pen.fillRect((x + 4) * m, (y + 4) * m, w * m, h * m)
  }
  for (let i = 0; i < cracks; i++) { // from one point, as glass breaks, bright on one side and dark on the other
    for (const [shift, colour] of [[0, '#d8d8d8'], [m / 5, '#222']]) {
      pen.strokeStyle = colour
      pen.lineWidth = m / 6
      pen.beginPath()
      let x = .62 * n + shift, y = .58 * n + shift
      const way = i * 2 * Math.PI / cracks + .3
      pen.moveTo(x, y)
      for (let k = 1; k < 9; k++) {
        const bend = way + .5 * Math.sin(k * 1.7 + i)
        pen.lineTo(x += Math.cos(bend) * n / 11, y += Math.sin(bend) * n / 11)
      }
      pen.stroke()
    }
  }
  const next = (w, run, h = w) => {
    const to = canvas(w, h)
    const p = to.getContext('2d')
    p.fillStyle = '#fff'
    p.fillRect(0, 0, to.width, to.height)
    run(p)
    glass = to
    pen = p
  }
  if (frame !== undefined) {
    const from = glass, cut = (4 - frame) * m
    next(n, p => { p.fillStyle = '#000'; p.fillRect(0, 0, n, n); p.drawImage(from, cut, cut, n - 2 * cut, n - 2 * cut, cut, cut, n - 2 * cut, n - 2 * cut) })
  }
  if (tilt) {
    const from = glass
    next(n, p => { for (let y = 0; y < n; y++) { const w = n * (1 - tilt * (1 - y / n)); p.drawImage(from, 0, y, n, 1, (n - w) / 2, y, w, 1) } })
  }
  if (turn) {
    const from = glass
    next(n * 1.45, p => { p.translate(n * .725, n * .725); p.rotate(turn * Math.PI / 180); p.drawImage(from, -n / 2, -n / 2) })
  }
  if (filterSource) {
    const from = glass, filter = eval(filterSource)(m)
    next(from.width, p => { p.filter = filter; p.drawImage(from, 0, 0) })
  }
  if (shrink) {
    const from = glass
    next(33 * shrink, p => { p.imageSmoothingQuality = 'high'; p.drawImage(from, 0, 0, 33 * shrink, 33 * shrink) })
  }
  if (noise) {
    const all = pen.getImageData(0, 0, glass.width, glass.height)
    for (let i = 0; i < all.data.length; i += 4) {
      const by = (random() + random() - 1) * noise
      for (let k = 0; k < 3; k++) all.data[i + k] += by
    }
    pen.putImageData(all, 0, 0)
  }
  return glass.toDataURL('image/png')
}
