// What the files of the suite share: one real server per file, one browser, signing in, and the checks every page
// must pass. Nothing here skips: without the binary or Chromium the suite fails.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants, readFileSync, rmSync } from 'node:fs'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const root = fileURLToPath(new URL('..', import.meta.url))
const artifacts = join(root, 'e2e', 'artifacts')

// site is the server of this file: url, accounts by role, log and stop. Its data folder has spaces in its path, as
// people's folders do. A file that needs other settings puts them into globalThis.siteSettings before it imports this.
export const site = await startSite()

async function startSite() {
  const binary = process.env.GERBANG_BIN ?? join(root, 'bin', 'gerbang')
  try {
    accessSync(binary, constants.X_OK)
  } catch {
    throw new Error(`${binary} is missing: run make build, or set GERBANG_BIN`)
  }
  const folder = await mkdtemp(join(tmpdir(), 'gerbang e2e '))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const inherited = Object.entries(process.env).filter(([name]) =>
    name !== 'DATABASE_URL' && (!name.startsWith('GERBANG_') || name === 'GERBANG_POSTGRES_BIN'))
  const started = { url, port, folder, log: '', printed: '', accounts: {} }
  let child, ended
  const start = async () => {
    child = spawn(binary, ['serve'], {
      cwd: root,
      env: { ...Object.fromEntries(inherited), GERBANG_ADDR: `127.0.0.1:${port}`, GERBANG_DATA: join(folder, 'data folder'), GERBANG_DEMO: 'on', ...globalThis.siteSettings },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.on('data', d => { started.printed += d; started.log += d })
    child.stderr.on('data', d => { started.log += d })
    ended = new Promise(resolve => child.on('exit', (code, signal) => resolve(code ?? signal)))
    await ready(started, ended)
  }
  const end = async () => {
    child.kill('SIGTERM')
    assert.equal(await ended, 0, 'the server ends well when it is told to stop')
  }
  started.stop = async () => {
    try {
      await end()
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  // What is done once a minute is done at the start as well, so nobody has to wait for it.
  started.restart = async () => {
    await end()
    await start()
  }
  process.on('exit', code => {
    child.kill('SIGKILL')
    if (code) process.stderr.write(`\n--- log of the server ---\n${started.log.slice(-8000)}\n`)
  })
  await start()
  started.accounts = accountsIn(started.printed)
  return started
}

async function freePort() {
  const server = createServer()
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise(resolve => server.close(resolve))
  return port
}

async function ready(started, ended) {
  let over
  ended.then(how => { over = how })
  for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
    if (over !== undefined) throw new Error(`the server ended at its start (${over}):\n${started.log}`)
    const answer = await fetch(started.url + '/readyz').catch(() => undefined)
    if (answer?.ok) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`the server was not ready within a minute:\n${started.log}`)
}

// accountsIn reads who can sign in from what the first start prints: a line per account with its address.
export function accountsIn(printed) {
  const password = /gerbang-demo-\S+/.exec(printed)?.[0]
  const accounts = {}
  for (const [email, key] of printed.matchAll(/([a-z0-9-]+)@gerbang\.example/g)) accounts[key] = { email, password }
  for (const role of ['admin', 'petugas', 'panitia']) assert.ok(accounts[role] && password, `the first start prints no account for ${role}:\n${printed}`)
  return accounts
}

if (process.argv[1].endsWith('.test.mjs')) {
  after(async () => { await closeBrowser(); await site.stop() })
}

export const chromiumArgs = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
]

let running
async function browser() {
  running ??= chromium.launch({
    executablePath: chromiumPath(),
    args: chromiumArgs,
  })
  return running
}
export const closeBrowser = async () => (await running)?.close()

export function chromiumPath() {
  if (process.env.GERBANG_CHROMIUM) return process.env.GERBANG_CHROMIUM
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' })
    if (found.status === 0) return found.stdout.trim()
  }
  throw new Error('Chromium is missing: install it or set GERBANG_CHROMIUM')
}

// scenario is a test that gets open(options), which makes a page in a browser profile of its own. Whatever a page
// reports meanwhile, a script error, a breach of the content security policy, a missing file, fails the test.
// After a failure pictures of the open pages are in e2e/artifacts.
export function scenario(name, run, { timeout = 300_000 } = {}) {
  test(name, { timeout }, async t => {
    const contexts = []
    const problems = []
    const open = async options => {
      const page = await openPage(options, problems)
      contexts.push(page.context())
      return page
    }
    try {
      await run({ t, open })
      assert.deepEqual(problems, [], 'pages reported problems')
    } catch (err) {
      await picture(name, contexts)
      if (problems.length && !err.message.includes('pages reported')) err.message += `\nPages reported: ${problems.join('\n')}`
      throw err
    } finally {
      await Promise.all(contexts.map(c => c.close()))
    }
  })
}

async function picture(name, contexts) {
  await mkdir(artifacts, { recursive: true })
  const file = name.replace(/[^a-z0-9]+/gi, '-').toLowerCase()
  for (const [i, page] of contexts.flatMap(c => c.pages()).entries()) {
    await page.screenshot({ path: join(artifacts, `${file}-${i}.png`) }).catch(() => {})
  }
}

// openPage makes a page in a new profile. width is in CSS pixels; scale of 2 with half the width is what a zoom of
// 200 % makes of a window.
export async function openPage({ width = 360, height, dark = false, javaScript = true, locale = 'id-ID', scale = 1, touch = width < 700, ...rest } = {}, problems = []) {
  const context = await (await browser()).newContext({
    baseURL: site.url, viewport: { width, height: height ?? (width < 700 ? 740 : 900) }, deviceScaleFactor: scale,
    colorScheme: dark ? 'dark' : 'light', javaScriptEnabled: javaScript, locale, timezoneId: 'Asia/Jakarta', hasTouch: touch,
    reducedMotion: 'reduce', ...rest,
  })
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  watch(page, problems)
  return page
}

function watch(page, problems) {
  page.on('pageerror', e => problems.push(`${page.url()}: ${e.message}`))
  page.on('console', m => {
    if (m.type() === 'error' && !m.text().startsWith('Failed to load resource')) problems.push(`${page.url()}: ${m.text()}`)
  })
  page.on('response', r => {
    const kind = r.request().resourceType()
    if (r.status() >= 500 || r.status() >= 400 && kind !== 'document' && kind !== 'fetch') problems.push(`${r.status()} for ${r.url()}`)
  })
}

// submit presses the control and returns the answer it led to, after redirects.
export async function submit(page, control) {
  const [answer] = await Promise.all([page.waitForNavigation(), control.click()])
  return answer
}

// send submits the main form of the page.
export async function send(page) {
  return submit(page, page.locator('main form[method=post] button[type=submit]').first())
}

// asCandidate signs in with the code sent to an address, from wherever the page is sent to sign in, or from /masuk.
export async function asCandidate(page, email, from = '/masuk') {
  if (from) await page.goto(from)
  await page.fill('[name=contact]', email)
  await send(page)
  assert.match(page.url(), /\/masuk\/kode/)
  await page.fill('[name=code]', await codeFor(email))
  return send(page)
}

const read = new Set()

// codeFor reads the newest code sent to an address on the page of demo messages, and waits for one that it has not
// read before. The page masks the name, so each test uses a domain of its own.
export async function codeFor(email) {
  const domain = email.slice(email.indexOf('@'))
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const html = await (await fetch(site.url + '/demo/pesan')).text()
    const message = html.split('class="card"').find(card => card.includes(domain))
    const code = message && /\b(\d{3})[ -]?(\d{3})\b/.exec(message.replace(/<[^>]*>/g, ' '))
    if (code && !read.has(domain + code[1] + code[2])) {
      read.add(domain + code[1] + code[2])
      return code[1] + code[2]
    }
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`no code for ${email} on /demo/pesan within 20 seconds`)
}

