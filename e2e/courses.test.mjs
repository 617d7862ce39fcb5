// The way from a course to a job and back, and the desk on which staff write a course.
import assert from 'node:assert/strict'
import { inspection } from './inspection.mjs'
import { accessible, asStaff, fits, scenario, send, submit } from './support.mjs'

const day = days => new Date(Date.now() + days * 86_400_000 + 7 * 3_600_000).toISOString().slice(0, 10)

scenario('from a course to a job and back', async ({ open }) => {
  const page = await open({ width: 360 })
  await page.goto('/pelatihan')
  await submit(page, page.locator('main .item a', { hasText: 'Bahasa Jepang menengah (N4)' }).first())
  assert.match(await page.locator('main').innerText(), /KTP Daerah Khusus Ibukota Jakarta[\s\S]*18–35 tahun pada hari pertama/)
  assert.ok(await page.locator('.path__stop.is-here').count(), 'the path shows where the course stands')
  const course = new URL(page.url()).pathname
  await submit(page, page.locator('section', { hasText: 'Lowongan yang terbuka setelah kursus ini' }).locator('.item a').first())
  assert.match(page.url(), /\/lowongan\//)
  assert.ok(await page.locator(`main .batches a[href="${course}"]`).count(), 'the job leads back to the course')

  await page.goto('/en/pelatihan/jalur-jepang')
  assert.ok(await page.locator('.path__stop').count() >= 2)
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    for (const path of [course, '/en' + course, '/pelatihan/jalur-jepang', '/pelatihan?kejuruan=Bahasa+Jepang&status=buka']) {
      await page.goto(path)
      await accessible(page, `${path} at ${width}`)
      await fits(page, `${path} at ${width}`)
    }
  }
})

scenario('an organizer writes a course, and repeats it', async ({ open }) => {
  const desk = await open({ width: 1280 })
  const { visit, sound, end } = inspection()
  await asStaff(desk, 'admin')
  await submit(desk, desk.locator('a[href="/dasbor/pelatihan"]').first())
  await submit(desk, desk.locator('a[href="/dasbor/pelatihan/baru"]'))

  await desk.fill('[name=title]', 'Bahasa Jepang pagi (N5)')
  await desk.fill('[name=age_max]', '35')
  await desk.fill('[name=stage_text_1]', 'tahap tanpa nama')
  assert.equal((await send(desk)).status(), 422)
  await sound(desk, 'the form with errors')
  assert.equal(await desk.inputValue('[name=title]'), 'Bahasa Jepang pagi (N5)', 'what was typed is kept')
  assert.equal(await desk.inputValue('[name=stage_text_0]'), 'tahap tanpa nama')
  for (const [name, value] of Object.entries({
    summary: 'Kelas pagi untuk pemula.', trade: 'Bahasa Jepang', batch: 'Angkatan 1', opens_on: day(-1), closes_on: day(10), starts_on: day(20),
    ends_on: day(60), venue: 'PPKD Jakarta Selatan', address: 'Jalan Keterampilan Nomor 7', certificate: 'Sertifikat PPKD', days: '10',
    age_reason: 'Aturan program', stage_name_0: 'Tes tertulis',
  })) await desk.fill(`[name=${name}]`, value)
  await desk.selectOption('[name=language]', 'JLPT N5')
  await submit(desk, desk.locator('main button[value=preview]'))
  assert.equal(await desk.locator('h1').innerText(), 'Bahasa Jepang pagi (N5)', 'the preview shows what was typed')
  await sound(desk, 'the preview of a course')
  await submit(desk, desk.locator('.preview-bar button[value=edit]'))
  assert.equal(await desk.inputValue('[name=stage_name_0]'), 'Tes tertulis', 'the way back keeps what was typed')
  await send(desk)
  assert.match(desk.url(), /\/jadwal$/, 'a new course goes on to its schedule')

  const plan = desk.locator('form:has([name=weekday])')
  await plan.locator('[name=until]').fill('07.00')
  assert.equal((await submit(desk, plan.locator('button'))).status(), 422)
  await plan.locator('[name=until]').fill('12.00')
  await submit(desk, plan.locator('button'))
  assert.equal(await desk.locator('.card .meetings li').count(), 10, 'the pattern is shown before it is saved')
  await submit(desk, desk.locator('button[value=save]'))
  assert.equal(await desk.locator('.meetings--desk li').count(), 10)
  const schedule = new URL(desk.url()).pathname
  const course = schedule.replace(/\/jadwal$/, '')
  await visit(desk, schedule)
  await visit(desk, await desk.locator('.meetings--desk a').first().getAttribute('href'))

  await desk.goto(course + '/pratinjau')
  assert.match(await desk.locator('main').innerText(), /Pratinjau[\s\S]*10 pertemuan/)
  await desk.goto(course)
  await submit(desk, desk.getByRole('button', { name: 'Terbitkan' }))
  await sound(desk, 'a published course at the desk')
  assert.match(await desk.locator('.timeline').innerText(), /Status diubah[\s\S]*Wulan/)
  const address = await desk.getByRole('link', { name: 'Lihat halaman publik' }).getAttribute('href')

  const visitor = await open({ width: 360 })
  await visitor.goto(address)
  assert.match(await visitor.locator('main').innerText(), /Bahasa Jepang pagi \(N5\)[\s\S]*08\.00–12\.00\sWIB/)

  await submit(desk, desk.getByRole('button', { name: 'Buat angkatan berikutnya' }))
  assert.match(desk.url(), /\/ubah$/)
  assert.equal(await desk.inputValue('[name=batch]'), 'Angkatan 2')
  await desk.goto('/dasbor/pelatihan?q=pagi')
  await sound(desk, 'the list of the desk')
  assert.equal(await desk.locator('tbody tr').count(), 2)
  await desk.setViewportSize({ width: 320, height: 800 })
  for (const path of ['/dasbor/pelatihan', '/dasbor/pelatihan?status=draft', course, course + '/ubah', schedule, '/en' + course]) await visit(desk, path)
  end()
})
