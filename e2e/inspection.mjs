// The checks that every page must pass, whatever state it is in.
import assert from 'node:assert/strict'
import { HtmlValidate } from 'html-validate'
import { accessible, fits, send, tappable, translated } from './support.mjs'

// What html-validate recommends, but for three rules: templ writes the doctype in lower case, which HTML allows as well;
// checkboxes of one question share their name; the style sheet, not special characters that would be copied along,
// keeps telephone numbers on one line.
const validator = new HtmlValidate({
  root: true, extends: ['html-validate:recommended'],
  rules: {
    'doctype-style': 'off', 'tel-non-breaking': 'off',
    'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'submit', 'button', 'reset'] }],
  },
})

// valid checks HTML as it was served, before any script touched it.
async function valid(html, where) {
  const { results } = await validator.validateString(html)
  const found = results.flatMap(r => r.messages).map(m => `${m.ruleId}: ${m.message} (${html.slice(Math.max(0, m.offset - 60), m.offset + 60)})`)
  assert.deepEqual(found, [], `HTML of ${where}`)
}

// inspection makes the checks of one scenario. It collects what they find, so that one run names everything. Axe runs
// once for each combination of width and colour scheme.
export function inspection({ combinations = [[320, 'light'], [320, 'dark'], [1280, 'light'], [1280, 'dark']] } = {}) {
  const found = []
  const note = async check => {
    try {
      await check
    } catch (err) {
      if (err.code !== 'ERR_ASSERTION') throw err
      found.push(err.message.split('\n')[0] + (Array.isArray(err.actual) ? '\n    ' + err.actual.join('\n    ') : ''))
    }
  }
  // sound runs every check of a page on the state it is in.
  const sound = async (page, where) => {
    await note(translated(page, where))
    for (const [width, colorScheme] of combinations) {
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme })
      await note(accessible(page, `${where}, ${width} px, ${colorScheme}`))
    }
    await page.setViewportSize({ width: 640, height: 400 })
    await note(fits(page, `${where} at a zoom of 200 %`))
    await page.setViewportSize({ width: 320, height: 800 })
    await note(fits(page, `${where}, 320 px`))
    await note(tappable(page, where))
    await page.emulateMedia({ colorScheme: 'light' })
  }
  // visit opens an address, expects its status and checks the page and what was served.
  const visit = async (page, path, status = 200) => {
    const answer = await page.goto(path)
    assert.equal(answer.status(), status, path)
    await note(valid(await answer.text(), path))
    await sound(page, path)
  }
  // failed sends the page's form as it is, expects it to be turned down and checks the page with its errors.
  const failed = async (page, where) => {
    const answer = await send(page)
    assert.equal(answer.status(), 422, where)
    await note(valid(await answer.text(), where))
    await sound(page, where)
  }
  return { sound, visit, failed, note, end: () => assert.equal(found.length, 0, '\n' + found.join('\n')) }
}

// first returns the first address on a list page that begins with a prefix.
export async function first(page, list, prefix) {
  await page.goto(list)
  return page.locator(`main a[href^="${prefix}"]`).first().getAttribute('href')
}
