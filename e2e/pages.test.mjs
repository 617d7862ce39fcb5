// The public pages: accessible in both colour schemes, narrow and wide, in their empty, failed and open states; usable
// by keyboard and by thumb; valid HTML; in both languages.
import assert from 'node:assert/strict'
import { first, inspection } from './inspection.mjs'
import { accessible, fits, scenario, site, submit, tappable } from './support.mjs'

const fair = '/bursa-kerja/bursa-kerja-luar-negeri-jakarta-selatan'

for (const language of ['', '/en']) {
  scenario(`public pages in ${language ? 'English' : 'Indonesian'}`, async ({ open }) => {
    const page = await open({ width: 320 })
    // The layout is that of the Indonesian pages, seen in every combination; the words are others.
    const { visit, end } = inspection(language ? { combinations: [[320, 'light'], [1280, 'dark']] } : {})
    const details = []
    for (const list of ['/lowongan', '/pelatihan', '/sosialisasi', '/berita']) details.push(await first(page, language + list, `${language}${list}/`))
    const paths = [
      language || '/', ...['/lowongan', '/lowongan?negara=JP&gratis=1&q=perwat', '/cari', '/cari?q=jpang', '/pelatihan', '/bursa-kerja', fair, fair + '/perusahaan', fair + '/daftar', '/sosialisasi', '/kerja-aman',
        '/kerja-aman/cek-perusahaan', '/kerja-aman/lapor', '/kerja-aman/laporan', '/berita', '/bantuan', '/privasi', '/aksesibilitas', '/masuk', '/masuk/petugas', '/demo/pesan'].map(p => language + p),
      ...details,
    ]
    for (const path of paths) {
      await visit(page, path)
      assert.equal(await page.getAttribute('html', 'lang'), language ? 'en' : 'id', path)
    }
    await visit(page, `${language}/halaman-yang-tidak-ada`, 404)
    await visit(page, `${language}/lowongan/tidak-ada`, 404)
    end()
  }, { timeout: 300_000 })
}

scenario('public pages with nothing found, with errors and with the menu open', async ({ open }) => {
  const page = await open({ width: 320 })
  const { visit, failed, note, end } = inspection()
  await visit(page, '/lowongan?q=zzzzzz')
  await visit(page, '/cari?q=zzzzzz')
  await visit(page, '/kerja-aman/cek-perusahaan?q=zzzzzz')
  await visit(page, '/kerja-aman/cek-perusahaan?q=PT')
  await page.goto('/masuk')
  await failed(page, '/masuk with an error')
  await page.goto('/masuk/petugas')
  await failed(page, '/masuk/petugas with errors')
  await page.fill('[name=email]', 'petugas@gerbang.example')
  await page.fill('[name=password]', 'salah sekali')
  await failed(page, '/masuk/petugas with a wrong password')

  await page.goto('/')
  await page.setViewportSize({ width: 320, height: 800 })
  await page.locator('details.menu summary').click()
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme })
    await note(accessible(page, `the open menu, ${colorScheme}`))
  }
  await note(fits(page, 'the open menu'))
  await note(tappable(page, 'the open menu'))
  await page.keyboard.press('Escape')
  assert.equal(await page.locator('details.menu[open]').count(), 0, 'Escape closes the menu')
  end()
})

scenario('the keyboard reaches everything, and the focus shows', async ({ open }) => {
  const page = await open({ width: 1280 })
  for (const path of ['/', '/lowongan', fair, '/masuk']) {
    await page.goto(path)
    await page.keyboard.press('Tab')
    const skip = page.locator('a.skip')
    assert.ok(await skip.evaluate(e => e === document.activeElement), `${path}: the skip link comes first`)
    assert.ok(await skip.evaluate(e => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.height >= 24 && b.left >= 0 }), `${path}: the skip link shows`)

    const reached = new Set()
    for (let presses = 0; presses < 400; presses++) {
      const at = await page.evaluate(() => {
        const e = document.activeElement
        if (!e || e === document.body) return null
        const ring = s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 || s.boxShadow !== 'none'
        const shows = x => ring(getComputedStyle(x)) || ring(getComputedStyle(x, '::after'))
        const near = [e, e.parentElement, e.closest('.choice, .search__box, .item, .affix, article'), ...(e.labels ?? [])].filter(Boolean)
        return { id: [...document.querySelectorAll('*')].indexOf(e), name: e.outerHTML.slice(0, 80), shows: near.some(shows) }
      })
      if (!at || reached.has(at.id)) break
      reached.add(at.id)
      assert.ok(at.shows, `${path}: no focus ring of 2 px on ${at.name}`)
      await page.keyboard.press('Tab')
    }
    const all = await page.evaluate(() => [...document.querySelectorAll('*')].flatMap((e, i) =>
      e.matches('a[href], button, input:not([type=hidden]), select, textarea, summary') && !e.disabled && e.checkVisibility({ visibilityProperty: true })
        && !(e.type === 'radio' && !e.checked) ? [[i, e.outerHTML.slice(0, 80)]] : []))
    assert.deepEqual(all.filter(([i]) => !reached.has(i)).map(([, name]) => name), [], `${path}: out of the keyboard's reach`)
    await page.goto(path)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'isi', `${path}: the skip link leads to the content`)
  }
})

scenario('the language switch keeps the page and the query', async ({ open }) => {
  const page = await open({ width: 1280 })
  for (const [path, other] of [['/', '/en'], ['/lowongan?q=perawat', '/en/lowongan?q=perawat'], [fair, '/en' + fair], ['/masuk', '/en/masuk']]) {
    await page.goto(path)
    const heading = await page.locator('h1').innerText()
    await submit(page, page.locator('header .language').first())
    assert.equal(page.url(), site.url + other)
    assert.equal(await page.getAttribute('html', 'lang'), 'en')
    if (path === '/') assert.notEqual(await page.locator('h1').innerText(), heading)
    await submit(page, page.locator('header .language').first())
    assert.equal(page.url(), site.url + path)
    assert.equal(await page.getAttribute('html', 'lang'), 'id')
  }
})

scenario('nothing moves for those who asked for less motion', async ({ open }) => {
  const page = await open({ width: 360 })
  for (const path of ['/', fair, '/masuk']) {
    await page.goto(path)
    const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter(e => {
      const s = getComputedStyle(e)
      return [s.animationDuration, s.transitionDuration].some(d => d.split(',').some(x => parseFloat(x) > 0.011))
    }).map(e => e.tagName + '.' + e.className))
    assert.deepEqual(moving, [], path)
  }
})
