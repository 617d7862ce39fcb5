// Placement companies and reference data: a visitor checks names, an officer's decisions are felt at once.
import assert from 'node:assert/strict'
import { inspection } from './inspection.mjs'
import { asStaff, scenario, send, submit } from './support.mjs'

const check = '/kerja-aman/cek-perusahaan'

async function ask(page, name) {
  await page.goto(check)
  await page.fill('main [name=q]', name)
  await submit(page, page.locator('main .search button[type=submit]'))
}

scenario('a visitor checks companies and is never shown a look-alike as the one asked for', async ({ open }) => {
  const page = await open({ width: 320 })
  const { sound, visit, end } = inspection()
  await ask(page, 'PT. Kapulaga Lintas-Bangsa')
  assert.match(await page.locator('.card .badge').first().innerText(), /Izin aktif/)
  await sound(page, 'a company that is known')
  await submit(page, page.locator('.card__title a').first())
  assert.equal(await page.locator('h1').innerText(), 'PT Kapulaga Lintas Bangsa')
  assert.ok(await page.locator('.timeline__item').count() > 0, 'the history of the licence')
  await sound(page, 'the page of a company')

  for (const typo of ['kapulga lintas bangsa', 'PT Kapulaga Lintas Benua', 'CV Kapulaga Lintas Bangsa', 'kapulagalintas bangsa']) {
    await ask(page, typo)
    assert.match(await page.locator('.notice__title').first().innerText(), /tidak ada di daftar kami/, typo)
    assert.equal(await page.locator('.card').count(), 0, `${typo} is nobody's name`)
    assert.equal(await page.locator('.alikes__name').first().innerText(), 'PT Kapulaga Lintas Bangsa', typo)
  }
  await sound(page, 'a company that is merely similar')
  await ask(page, 'PT Sukses Sekejap Untung Besar')
  assert.match(await page.locator('main').innerText(), /Jangan bayar apa pun/)
  await sound(page, 'a company that is not known')
  await ask(page, 'Jembatan Kaca Migran')
  assert.match(await page.locator('.card .badge').innerText(), /Izin dicabut/)
  await submit(page, page.locator('.card__title a').first())
  assert.match(await page.locator('main').innerText(), /Keputusan pencabutan/)
  await sound(page, 'the page of a revoked company')
  await visit(page, '/en' + check + '/pt-kapulaga-lintas-bangsa')
  end()
}, { timeout: 300_000 })

scenario('an officer suspends a company, changes a rate and closes a country', async ({ open }) => {
  const visitor = await open({ width: 360 })
  await visitor.goto('/lowongan?negara=JP')
  const href = await visitor.locator('main article a[href^="/lowongan/"]').first().getAttribute('href')
  await visitor.goto(href)
  const agency = await visitor.locator('.verified a[href*="cek-perusahaan/"]').first().getAttribute('href')
  const rupiah = await visitor.locator('.paybox__note').first().innerText()
  await visitor.goto(agency)
  const name = await visitor.locator('h1').innerText()
  const gone = async () => (await visitor.goto(href)).status()

  const office = await open({ width: 320 })
  const { sound, visit, failed, end } = inspection()
  await asStaff(office, 'officer')
  await visit(office, '/dasbor/perusahaan?q=' + encodeURIComponent(name))
  await submit(office, office.locator('tbody th a').first())
  const sheet = new URL(office.url()).pathname
  await sound(office, 'a company on the desk')
  await visit(office, sheet + '/ubah')
  await office.goto(sheet + '/izin/bekukan')
  await failed(office, 'a suspension without a reason')
  await office.fill('[name=reason]', 'Diperiksa karena aduan')
  await send(office)
  assert.equal(await gone(), 410, 'the job leaves at once')
  await office.goto(sheet + '/izin/aktifkan')
  await office.fill('[name=reason]', 'Pemeriksaan selesai')
  assert.equal((await send(office)).status(), 200, await office.locator('main').innerText())
  assert.equal(await gone(), 200, 'the job is back')

  await visit(office, '/dasbor/acuan')
  await visit(office, '/dasbor/acuan/kurs')
  await office.fill('[name=currency]', 'JPY')
  await office.fill('[name=rupiah]', '999')
  await office.fill('[name=source]', 'Kurs uji')
  await send(office)
  await sound(office, 'a rate that jumps')
  await office.fill('[name=rupiah]', '119,5')
  await send(office)
  assert.match(await office.locator('main').innerText(), /Rp119,5/)
  await gone()
  assert.notEqual(await visitor.locator('.paybox__note').first().innerText(), rupiah, 'the estimate follows the rate')

  for (const path of ['/dasbor/acuan/negara', '/dasbor/acuan/sektor', '/dasbor/acuan/sektor/baru', '/dasbor/acuan/bahasa', '/dasbor/acuan/bahasa/baru', '/dasbor/acuan/kata', '/dasbor/acuan/kata/baru', '/dasbor/perusahaan/baru']) await visit(office, path)
  for (const [closes, status] of [[true, 410], [false, 200]]) {
    await office.goto('/dasbor/acuan/negara/JP')
    await office.fill('[name=reason]', 'Keputusan uji')
    await send(office)
    assert.equal(await gone(), status, closes ? 'jobs of a closed country leave' : 'and come back')
  }
  end()
}, { timeout: 300_000 })