// asStaff signs a demo account in.
export async function asStaff(page, key) {
  await page.goto('/masuk/petugas')
  await page.fill('[name=email]', site.accounts[key].email)
  await page.fill('[name=password]', site.accounts[key].password)
  const answer = await send(page)
  assert.match(page.url(), /\/petugas$/, `${key} is signed in`)
  return answer
}

const axeSource = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8')

// accessible runs axe over the page as it stands.
export async function accessible(page, where) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axeSource)
  const { violations } = await page.evaluate(() => axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'], preload: false,
  }))
  const found = violations.map(v => `${v.id} (${v.help}): ${v.nodes.slice(0, 4).map(n => n.target.join(' ')).join(' | ')}`)
  assert.deepEqual(found, [], `axe on ${where}`)
}

// fits checks that the page does not scroll sideways.
export async function fits(page, where) {
  const wide = await page.evaluate(() => {
    const room = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= room && document.body.scrollWidth <= room) return []
    const scrolls = e => { // inside something that scrolls by itself, or is cut off
      for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) {
        if (getComputedStyle(p).overflowX !== 'visible') return true
      }
      return false
    }
    const out = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > room + 0.5 && !scrolls(e))
    return [`${document.documentElement.scrollWidth} > ${room}`, ...out.slice(0, 5).map(e => e.tagName + '.' + e.className)]
  })
  assert.deepEqual(wide, [], `no sideways scroll on ${where}`)
}

