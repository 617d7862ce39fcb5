// The script of tickets and of the account: it keeps tickets on the phone, so that they open without internet, and
// the screen awake while a code is shown alone.
import { codeAlone } from './ticket-zoom.js'

const line = document.querySelector('[data-kept]')
const shownFromPhone = line?.dataset.kept === 'offline' // the worker has marked this copy
let tapped = 0 // when something on the kept copy was tapped last, in ms
const language = location.pathname.startsWith('/en/') ? '/en' : ''

codeAlone(document)
if (shownFromPhone) offline()
else if ('serviceWorker' in navigator) keep().catch(() => {}) // without a worker, as in private windows, pages work all the same

// keep has the worker store this page, and the tickets that it links to.
async function keep() {
  const scopes = [language + '/t/', language + '/akun']
  const workers = await Promise.all(scopes.map(scope => navigator.serviceWorker.register('/sw-tiket.js', { scope })))
  const worker = await started(workers[location.pathname.startsWith(scopes[0]) ? 0 : 1])
  const tickets = [...document.querySelectorAll(`main a[href^="${language}/t/"]`)].map(a => a.pathname).filter(path => !path.endsWith('.png') && path.split('/').length === scopes[0].split('/').length)
  const signedIn = !!document.querySelector('form[data-leave]')
  const pages = [...new Set([...tickets, ...signedIn ? [language + '/akun/tiket'] : []])].filter(path => path !== location.pathname)
  const answer = new MessageChannel()
  answer.port1.onmessage = e => { if (e.data.at) tell('saved', e.data.at) }
  worker.postMessage({ keep: location.pathname, also: pages }, [answer.port2])
}

// started waits until the worker of a registration runs.
function started({ active, waiting, installing }) {
  const worker = active ?? waiting ?? installing
  return new Promise(resolve => {
    if (worker.state === 'activated') resolve(worker)
    else worker.addEventListener('statechange', () => { if (worker.state === 'activated') resolve(worker) })
  })
}

// offline says how old this copy is, and leaves it for the page itself when there is internet again.
function offline() {
  tell('offline', Number(line.dataset.keptAt))
  for (const link of document.querySelectorAll('[data-online]')) link.hidden = true
  for (const link of document.querySelectorAll('a[data-save-image]')) link.addEventListener('click', save)
  addEventListener('click', e => { if (e.target.closest('a, button')) tapped = Date.now() }, true)
  addEventListener('online', renew)
  navigator.serviceWorker.addEventListener('message', e => { if (e.data.fresh) renew() })
  // Neither of those is heard when it came before this script ran.
  setTimeout(lookAgain, 1000)
  setInterval(lookAgain, 15_000)
}

// renew fetches the page itself. Somebody who has just tapped a link is on their way: a reload would keep them here,
// and lookAgain comes back to it.
function renew() {
  if (Date.now() - tapped > 5000) location.reload()
}

// lookAgain leaves the kept copy once the network answers quickly enough for the worker to prefer it.
async function lookAgain() {
  if (!navigator.onLine) return
  const asked = Date.now()
  const answer = await fetch(location.pathname, { cache: 'no-store' }).catch(() => undefined)
  if (answer && answer.status < 500 && Date.now() - asked < 2000) renew()
}

function tell(what, at) {
  if (!line) return
  const time = new Date(at), today = new Date().toDateString() === time.toDateString()
  const clock = time.toLocaleTimeString(document.documentElement.lang === 'en' ? 'en-GB' : 'id-ID', { hour: '2-digit', minute: '2-digit' })
  const day = today ? '' : time.toLocaleDateString(document.documentElement.lang, { day: 'numeric', month: 'short' }) + ', '
  line.classList.toggle('kept--offline', what === 'offline')
  line.hidden = false
  line.querySelector('span').textContent = line.dataset[what].replace('{time}', day + clock)
}

// save takes the picture from the phone: a download asks the network alone.
async function save(e) {
  if (e.defaultPrevented) return // the phone's share sheet has it
  e.preventDefault()
  const link = e.currentTarget
  const answer = await fetch(link.href)
  if (!answer.ok) return
  const copy = Object.assign(document.createElement('a'), { href: URL.createObjectURL(await answer.blob()), download: link.download })
  copy.click()
  URL.revokeObjectURL(copy.href)
}
