// Finding: from the search box to a job, through filters that show in the address, also without JavaScript.
import assert from 'node:assert/strict'
import { scenario } from './support.mjs'

scenario('a candidate finds a job with words typed wrong, filters and another order', async ({ open }) => {
  const page = await open({ width: 1280 })
  await page.goto('/')
  await page.fill('main [type=search]', 'perwat jpang')
  await page.press('main [type=search]', 'Enter')
  assert.match(page.url(), /\/cari\?q=perwat\+jpang$/)
  assert.match(await page.innerText('.heard'), /Menampilkan hasil untuk perawat jepang/)
  await page.click('.section__head a >> nth=0')
  assert.match(page.url(), /\/lowongan\?q=perwat\+jpang$/)
  const count = async () => Number((await page.innerText('.results__count')).match(/\d+/)[0])
  const all = await count()
  assert.ok(all > 0, 'jobs are found')

  const choice = page.locator('.facet__choice', { has: page.locator('[name=negara][value=JP]') })
  const promised = Number(await choice.locator('.facet__count').innerText())
  await choice.click() // a wide list follows at once
  await page.waitForURL(/negara=JP/)
  assert.equal(await count(), promised, 'the filter holds what it said')
  await page.click('.tabs a:has-text("Gaji tertinggi")')
  await page.waitForURL(/urut=gaji/)
  assert.match(page.url(), /negara=JP/, 'the order keeps the filter')
  await page.click('.chip:has-text("Jepang")')
  await page.waitForURL(u => !u.search.includes('negara'))
  assert.equal(await count(), all)
})

scenario('filters work on a phone without JavaScript', async ({ open }) => {
  const page = await open({ width: 360, javaScript: false })
  await page.goto('/lowongan')
  await page.click('details.filters > summary')
  await page.click('.facet__choice:has([name=negara][value=JP])')
  await page.selectOption('[name=gaji]', '10')
  await page.click('.filters__body button')
  assert.match(page.url(), /negara=JP/)
  assert.match(page.url(), /gaji=10/)
  assert.equal(await page.locator('.chip').count(), 2)
})
