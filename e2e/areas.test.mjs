// The pages of candidates and of staff, in their empty, failed and open states.
import assert from 'node:assert/strict'
import { first, inspection } from './inspection.mjs'
import { accessible, asCandidate, asStaff, codeFor, scenario, send, submit } from './support.mjs'

const fair = '/bursa-kerja/bursa-kerja-luar-negeri-jakarta-selatan'
const slug = fair.split('/').at(-1)

scenario('the steps of registering, the ticket and the account', async ({ open }) => {
  const page = await open({ width: 320 })
  const { sound, visit, failed, end } = inspection()
  await page.goto('/masuk')
  await page.fill('[name=contact]', 'hal@langkah.uji.example')
  await send(page)
  await codeFor('hal@langkah.uji.example') // the next one is another
  await sound(page, '/masuk/kode')
  await failed(page, '/masuk/kode with an error')
  await asCandidate(page, 'hal@langkah.uji.example')
  for (const path of ['/akun', '/akun/tiket', '/akun/pendaftaran', '/akun/profil', '/akun/profil/identitas', '/akun/profil/alamat', '/akun/dokumen', '/akun/dokumen/ktp', '/akun/dokumen/skck', '/akun/privasi', '/akun/data', '/akun/data/permintaan', '/akun/perangkat']) await visit(page, path)

  await page.goto(fair + '/daftar')
  await submit(page, page.locator('main .actions a').first())
  await sound(page, 'identity')
  await failed(page, 'identity with errors')
  await page.fill('[name=name]', 'Lestari Halamanwati')
  await page.fill('[name=nik]', '3174045108010052')
  await page.fill('[name=phone]', '081234567855')
  for (const [part, value] of [['day', '1'], ['month', '1'], ['year', '2002']]) await page.fill(`[name=birth_date_${part}]`, value)
  await page.check('[name=sex][value=female]')
  await send(page)
  await sound(page, 'address')
  await page.check('[name=where][value=dki]')
  await failed(page, 'address with errors')
  await page.check('[name=where][value=outside]')
  await page.fill('[name=city]', 'Kota Tangerang Selatan')
  await send(page)
  await sound(page, 'session')
  await failed(page, 'session with an error')
  await page.locator('[name=session]:enabled').last().check()
  await send(page)
  await sound(page, 'consent')
  await failed(page, 'consent with an error')
  await page.check('[name=consent]')
  await send(page)
  await sound(page, 'check answers')
  await send(page)
  const ticket = new URL(page.url()).pathname
  assert.match(ticket, /^\/t\//)
  await sound(page, 'a new ticket')
  await visit(page, ticket)
  await visit(page, '/en' + ticket)
  for (const path of ['/akun', '/akun/tiket', '/akun/pendaftaran', '/akun/profil', '/akun/profil/identitas', fair + '/daftar']) await visit(page, path)
  await visit(page, await first(page, '/akun/pendaftaran', '/akun/pendaftaran/'))
  const cancel = await page.locator('main a[href$="/batal"]').first().getAttribute('href')
  await visit(page, cancel)
  await send(page)
  await sound(page, 'a cancelled registration')
  await visit(page, ticket)
  await visit(page, '/petugas', 403)
  end()
}, { timeout: 300_000 })

scenario('pages of staff', async ({ open }) => {
  const gate = await open({ width: 320 })
  const { sound, visit, note, end } = inspection()
  await asStaff(gate, 'petugas')
  await sound(gate, '/petugas')
  await gate.locator('details.who summary').click()
  await note(accessible(gate, 'the open account menu of staff'))
  await visit(gate, `/petugas/pindai/${slug}`)
  await visit(gate, `/petugas/pindai/${slug}?cari=siti`)
  await visit(gate, `/petugas/pindai/${slug}?cari=zzzzzz`)
  for (const [what, code] of [['an unknown code', '0000-0000'], ['a slip', 'K7QP']]) {
    await gate.goto(`/petugas/pindai/${slug}`)
    await gate.fill('[name=kode]', code)
    await Promise.all([gate.waitForResponse(r => r.request().method() === 'POST'), gate.locator('.scan__type button[type=submit]').click()])
    await sound(gate, `/petugas/pindai with ${what}`)
  }

  const desk = await open({ width: 320 })
  await asStaff(desk, 'panitia')
  for (const path of ['/panitia', `/panitia/${slug}/peserta`, `/panitia/${slug}/peserta?q=siti&hadir=ya&jk=p`, `/panitia/${slug}/peserta?q=zzzzzz`, `/panitia/${slug}/ekspor`, `/panitia/${slug}/ekspor?q=siti`, `/en/panitia/${slug}/peserta`,
    `/panitia/${slug}/pesan`, `/en/panitia/${slug}/pesan`, `/panitia/${slug}/pesan/reminder_day`, `/panitia/${slug}/pesan/kirim?status=confirmed`, `/panitia/${slug}/pesan/riwayat`]) {
    await visit(desk, path)
  }

  const office = await open({ width: 320 })
  await asStaff(office, 'admin')
  for (const path of ['/petugas', '/admin/pengguna', '/admin/pengguna?q=zzzzzz', '/admin/jejak-audit', '/admin/antrean', '/en/admin/jejak-audit',
    '/dasbor/aduan', '/dasbor/aduan?status=semua', '/dasbor/aduan?q=zzzzzz', '/dasbor/berita', '/dasbor/berita/baru', '/dasbor/acuan/kontak', '/dasbor/acuan/kontak/baru',
    '/dasbor/acuan/tanda-bahaya', '/dasbor/acuan/pos/baru', '/en/dasbor/aduan']) await visit(office, path)
  end()
}, { timeout: 300_000 })
