// The script of every page. Pages work without it: it only makes them quicker to use.
import { menus } from './menu.js'
import { forms } from './forms.js'
import { kelurahan } from './kelurahan.js'
import { actions } from './actions.js'
import { questions } from './questions.js'
import { retry } from './retry.js'
import { leave } from './leave.js'

menus(document)
kelurahan(document)
forms(document)
actions(document)
questions(document)
retry(document)
leave(document)
if (document.querySelector('[data-downscale]')) import('./photo.js').then(m => m.photos(document), () => {}) // without it photos are sent as they are
