// classList makes the list of a meeting quick: it counts along, shows what is not saved yet and warns before that is left
// behind, and moves between people with the arrow keys. Without it the list is a plain form.
export function classList() {
  const form = document.querySelector('form[data-class]')
  if (!form) return
  const people = [...form.querySelectorAll('[data-person]')]
  const bar = form.querySelector('[data-unsaved]')
  const letters = { present: 'h', late: 't', excused: 'i', sick: 's', absent: 'a' }
  let sending = false

  const chosen = p => p.querySelector('.marks input:checked')
  // What stands is in the hidden field: "version:status:remark".
  const changed = p => {
    const [, status, ...remark] = p.querySelector('input[name^=s_]').value.split(':')
    return (chosen(p)?.value ?? '') !== status || p.querySelector('input[name^=c_]').value.trim() !== remark.join(':') || !!p.querySelector('input[name^=x_]:checked')
  }
  const unsaved = () => people.filter(changed).length
  const tell = () => {
    const n = { h: 0, t: 0, i: 0, s: 0, a: 0, '': 0 }
    for (const p of people) {
      n[letters[chosen(p)?.value] ?? '']++
      p.classList.toggle('is-changed', changed(p))
    }
    for (const c of form.querySelectorAll('[data-count]')) c.textContent = n[c.dataset.count]
    const left = unsaved()
    bar.textContent = left ? form.dataset.unsavedText.replace('{n}', left) : ''
  }

  form.addEventListener('input', tell)
  form.addEventListener('change', tell)
  form.addEventListener('keydown', e => {
    const group = e.target.closest('.marks')
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key]
    if (!group || !step || e.ctrlKey || e.metaKey || e.altKey) return
    e.preventDefault()
    const next = people[people.indexOf(group.closest('[data-person]')) + step]
    if (next) (chosen(next) ?? next.querySelector('.marks input')).focus()
  })
  form.addEventListener('submit', () => { sending = true })
  addEventListener('beforeunload', e => { if (!sending && unsaved()) e.preventDefault() })
  addEventListener('pageshow', () => { sending = false; tell() })
  tell()
}
