// The candidate's side of the catalogue: a job is saved before signing in, the profile is completed, the match is
// explained, a search is kept, and messages are ended from a link.
import assert from 'node:assert/strict'
import { accessible, asCandidate, fits, scenario, send, site, submit, tappable, translated } from './support.mjs'

const list = '/lowongan?negara=JP&bahasa=JLPT+N4'

async function sound(page, where) {
  await accessible(page, where)
  await fits(page, where)
  await tappable(page, where)
  await translated(page, where)
}

async function firstJob(page) {
  await page.goto(list)
  return page.locator('.results .item__title a').first().getAttribute('href')
}

scenario('without JavaScript, a visitor saves a job and finds it after signing in', async ({ open }) => {
  const page = await open({ width: 320, javaScript: false })
  const job = await firstJob(page)
  await page.goto(job)
  assert.match(await page.locator('.match').innerText(), /Masuk untuk melihat kecocokan/)
  await submit(page, page.getByRole('button', { name: 'Simpan lowongan' }))
  assert.match(page.url(), /\/masuk\?kembali=/)
  await asCandidate(page, 'simpan@cocok.satu.example', null)
  assert.equal(new URL(page.url()).pathname, job)
  await page.getByRole('button', { name: 'Tersimpan' }).waitFor()
  await page.goto('/akun/lowongan')
  assert.equal(await page.locator('.item__title a').getAttribute('href'), job)
  await submit(page, page.locator('.card-actions button'))
  assert.equal(await page.locator('.item__title').count(), 0, 'removed')
})

scenario('a candidate completes the profile and is told how a job fits', async ({ open }) => {
  const page = await open({ width: 320 })
  const job = await firstJob(page)
  await asCandidate(page, 'lengkap@cocok.dua.example')
  await page.goto(job)
  assert.match(await page.locator('.match__head').innerText(), /Hampir cocok/)
  await sound(page, 'a job with little known')

  const steps = [
    ['Lengkapi tanggal lahir', async () => {
      await page.fill('[name=name]', 'Lestari Cocokwati')
      await page.fill('[name=nik]', '3174045108010061')
      await page.fill('[name=phone]', '081234567861')
      for (const [part, value] of [['day', '11'], ['month', '8'], ['year', '2001']]) await page.fill(`[name=birth_date_${part}]`, value)
      await page.check('[name=sex][value=female]')
    }],
    ['Lengkapi pendidikan', () => page.check('[name=education][value=bachelor]')],
    ['Tambah sertifikat', async () => {
      await sound(page, 'a certificate')
      assert.equal((await send(page)).status(), 422)
      await sound(page, 'a certificate with an error')
      await page.selectOption('[name=language]', 'JLPT|N3')
    }],
    ['Tambah pengalaman', async () => {
      await page.fill('[name=title]', 'Perawat lansia')
      const sector = await page.locator('[name=sector] option').evaluateAll(o => o.map(x => x.value).filter(Boolean))
      await page.selectOption('[name=sector]', sector[0])
      await page.selectOption('[name=from_month]', '1')
      await page.fill('[name=from_year]', '2015')
      await page.check('[name=current]')
    }],
  ]
  for (const [step, answer] of steps) {
    const link = page.locator('.match__steps a', { hasText: step }).first()
    if (!await link.count()) continue
    await submit(page, link)
    await answer()
    await send(page)
    assert.equal(new URL(page.url()).pathname, job, `${step} leads back to the job`)
  }
  assert.match(await page.locator('.match').innerText(), /Anda punya JLPT N3/)
  await sound(page, 'a job that is explained')
  for (const path of ['/akun/profil', '/akun/profil/pendidikan', '/akun/profil/pengalaman']) {
    await page.goto(path)
    await sound(page, path)
  }
})

scenario('a search is kept, found again and let go', async ({ open }) => {
  const page = await open({ width: 320 })
  await asCandidate(page, 'cari@cocok.tiga.example')
  await page.goto('/akun/pencarian')
  await sound(page, 'no searches')
  await page.goto('/akun/pencarian/baru?negara=JP&bahasa=JLPT+N4&nama=Jepang%2C+JLPT+N4')
  assert.equal(await page.inputValue('[name=name]'), 'Jepang, JLPT N4')
  await sound(page, 'a new search')
  await page.fill('[name=name]', '')
  assert.equal((await send(page)).status(), 422)
  await sound(page, 'a new search with an error')
  await page.fill('[name=name]', 'Kerja di Jepang')
  await page.check('[name=frequency][value=weekly]')
  await send(page)
  assert.match(await page.locator('.search-card').innerText(), /Kerja di Jepang[\s\S]*Setiap minggu/)
  await sound(page, 'searches')
  await submit(page, page.locator('.search-card button'))
  assert.equal(new URL(page.url()).search, '?bahasa=JLPT+N4&negara=JP')
  await page.goto('/akun/pencarian')
  await submit(page, page.locator('.search-card a'))
  await sound(page, 'a search to change')
  await submit(page, page.getByRole('button', { name: 'Hapus pencarian ini' }))
  assert.equal(await page.locator('.search-card').count(), 0)
})

scenario('the demo candidate has an eye on jobs', async ({ open }) => {
  const page = await open({ width: 320 })
  await asCandidate(page, 'siti@gerbang.example')
  for (const path of ['/akun', '/akun/lowongan', '/akun/pencarian', '/akun/profil', '/en/akun/lowongan']) {
    await page.goto(path)
    await sound(page, path)
  }
  await page.goto('/akun/lowongan')
  assert.ok(await page.locator('.item').count() >= 3)
  assert.ok(site.accounts.siti, 'the first start prints her address')
})
