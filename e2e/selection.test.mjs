// How a course chooses: six people apply for two seats, and nobody learns a result before all do.
import assert from 'node:assert/strict'
import { inspection } from './inspection.mjs'
import { asCandidate, asStaff, scenario, send, submit } from './support.mjs'

const day = days => new Date(Date.now() + days * 86_400_000 + 7 * 3_600_000).toISOString().slice(0, 10)
const names = ['Ayu Satu', 'Bima Dua', 'Citra Tiga', 'Dewi Empat', 'Eka Lima', 'Fajar Enam']
const tests = ['90', '85', '80', '75', '70', '20'] // of the test, whose pass mark is 40

// newCourse writes and publishes a course for two people and returns its number and its slug.
async function newCourse(desk) {
  await desk.goto('/dasbor/pelatihan/baru')
  for (const [name, value] of Object.entries({
    title: 'Bahasa Jepang kecil', summary: 'Kelas kecil untuk pemula.', trade: 'Bahasa Jepang', batch: 'Angkatan 1', opens_on: day(-2), closes_on: day(5), starts_on: day(20),
    ends_on: day(60), venue: 'PPKD Jakarta Selatan', address: 'Jalan Keterampilan Nomor 7', certificate: 'Sertifikat PPKD', days: '10', capacity: '2', stage_name_0: 'Tes tertulis',
  })) await desk.fill(`[name=${name}]`, value)
  await desk.selectOption('[name=language]', 'JLPT N5')
  await desk.selectOption('[name=domicile]', '')
  await desk.check('[name=approval][value=selection]')
  await send(desk)
  const plan = desk.locator('form:has([name=weekday])')
  await plan.locator('[name=until]').fill('12.00')
  await submit(desk, plan.locator('button'))
  await submit(desk, desk.locator('button[value=save]'))
  const course = new URL(desk.url()).pathname.replace(/\/jadwal$/, '')
  await desk.goto(course)
  await submit(desk, desk.getByRole('button', { name: 'Terbitkan' }))
  return { course, path: await desk.getByRole('link', { name: 'Lihat halaman publik' }).getAttribute('href') }
}

