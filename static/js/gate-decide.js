// Decides at a gate without internet, as app.Admit does with it: a pure function of the list that the device holds.
const day = 86_400_000, jakarta = 7 * 3_600_000 // Jakarta has had no summer time since 1942

const dayOf = at => Math.floor((at + jakarta) / day) * day - jakarta

// normal reads a code as typed or scanned, like app.NormalizeTicketCode; empty when it can be none.
export function normal(text) {
  const code = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1').replace(/U/g, 'V')
  return /^(?:[0-9A-HJKMNP-TV-Z]{8}|[0-9A-HJKMNP-TV-Z]{16})$/.test(code) ? code : ''
}

function within(event, session, at) {
  const { from, to } = session ?? event
  return at >= Math.min(dayOf(from), from - event.early) && at < Math.max(dayOf(to - 1) + day, to + event.late)
}

// nearest is the session of a ticket that lies nearest to the moment: an applicant may sit in two on one day.
function nearest(ids, sessions, at) {
  const away = s => Math.max(s.from - at, at - s.to, 0)
  return ids.map(id => ({ id, ...sessions[id] })).filter(s => s.from).sort((a, b) => away(a) - away(b) || a.from - b.from)[0]
}

function mayReturn(event, last, at) {
  switch (event.reentry) {
    case 'free': return true
    case 'cooldown': return at >= last + event.wait
    case 'daily': return dayOf(last) !== dayOf(at)
  }
  return false
}

// decide tells what the device says of a ticket at a moment: told (ok, duplicate, rejected or saved), why, whose it is,
// its session, and the mark that was there. marks are those of the ticket.
export function decide({ event, sessions }, entry, marks, at) {
  if (event.off) return { told: 'rejected', refusal: 'event_cancelled' }
  if (!entry) return { told: 'saved' }
  const [, , name, state, ids] = entry
  const session = nearest(ids ?? [], sessions, at)
  const out = { name, session, sessionId: session?.id ?? 0 }
  if (state !== 'ok') return { ...out, told: 'rejected', refusal: state }
  const mine = marks.filter(m => m.session === out.sessionId && m.at <= at)
  const first = mine.reduce((a, m) => !a || m.at < a.at ? m : a, undefined)
  const last = Math.max(...mine.map(m => m.at))
  if (first && !mayReturn(event, last, at)) return { ...out, told: 'duplicate', first }
  if (!within(event, session, at)) return { ...out, told: 'rejected', refusal: 'not_today' }
  return { ...out, told: 'ok' }
}
