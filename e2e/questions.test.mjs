// An organizer asks; candidates answer on a phone, with and without script, and half of it on another one; somebody of
// 17 brings a guardian; the answers are in the file that the organizer downloads.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { accessible, asCandidate, asStaff, fits, scenario, send, submit, tappable, translated } from './support.mjs'

const slug = 'kerja-luar-negeri-yang-aman-smk-bina-tekad'
const event = `/sosialisasi/${slug}`
const desk = `/panitia/${slug}`
const picture = { name: 'paspor.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') }

async function looked(page, where) {
  await accessible(page, where)
  await fits(page, where)
  await tappable(page, where)
  await translated(page, where)
}

// write makes a question at the desk, as its organizer does.
async function write(page, { label, kind, choices, required, shownIf }) {
  await page.goto(desk + '/pertanyaan/baru')
  await page.fill('[name=label]', label)
  await page.check(`[name=kind][value=${kind}]`)
  if (choices) await page.fill('[name=choices]', choices)
  if (required) await page.check('[name=required]')
  if (shownIf) {
    const value = await page.locator(`optgroup[label="${shownIf[0]}"] option`, { hasText: shownIf[1] }).getAttribute('value')
    await page.selectOption('[name=shown_if]', value)
  }
  await send(page)
  assert.match(page.url(), /\/pertanyaan$/, await page.locator('main').innerText())
}

