// The screen at a gate: the camera reads, typed codes are answered in place, and every answer is seen, heard and felt.
import { normal } from './gate-decide.js'
import { gateList } from './gate-list.js'
import { gateQueue } from './gate-queue.js'
import { scanner } from './gate-store.js'
import { camera } from './scan-camera.js'
import { reader } from './scan-reader.js'
import { newScan, send } from './scan-send.js'
import { signal, wake } from './scan-signal.js'

const forget = 3000 // ms a code must be out of sight before it counts as read again
const patience = 8000 // ms for an answer where the device cannot answer by itself
const shortPatience = 2500 // ms where it can

const root = document.querySelector('[data-scan]')
const part = name => root.querySelector(`[data-${name}]`)
const sayings = part('words').content
const say = name => sayings.querySelector(`[data-word="${name}"]`).textContent

const video = part('video'), answer = part('answer'), help = part('help'), hint = part('hint')
const openButton = part('camera'), nextButton = part('next'), retryButton = part('retry'), torchButton = part('torch')
const code = root.querySelector('.scan__type [data-code]')
const touch = matchMedia('(pointer: coarse)').matches

let list, queue // of this event on the device; nothing where it cannot keep anything
let read, reading // the decoder, and its promise while it loads
let busy = false
let failed // the last reading that nobody answered
const unanswered = new Map() // every such reading by its code: read again, it is the same scan, not a second one
let seen = { text: '', at: 0 }

// decoder loads once; after a failure it may be tried again.
async function decoder() {
  reading ??= reader({ worker: root.dataset.worker, wasm: root.dataset.wasm })
  try {
    read = await reading
    root.dataset.decoder = read.kind
    return read
  } catch (err) {
    reading = undefined
    throw err
  }
}

const view = camera(video, async (source, box) => {
  if (busy || !read) return
  const text = await read.read(source, box)
  const now = performance.now()
  if (!text || !view.on) return
  const fresh = text !== seen.text || now - seen.at > forget
  seen = { text, at: now }
  if (fresh) check(scanOf(text, false))
})

const gate = () => Number(root.querySelector('[data-gate-value]').value) || 0
const scanOf = (text, typed) => unanswered.get(text) ?? newScan(text, gate(), typed)

async function check(scan) {
  if (busy) return
  busy = true
  answer.replaceChildren() // the last answer must not stand for this ticket
  root.setAttribute('aria-busy', 'true')
  tell(say('checking'))
  const alone = queue && (!navigator.onLine || queue.state !== 'online')
  let result = alone ? { trouble: 'network' } : await send(scan, list?.tickets ? shortPatience : patience)
  if (result.trouble && queue) result = await keep(scan) ?? { trouble: 'network', text: say('unkept') }
  busy = false
  root.removeAttribute('aria-busy')
  tell(view.on ? say('aim') : '')
  seen.at = performance.now()
  settle(scan, result)
}

// keep decides by what the device knows and keeps the reading on its disk. It returns nothing where that failed: then
// nobody may be told that it was kept.
async function keep(scan) {
  const at = Date.parse(scan.scanned_at)
  if (scan.typed && !normal(scan.code)) return { slip: say('shape').replace('{n}', scan.code.replace(/[\s-]/g, '').length) }
  try {
    const v = await list.ask(scan.code, at)
    const mark = v.told === 'ok' ? { hash: v.hash, session: v.sessionId, at, by: say('here').replace('{time}', clock(at)) } : undefined
    await queue.add({ ...scan, told: v.told, mark })
    if (mark) list.remember(mark)
    const lines = [v.session?.text, v.told === 'duplicate' && v.first.by, v.told === 'rejected' && say('refusal-' + v.refusal), say(v.told === 'saved' ? 'unlisted' : 'stored')]
    const state = { ok: 'ok', duplicate: 'dup', rejected: 'no', saved: 'off' }[v.told]
    return { answer: { state, title: say('title-' + v.told), name: v.name, lines: lines.filter(Boolean) } }
  } catch (err) {
    console.warn('the reading could not be kept', err)
  }
}

