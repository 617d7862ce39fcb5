// preview shows, beside a form, the pages that its answers would make, and renews them after a pause in typing. The
// page is put into the frame as it stands: nothing in it runs, and links lead nowhere. Without room for it, or without
// script, the form's own buttons open the same pages by themselves.
const pause = 700

export function preview(root) {
  const form = root.querySelector('form[data-preview]')
  const pane = root.querySelector('[data-preview-pane]')
  if (!form || !pane) return
  const frame = pane.querySelector('iframe')
  const state = pane.querySelector('[data-preview-state]')
  const wide = matchMedia('(min-width: 80rem)')
  let source = form.dataset.preview
  let timer
  let asked = 0

  async function renew() {
    if (!wide.matches) return
    const mine = ++asked
    state.textContent = state.dataset.stale
    try {
      const answer = await fetch(source, { method: 'POST', body: new URLSearchParams(new FormData(form)) })
      if (!answer.ok || mine !== asked) return
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      page.querySelectorAll('script').forEach(s => s.remove())
      const doc = frame.contentDocument
      const top = frame.contentWindow.scrollY
      doc.replaceChild(doc.importNode(page.documentElement, true), doc.documentElement)
      frame.contentWindow.scrollTo(0, top)
      state.textContent = state.dataset.fresh
    } catch {
      state.textContent = ''
    }
  }

  frame.contentDocument.addEventListener('click', e => { if (e.target.closest('a, button')) e.preventDefault() }, true)
  frame.contentDocument.addEventListener('submit', e => e.preventDefault(), true)
  form.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(renew, pause)
  })
  for (const button of pane.querySelectorAll('[data-preview-src]')) {
    button.addEventListener('click', () => {
      source = button.dataset.previewSrc
      pane.querySelectorAll('[data-preview-src]').forEach(b => b.setAttribute('aria-pressed', String(b === button)))
      renew()
    })
  }
  pane.hidden = false
  wide.addEventListener('change', renew)
  renew()
}
