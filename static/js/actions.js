// actions brings to life the buttons that need script: copy, share, print. They are hidden until then, so that
// nobody presses a button that does nothing.
export function actions(root) {
  reveal(root, '[data-copy]', navigator.clipboard, async button => {
    await navigator.clipboard.writeText(button.dataset.copy)
    tell(button, button.dataset.done)
  })
  reveal(root, '[data-share]', navigator.share, button =>
    navigator.share({ title: button.dataset.title, url: new URL(button.dataset.share, location.href).href }))
  reveal(root, '[data-print]', true, () => print())
  saveImage(root)
}

function reveal(root, selector, able, run) {
  if (!able) return
  for (const button of root.querySelectorAll(selector)) {
    button.hidden = false
    button.addEventListener('click', () => Promise.resolve(run(button)).catch(() => {})) // closing the share sheet rejects
  }
}

// tell shows a word in place of the button's own for two seconds.
function tell(button, word) {
  const text = button.querySelector('span')
  const own = text.dataset.own ??= text.textContent
  text.setAttribute('role', 'status')
  text.textContent = word
  setTimeout(() => { text.textContent = own }, 2000)
}

// saveImage hands the ticket's picture to the phone's share sheet, where "save to photos" is; elsewhere the link
// downloads it by itself.
function saveImage(root) {
  if (!navigator.canShare || !matchMedia('(pointer: coarse)').matches) return
  for (const link of root.querySelectorAll('a[data-save-image]')) {
    link.addEventListener('click', async e => {
      e.preventDefault()
      try {
        const answer = await fetch(link.href)
        const file = new File([await answer.blob()], link.download || 'tiket.png', { type: 'image/png' })
        if (!answer.ok || !navigator.canShare({ files: [file] })) throw new Error('cannot share')
        await navigator.share({ files: [file] })
      } catch (err) {
        if (err.name !== 'AbortError') location.href = link.href
      }
    })
  }
}