scenario('an organizer writes questions, candidates answer them, and the file holds the answers', async ({ open }) => {
  const staff = await open({ width: 1280 })
  await asStaff(staff, 'admin')
  await staff.goto(desk + '/pertanyaan/baru')
  await looked(staff, 'the editor')
  const refused = await send(staff)
  assert.equal(refused.status(), 422)
  await write(staff, { label: 'Punya paspor?', kind: 'yes_no', required: true })
  await write(staff, { label: 'Foto paspor', kind: 'file', required: true, shownIf: ['Punya paspor?', 'Ya'] })
  await write(staff, { label: 'Tahu acara ini dari mana?', kind: 'choice', choices: 'Sekolah | School\nMedia sosial | Social media\n' })
  await looked(staff, 'the list')

  // The form beside them shows at once what an answer opens, and keeps nothing.
  const preview = staff.locator('.beside__form')
  assert.equal(await preview.getByText('Foto paspor').isVisible(), false)
  await preview.locator('fieldset', { hasText: 'Punya paspor?' }).getByLabel('Ya').check()
  assert.equal(await preview.getByText('Foto paspor').isVisible(), true)
  const narrow = await open({ width: 360 })
  await asStaff(narrow, 'admin')
  for (const page of ['/pertanyaan', '/pertanyaan/baru', '/pratinjau-formulir', '/dokumen-diminta']) {
    await narrow.goto(desk + page)
    await looked(narrow, page)
  }

  const people = [
    { who: 'Dewi Ujicoba', email: 'dewi@tanya-satu.example', nik: '3174044511990051', phone: '081299990051', born: '5 11 1999', javaScript: true },
    { who: 'Agus Ujicoba', email: 'agus@tanya-dua.example', nik: '3174040511990052', phone: '081299990052', born: '5 11 1999', javaScript: false },
    { who: 'Rara Ujicoba', email: 'rara@tanya-tiga.example', nik: '3174044511100053', phone: '081299990053', born: `5 11 ${new Date().getFullYear() - 16}`, javaScript: true, minor: true },
  ]
  for (const person of people) {
    let page = await open({ width: 360, javaScript: person.javaScript })
    await page.goto(event + '/daftar')
    assert.match(await page.locator('main').innerText(), /Dibawa pada hari acara/)
    await asCandidate(page, person.email)
    await page.goto(event + '/daftar?lanjut=1')
    const [day, month, year] = person.born.split(' ')
    for (const [name, value] of Object.entries({ name: person.who, nik: person.nik, phone: person.phone, birth_date_day: day, birth_date_month: month, birth_date_year: year })) {
      await page.fill(`[name=${name}]`, value)
    }
    await page.check('[name=sex][value=female]')
    await send(page)
    await page.check('[name=where][value=outside]')
    await page.fill('[name=city]', 'Kota Depok')
    await send(page)
    if (person.minor) {
      assert.match(page.url(), /\/wali$/)
      await looked(page, 'the guardian')
      await page.fill('[name=guardian_name]', 'Sri Ujiwati')
      await page.check('[name=guardian_relation][value=mother]')
      await page.fill('[name=guardian_phone]', '0813 9999 0001')
      assert.equal((await send(page)).status(), 422, 'nobody consents by silence')
      assert.equal(await page.inputValue('[name=guardian_name]'), 'Sri Ujiwati')
      await page.check('[name=guardian_consent]')
      await send(page)
    }
    await page.locator('[name=session]:enabled').last().check()
    await send(page)
    assert.match(page.url(), /\/pertanyaan$/)
    if (person.who.startsWith('Dewi')) await looked(page, 'the questions')
    const answer = (question, choice) => page.locator('fieldset.field', { hasText: question }).getByLabel(choice).check()
    await answer('Anda datang sebagai', 'Alumni')
    const photo = page.locator('.asked', { hasText: 'Foto paspor' })
    assert.equal(await photo.isVisible(), false)
    await answer('Punya paspor?', 'Ya')
    assert.equal(await photo.isVisible(), person.javaScript, 'script shows at once what an answer opens')
    if (!person.javaScript) {
      await send(page)
      assert.match(page.url(), /\/pertanyaan$/, 'the page comes again with what the answer opened')
      assert.equal(await photo.isVisible(), true)

      // Another phone goes on from there.
      page = await open({ width: 360, javaScript: false })
      await asCandidate(page, person.email)
      await page.goto(event + '/daftar?lanjut=1')
      assert.match(page.url(), /\/pertanyaan$/)
      assert.equal(await page.locator('.asked', { hasText: 'Foto paspor' }).isVisible(), true)
    }
    await page.locator('.asked input[type=file]').first().setInputFiles(picture)
    await page.locator('fieldset.field', { hasText: 'Tahu acara ini' }).getByLabel('Sekolah').check()
    await send(page)
    assert.match(page.url(), /\/persetujuan$/, await page.locator('main').innerText())
    await page.check('[name=consent]')
    await send(page)
    const text = await page.locator('main dl').innerText()
    for (const want of ['Alumni', 'Punya paspor?', 'Sekolah', ...(person.minor ? ['Sri Ujiwati', 'Ibu'] : [])]) assert.ok(text.includes(want), `${want}: ${text}`)
    if (person.minor) await looked(page, 'the check page')
    await send(page)
    assert.match(page.url(), /\/t\/[0-9A-Z]{16}$/)
    assert.match(await page.locator('main').innerText(), /Dibawa pada hari acara/)
    await page.goBack()
  }

  await staff.goto(desk + '/peserta?q=Rara+Ujicoba')
  await submit(staff, staff.locator('tbody a[href$="/jawaban"]').first())
  await looked(staff, 'the answers')
  const given = await staff.locator('main').innerText()
  for (const want of ['Alumni', 'Sekolah', 'Sri Ujiwati', '•••• •••• 0001']) assert.ok(given.includes(want), `${want}: ${given}`)
  await staff.goto(desk + '/ekspor?q=Ujicoba')
  await staff.check('[name=format][value=csv]')
  const [file] = await Promise.all([staff.waitForEvent('download'), staff.locator('main form[method=post] button[type=submit]').first().click()])
  const rows = readFileSync(await file.path(), 'utf8').trim().split('\n')
  assert.equal(rows.length, 4)
  for (const label of ['Punya paspor?', 'Foto paspor', 'Tahu acara ini dari mana?']) assert.ok(rows[0].includes(label), rows[0])
  for (const row of rows.slice(1)) assert.match(row, /Alumni,,Ya,Ada berkas,Sekolah/)
}, { timeout: 400_000 })