const clock = at => new Date(at).toLocaleTimeString('id-ID', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Jakarta' }).replace(':', '.')

function settle(scan, { answer: verdict, slip, trouble, text }) {
  failed = undefined
  unanswered.delete(scan.code)
  if (slip) return showSlip(slip)
  if (verdict) {
    show(verdict.state, verdict.title, verdict.name, verdict.lines)
    if (verdict.state === 'ok') countIn()
  } else {
    unanswered.set(scan.code, scan)
    if (trouble !== 'signed_out') failed = scan
    show('off', undefined, undefined, [text || say(trouble)])
    if (trouble === 'signed_out') answer.firstElementChild.append(part('sign-in').content.cloneNode(true))
  }
  buttons()
  if (failed) retryButton.focus()
  else if (scan.typed) {
    if (touch) code.blur() // the keyboard would cover the answer
    else code.focus()
  }
}

// show puts up a panel of the page's own making, with what the answer says.
function show(state, title, name, lines) {
  const panel = root.querySelector(`[data-panel="${state}"]`).content.firstElementChild.cloneNode(true)
  answer.replaceChildren(panel)
  const heading = panel.querySelector('.scan-result__title')
  if (title) heading.textContent = title
  const line = (className, text) => {
    const p = document.createElement('p')
    p.className = className
    p.textContent = text
    panel.append(p)
  }
  if (name) line('scan-result__name', name)
  for (const text of lines ?? []) line('scan-result__line', text)
  clearSlip()
  signal(state)
  if (part('head').getBoundingClientRect().top < 0) root.scrollIntoView()
}

function showSlip(text) {
  clearSlip()
  answer.replaceChildren()
  const message = document.createElement('p')
  message.className = 'error'
  message.id = code.id + '-error'
  message.setAttribute('role', 'alert')
  message.textContent = text
  code.before(message)
  code.closest('.field').classList.add('field--error')
  code.setAttribute('aria-invalid', 'true')
  code.setAttribute('aria-describedby', message.id)
  code.focus()
  code.select()
}

function clearSlip() {
  code.closest('.field').querySelector('.error')?.remove()
  code.closest('.field').classList.remove('field--error')
  code.removeAttribute('aria-invalid')
  code.removeAttribute('aria-describedby')
}

function countIn() {
  const count = part('inside')
  count.dataset.inside = Number(count.dataset.inside) + 1
  count.textContent = Number(count.dataset.inside).toLocaleString(document.documentElement.lang)
}

function tell(text) {
  hint.textContent = text
  hint.hidden = !text
}

// buttons shows the one big button that fits.
function buttons() {
  retryButton.hidden = !failed
  nextButton.hidden = !view.on || Boolean(failed)
  openButton.hidden = view.on || Boolean(failed)
  torchButton.hidden = !view.on || !view.hasTorch
  video.hidden = part('frame').hidden = !view.on
  help.hidden = view.on
}

async function open() {
  wake()
  openButton.setAttribute('aria-disabled', 'true')
  tell(say('starting'))
  let problem
  try {
    await Promise.all([view.start(), decoder().catch(err => { throw Object.assign(err, { decoder: true }) })])
  } catch (err) {
    problem = err
    view.stop()
  }
  openButton.removeAttribute('aria-disabled')
  tell(view.on ? say('aim') : '')
  buttons()
  if (!problem) {
    clearSlip()
    answer.replaceChildren()
    seen = { text: '', at: 0 }
    if (document.activeElement === openButton || document.activeElement === document.body) nextButton.focus()
    return
  }
  explain(problem.decoder ? 'decoder' : { NotAllowedError: 'denied', NotFoundError: 'absent', OverconstrainedError: 'absent', SecurityError: 'insecure' }[problem.name] ?? 'used')
}

// explain says in place of the picture what is wrong and what can be done.
function explain(name) {
  answer.replaceChildren()
  help.replaceChildren(...sayings.querySelector(`[data-problem="${name}"]`).cloneNode(true).children)
  help.setAttribute('role', 'alert')
  help.hidden = false
}

function next() {
  seen = { text: '', at: 0 }
  answer.replaceChildren()
}

async function photo(input) {
  const [file] = input.files
  input.value = ''
  if (!file) return
  wake()
  help.hidden = false
  tell(say('reading'))
  let text = '', name = 'photo'
  try {
    const image = await createImageBitmap(file)
    const use = await decoder().catch(err => { name = 'decoder'; throw err })
    text = await use.read(image, { x: 0, y: 0, width: image.width, height: image.height })
  } catch {
    // a file that is no picture, or no decoder
  }
  tell('')
  if (text) return check(scanOf(text, false))
  explain(name)
}

function enhance() {
  part('controls').hidden = false
  part('ready').textContent = say('ready')
  openButton.addEventListener('click', open)
  nextButton.addEventListener('click', next)
  retryButton.addEventListener('click', () => { wake(); if (failed) check(failed) })
  part('photo').addEventListener('change', e => photo(e.target))
  part('find').addEventListener('click', e => {
    e.preventDefault()
    const box = root.querySelector('.scan__find')
    box.open = true
    box.scrollIntoView({ block: 'start' })
    box.querySelector('input[type=search]').focus({ preventScroll: true })
  })
  torchButton.addEventListener('click', async () => {
    const lit = torchButton.getAttribute('aria-pressed') !== 'true'
    try {
      await view.torch(lit)
      torchButton.setAttribute('aria-pressed', String(lit))
    } catch {
      torchButton.hidden = true
    }
  })

  root.addEventListener('submit', e => {
    const form = e.target.closest('[data-redeem]')
    if (!form) return
    e.preventDefault()
    const field = form.querySelector('[data-code]'), text = field.value.trim()
    wake()
    if (!text) return showSlip(say('missing'))
    if (busy) return
    check(scanOf(text, true))
    if (field === code) code.select() // the next one typed or scanned replaces it
  })
  // A scanner that types finds the field wherever the focus is.
  document.addEventListener('keydown', e => {
    if (e.key.length === 1 && /\w/.test(e.key) && !e.ctrlKey && !e.metaKey && !e.altKey && !e.target.closest('input, select, textarea')) {
      code.select()
      code.focus()
    }
  })

  chooseGate()
  offline().catch(err => console.warn('nothing can be kept on this device', err))
  document.addEventListener('visibilitychange', resume)
}

// offline makes the device ready to go on by itself: the page, the list of tickets and the queue.
async function offline() {
  if (!('serviceWorker' in navigator) || !('indexedDB' in window) || !crypto.subtle) return
  const { event, address, scope } = root.dataset, net = part('net')
  list = await gateList(event, address)
  navigator.storage?.persist?.().catch(() => {})
  queue = gateQueue(event, address, {
    told({ state, waiting }) {
      net.hidden = false
      net.dataset.state = state === 'online' && waiting ? 'sending' : state
      net.querySelector('[data-net-text]').textContent = say('net-' + net.dataset.state).replace('{n}', waiting)
      net.querySelector('[data-net-list]').textContent = list.tickets === undefined ? say('net-none') : say('net-list').replace('{n}', list.tickets).replace('{time}', clock(list.at))
      net.querySelector('a').hidden = !waiting
    },
    report: () => ({ gate: gate(), list_at: list.at ?? 0 }),
    revoked: () => list.forget(),
  })
  await scanner(event)
  queue.start()
  const fresh = async () => {
    try {
      if (navigator.onLine && queue.state !== 'revoked') await list.refresh()
      root.dataset.ready = 'list'
    } catch {
      // the list that is there goes on serving
    }
    setTimeout(fresh, 25_000)
  }
  fresh()
  const kept = await navigator.serviceWorker.register('/sw-pindai.js', { scope })
  const worker = kept.active ?? kept.waiting ?? kept.installing
  const keepPages = () => worker.postMessage({ keep: [address, root.dataset.unsent] })
  if (worker.state === 'activated') keepPages()
  else worker.addEventListener('statechange', () => worker.state === 'activated' && keepPages())
}

// chooseGate changes the gate without leaving the page, so that the camera stays open.
function chooseGate() {
  const form = root.querySelector('form[data-gate]')
  if (!form) return
  form.querySelector('button').hidden = true
  const select = form.querySelector('select')
  const asked = new URLSearchParams(location.search).get('pintu') // a kept page knows of no choice
  if (asked && select.value !== asked && [...select.options].some(o => o.value === asked)) {
    select.value = asked
    root.querySelectorAll('[data-gate-value]').forEach(field => { field.value = asked })
  }
  select.addEventListener('change', () => {
    const address = new URL(location.href)
    if (select.value) address.searchParams.set('pintu', select.value)
    else address.searchParams.delete('pintu')
    history.replaceState(null, '', address)
    root.querySelectorAll('[data-gate-value]').forEach(field => { field.value = select.value })
  })
}

// A hidden page gives the camera and the screen lock away; both come back with it.
let resuming = false

async function resume() {
  if (document.visibilityState === 'hidden') {
    resuming = view.on
    if (resuming) view.stop()
  } else if (resuming) {
    resuming = false
    torchButton.setAttribute('aria-pressed', 'false')
    try {
      await view.start()
    } catch {
      // the big button opens it again
    }
    buttons()
  }
}

if (root) enhance()