// tappable checks that controls are at least 44 CSS pixels high and wide to a finger, by what a touch there would
// hit. Links inside running text are exempt, as in WCAG 2.5.8; in the dense tables of staff
// its 24 pixels hold, which axe checks.
export async function tappable(page, where) {
  const small = await page.evaluate(() => {
    const inText = a => {
      const display = getComputedStyle(a).display
      return display === 'inline' && [...a.parentElement.childNodes].some(n => n !== a && n.textContent.trim() !== '')
    }
    const labelled = e => e.labels?.length ? [e, ...e.labels] : [e]
    const out = []
    for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
      if (e.disabled || !e.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
      if (e.closest('.vh, .skip, .staff td') || e.matches('a') && inText(e)) continue
      e.scrollIntoView({ block: 'center', behavior: 'instant' })
      const targets = labelled(e).filter(x => x.getClientRects().length)
      if (targets.some(x => x.getBoundingClientRect().height >= 43.5 && x.getBoundingClientRect().width >= 43.5)) continue
      const box = targets.map(x => x.getBoundingClientRect()).reduce((a, b) => a.width * a.height > b.width * b.height ? a : b)
      const x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2
      const reach = (dx, dy) => {
        const hit = document.elementFromPoint(x + dx, y + dy)
        return !!hit && targets.some(target => target.contains(hit) || hit.contains(target) && target.matches('a') && hit.closest('article')?.contains(target))
      }
      const high = box.height >= 43.5 || reach(0, -21.5) && reach(0, 21.5)
      const wide = box.width >= 43.5 || reach(-21.5, 0) && reach(21.5, 0)
      if (!high || !wide) out.push(`${e.tagName.toLowerCase()}.${e.className} "${(e.textContent || e.name || '').trim().slice(0, 30)}" ${Math.round(box.width)}×${Math.round(box.height)}`)
    }
    scrollTo(0, 0)
    return out
  })
  assert.deepEqual(small, [], `targets of 44 px on ${where}`)
}

// translated checks that no text key shines through and that the page has exactly one h1.
export async function translated(page, where) {
  const html = await page.content()
  assert.ok(!html.includes('⟦'), `a text is missing on ${where}: ${/⟦[^⟧]*⟧/.exec(html)}`)
  assert.equal(await page.locator('h1').count(), 1, `one h1 on ${where}`)
}
