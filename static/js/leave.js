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
  await Promise.all([
    ...names.filter(name => /^(?:tiket|pindai)-halaman/.test(name)).map(name => caches.delete(name)),
    lists().catch(() => {}),
  ])
}

// lists takes the lists of tickets away (gate-store.js). Readings that are not sent stay: they are sent once somebody
// who may signs in.
async function lists() {
  if (!(await indexedDB.databases?.())?.some(db => db.name === 'gerbang-gate')) return
  await new Promise((resolve, reject) => {
    const opening = indexedDB.open('gerbang-gate')
    opening.onerror = reject
    opening.onsuccess = () => {
      const tx = opening.result.transaction('lists', 'readwrite'), all = tx.objectStore('lists').getAll()
      all.onsuccess = () => all.result.forEach(({ event, scanner }) => tx.objectStore('lists').put({ event, scanner }))
      tx.oncomplete = resolve
      tx.onerror = reject
    }
  })
}
