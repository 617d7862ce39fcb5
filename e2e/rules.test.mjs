// An organizer makes a fair from nothing, fills it, and helps those who do not fit.
import assert from 'node:assert/strict'
import { inspection } from './inspection.mjs'
import { asCandidate, asStaff, scenario, send, submit } from './support.mjs'

const day = days => new Date(Date.now() + days * 86_400_000 + 7 * 3_600_000).toISOString().slice(0, 10)

// apply leads a new candidate to a registration for an event, in its first session.
async function apply(page, path, { name, email, nik, phone }) {
  await asCandidate(page, email)
  await page.goto(path + '/daftar?lanjut=1')
  await page.fill('[name=name]', name)
  await page.fill('[name=nik]', nik)
  await page.fill('[name=phone]', phone)
  for (const [part, value] of [['day', '12'], ['month', '8'], ['year', '2000']]) await page.fill(`[name=birth_date_${part}]`, value)
  await page.check('[name=sex][value=female]')
  await send(page)
  await page.check('[name=where][value=outside]')
  await page.fill('[name=city]', 'Kota Depok')
  await send(page)
  await page.locator('[name=session]:enabled').first().check()
  await send(page)
  await page.check('[name=consent]')
  await send(page)
  await send(page)
}

scenario('a fair from nothing to its last place, and one place more', async ({ open }) => {
  const desk = await open({ width: 1280 })
  const { visit, sound, failed, end } = inspection({ combinations: [[320, 'light'], [1280, 'dark']] })
  await asStaff(desk, 'admin')
  await visit(desk, '/panitia/baru')
  await failed(desk, 'a new event with errors')
  await desk.setViewportSize({ width: 1440, height: 900 })
  for (const [name, value] of Object.entries({ title: 'Bursa Kerja Kecil', starts_on: day(20), starts_at: '09.00', ends_on: day(20), ends_at: '12.00', venue: 'Balai Warga', address: 'Jalan Satu Nomor 1' })) {
    await desk.fill(`[name=${name}]`, value)
  }
  await send(desk)
  assert.match(desk.url(), /\/pengaturan$/)
  const rules = new URL(desk.url()).pathname
  const event = rules.replace(/\/pengaturan$/, '')
  await desk.fill('[name=summary]', 'Dua perusahaan, satu pagi.')
  const frame = desk.frameLocator('[data-preview-frame]')
  await frame.getByText('Dua perusahaan, satu pagi.').waitFor()
  await desk.fill('[name=opens_on]', day(-1))
  await desk.fill('[name=clearing_minutes]', '10')
  await desk.fill('[name=age_max]', '35')
  assert.equal((await submit(desk, desk.getByRole('button', { name: 'Simpan pengaturan' }))).status(), 422)
  await sound(desk, 'settings with an error')
  await desk.setViewportSize({ width: 1280, height: 900 })
  await desk.fill('[name=age_reason]', 'Aturan negara tujuan')
  await submit(desk, desk.getByRole('button', { name: 'Simpan pengaturan' }))
  await visit(desk, rules)

  await visit(desk, event + '/sesi')
  await desk.fill('[name=plan_minutes]', '50')
  await desk.fill('[name=plan_gap]', '5')
  await desk.fill('[name=plan_capacity]', '1')
  assert.equal((await submit(desk, desk.getByRole('button', { name: 'Lihat hasilnya' }))).status(), 422)
  await desk.fill('[name=plan_gap]', '10')
  await submit(desk, desk.getByRole('button', { name: 'Lihat hasilnya' }))
  await sound(desk, 'a plan of sessions')
  await submit(desk, desk.getByRole('button', { name: 'Simpan sesi ini' }))
  assert.equal(await desk.locator('.wave').count(), 3)
  const first = await desk.locator('.wave__name a').first().getAttribute('href')
  for (const other of await desk.locator('.wave__name a').evaluateAll(all => all.slice(1).map(a => a.getAttribute('href')))) {
    await desk.goto(other)
    desk.once('dialog', d => d.accept())
    await submit(desk, desk.getByRole('button', { name: 'Hapus sesi' }))
  }
  await visit(desk, event)
  await submit(desk, desk.getByRole('button', { name: 'Terbitkan' }))
  const path = await desk.getByRole('link', { name: 'Lihat halaman publik' }).getAttribute('href')

  const people = []
  for (const [i, name] of ['Ani Satu', 'Beti Dua', 'Cici Tiga'].entries()) {
    const page = await open({ width: 360 })
    await apply(page, path, { name, email: `aturan${i}@uji.example`, nik: `317407520800${String(100 + i).padStart(4, '0')}`, phone: `08123456790${i}` })
    people.push(page)
  }
  assert.match(people[0].url(), /\/t\//, 'the first has a ticket')
  assert.match(people[1].url(), /\/akun\/pendaftaran\//, 'the second waits')

  await visit(desk, first)
  await desk.fill('[name=wave_capacity]', '2')
  await submit(desk, desk.getByRole('button', { name: 'Simpan sesi' }))
  await people[1].reload()
  assert.ok(await people[1].locator('a[href*="/t/"]').count(), 'a larger session gives the second a place')

  await visit(desk, event + '/peserta?status=waitlisted')
  await submit(desk, desk.locator('tbody th a.tap').first())
  await sound(desk, 'one registration')
  await submit(desk, desk.getByRole('button', { name: 'Masukkan melebihi kapasitas' }))
  assert.match(await desk.locator('main').innerText(), /1 orang melebihi kapasitas/)
  await failed(desk, 'an override without its reason')
  await desk.fill('[name=reason]', 'Undangan kepala dinas')
  await submit(desk, desk.locator('main form .btn--danger'))
  assert.match(await desk.locator('.timeline').innerText(), /Undangan kepala dinas/)
  await people[2].reload()
  assert.ok(await people[2].locator('a[href*="/t/"]').count(), 'the third is let in')
  end()
}, { timeout: 300_000 })
