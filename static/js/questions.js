// questions shows at once the questions that an answer opens. One that depends on another stands in a fieldset that is
// off while it is not asked, by any of the values it names; they come in order, so that one pass settles whole chains.
export function questions(root) {
  const dependent = [...root.querySelectorAll('fieldset[data-shown-if]')]
  if (!dependent.length) return
  const settle = () => {
    for (const set of dependent) {
      const { shownIf, shownValue } = set.dataset
      const asked = [...root.querySelectorAll(`[name="${shownIf}"]`)].some(field =>
        !field.matches(':disabled') && (field.tagName === 'SELECT' || field.checked) && shownValue.split(' ').includes(field.value))
      set.hidden = set.disabled = !asked
    }
  }
  root.addEventListener('change', settle)
  addEventListener('pageshow', settle) // the browser may have put answers back
  settle()
}
