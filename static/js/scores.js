// scores makes the grid of a selection quick: it counts what is not saved yet, warns before that is left behind, and
// moves with Enter and the arrow keys within a column. Without it the grid is a plain form.
export function scores() {
  const form = document.querySelector('form[data-scores]')
  if (!form) return
  const cells = [...form.querySelectorAll('td input[type=text]')]
  const count = form.querySelector('[data-unsaved]')
  const was = new Map(cells.map(c => [c, original(c)]))
  let sending = false

  const unsaved = () => cells.filter(c => c.value.trim() !== was.get(c)).length
  const tell = () => {
    const n = unsaved()
    if (count) count.textContent = n ? count.dataset.unsaved.replace('{n}', n) : count.dataset.none
    for (const c of cells) c.classList.toggle('is-changed', c.value.trim() !== was.get(c))
  }

  form.addEventListener('input', tell)
  form.addEventListener('focusin', e => { if (cells.includes(e.target)) e.target.select() })
  form.addEventListener('keydown', e => {
    if (!cells.includes(e.target) || e.ctrlKey || e.metaKey || e.altKey) return
    const step = { Enter: e.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[e.key]
    if (!step) return
    e.preventDefault()
    below(e.target, step)?.focus()
  })
  form.addEventListener('submit', () => { sending = true })
  addEventListener('beforeunload', e => { if (!sending && unsaved()) e.preventDefault() })
  addEventListener('pageshow', () => { sending = false; tell() })
  tell()
}

// original returns what stood in the cell when it was last saved: the hidden field beside it says "version:text".
function original(cell) {
  const hidden = cell.form.elements[`w${cell.name.slice(1)}`]
  return hidden ? hidden.value.slice(hidden.value.indexOf(':') + 1).trim() : cell.defaultValue.trim()
}

function below(cell, step) {
  const td = cell.closest('td')
  let row = cell.closest('tr')
  do { row = step > 0 ? row.nextElementSibling : row.previousElementSibling } while (row && !row.cells[td.cellIndex]?.querySelector('input[type=text]'))
  return row?.cells[td.cellIndex].querySelector('input[type=text]')
}