// apply leads a new candidate to an application and returns the address of it in their account.
async function apply(page, path, i) {
  await asCandidate(page, `seleksi@pelamar${i}.uji.example`)
  await page.goto(path + '/daftar?lanjut=1')
  await page.fill('[name=name]', names[i])
  await page.fill('[name=nik]', `317407520800${String(700 + i).padStart(4, '0')}`)
  await page.fill('[name=phone]', `08123456780${i}`)
  for (const [part, value] of [['day', '12'], ['month', '8'], ['year', '2000']]) await page.fill(`[name=birth_date_${part}]`, value)
  await page.check('[name=sex][value=female]')
  await send(page)
  await page.check('[name=where][value=outside]')
  await page.fill('[name=city]', 'Kota Depok')
  await send(page)
  await page.getByLabel('SMA/SMK sederajat').check()
  await send(page)
  await page.check('[name=consent]')
  await send(page)
  await send(page)
  assert.match(page.url(), /\/t\/|\/akun\/pendaftaran\//, await page.locator('main').innerText())
  await page.goto('/akun/pendaftaran')
  return page.locator('main a[href^="/akun/pendaftaran/"]').first().getAttribute('href')
}

scenario('six apply for two seats', async ({ open }) => {
  const { visit, sound, end } = inspection({ combinations: [[320, 'light']] })
  const desk = await open({ width: 1280 })
  const wide = () => desk.setViewportSize({ width: 1280, height: 900 })
  const look = async path => { await visit(desk, path); await wide() }
  await asStaff(desk, 'admin')
  const { course, path } = await newCourse(desk)
  const selection = `/panitia/${path.split('/').at(-1)}/seleksi`
  const people = await Promise.all(names.map(async (_, i) => {
    const page = await open({ width: 360, javaScript: i > 0 })
    return { page, own: await apply(page, path, i) }
  }))
  const says = async (i, pattern) => {
    await people[i].page.goto(people[i].own)
    assert.match(await people[i].page.locator('main').innerText(), pattern, names[i])
  }
  await says(5, /Berkas diperiksa/)

  await desk.goto(selection + '/pengaturan')
  for (const [name, value] of Object.entries({
    reserves: '2', confirm_days: '3', name_1: 'Tes tulis', weight_1: '60', pass_1: '40', name_2: 'Wawancara', weight_2: '40',
    choose_from: day(0), choose_until: day(1), bring: 'Pensil 2B',
  })) await desk.fill(`[name=${name}]`, value)
  await submit(desk, desk.getByRole('button', { name: 'Simpan' }))
  await look(selection + '/pengaturan')

  // Registration closes, which publishing needs.
  await desk.goto(course + '/ubah')
  await desk.fill('[name=closes_on]', day(-1))
  await send(desk)

  await look(selection + '/pelamar')
  assert.equal(await desk.locator('tbody tr').count(), 6)
  await desk.locator('[data-all]').check()
  await submit(desk, desk.locator('button[value=eligible]'))

  await look(selection + '/slot')
  for (const [name, value] of Object.entries({ first: day(3), days: '1', starts: '08.00, 10.00', minutes: '90', capacity: '3' })) await desk.fill(`[name=${name}]`, value)
  await submit(desk, desk.locator('button[value=look]'))
  await sound(desk, 'planned slots')
  await wide()
  await submit(desk, desk.locator('button[value=save]'))
  await people[0].page.goto(people[0].own + '/seleksi')
  await people[0].page.locator('[name=slot]').last().check()
  await send(people[0].page)
  await says(0, /10\.00–11\.30[\s\S]*Pensil 2B/)
  await desk.goto(selection + '/slot')
  await submit(desk, desk.locator('button[value=assign]'))
  await says(5, /08\.00–09\.30|10\.00–11\.30/)
  await visit(people[1].page, people[1].own + '/seleksi')

  // The first row is marked without script, the rest with it.
  const plain = await open({ width: 360, javaScript: false })
  await asStaff(plain, 'admin')
  const mark = async (page, i, talk) => {
    const row = page.locator('tbody tr', { hasText: names[i] })
    await row.locator('input[inputmode=decimal]').nth(0).fill(tests[i])
    await row.locator('input[inputmode=decimal]').nth(1).fill(talk)
  }
  await plain.goto(selection + '/nilai')
  await mark(plain, 0, '101')
  assert.equal((await submit(plain, plain.getByRole('button', { name: 'Simpan nilai' }))).status(), 422)
  assert.equal(await plain.locator('tbody tr', { hasText: names[0] }).locator('input[inputmode=decimal]').nth(1).inputValue(), '101', 'what was typed is kept')
  await mark(plain, 0, '80')
  await submit(plain, plain.getByRole('button', { name: 'Simpan nilai' }))
  await desk.goto(selection + '/nilai')
  for (let i = 1; i < names.length; i++) await mark(desk, i, '80')
  assert.match(await desk.locator('[data-unsaved]').innerText(), /10 nilai belum disimpan/)
  await submit(desk, desk.getByRole('button', { name: 'Simpan nilai' }))
  await look(selection + '/nilai')
  await look(selection + '/peringkat')
  const order = await desk.locator('tbody th a').allInnerTexts()
  assert.deepEqual(order, names, 'by their marks')
  await look(await desk.locator('tbody th a').first().getAttribute('href'))

  // Nobody learns anything yet: what each sees is the same for all, but for their names and slots.
  for (const { page, own } of people) {
    for (const address of ['/akun', '/akun/pendaftaran', '/akun/tiket', own]) {
      await page.goto(address)
      const html = await page.content()
      assert.doesNotMatch(html, /diterima!|Cadangan|cadangan nomor|belum lolos|peringkat|Nilai Anda|86,00|konfirmasi-kursi/, `no result on ${address}`)
    }
  }

  await look(selection + '/hasil')
  const publish = desk.locator('button[value=publish]')
  assert.equal((await submit(desk, publish)).status(), 422, 'the ranking is to be checked first')
  await sound(desk, 'publishing with an error')
  await wide()
  await desk.check('[name=sure]')
  await submit(desk, publish)
  await look(selection + '/hasil')
  await look(selection)

  await says(0, /Selamat, Anda diterima![\s\S]*Jawab paling lambat/)
  await says(1, /Selamat, Anda diterima!/)
  await says(2, /cadangan nomor 1[\s\S]*peringkat 3 dari 5/)
  await says(3, /cadangan nomor 2/)
  await says(4, /Kali ini Anda belum lolos[\s\S]*Terima kasih sudah ikut/)
  await says(5, /di bawah nilai minimum 40[\s\S]*Terima kasih sudah ikut/)
  for (const i of [1, 2, 4]) await visit(people[i].page, people[i].own)
  const seat = i => people[i].own + '/konfirmasi-kursi'
  await visit(people[1].page, seat(1))

  await people[0].page.goto(seat(0))
  await submit(people[0].page, people[0].page.getByRole('button', { name: 'Ya, saya ikut' }))
  await says(0, /Kursi Anda sudah dikonfirmasi/)
  await people[1].page.goto(seat(1))
  await people[1].page.locator('summary', { hasText: 'melepas kursi' }).click()
  await submit(people[1].page, people[1].page.getByRole('button', { name: 'Tidak, saya melepas kursi' }))
  await says(1, /Anda melepas kursi ini/)

  await says(2, /Anda naik dari daftar cadangan[\s\S]*Jawab paling lambat/)
  await says(3, /cadangan nomor 2[\s\S]*Giliran pertama adalah Anda/)
  await visit(people[2].page, '/akun')
  assert.ok(await people[2].page.locator(`main a[href="${seat(2)}"]`).count(), 'the account asks for the answer')
  await desk.goto(selection + '/hasil')
  const rows = await desk.locator('tbody tr').allInnerTexts()
  assert.match(rows.find(r => r.includes(names[0])), /Konfirmasi/)
  assert.match(rows.find(r => r.includes(names[1])), /Melepas kursi/)
  assert.match(rows.find(r => r.includes(names[2])), /Naik dari cadangan/)
  end()
}, { timeout: 300_000 })
