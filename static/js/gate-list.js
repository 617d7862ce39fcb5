// The list of an event's tickets on this device: fetched whole once, then only what changed, and kept on disk.
import { decide, normal } from './gate-decide.js'
import { readings, store, write } from './gate-store.js'

const base64 = bytes => btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')

// gateList opens the list of the event with that address, /petugas/pindai/….
export async function gateList(event, address) {
  let list = await (await store()).get('lists', event) ?? { event }
  let key, byHash, marks
  await index()

  async function index() {
    byHash = new Map()
    marks = new Map()
    if (!list.key) return
    key = await crypto.subtle.importKey('raw', Uint8Array.from(atob(list.key), c => c.charCodeAt(0)), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
    for (const { entries } of Object.values(list.buckets)) for (const entry of entries) {
      const same = byHash.get(entry[0])
      if (same) same.push(entry)
      else byHash.set(entry[0], [entry])
    }
    for (const mark of list.marks) remember(mark)
    for (const { told, mark } of await readings(event)) if (told === 'ok') remember(mark) // let in here, and not known there yet
  }

  // remember takes in that somebody was let in. What this device did itself stands with its readings until they are sent.
  function remember(mark) {
    const same = marks.get(mark.hash)
    if (same) same.push(mark)
    else marks.set(mark.hash, [mark])
  }

  const hash = async text => new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text)))

  // refresh fetches what is new. It throws when it could not.
  async function refresh() {
    const have = list.buckets ? Array.from({ length: 64 }, (_, b) => list.buckets[b]?.sum ?? '--------').join('') : ''
    const answer = await fetch(`${address}/daftar?punya=${have}&sejak=${list.at ?? 0}`, { headers: { Accept: 'application/json' }, signal: AbortSignal.timeout(20_000) })
    if (!answer.ok) throw Object.assign(new Error('no list'), { status: answer.status })
    const got = await answer.json()
    const told = new Map((list.marks ?? []).map(m => [m.hash + m.session, m]))
    for (const [hash, session, at, by, annulled] of got.marks) {
      if (annulled) told.delete(hash + session)
      else told.set(hash + session, { hash, session, at, by })
    }
    list = {
      ...await (await store()).get('lists', event), event, key: got.key, at: Date.parse(got.at), fetched: Date.now(), settings: got.event, sessions: got.sessions,
      tickets: got.tickets, buckets: { ...list.buckets, ...got.buckets }, marks: [...told.values()],
    }
    await write('lists', lists => lists.put(list))
    await index()
  }

  // ask decides on a code by what the device knows.
  async function ask(text, at) {
    const code = normal(text)
    if (!list.key || !code) return { told: 'saved' }
    const short = base64((await hash(code.slice(0, 8))).slice(0, 9))
    const check = code.length === 16 && base64((await hash(code)).slice(0, 3))
    const entry = (byHash.get(short) ?? []).find(e => !check || e[1] === check)
    return { ...decide({ event: list.settings, sessions: list.sessions }, entry, marks.get(short) ?? [], at), hash: short }
  }

  async function forget() {
    list = { event, scanner: list.scanner }
    await write('lists', lists => lists.put(list))
    await index()
  }

  return { refresh, ask, remember, forget, get at() { return list.fetched }, get tickets() { return list.tickets } }
}
