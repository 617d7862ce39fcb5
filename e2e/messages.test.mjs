// What an event writes to people: a text changed with its preview, a message to a filtered list sent with a double
// click and arriving once, its log, and a reader who wants no more of them.
import assert from 'node:assert/strict'
import { inspection } from './inspection.mjs'
import { asStaff, scenario, site, submit } from './support.mjs'

const desk = '/panitia/bursa-kerja-luar-negeri-jakarta-selatan/pesan'
const button = (page, value) => page.locator(`main button[name=do][value=${value}]`)

// inbox returns the demo messages with a subject, newest first, once there is one.
async function inbox(page, subject) {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    await page.goto('/demo/pesan')
    const cards = page.locator('.card', { hasText: subject })
    if (await cards.count()) return cards
    await page.waitForTimeout(200)
  }
  throw new Error(`no message "${subject}" on /demo/pesan within 20 seconds`)
}

scenario('a text of an event is changed, looked at and taken back', async ({ open }) => {
  const page = await open({ width: 360 })
  const { sound, visit, end } = inspection({ combinations: [[320, 'light'], [1280, 'dark']] })
  await asStaff(page, 'panitia')
  await visit(page, desk)
  await visit(page, desk + '/confirmed')
  await page.fill('[name=body_id]', 'Hai {nama}, sampai jumpa di {tempat_acara}.')
  assert.equal((await submit(page, button(page, 'save'))).status(), 422)
  assert.match(await page.locator('#f-body_id-error').innerText(), /\{tempat_acara\}/)
  assert.equal(await page.inputValue('[name=body_id]'), 'Hai {nama}, sampai jumpa di {tempat_acara}.', 'what was typed is kept')
  await sound(page, 'a text with an unknown placeholder')
  await page.setViewportSize({ width: 360, height: 740 })
  await page.fill('[name=body_id]', 'Hai {nama}, sampai jumpa di {tempat}.\nKode Anda {kode}.')
  assert.equal((await submit(page, button(page, 'preview'))).status(), 200)
  const mail = page.locator('.mail').first()
  assert.match(await mail.innerText(), /Hai Siti Aminah, sampai jumpa di .+\.\nKode Anda [0-9A-Z]{4}-[0-9A-Z]{4}\./)
  assert.match(await page.locator('.mail--chat').first().innerText(), /Hai Siti Aminah, .+ Kode Anda/)
  await submit(page, button(page, 'save'))
  await page.goto(desk)
  const line = page.locator('.letters__item', { has: page.locator('a[href$="/pesan/confirmed"]') })
  assert.match(await line.innerText(), /Teks Anda/)
  await submit(page, line.locator('a'))
  await submit(page, button(page, 'reset'))
  await page.goto(desk)
  assert.match(await line.innerText(), /Teks bawaan/)
  end()
})

scenario('a message to a list is sent once, and its reader may stop them', async ({ open }) => {
  const page = await open({ width: 1280 })
  const { sound, visit, end } = inspection({ combinations: [[320, 'light'], [1280, 'dark']] })
  await asStaff(page, 'panitia')
  await visit(page, desk + '/riwayat')
  await submit(page, page.locator('.letters__item a').first())
  await sound(page, 'the log of a message')
  assert.ok(await page.locator('form[action$="/ulang"] button').isVisible(), 'what failed can be sent again')
  await page.setViewportSize({ width: 1280, height: 900 })

  await page.goto(desk.replace('/pesan', '/peserta') + '?status=confirmed&q=siti')
  await submit(page, page.locator('a[href*="/pesan/kirim"]'))
  const people = Number(/ke ([\d.]+) orang/.exec(await page.locator('main [role=status]').innerText())[1].replace('.', ''))
  assert.ok(people > 0)
  const subject = 'Uji kirim ' + Date.now()
  await page.fill('[name=subject_id]', subject)
  await page.fill('[name=body_id]', 'Halo {nama},\n\nTiket Anda: {tautan_tiket}')
  await submit(page, button(page, 'check'))
  assert.match(await page.locator('.mail').first().innerText(), /Halo .*Siti/i)
  await sound(page, 'a message before it is sent')
  await page.setViewportSize({ width: 1280, height: 900 })
  await Promise.all([page.waitForURL(/\/riwayat\/\d+$/), button(page, 'send').dblclick()])
  const log = page.url()
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await page.reload()) {
    if (!/Menunggu/.test(await page.locator('.stats').innerText())) break
  }
  assert.match(await page.locator('.stats').innerText(), new RegExp(`Terkirim\\s+${people}\\b`, 'i'))
  await page.goto(desk + '/riwayat')
  assert.equal(await page.locator('.letters__item', { hasText: subject }).count(), 1, 'a double click is one message')

  const cards = await inbox(page, subject)
  assert.equal(await cards.count(), people, 'everybody got it once')
  const stop = await cards.first().locator('a[href*="/berhenti/"]').getAttribute('href')
  const reader = await open({ width: 360 })
  await visit(reader, new URL(stop).pathname)
  await reader.setViewportSize({ width: 360, height: 740 })
  await submit(reader, reader.locator('main form button'))
  assert.match(await reader.locator('main').innerText(), /tidak lagi menerima pengingat/)
  await page.goto(desk + '/kirim?status=confirmed&q=siti')
  assert.match(await page.locator('main [role=status]').innerText(), /1 berhenti berlangganan/)
  await submit(reader, reader.locator('main form button'))
  assert.ok(log.startsWith(site.url))
  end()
})
