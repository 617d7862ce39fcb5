// kelurahan splits a select of kelurahan in groups of kecamatan into one select of each. The first select keeps its
// name, its id and its chosen value, so the form sends the same with and without script.
export function kelurahan(root) {
  for (const select of root.querySelectorAll('select[data-kelurahan]')) split(select)
}

function split(select) {
  const { groupLabel, groupChoose, optionLabel, optionRequired } = select.dataset
  const groups = [...select.querySelectorAll('optgroup')]
  if (groups.length < 2) return
  const empty = select.querySelector(':scope > option[value=""]') ?? new Option('', '')
  const emptyText = empty.text
  const chosen = select.selectedOptions[0]?.closest('optgroup')

  const group = document.createElement('select')
  group.className = select.className
  group.id = select.id + '-group'
  group.add(new Option(groupChoose, ''))
  for (const g of groups) group.add(new Option(g.label, g.label))
  group.value = chosen?.label ?? ''

  const options = new Map(groups.map(g => [g.label, [...g.children]]))
  const fill = keep => {
    const own = options.get(group.value)
    empty.text = own ? emptyText : optionRequired
    select.replaceChildren(empty, ...(own ?? []))
    select.value = own?.some(o => o.value === keep) ? keep : ''
    select.classList.toggle('is-waiting', !own)
  }

  const label = (text, id) => {
    const l = document.createElement('label')
    l.htmlFor = id
    l.className = 'selects__label'
    l.textContent = text
    return l
  }
  const box = select.closest('.select')
  const both = document.createElement('div')
  both.className = 'selects'
  box.before(both)
  const first = document.createElement('div')
  first.className = 'select'
  first.append(group, box.querySelector('svg')?.cloneNode(true) ?? '')
  both.append(label(groupLabel, group.id), first, label(optionLabel, select.id), box)
  fill(select.value)
  group.addEventListener('change', () => fill(''))
}
