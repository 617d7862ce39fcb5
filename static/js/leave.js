// leave takes the pages that were kept on this device away before somebody signs out or closes their account, by a
// form with data-leave: the next one to hold it may be somebody else. Files that are the same for everybody stay.
export function leave(root) {
  if (!('caches' in window)) return
  for (const form of root.querySelectorAll('form[data-leave]')) {
    form.addEventListener('submit', e => {
      e.preventDefault()
      forget().finally(() => form.submit())
    })
  }
}

async function forget() {
  const names = await caches.keys()
  await Promise.all(names.filter(name => name.startsWith('tiket-halaman')).map(name => caches.delete(name)))
}
