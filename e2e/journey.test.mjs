// The way of a candidate from the home page to the gate, and of the organizer to the list, at the width of a phone,
// with and without JavaScript.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { decodeQR } from './qr.mjs'
import { asCandidate, asStaff, codeFor, scenario, send, site, submit } from './support.mjs'
import { unzip } from './zip.mjs'

const fair = '/bursa-kerja/bursa-kerja-luar-negeri-jakarta-selatan' // runs today
const otherFair = '/bursa-kerja/bursa-kerja-jepang-dan-korea'
const today = new Intl.DateTimeFormat('id-ID', { dateStyle: 'full', timeZone: 'Asia/Jakarta' }).format(new Date())

const people = {
  siti: {
    name: 'Siti Nur Ujiana', nik: '3174 0752 0800 0017', phone: '0812-3456-7801', day: '12', month: '8', year: '2000', sex: 'female',
    email: 'siti@satu.uji.example', address: { where: 'dki', kecamatan: 'Kebayoran Baru', kelurahan: 'Kramat Pela', rt: '3', rw: '012', street: 'Jalan Uji 7' },
  },
  joko: {
    name: 'Jokosambudi', nik: '3201011504990021', phone: '+62 812 3456 7802', day: '15', month: '4', year: '1999', sex: 'male',
    email: 'joko@dua.uji.example', address: { where: 'outside', city: 'Kabupaten Bogor' },
  },
  rina: {
    name: 'Rina Ujiwati', nik: '3174045108010033', phone: '081234567803', day: '11', month: '8', year: '2001', sex: 'female',
    email: 'rina@tiga.uji.example', address: { where: 'outside', city: 'Kota Depok' },
  },
}

// turnedDown sends a form that must not pass: status 422, a summary that leads to the fields, everything kept.
async function turnedDown(page, fields, { javaScript, kept = {} }) {
  const before = new URL(page.url()).pathname
  const answer = await send(page)
  assert.equal(answer.status(), 422, before)
  assert.equal(new URL(page.url()).pathname, before)
  assert.match(await page.title(), /^Kesalahan:/)
  const summary = page.locator('[data-error-summary]')
  assert.ok(await summary.isVisible())
  if (javaScript) assert.ok(await summary.evaluate(e => e === document.activeElement), `the summary has the focus on ${before}`)
  for (const field of fields) {
    const link = summary.locator(`a[href="#f-${field}"]`)
    assert.equal(await link.count(), 1, `the summary leads to ${field} on ${before}`)
    assert.equal(await page.locator(`#f-${field}`).count(), 1, `${field} is on ${before}`)
  }
  assert.equal(await summary.locator('li').count(), fields.length, await summary.innerText())
  for (const [name, value] of Object.entries(kept)) assert.equal(await page.inputValue(`[name=${name}]`), value, `${name} is kept`)
}

async function fillIdentity(page, p) {
  await page.fill('[name=name]', p.name)
  await page.fill('[name=nik]', p.nik)
  await page.fill('[name=phone]', p.phone)
  await page.fill('[name=birth_date_day]', p.day)
  await page.fill('[name=birth_date_month]', p.month)
  await page.fill('[name=birth_date_year]', p.year)
  await page.check(`[name=sex][value=${p.sex}]`)
}

async function fillAddress(page, { where, kecamatan, kelurahan, city, rt, rw, street }, javaScript) {
  await page.check(`[name=where][value=${where}]`)
  if (where === 'outside') return page.fill('[name=city]', city)
  if (javaScript) {
    const group = page.locator('#f-region-group')
    await group.selectOption(await group.locator('option', { hasText: kecamatan }).getAttribute('value'))
  }
  await page.selectOption('select[name=region]', { label: kelurahan })
  await page.fill('[name=rt]', rt)
  await page.fill('[name=rw]', rw)
  await page.fill('[name=street]', street)
}

// begin goes from the home page to the first step, signing in on the way.
async function begin(page, person, path) {
  await page.goto('/')
  await submit(page, page.locator(`main a[href^="/bursa-kerja"]`).first())
  if (!page.url().endsWith(path)) {
    await page.goto('/bursa-kerja')
    await submit(page, page.locator(`main a[href="${path}"]`).first())
  }
  await submit(page, page.locator(`main a[href="${path}/daftar"]`).first())
  await submit(page, page.locator('main .actions a').first())
  assert.match(page.url(), /\/masuk\?kembali=/)
  await asCandidate(page, person.email, '')
  assert.match(page.url(), /\/daftar\/identitas$/, 'signing in leads back to the form')
}

async function chooseSession(page, mustBeToday) {
  const days = page.locator('.day')
  await (mustBeToday ? days.filter({ hasText: today }) : days).locator('[name=session]:enabled').last().check()
}

