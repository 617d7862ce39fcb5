// Readings on their way: kept on disk first, then sent in batches, again and again until somebody takes them in. The
// same reading may be sent twice: it has a name of its own, and is one reading.
import { readings, scanner, waiting, write } from './gate-store.js'

const most = 200 // readings in one request

// gateQueue sends the readings of an event. told is called with what stands whenever that changes:
// { waiting, state } where state is online, offline, signed_out or revoked; answered with each answer.
export function gateQueue(event, address, { told, answered, revoked, report }) {
  let state = navigator.onLine ? 'online' : 'offline', wait = 1000, timer

  async function tell(next) {
    state = next ?? state
    told({ state, waiting: await waiting(event) })
  }

  // add resolves once the reading is on disk.
  async function add(reading) {
    await write('readings', s => s.put({ ...reading, event, address }))
    await tell()
    later(0)
  }

  function later(ms) {
    clearTimeout(timer)
    timer = setTimeout(send, ms)
  }

  // send empties the queue as far as it can; only one page of this browser does at a time.
  async function send() {
    clearTimeout(timer)
    const done = await navigator.locks.request('gerbang-gate-' + event, { ifAvailable: true }, async lock => lock && batch())
    if (done === 'more') return later(0)
    const left = await waiting(event)
    wait = done === 'sent' ? 1000 : Math.min(wait * 2, 30_000)
    later(done === 'sent' && !left ? 45_000 : wait)
  }

  async function batch() {
    const all = await readings(event, most)
    const left = await waiting(event) - all.length
    let response
    try {
      response = await fetch(`${address}/kirim`, {
        method: 'POST', headers: { Accept: 'application/json', 'Content-Type': 'application/json' }, signal: AbortSignal.timeout(20_000),
        body: JSON.stringify({
          scanner: { id: await scanner(event), waiting: left, battery: await battery(), ...report() }, sent_at: new Date(),
          readings: all.map(({ scan_id, code, gate, scanned_at, told }) => ({ scan_id, code, gate, scanned_at, told })),
        }),
      })
    } catch {
      return void await tell('offline')
    }
    if (response.status === 401) return void await tell('signed_out')
    if (!response.ok) return void await tell('offline')
    const { results, revoked: gone } = await response.json().catch(() => ({}))
    if (!results) return void await tell('offline')
    const by = new Map(all.map(r => [r.scan_id, r]))
    const odd = results.filter(r => r.problem || r.state !== 'ok' && ['ok', 'saved'].includes(by.get(r.scan_id)?.told))
    if (odd.length) await write('answers', s => Promise.all(odd.map(r => s.put({ ...by.get(r.scan_id), answer: r }))))
    await write('readings', s => Promise.all(results.map(r => s.delete(r.scan_id))))
    for (const r of results) answered?.(by.get(r.scan_id), r)
    if (gone) {
      await revoked()
      return void await tell('revoked')
    }
    await tell('online')
    return left ? 'more' : 'sent'
  }

  addEventListener('online', () => later(0))
  addEventListener('offline', () => tell('offline'))
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && later(0))
  return { add, send, start: () => { tell(); later(0) }, get state() { return state } }
}

async function battery() {
  const b = await navigator.getBattery?.().catch(() => {})
  return b ? Math.round(b.level * 100) : undefined
}
