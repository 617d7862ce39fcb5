// A vacancy on its way: written with mistakes by an agency, sent back by an officer, mended, published with evidence,
// used up by placements, gone from the public pages, and all of it told by its history.
import assert from 'node:assert/strict'
import { inspection } from './inspection.mjs'
import { asStaff, scenario, submit } from './support.mjs'

const date = days => {
  const [year, month, day] = new Date(Date.now() + days * 86_400_000 + 7 * 3_600_000).toISOString().slice(0, 10).split('-')
  return { day: String(Number(day)), month: String(Number(month)), year }
}

async function fillDate(page, name, days) {
  for (const [part, value] of Object.entries(date(days))) await page.fill(`[name=${name}_${part}]`, value)
}

const button = (page, name) => page.locator('main .btn', { hasText: new RegExp(`^\\s*${name}\\s*$`) })

// letter is the smallest thing that is a PDF.
const letter = Buffer.from('%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n')

scenario('a vacancy from its draft to its last place', async ({ open }) => {
  const mitra = await open({ width: 360 })
  const officer = await open({ width: 1280, acceptDownloads: true })
  const admin = await open({ width: 1280 })
  const visitor = await open({ width: 360 })
  const { sound, end } = inspection({ combinations: [[320, 'light'], [1280, 'dark']] })
  await Promise.all([asStaff(mitra, 'mitra'), asStaff(officer, 'officer'), asStaff(admin, 'admin')])

  // Written with mistakes: told beside the fields, and everything typed is kept.
  await mitra.goto('/mitra/lowongan/baru')
  const texts = {
    title: 'Penjahit sepatu kulit', city: 'Kobe', employer: 'Kobe Leather', age_min: '18', hours_per_day: '8', days_per_week: '5', contract_months: '36',
    quota_either: '4', salary_min: 'dua juta', sip2mi: 'SIP2MI UJI/1', permit_quota: '2',
    cost_item_0: 'Visa', cost_amount_0: 'Rp1.500.000', cost_basis_0: 'UU 18/2017',
  }
  for (const [name, value] of Object.entries(texts)) await mitra.fill(`[name=${name}]`, value)
  for (const [name, value] of Object.entries({ sector: 'manufaktur', country: 'JP', scheme: 'ssw', currency: 'JPY', cost_payer_0: 'employer' })) {
    await mitra.selectOption(`[name=${name}]`, value)
  }
  await mitra.check('[name=formal][value="1"]')
  await fillDate(mitra, 'permit_until', 100)
  await fillDate(mitra, 'closes_on', 20)
  await mitra.fill('[name=closes_on_month]', '13')
  assert.equal((await submit(mitra, button(mitra, 'Simpan'))).status(), 422)
  assert.equal(await mitra.locator('.summary li').count(), 2)
  assert.ok(await mitra.locator('#f-salary_min-error').isVisible())
  for (const [name, value] of Object.entries(texts)) assert.equal(await mitra.inputValue(`[name=${name}]`), value, `${name} is kept`)
  assert.equal(await mitra.inputValue('[name=closes_on_month]'), '13')
  await sound(mitra, 'the form with mistakes')
  await mitra.setViewportSize({ width: 360, height: 740 })
  await mitra.fill('[name=salary_min]', '200.000')
  await mitra.fill('[name=closes_on_month]', date(20).month)
  await submit(mitra, button(mitra, 'Simpan'))
  const path = new URL(mitra.url()).pathname
  const office = path.replace('/mitra/', '/dasbor/')

  // Sent to be checked; whoever wrote or changed it cannot be the one who checks.
  await submit(mitra, button(mitra, 'Ajukan untuk diperiksa'))
  assert.equal(await mitra.locator('form[action$="/tayangkan"]').count(), 0)
  const refused = await mitra.request.post(path + '/tayangkan', { form: { version: '1' }, headers: { 'Sec-Fetch-Site': 'same-origin' } })
  assert.equal(refused.status(), 403)
  await admin.goto(office + '/ubah')
  await admin.fill('[name=city]', 'Osaka')
  await submit(admin, button(admin, 'Simpan'))
  assert.match(await admin.locator('.split__side').innerText(), /orang lain|petugas lain/i, 'the last editor is told why')
  assert.equal(await admin.locator('form[action$="/tayangkan"]').count(), 0)

  // Sent back with a note, mended, sent again.
  await officer.goto('/dasbor/verifikasi')
  await submit(officer, officer.locator('tbody a', { hasText: 'Penjahit sepatu kulit' }))
  await officer.locator('summary', { hasText: 'Kembalikan' }).click()
  await officer.fill('[name=note]', 'Tulis potongan gaji.')
  await submit(officer, officer.locator('form[action$="/kembalikan"] button'))
  await mitra.goto(path)
  assert.match(await mitra.locator('.notice--warn').innerText(), /Tulis potongan gaji\./)
  await mitra.goto(path + '/ubah')
  await mitra.fill('[name=deductions]', 'Asuransi ¥18.000')
  await submit(mitra, button(mitra, 'Simpan'))
  await submit(mitra, button(mitra, 'Ajukan untuk diperiksa'))

  // Published with what was looked at, in words and as a copy.
  await officer.goto(office)
  assert.equal((await submit(officer, button(officer, 'Tayangkan'))).status(), 422, 'not without evidence')
  await sound(officer, 'the verification with mistakes')
  await officer.setViewportSize({ width: 1280, height: 900 })
  for (const box of await officer.locator('form[action$="/tayangkan"] [name=checks]').all()) await box.check()
  await officer.fill('[name=evidence]', 'SISKOP2MI, dibuka hari ini')
  await officer.setInputFiles('[name=evidence_file]', { name: 'izin sip2mi.pdf', mimeType: 'application/pdf', buffer: letter })
  await submit(officer, button(officer, 'Tayangkan'))
  const copy = officer.locator('.decision a', { hasText: 'izin sip2mi.pdf' })
  const [file] = await Promise.all([officer.waitForEvent('download'), copy.click()])
  assert.equal(file.suggestedFilename(), 'izin sip2mi.pdf')
  assert.equal((await visitor.request.get(await copy.getAttribute('href'), { maxRedirects: 0 })).status(), 303, 'not to the public')

  // On the public list, with everything that was written.
  await visitor.goto('/lowongan?q=penjahit+sepatu')
  await submit(visitor, visitor.locator('.item a', { hasText: 'Penjahit sepatu kulit' }))
  const page = visitor.url()
  const shown = await visitor.locator('main').innerText()
  assert.match(shown, /¥200\.000/)
  assert.match(shown, /Asuransi ¥18\.000/)
  assert.match(shown, /Ratna/, 'who checked it')

  // Two placements use the permit up; the vacancy leaves at once.
  for (const workers of ['1', '1']) {
    await mitra.goto(path)
    await mitra.locator('summary', { hasText: 'Catat' }).click()
    await mitra.fill('[name=workers]', workers)
    await fillDate(mitra, 'placed_on', 0)
    await submit(mitra, mitra.locator('form[action$="/penempatan"] button'))
  }
  const gone = await visitor.goto(page)
  assert.equal(gone.status(), 410)
  assert.match(await visitor.locator('h1').innerText(), /ditutup/)
  assert.ok(await visitor.locator('main .item a').count() > 0, 'there are others to look at')
  await visitor.goto('/lowongan?q=penjahit+sepatu')
  assert.equal(await visitor.locator('.item a', { hasText: 'Penjahit sepatu kulit' }).count(), 0)

  // The history has every step, with who did it and when.
  await officer.goto(office)
  const steps = await officer.locator('.history > li').allInnerTexts()
  for (const [what, who] of [
    ['Menulis lowongan', 'Asep Permana'], ['Mengubah', 'Wulan Ayuningtyas'], ['Mengajukan untuk diperiksa', 'Asep Permana'],
    ['Mengembalikan ke penulis', 'Ratna Puspitasari'], ['Memeriksa dan menayangkan', 'Ratna Puspitasari'], ['Mencatat penempatan', 'Asep Permana'],
  ]) {
    assert.ok(steps.some(s => s.includes(what) && s.includes(who) && /\d{2}\.\d{2}\sWIB/.test(s)), `${what} by ${who}: ${steps.join(' | ')}`)
  }
  await sound(officer, 'the vacancy with its history')
  end()
})
