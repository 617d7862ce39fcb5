// The page of what this device has read and not sent yet: everything in it comes from the device's own disk.
import { gateQueue } from './gate-queue.js'
import { store, write } from './gate-store.js'

const root = document.querySelector('[data-unsent]')
const part = (name, within = root) => within.querySelector(`[data-${name}]`)
const say = name => part('words').content.querySelector(`[data-word="${name}"]`).textContent
const queues = new Map()

function row(reading, why) {
  const li = part('row').content.firstElementChild.cloneNode(true), at = new Date(reading.scanned_at)
  part('what', li).textContent = say(reading.told)
  const code = reading.code.replace(/[^0-9a-z]/gi, '').toUpperCase()
  part('code', li).textContent = code.slice(0, 4) + '-' + code.slice(4, 8)
  part('when', li).textContent = at.toLocaleString('id-ID', { timeZone: 'Asia/Jakarta', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
  part('when', li).dateTime = at.toISOString()
  part('why', li).textContent = why ?? ''
  return li
}

let drawn

async function show() {
  const db = await store()
  const [readings, answers] = await Promise.all([db.getAll('readings'), db.getAll('answers')])
  // Nothing is drawn again that stands there already: a button must not go away under a finger.
  const now = JSON.stringify([readings, answers].map(all => all.map(r => r.scan_id)))
  const same = now === drawn
  drawn = now
  const byEvent = Map.groupBy ? Map.groupBy(readings, r => r.event) : readings.reduce((m, r) => m.set(r.event, [...m.get(r.event) ?? [], r]), new Map())
  if (same) return byEvent
  part('events').replaceChildren(...[...byEvent].map(([event, all]) => {
    const section = part('event').content.firstElementChild.cloneNode(true)
    part('list', section).replaceChildren(...all.slice(0, 300).map(r => row(r)))
    part('send', section).addEventListener('click', () => send(event, all[0].address))
    return section
  }))
  part('answers').hidden = !answers.length
  part('list', part('answers')).replaceChildren(...answers.map(a => row(a, a.answer.problem ?? [a.answer.title, a.answer.name, ...a.answer.lines ?? []].filter(Boolean).join(', '))))
  if (!readings.length) tell('none')
  return byEvent
}

function tell(name) {
  part('state').hidden = false
  part('state').textContent = say(name)
}

function send(event, address) {
  tell('sending')
  if (!queues.has(event)) {
    queues.set(event, gateQueue(event, address, {
      async told({ state }) {
        if (state === 'signed_out') location.reload()
        else if (state !== 'online') tell('failed')
        await show()
      },
      report: () => ({}), revoked: async () => {},
    }))
  }
  queues.get(event).send()
}

part('seen').addEventListener('click', async () => {
  await write('answers', s => s.clear())
  await show()
})

show().then(byEvent => { for (const [event, all] of byEvent) send(event, all[0].address) })
