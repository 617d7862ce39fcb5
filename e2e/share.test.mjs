// Pages that are passed on: what they say of themselves, the ways to share and follow them, and how they print.
import assert from 'node:assert/strict'
import { scenario } from './support.mjs'

const fair = '/bursa-kerja/bursa-kerja-luar-negeri-jakarta-selatan'

async function firstJob(page) {
  await page.goto('/lowongan')
  return page.locator('main .item a[href^="/lowongan/"]').first().getAttribute('href')
}

scenario('a job is shared with a card, and its card is a picture', async ({ open }) => {
  const page = await open({ width: 360 })
  await page.goto(await firstJob(page))
  const title = await page.locator('h1').innerText()
  assert.equal(await page.locator('meta[property="og:title"]').getAttribute('content'), title)
  const card = new URL(await page.locator('meta[property="og:image"]').getAttribute('content')).pathname
  const size = await page.evaluate(async src => {
    const picture = new Image()
    picture.src = src
    await picture.decode()
    return [picture.naturalWidth, picture.naturalHeight]
  }, card)
  assert.deepEqual(size, [1200, 630])
  const text = new URL(await page.getByRole('link', { name: /WhatsApp/ }).first().getAttribute('href')).searchParams.get('text')
  assert.ok(text.includes(title) && text.includes(new URL(page.url()).pathname), text)
})

scenario('lists and events can be followed', async ({ open }) => {
  const page = await open({ width: 360 })
  for (const [path, kind] of [['/lowongan', 'application/rss+xml'], ['/pelatihan', 'application/rss+xml'], ['/bursa-kerja', 'text/calendar'], [fair, 'text/calendar']]) {
    await page.goto(path)
    const href = await page.locator(`main a[type="${kind}"]`).getAttribute('href')
    const answer = await page.request.get(href)
    assert.ok(answer.ok() && answer.headers()['content-type'].startsWith(kind), `${href}: ${answer.status()} ${answer.headers()['content-type']}`)
  }
})

scenario('pages print on a few sheets, with the essentials and without what only a screen needs', async ({ open }) => {
  const page = await open({ width: 794 })
  for (const [path, most, ...essentials] of [
    [await firstJob(page), 4, '.verified', '.paybox', '.printed', '.site .wordmark'],
    [fair, 5, '.facts', '.printed'], [`${fair}/perusahaan`, 5, '.booths', '.printed'], ['/kerja-aman', 5, '.printed'],
  ]) {
    await page.goto(path)
    const sheets = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page[^s]/g).length
    assert.ok(sheets <= most, `${path} prints on ${sheets} sheets`)
    await page.emulateMedia({ media: 'print' })
    for (const selector of essentials) assert.ok(await page.locator(selector).first().isVisible(), `${selector} is printed of ${path}`)
    for (const selector of ['.site__nav', '.foot', '.share', '.cta', '.crumbs', '.search']) {
      for (const part of await page.locator(selector).all()) assert.ok(!await part.isVisible(), `${selector} is printed of ${path}`)
    }
    assert.ok((await page.locator('.printed').innerText()).includes(new URL(page.url()).pathname), `${path} says where it was printed from`)
    await page.emulateMedia({ media: null })
  }
})
