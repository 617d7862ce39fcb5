// What a device at a gate keeps on its disk: readings that are not sent yet, what became of those that need a look, and
// the list of each event's tickets.
import { openDB } from 'idb'

let opening

export function store() {
  opening ??= openDB('gerbang-gate', 1, {
    upgrade(db) {
      for (const name of ['readings', 'answers']) db.createObjectStore(name, { keyPath: 'scan_id' }).createIndex('event', 'event')
      db.createObjectStore('lists', { keyPath: 'event' })
    },
    terminated() { opening = undefined },
  }).catch(err => { opening = undefined; throw err })
  return opening
}

// write runs fn over one store and resolves once what it did is on disk, not merely handed over.
export async function write(name, fn) {
  const tx = (await store()).transaction(name, 'readwrite', { durability: 'strict' })
  await Promise.all([fn(tx.store), tx.done])
}

export const readings = async (event, most) => (await store()).getAllFromIndex('readings', 'event', event, most)
export const waiting = async event => (await store()).countFromIndex('readings', 'event', event)
export const answers = async event => (await store()).getAllFromIndex('answers', 'event', event)

// scanner is the name of this device at an event: made once, and the same until its data is cleared.
export async function scanner(event) {
  const have = await (await store()).get('lists', event)
  if (have?.scanner) return have.scanner
  const scanner = uuid()
  await write('lists', lists => lists.put({ event, ...have, scanner }))
  return scanner
}

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID()
  const b = crypto.getRandomValues(new Uint8Array(16))
  b[6] = b[6] & 15 | 64
  b[8] = b[8] & 63 | 128
  const hex = [...b].map(x => x.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
