// The script of the staff pages: quicker tables, previews beside forms. It adds to app.js.
import { classList } from './class.js'
import { preview } from './preview.js'
import { scores } from './scores.js'

// rows: j and k walk the rows' links, x ticks the row, / goes to the search; never while somebody types.
function keys() {
  document.addEventListener('keydown', e => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input:not([type=checkbox]), select, textarea')) return
    if (e.key === '/') {
      const field = document.querySelector('input[type=search]')
      if (field) { e.preventDefault(); field.focus(); field.select() }
      return
    }
    const rows = [...document.querySelectorAll('tbody tr')]
    const here = rows.indexOf(document.activeElement?.closest('tr'))
    if (e.key === 'j' || e.key === 'k') {
      const row = rows[Math.min(rows.length - 1, Math.max(0, here + (e.key === 'j' ? 1 : -1)))]
      row?.querySelector('a, button, input')?.focus()
    } else if (e.key === 'x' && here >= 0) {
      rows[here].querySelector('.tick input')?.click()
    }
  })
}

// picks: a box with data-all ticks the whole column, shift-click a range; the bar of bulk actions counts along.
function picks() {
  const boxes = [...document.querySelectorAll('tbody .tick input')]
  const all = document.querySelector('.tick input[data-all]')
  const bar = document.querySelector('.bulk[data-bulk]')
  if (!boxes.length) return
  if (all) all.hidden = false
  let last
  const count = () => {
    const n = boxes.filter(b => b.checked).length
    if (all) { all.checked = n === boxes.length; all.indeterminate = n > 0 && n < boxes.length }
    if (!bar) return
    bar.hidden = n === 0
    const text = bar.querySelector('.bulk__count')
    if (text?.dataset.count) text.textContent = text.dataset.count.replace('{n}', n)
  }
  boxes.forEach((box, i) => box.addEventListener('click', e => {
    if (e.shiftKey && last !== undefined) {
      for (let j = Math.min(last, i); j <= Math.max(last, i); j++) boxes[j].checked = box.checked
    }
    last = i
    count()
  }))
  all?.addEventListener('change', () => { boxes.forEach(b => { b.checked = all.checked }); count() })
  addEventListener('pageshow', count)
  count()
}

// marks: H T I S A choose the mark of the focused group and move on to the next one.
function marks() {
  const roll = document.querySelector('.roll')
  roll?.addEventListener('keydown', e => {
    const group = e.target.closest('.marks')
    if (!group || e.ctrlKey || e.metaKey || e.altKey || e.key.length !== 1) return
    const choice = group.querySelector(`.mark--${CSS.escape(e.key.toLowerCase())} input`)
    if (!choice) return
    e.preventDefault()
    e.stopPropagation()
    choice.checked = true
    choice.dispatchEvent(new Event('change', { bubbles: true }))
    const groups = [...roll.querySelectorAll('.marks')]
    const column = group.closest('td')?.cellIndex
    const next = groups.slice(groups.indexOf(group) + 1).find(g => g.closest('td')?.cellIndex === column)
    ;(next?.querySelector('input:checked') ?? next?.querySelector('input'))?.focus()
  })
}

keys()
picks()
marks()
preview(document)
scores()
classList()
