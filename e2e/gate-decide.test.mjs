// The device at a gate decides as the server does: the cases of app.Admit that a device can know.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decide, normal } from '../static/js/gate-decide.js'

const at = (hours, minutes = 0) => Date.UTC(2026, 11, 12, hours - 7, minutes) // Jakarta time
const hour = 3_600_000
const event = { off: false, from: at(9), to: at(16), reentry: 'none', wait: 0, early: hour, late: hour }
const sessions = { 3: { text: 'Sesi 09.00', from: at(9), to: at(9, 50) }, 4: { text: 'Sesi 13.00', from: at(13), to: at(14) } }
const entry = (state, ids = [3]) => ['hash', 'chk', 'Siti A.', state, ids]

for (const [name, list, ticket, marks, when, told, refusal] of [
  ['in time', {}, entry('ok'), [], at(9, 5), 'ok'],
  ['at the first minute of the day', {}, entry('ok'), [], at(0), 'ok'],
  ['at the last minute of the day', {}, entry('ok'), [], at(23, 59), 'ok'],
  ['the day before', {}, entry('ok'), [], at(-1, 59), 'rejected', 'not_today'],
  ['the day after', {}, entry('ok'), [], at(24), 'rejected', 'not_today'],
  ['without a session', {}, entry('ok', []), [], at(9), 'ok'],
  ['not in the list', {}, undefined, [], at(9), 'saved'],
  ['event called off', { off: true }, entry('ok'), [], at(9), 'rejected', 'event_cancelled'],
  ['cancelled', {}, entry('cancelled'), [], at(9), 'rejected', 'cancelled'],
  ['replaced', {}, entry('revoked'), [], at(9), 'rejected', 'revoked'],
  ['waiting', {}, entry('waitlisted'), [], at(9), 'rejected', 'waitlisted'],
  ['used', {}, entry('ok'), [{ session: 3, at: at(9, 2) }], at(9, 5), 'duplicate'],
  ['used, shown the next day', {}, entry('ok'), [{ session: 3, at: at(9, 2) }], at(30), 'duplicate'],
  ['read before the mark that is known', {}, entry('ok'), [{ session: 3, at: at(9, 2) }], at(9, 1), 'ok'],
  ['let in to the other of two slots', {}, entry('ok', [3, 4]), [{ session: 3, at: at(9, 2) }], at(12, 50), 'ok'],
  ['free to come back', { reentry: 'free' }, entry('ok'), [{ session: 3, at: at(9, 2) }], at(9, 5), 'ok'],
  ['too soon', { reentry: 'cooldown', wait: 10 * 60_000 }, entry('ok'), [{ session: 3, at: at(9, 2) }], at(9, 11), 'duplicate'],
  ['long enough', { reentry: 'cooldown', wait: 10 * 60_000 }, entry('ok'), [{ session: 3, at: at(9, 2) }], at(9, 12), 'ok'],
  ['once a day, on that day', { reentry: 'daily' }, entry('ok'), [{ session: 3, at: at(9, 2) }], at(23), 'duplicate'],
]) {
  test(name, () => {
    const v = decide({ event: { ...event, ...list }, sessions }, ticket, marks, when)
    assert.equal(v.told, told)
    assert.equal(v.refusal, refusal)
  })
}

test('codes are read as the server reads them', () => {
  assert.equal(normal(' k7qp-2m4x '), 'K7QP2M4X')
  assert.equal(normal('oil0-ul1O'), '011' + '0' + 'V' + '1' + '1' + '0')
  for (const wrong of ['', 'K7QP', 'K7QP2M4X!', 'K7QP2M4XK7QP2M4XX', 'https://contoh.id']) assert.equal(normal(wrong), '')
})
