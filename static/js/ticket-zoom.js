// codeAlone helps the code that fills the screen: it keeps the screen awake, closes with Escape, and brings the
// focus there and back. It opens and closes by its address alone.
export function codeAlone(root) {
  const code = root.querySelector('[data-bigcode]')
  if (!code) return
  let lock, opener

  const open = () => location.hash === '#' + code.id
  async function awake() {
    if (!open() || document.visibilityState !== 'visible') return
    lock = await navigator.wakeLock?.request('screen').catch(() => undefined) // refused when the battery is low
  }
  function changed() {
    if (open()) {
      code.focus({ preventScroll: true })
      awake()
      return
    }
    lock?.release()
    lock = undefined
    opener?.focus({ preventScroll: true })
    opener = undefined
  }
  function close() {
    history.replaceState(null, '', location.pathname + location.search)
    location.hash = 'isi' // :target follows only where the address is gone to
  }

  root.addEventListener('click', e => { opener = e.target.closest('a[href="#' + code.id + '"]') ?? opener })
  root.addEventListener('keydown', e => { if (e.key === 'Escape' && open()) close() })
  addEventListener('hashchange', changed)
  document.addEventListener('visibilitychange', awake)
  if (open()) changed()
}
