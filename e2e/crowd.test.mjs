// What somebody sees whose answers reach a server that has all it can do: a page that says so at once, keeps what was
// sent, and sends it again by itself; without JavaScript, on the press of a button.
import assert from 'node:assert/strict'
import { test } from 'node:test'

globalThis.siteSettings = { GERBANG_MAX_IN_FLIGHT: '1' }
const { accessible, asCandidate, fits, openPage, site, submit } = await import('./support.mjs')

const fair = '/bursa-kerja/bursa-kerja-luar-negeri-jakarta-selatan'

// crush keeps the server busy with pages that no cache holds, until the returned function is called. It resolves once
// somebody was turned away.
async function crush() {
  let over = false
  let turned
  const busy = new Promise(resolve => { turned = resolve })
  const workers = Array.from({ length: 24 }, async (_, w) => {
    for (let i = 0; !over; i++) {
      const answer = await fetch(`${site.url}/cari?q=perawat+${w}+${i}`)
      await answer.text()
      if (answer.status !== 503) continue
      turned()
      await new Promise(resolve => setTimeout(resolve, 2)) // nobody presses faster
    }
  })
  await busy
  return async () => { over = true; await Promise.all(workers) }
}

// turnedAway sends the form until the server is too busy to take it. The form is always fetched while the server is
// idle: a busy one would answer that with its page, too.
async function turnedAway(page, name) {
  for (let tries = 0; tries < 20; tries++) {
    await page.goto(site.url + fair + '/daftar/identitas')
    await page.fill('[name=name]', name)
    const release = await crush()
    let answer
    try {
      answer = await submit(page, page.locator('main form[method=post] button[type=submit]').first())
    } finally {
      await release()
    }
    if (answer.status() === 503) return answer
  }
  throw new Error('the server was never busy')
}

for (const javaScript of [true, false]) {
  test(`a busy server keeps the answers${javaScript ? '' : ' without JavaScript'}`, { timeout: 300_000 }, async () => {
    const page = await openPage({ width: 320, javaScript })
    try {
      await asCandidate(page, `ramai@${javaScript ? 'skrip' : 'polos'}.uji.example`, fair + '/daftar/identitas')
      const answer = await turnedAway(page, 'Ramai  Sekali')
      assert.equal(answer.headers()['retry-after'], '5')
      assert.match(await page.innerText('main'), /Isian Anda masih ada di halaman ini/)
      assert.equal(await page.inputValue('form[data-retry] [name=name]'), 'Ramai  Sekali')
      if (javaScript) {
        await accessible(page, 'the page of a busy server')
        await fits(page, 'the page of a busy server')
        assert.match(await page.innerText('form[data-retry] [role=status]'), /Mencoba lagi dalam \d+ detik/)
        await page.waitForURL('**/daftar/identitas', { waitUntil: 'load' })
        await page.waitForSelector('[data-error-summary]', { timeout: 20_000 })
      } else {
        await submit(page, page.locator('form[data-retry] button'))
      }
      // The other answers of the step were never given: it is shown again with the one that was.
      assert.equal(await page.inputValue('#f-name'), 'Ramai  Sekali')
    } finally {
      await page.context().close()
    }
  })
}