const codeOn = async page => new URL(page.url()).pathname.replace(/^\/t\//, '')

// register goes through all steps of a fair without a slip and returns the ticket's code.
async function register(page, person, path, mustBeToday) {
  await begin(page, person, path)
  await fillIdentity(page, person)
  await send(page)
  await fillAddress(page, person.address, true)
  await send(page)
  await chooseSession(page, mustBeToday)
  await send(page)
  if (page.url().endsWith('/pertanyaan')) { // the fair of Japan and Korea has questions of its own
    await page.locator('[type=radio][value=no]').first().check()
    await send(page)
  }
  await page.check('[name=consent]')
  await send(page)
  await send(page)
  assert.match(page.url(), /\/t\/[0-9A-Z]{16}$/)
  return codeOn(page)
}

// tickets and admitted: what the scenarios have reached so far. One that runs alone makes up for the others.
const tickets = {}
const admitted = new Set()

async function ticketOf(who, open) {
  tickets[who] ??= await register(await open({ width: 360 }), people[who], fair, true)
  return tickets[who]
}

for (const [who, javaScript] of [['siti', true], ['joko', false]]) {
  scenario(`${who} registers ${javaScript ? 'with' : 'without'} JavaScript, with a slip at every step`, async ({ open }) => {
    const person = people[who]
    const page = await open({ width: 360, javaScript })
    const slip = { javaScript }

    await page.goto('/masuk')
    await page.fill('[name=contact]', 'bukan alamat')
    await turnedDown(page, ['contact'], { ...slip, kept: { contact: 'bukan alamat' } })
    await page.fill('[name=contact]', person.email)
    await send(page)
    const code = await codeFor(person.email)
    await page.fill('[name=code]', String((Number(code) + 1) % 1_000_000).padStart(6, '0'))
    await turnedDown(page, ['code'], slip)
    await begin(page, person, fair)

    await turnedDown(page, ['name', 'nik', 'phone', 'birth_date', 'sex'], slip)
    await fillIdentity(page, { ...person, nik: '31740752080000', day: '31', month: '2' })
    await turnedDown(page, ['nik', 'birth_date'], { ...slip, kept: { name: person.name, nik: '31740752080000', phone: person.phone, birth_date_day: '31' } })
    assert.match(await page.locator('[data-error-summary]').innerText(), /NIK harus 16 angka\. Anda mengisi 14 angka\./)
    await fillIdentity(page, person)
    await send(page)
    assert.match(page.url(), /\/daftar\/alamat$/)

    await turnedDown(page, ['where'], slip)
    if (person.address.where === 'dki') {
      await fillAddress(page, { ...person.address, rt: '1234', rw: 'x' }, javaScript)
      await turnedDown(page, ['rt', 'rw'], { ...slip, kept: { rt: '1234', rw: 'x', street: person.address.street } })
    } else {
      await page.check('[name=where][value=outside]')
      await turnedDown(page, ['city'], slip)
    }
    await fillAddress(page, person.address, javaScript)
    await send(page)
    assert.match(page.url(), /\/daftar\/sesi$/)

    await turnedDown(page, ['session'], slip)
    await chooseSession(page, true)
    await send(page)
    assert.match(page.url(), /\/daftar\/persetujuan$/)

    assert.equal(await page.locator('main input[type=checkbox]:checked').count(), 0, 'no consent is ticked beforehand')
    await turnedDown(page, ['consent'], slip)
    await page.check('[name=consent]')
    await page.check('[name=consent_employers]')
    await send(page)
    assert.match(page.url(), /\/daftar\/periksa$/)

    const answers = await page.locator('main dl').innerText()
    assert.ok(answers.includes(person.name), answers)
    assert.ok(!/\d{16}/.test(answers.replace(/\s/g, '')), 'the NIK is masked')
    assert.ok(answers.includes(person.address.where === 'dki' ? 'RT 003/RW 012' : person.address.city), answers)

    // Back to the identity and forward again: nothing is lost, nothing is asked twice.
    await submit(page, page.locator('main dl a[href$="/identitas"]').first())
    assert.equal(await page.inputValue('[name=name]'), person.name)
    await page.goBack()
    assert.match(page.url(), /\/daftar\/periksa$/)

    await page.locator('main form button[type=submit]').dblclick()
    await page.waitForURL(/\/t\/[0-9A-Z]{16}$/)
    const ticket = await codeOn(page)
    tickets[who] = ticket
    await page.waitForLoadState()
    await page.goBack()
    assert.equal(await codeOn(page), ticket, 'the back button leads to the same ticket')
    await page.goto(fair + '/daftar/periksa')
    assert.equal(await codeOn(page), ticket, 'so does the address of the last step')
    await page.goto('/akun/pendaftaran')
    assert.equal(await page.locator('main article').count(), 1, 'pressed twice, registered once')

    await page.goto('/t/' + ticket)
    const human = `${ticket.slice(0, 4)}-${ticket.slice(4, 8)}`
    assert.ok((await page.locator('main').innerText()).includes(human), 'the ticket shows the code that people type')
    const qr = page.locator('.pass [role=img] svg')
    const box = await qr.boundingBox()
    assert.ok(box.width >= 240, `the QR code is ${box.width} px wide`)
    assert.equal(await decodeQR(await qr.screenshot()), ticket)
    await page.emulateMedia({ colorScheme: 'dark' })
    assert.equal(await decodeQR(await qr.screenshot()), ticket, 'black on white in the dark scheme too')

    const image = await page.request.get(`/t/${ticket}/tiket.png`)
    assert.equal(await decodeQR(await image.body()), ticket)
    const calendar = await (await page.request.get(`/t/${ticket}/kalender.ics`)).text()
    checkCalendar(calendar, human)
  })
}

// checkCalendar checks what RFC 5545 demands of the file that phones import.
function checkCalendar(text, human) {
  assert.ok(text.startsWith('BEGIN:VCALENDAR\r\n') && text.endsWith('END:VCALENDAR\r\n'))
  assert.ok(!/[^\r]\n/.test(text), 'lines end with CR LF')
  for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, `longer than 75 octets: ${line}`)
  const lines = text.replace(/\r\n[ \t]/g, '').split('\r\n')
  for (const name of ['VERSION:2.0', 'PRODID:', 'UID:', 'DTSTAMP', 'DTSTART', 'DTEND', 'SUMMARY:', 'LOCATION:']) {
    assert.ok(lines.some(l => l.startsWith(name)), `${name} is missing`)
  }
  assert.ok(lines.some(l => l.startsWith('DESCRIPTION:') && l.includes(human)))
}

