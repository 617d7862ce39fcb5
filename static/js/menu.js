// menus closes open menus (details[data-menu]) on Escape, which also gives the focus back, and on a press elsewhere.
export function menus(root) {
  const open = () => root.querySelectorAll('details[data-menu][open], details.drop[open]')
  root.addEventListener('keydown', e => {
    if (e.key !== 'Escape') return
    for (const menu of open()) {
      menu.open = false
      if (menu.contains(root.activeElement)) menu.querySelector('summary').focus()
    }
  })
  root.addEventListener('click', e => {
    for (const menu of open()) if (!menu.contains(e.target)) menu.open = false
  })
}
