// Writes the pictures of docs/screenshots: npm run screenshots. Everything in them is demo data.
import { mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { asCandidate, asStaff, closeBrowser, openPage, send, site, submit } from './support.mjs'

const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url))
const fair = '/bursa-kerja/bursa-kerja-luar-negeri-jakarta-selatan'
const gate = '/petugas/pindai/' + fair.split('/').at(-1)
const today = new Intl.DateTimeFormat('id-ID', { dateStyle: 'full', timeZone: 'Asia/Jakarta' }).format(new Date())

await mkdir(folder, { recursive: true })

// shoot takes a page as it stands in both widths and schemes, at most `most` screens of it.
async function shoot(page, name, most = 1) {
  for (const [width, screen] of [[360, 740], [1280, 800]]) {
    await page.setViewportSize({ width, height: screen })
    const height = Math.min(await page.evaluate(() => document.documentElement.scrollHeight), screen * most)
    await page.setViewportSize({ width, height: Math.max(height, screen) })
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.evaluate(() => { scrollTo(0, 0); document.activeElement?.blur() })
      await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`) })
    }
  }
}

const visitor = await openPage()
for (const [name, path, most] of [['home', '/', 2], ['jobs', '/lowongan', 2], ['fair', fair, 2], ['login', '/masuk', 1]]) {
  await visitor.goto(path)
  await shoot(visitor, name, most)
}
await visitor.goto('/lowongan')
await submit(visitor, visitor.locator('main a[href^="/lowongan/"]').first())
await shoot(visitor, 'job', 2)

// register leads a new candidate to a ticket; look is called at the step worth a picture.
async function register(person, path, { mustBeToday = false, look } = {}) {
  const page = await openPage()
  await asCandidate(page, person.email)
  await page.goto(path + '/daftar?lanjut=1')
  await page.fill('[name=name]', person.name)
  await page.fill('[name=nik]', person.nik)
  await page.fill('[name=phone]', person.phone)
  for (const [part, value] of [['day', '12'], ['month', '8'], ['year', '2000']]) await page.fill(`[name=birth_date_${part}]`, value)
  await page.check('[name=sex][value=female]')
  await look?.(page)
  await send(page)
  await page.check('[name=where][value=outside]')
  await page.fill('[name=city]', 'Kota Depok')
  await send(page)
  const days = page.locator('.day')
  await (mustBeToday ? days.filter({ hasText: today }) : days).locator('[name=session]:enabled').first().check()
  await send(page)
  await page.check('[name=consent]')
  await send(page)
  await send(page)
  return page
}

const holder = await register(
  { name: 'Siti Nur Aisyah', email: 'siti@gambar.example', nik: '3174075208000017', phone: '081234567801' },
  fair, { mustBeToday: true, look: page => shoot(page, 'registration', 2) })
await holder.goto(new URL(holder.url()).pathname)
await shoot(holder, 'ticket', 2)
const stranger = await register(
  { name: 'Dian Lestari', email: 'dian@lain.example', nik: '3174045208000026', phone: '081234567802' }, '/bursa-kerja/bursa-kerja-jepang-dan-korea')
const codeOf = page => new URL(page.url()).pathname.split('/').at(-1)

const officer = await openPage()
await asStaff(officer, 'petugas')
for (const [name, code] of [['scan-ok', codeOf(holder)], ['scan-duplicate', codeOf(holder)], ['scan-rejected', codeOf(stranger)]]) {
  await officer.goto(gate)
  await officer.selectOption('select[name=pintu]', { index: 1 })
  await officer.fill('[name=kode]', code.slice(0, 8))
  await Promise.all([officer.waitForResponse(r => r.request().method() === 'POST'), officer.locator('.scan__type button[type=submit]').click()])
  await officer.locator('[data-answer] .scan-result').waitFor()
  await shoot(officer, name)
}

const organizer = await openPage()
await asStaff(organizer, 'panitia')
await organizer.goto(`/panitia/${fair.split('/').at(-1)}/peserta?hadir=ya`)
await shoot(organizer, 'participants', 1.5)

await closeBrowser()
await site.stop()
let total = 0
for (const name of await readdir(folder)) total += (await stat(join(folder, name))).size
console.log(`${(await readdir(folder)).length} pictures, ${(total / 1e6).toFixed(1)} MB in docs/screenshots`)
process.exit(total < 6e6 ? 0 : 1)
