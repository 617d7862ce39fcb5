// retry asks again by itself after a server that was too busy to answer. Everybody waits a little longer than told, and
// not all equally long, so that a crowd does not come back in one moment.
export function retry(root) {
  for (const form of root.querySelectorAll('form[data-retry]')) {
    const line = form.querySelector('[role=status]')
    let left = Math.ceil(Number(form.dataset.retry) * (1 + Math.random()))
    line.hidden = false
    const tick = () => {
      line.textContent = form.dataset.retryText.replace('{n}', left)
      if (left-- > 0) return setTimeout(tick, 1000)
      form.requestSubmit()
    }
    tick()
  }
}