for (const javaScript of [true, false]) {
  scenario(`the gate ${javaScript ? 'with' : 'without'} JavaScript`, async ({ open }) => {
    const holder = javaScript ? 'siti' : 'joko'
    const ticket = await ticketOf(holder, open)
    const page = await open({ width: 360, javaScript })
    await asStaff(page, 'petugas')
    await submit(page, page.locator(`main a[href^="/petugas/pindai/"]`).first())
    await page.selectOption('select[name=pintu]', { label: 'Pintu Selatan' })
    if (!javaScript) await submit(page, page.locator('[data-gate] button'))

    const answer = async code => {
      await page.fill('[name=kode]', code)
      if (javaScript) {
        await Promise.all([page.waitForResponse(r => r.request().method() === 'POST'), page.locator('.scan__type button[type=submit]').click()])
      } else {
        await submit(page, page.locator('.scan__type button[type=submit]'))
      }
      const panel = page.locator('[data-answer] .scan-result')
      await panel.waitFor()
      return panel.innerText()
    }
    const typed = ` ${ticket.slice(0, 4).toLowerCase()} ${ticket.slice(4, 8)} `
    const first = await answer(typed)
    assert.match(first, /Boleh masuk/)
    admitted.add(holder)
    assert.match(first, holder === 'siti' ? /Siti U\./ : /Jokosambudi/)
    if (javaScript) await next(page)
    const second = await answer(ticket.slice(0, 8))
    assert.match(second, /Sudah masuk/)
    assert.match(second, /\d\d\.\d\d\sWIB, Pintu Selatan/)
    assert.match(second, /oleh Budi H\./)

    const other = await open({ width: 360 })
    const person = { ...people.rina, ...(javaScript ? {} : { email: 'rini@empat.uji.example', nik: '3174045108010041', name: 'Rini Ujiwati', phone: '081234567804' }) }
    const elsewhere = await register(other, person, otherFair, false)
    if (javaScript) await next(page)
    assert.match(await answer(elsewhere.slice(0, 8)), /Jangan masuk[^]*Bursa Kerja Jepang dan Korea/)

    await other.goto(fair + '/daftar?lanjut=1')
    await chooseSession(other, true)
    await send(other)
    if (other.url().endsWith('/persetujuan')) await send(other)
    await send(other)
    assert.match(other.url(), /\/t\/[0-9A-Z]{16}$/, 'the second registration asks only for what is new')
    const cancelled = await codeOn(other)
    await submit(other, other.locator('main a[href$="/batal"]').first())
    await send(other)
    if (javaScript) await next(page)
    assert.match(await answer(cancelled.slice(0, 8)), /Jangan masuk[^]*dibatalkan/)

    if (javaScript) await next(page)
    assert.match(await answer('0000-0000'), /Jangan masuk[^]*tidak dikenal/)

    await page.fill('[name=kode]', 'K7QP')
    if (!javaScript) {
      const refused = await submit(page, page.locator('.scan__type button[type=submit]'))
      assert.equal(refused.status(), 422)
      assert.equal(await page.inputValue('[name=kode]'), 'K7QP')
    }
  })
}

