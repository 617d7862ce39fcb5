// How places are given and lost: staff decide about many at once, a freed place is offered down the line, and who does
// not say again that they come loses theirs.
import assert from 'node:assert/strict'
import { accessible, asCandidate, asStaff, fits, scenario, send, site, submit } from './support.mjs'

const day = days => new Date(Date.now() + days * 86_400_000 + 7 * 3_600_000).toISOString().slice(0, 10)
const names = ['Ani Satu', 'Beti Dua', 'Cici Tiga']
const states = new Map()

// signedIn returns a page of somebody who signed in in an earlier scenario, or of a new profile that first signs in.
async function signedIn(open, who, signIn, options) {
  const page = await open({ ...options, storageState: states.get(who) })
  if (!states.has(who)) {
    await signIn(page)
    states.set(who, await page.context().storageState())
  }
  return page
}

const asDesk = open => signedIn(open, 'desk', page => asStaff(page, 'admin'), { width: 1280 })
const asPerson = (open, i) => signedIn(open, i, page => asCandidate(page, `tempat@orang${i}.uji.example`), { width: 360 })

// newEvent publishes an outreach session with what is filled into its settings.
async function newEvent(desk, title, fields) {
  await desk.goto('/panitia/baru')
  for (const [name, value] of Object.entries({ title, starts_on: day(20), starts_at: '09.00', ends_on: day(20), ends_at: '12.00', venue: 'Balai Warga', address: 'Jalan Satu Nomor 1' })) {
    await desk.fill(`[name=${name}]`, value)
  }
  await send(desk)
  const event = new URL(desk.url()).pathname.replace(/\/pengaturan$/, '')
  await settings(desk, event, { summary: 'Satu pagi.', opens_on: day(-3), ...fields })
  await desk.goto(event)
  await submit(desk, desk.getByRole('button', { name: 'Terbitkan' }))
  return { event, path: await desk.getByRole('link', { name: 'Lihat halaman publik' }).getAttribute('href') }
}

async function settings(desk, event, fields) {
  await desk.goto(event + '/pengaturan')
  for (const [name, value] of Object.entries(fields)) {
    const choice = desk.locator(`[name=${name}][value="${value}"]`)
    await (await choice.count() ? choice.check() : desk.fill(`[name=${name}]`, value))
  }
  const answer = await submit(desk, desk.getByRole('button', { name: 'Simpan pengaturan' }))
  assert.equal(answer.status(), 200, await desk.locator('main').innerText())
}

// answer goes through the steps for an event as far as the check, answering what the account does not know yet.
async function answer(page, path, i) {
  await page.goto(path + '/daftar?lanjut=1')
  if (page.url().endsWith('/identitas')) {
    for (const [name, value] of Object.entries({ name: names[i], nik: `317407520800${String(300 + i).padStart(4, '0')}`, phone: `08123456770${i}`, birth_date_day: '12', birth_date_month: '8', birth_date_year: '2000' })) {
      await page.fill(`[name=${name}]`, value)
    }
    await page.check('[name=sex][value=female]')
    await send(page)
    await page.check('[name=where][value=outside]')
    await page.fill('[name=city]', 'Kota Depok')
    await send(page)
  }
  if (page.url().endsWith('/persetujuan')) {
    await page.check('[name=consent]')
    await send(page)
  }
}

