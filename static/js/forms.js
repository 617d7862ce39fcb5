// forms moves the focus to the error summary, keeps a form from being sent twice and asks before what data-confirm
// names. A pressed button keeps its name and value: it is marked, not disabled, because a disabled one is not sent.
// A form with data-download is answered with a file and may be sent again at once.
export function forms(root) {
  root.querySelector('[data-error-summary]')?.focus()

  root.addEventListener('click', e => {
    // The hash alone would scroll the control to the top, out of sight of its label.
    const link = e.target.closest('[data-error-summary] a')
    const field = link && root.getElementById(decodeURIComponent(link.hash.slice(1)))
    if (!field) return
    e.preventDefault()
    ;(root.querySelector(`label[for="${field.id}"]`) ?? field).scrollIntoView({ block: 'start' })
    field.focus({ preventScroll: true })
  })

  root.addEventListener('submit', e => {
    const form = e.target
    const ask = e.submitter?.dataset.confirm ?? form.dataset.confirm
    if (ask && !confirm(ask)) return e.preventDefault()
    if (form.method !== 'post' || e.defaultPrevented || 'download' in form.dataset || e.submitter?.formTarget === '_blank') return // the page stays as it is
    if (form.dataset.sent) return e.preventDefault()
    form.dataset.sent = '1'
    e.submitter?.setAttribute('aria-disabled', 'true')
    setTimeout(() => release(form), 10000) // the network may have failed without leaving the page
  })

  // A page brought back by the back button is as it was left.
  addEventListener('pageshow', e => {
    if (e.persisted) root.querySelectorAll('form[data-sent]').forEach(release)
  })

  root.addEventListener('change', e => {
    const form = e.target.closest('form[data-auto-submit]')
    // On a phone the list is out of sight: there one chooses everything first and presses the button.
    if (form && (form.dataset.autoSubmit !== 'wide' || matchMedia('(min-width: 60rem)').matches)) form.requestSubmit()
  })
}

function release(form) {
  delete form.dataset.sent
  form.querySelectorAll('[aria-disabled]').forEach(b => b.removeAttribute('aria-disabled'))
}