// admit lets the holder of a ticket in.
async function admit(page, ticket) {
  await asStaff(page, 'petugas')
  await page.goto(`/petugas/pindai/${fair.split('/').at(-1)}`)
  await page.fill('[name=kode]', ticket.slice(0, 8))
  await submit(page, page.locator('.scan__type button[type=submit]'))
  assert.match(await page.locator('[data-answer]').innerText(), /Boleh masuk/)
}

// next presses "Pindai berikutnya" where the screen offers it.
async function next(page) {
  const button = page.locator('[data-next]')
  if (await button.isVisible()) await button.click()
}

scenario('the organizer finds people and downloads exactly those', async ({ open }) => {
  await ticketOf('siti', open)
  const present = await ticketOf('joko', open)
  if (!admitted.has('joko')) await admit(await open({ width: 360, javaScript: false }), present)
  const page = await open({ width: 1280 })
  await asStaff(page, 'panitia')
  await page.goto('/panitia')
  await submit(page, page.locator(`main a[href^="/panitia/bursa-kerja-luar-negeri-jakarta-selatan/peserta"]`).first())

  const list = new URL(page.url()).pathname
  await page.fill('main [name=q]', 'Ujiana')
  await page.locator('main [name=q]').press('Enter')
  await page.waitForURL(/q=Ujiana/)
  assert.deepEqual(await namesOn(page), [people.siti.name])
  await page.goto(`${list}?domisili=luar&hadir=ya&urut=nama`)
  const outsiders = await everyName(page)
  assert.ok(outsiders.includes(people.joko.name), 'let in and living outside Jakarta')
  assert.ok(!outsiders.includes(people.siti.name))
  assert.ok(!/\d{16}/.test((await page.content()).replace(/\s/g, '')), 'no whole NIK in the page')

  await page.goto(`${list}?domisili=luar&hadir=ya&urut=nama`)
  await submit(page, page.locator('main a[href*="/ekspor?"]').first())
  const csv = await downloaded(page, 'csv')
  const rows = parseCSV(csv.content.toString('utf8'))
  const name = rows[0].findIndex(h => /^nama/i.test(h))
  assert.deepEqual(rows.slice(1).map(r => r[name]).sort(), [...outsiders].sort())
  assert.ok(!/\d{16}/.test(csv.content.toString('utf8').replace(/[ .-]/g, '')), 'no whole NIK in the CSV')
  assert.match(csv.name, /^peserta-.*\.csv$/)

  const xlsx = await downloaded(page, 'xlsx')
  const sheet = unzip(xlsx.content).get('xl/worksheets/sheet1.xml').toString('utf8')
  for (const outsider of outsiders) assert.ok(sheet.includes(outsider.replace(/&/g, '&amp;').replace(/'/g, '&#39;')) || sheet.includes(outsider), `${outsider} is in the XLSX`)
  assert.ok(!sheet.includes(people.siti.name))
  assert.ok(!/\d{16}/.test(sheet.replace(/[ .-]/g, '')), 'no whole NIK in the XLSX')
})

const namesOn = async page => (await page.locator('main tbody tr .table__lead').allInnerTexts()).map(s => s.split('\n')[0].trim())

async function everyName(page) {
  const names = await namesOn(page)
  for (let next = page.locator('.pager [rel=next]'); await next.count();) {
    await submit(page, next)
    names.push(...await namesOn(page))
  }
  return names
}

async function downloaded(page, format) {
  await page.check(`[name=format][value=${format}]`)
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('main form[method=post] button[type=submit]').click({ timeout: 5000 })])
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) }
}

function parseCSV(text) {
  const rows = [[]]
  const separator = text.split('\n')[0].includes(';') ? ';' : ','
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^${separator}\\r\\n"]*))(${separator}|\\r?\\n|$)`, 'gy')
  text = text.replace(/^\ufeff/, '')
  for (let m; cell.lastIndex < text.length && (m = cell.exec(text));) {
    rows.at(-1).push(m[1] !== undefined ? m[1].replaceAll('""', '"') : m[2])
    if (m[3] !== separator && cell.lastIndex < text.length) rows.push([])
  }
  return rows
}

test('the CSV reader of this file', () => {
  assert.deepEqual(parseCSV('\ufeffa,b\r\n"x, ""y""",\r\n'), [['a', 'b'], ['x, "y"', '']])
})

test('demo data stand behind the journey', async () => {
  assert.equal((await fetch(site.url + fair)).status, 200)
})
