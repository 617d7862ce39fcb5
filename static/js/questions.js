// questions shows at once the questions that an answer opens. One that depends on another stands in a fieldset that is
// off while it is not asked; they come in order, so that one pass settles whole chains of them.
export function questions(root) {
  const dependent = [...root.querySelectorAll('fieldset[data-shown-if]')]
  if (!dependent.length) return
  const settle = () => {
    for (const set of dependent) {
      const { shownIf, shownValue } = set.dataset
      const asked = [...root.querySelectorAll(`[name="${shownIf}"]`)].some(field =>
        !field.matches(':disabled') && (field.tagName === 'SELECT' || field.checked) && field.value === shownValue)
      set.hidden = set.disabled = !asked
    }
  }
  root.addEventListener('change', settle)
  addEventListener('pageshow', settle) // the browser may have put answers back
  settle()
}
