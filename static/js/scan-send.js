// Sends one reading and tells what became of it: { answer } from the server, { slip } for a typed code that cannot be
// one, or { trouble, text } when nobody knows. The same reading may be sent again: it keeps its scan id.

import { uuid } from './gate-store.js'

export function newScan(code, gate, typed) {
  return { code, gate, typed, scan_id: uuid(), scanned_at: new Date().toISOString() }
}

// send waits so many milliseconds for an answer.
export async function send(scan, patience) {
  const giveUp = new AbortController()
  const timer = setTimeout(() => giveUp.abort(), patience)
  try {
    const response = await fetch(location.pathname, {
      method: 'POST', signal: giveUp.signal,
      headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...scan, sent_at: new Date().toISOString() }),
    })
    const body = await response.json()
    if (response.ok) return { answer: body }
    const text = body.error?.message
    if (response.status === 422 && scan.typed) return { slip: text }
    if (response.status === 401) return { trouble: 'signed_out' }
    if (response.status === 429 || response.status === 503) return { trouble: 'busy' }
    return { trouble: 'server', text }
  } catch {
    return { trouble: 'network' }
  } finally {
    clearTimeout(timer)
  }
}