// register sends what was answered and returns the registration's address. Who was shown a free place that somebody
// else took meanwhile is asked first whether they want to wait.
async function register(page) {
  const answer = await send(page)
  if (answer.status() === 422) await send(page)
  assert.match(page.url(), /\/t\/|\/akun\/pendaftaran\//, await page.locator('main').innerText())
  await page.goto('/akun/pendaftaran')
  return page.locator('main a[href^="/akun/pendaftaran/"]').first().getAttribute('href')
}

// crowd registers all of them; they arrive in their order.
async function crowd(open, path) {
  const pages = await Promise.all(names.map(async (_, i) => {
    const page = await asPerson(open, i)
    await answer(page, path, i)
    return page
  }))
  const people = []
  for (const page of pages) people.push({ page, own: await register(page) })
  return people
}

async function says({ page, own }, pattern) {
  await page.goto(own)
  assert.match(await page.locator('main').innerText(), pattern)
}

scenario('staff decide about many at once, and each learns it with the reason', async ({ open }) => {
  const desk = await asDesk(open)
  const { event, path } = await newEvent(desk, 'Acara dengan persetujuan', { approval: 'review', capacity: '1' })
  const people = await crowd(open, path)
  for (const p of people) await says(p, /Menunggu/)

  const list = event + '/peserta?status=submitted&urut=daftar'
  const choose = async (whom, action) => {
    await desk.goto(list)
    for (const name of whom) await desk.getByLabel(`Pilih ${name}`).check()
    assert.match(await desk.locator('[data-count]').innerText(), new RegExp(`${whom.length} orang`))
    await desk.selectOption('[name=do]', action)
    await submit(desk, desk.getByRole('button', { name: 'Lanjut' }))
  }
  await choose(names.slice(0, 2), 'approve')
  assert.match(await desk.locator('main').innerText(), /2 orang akan disetujui[\s\S]*1 langsung mendapat tempat, 1 masuk daftar tunggu/)
  await accessible(desk, 'a decision before it is made')
  await says(people[0], /Menunggu/)
  await submit(desk, desk.getByRole('button', { name: 'Setujui 2 orang' }))
  await choose(names.slice(2), 'reject')
  const refuse = desk.getByRole('button', { name: 'Tolak 1 orang' })
  assert.equal((await submit(desk, refuse)).status(), 422, 'a refusal needs its reason')
  await desk.fill('[name=reason]', 'Khusus warga Tebet')
  await submit(desk, refuse)

  await people[0].page.goto('/akun')
  assert.ok(await people[0].page.locator('main a[href*="/t/"]').count(), 'the first has a ticket')
  await says(people[1], /[Dd]aftar tunggu/)
  await people[2].page.goto('/akun/pendaftaran')
  assert.match(await people[2].page.locator('main').innerText(), /Acara dengan persetujuan/)
  await says(people[2], /Khusus warga Tebet/)
  await fits(people[2].page, 'a registration that was turned down')
})

scenario('a freed place is offered to the first in line, and moves on when it is declined', async ({ open }) => {
  const desk = await asDesk(open)
  const { path } = await newEvent(desk, 'Acara dengan penawaran', { approval: 'instant', capacity: '1', offer_hours: '24' })
  const [holder, first, second] = await crowd(open, path)
  const leave = async ({ page, own }) => {
    await page.goto(own + '/batal')
    await send(page)
  }
  await says(first, /Nomor antrean Anda\s+1/)
  await says(second, /Nomor antrean Anda\s+2/)
  await leave(holder)
  await says(first, /Ada tempat untuk Anda[\s\S]*kami simpan untuk Anda sampai/)
  await accessible(first.page, 'an offer')
  await says(second, /Nomor antrean Anda\s+1/)
  await submit(first.page, first.page.getByRole('link', { name: 'Tidak jadi ikut' }))
  await send(first.page)
  await says(first, /[Dd]ibatalkan/)
  await says(second, /Ada tempat untuk Anda/)
  await submit(second.page, second.page.getByRole('button', { name: 'Ambil tempat ini' }))
  assert.ok(await second.page.locator('main a[href*="/t/"]').count(), 'the place is taken, with a ticket')
})

scenario('who does not say again that they come loses the place to the next', async ({ open }) => {
  const desk = await asDesk(open)
  const { event, path } = await newEvent(desk, 'Acara dengan konfirmasi', { approval: 'instant', capacity: '2' })
  const [comes, forgets, waits] = await crowd(open, path)
  await settings(desk, event, { reconfirm_from_on: day(-2), reconfirm_from_at: '08.00', reconfirm_until_on: day(2), reconfirm_until_at: '17.00' })
  await says(forgets, /Apakah Anda tetap datang\?/)
  await says(comes, /Apakah Anda tetap datang\?/)
  await submit(comes.page, comes.page.getByRole('button', { name: 'Ya, saya datang' }))
  await says(comes, /Kehadiran dikonfirmasi/)

  await settings(desk, event, { reconfirm_until_on: day(-1) })
  await site.restart()
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await waits.page.waitForTimeout(100)) {
    await waits.page.goto(waits.own)
    if (await waits.page.locator('main a[href*="/t/"]').count()) break
  }
  await says(forgets, /Kehadiran tidak dikonfirmasi sampai batas waktunya/)
  await says(waits, /Terdaftar/)
  await says(comes, /Terdaftar/)
})
