// photo makes photos small before they are sent: one from a phone's camera weighs many megabytes, of which papers need
// a fraction. A chosen JPEG, PNG or WebP wider or higher than 1600 pixels becomes a JPEG that is not. What cannot be
// made smaller stays as it was, and the server decides about it. Only pages with a file to send load this.
const longest = 1600
const quality = 0.85
const working = new Map() // the control that files are being made small for, and the promise of it

export function photos(root) {
  for (const input of root.querySelectorAll('input[type=file][data-downscale]')) {
    const line = root.createElement('p') // before there is something to say, so that screen readers know it
    line.className = 'vh'
    line.setAttribute('role', 'status')
    input.after(line)
    input.addEventListener('change', () => begin(input, line))
    if (input.files.length) begin(input, line) // chosen while this was on its way
  }

  // Before the other listeners: they mark a form as sent, and this one is not yet.
  root.addEventListener('submit', e => {
    const form = e.target
    if (form.dataset.shrinking) return stop(e)
    const pending = [...working].filter(([input]) => input.form === form).map(([, work]) => work)
    if (!pending.length) return
    stop(e)
    form.dataset.shrinking = '1'
    e.submitter?.setAttribute('aria-disabled', 'true')
    Promise.all(pending).then(() => {
      delete form.dataset.shrinking
      e.submitter?.removeAttribute('aria-disabled')
      form.requestSubmit(e.submitter)
    })
  }, true)
}

function stop(e) {
  e.preventDefault()
  e.stopImmediatePropagation()
}

function begin(input, line) {
  const chosen = input.files
  const work = shrink(input, chosen, line).catch(() => say(line, '')).finally(() => {
    if (working.get(input) === work) working.delete(input)
  })
  working.set(input, work)
}

async function shrink(input, chosen, line) {
  const [first] = chosen
  say(line, '')
  const files = new DataTransfer()
  let smaller = false
  for (const file of chosen) { // one after the other: a phone has no memory for several
    if (/^image\/(jpeg|png|webp)$/.test(file.type)) say(line, input.dataset.downscale)
    const made = await small(file).catch(() => null)
    files.items.add(made ?? file)
    smaller ||= !!made
  }
  if (input.files[0] !== first) return // another was chosen meanwhile
  if (smaller) input.files = files.files
  say(line, smaller ? input.dataset.downscaled : '')
}

// small returns a smaller photo of the same picture, or null when the file is as it should be.
async function small(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return null
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  try {
    const scale = longest / Math.max(picture.width, picture.height)
    if (scale >= 1) return null
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(picture.width * scale))
    canvas.height = Math.max(1, Math.round(picture.height * scale))
    const pen = canvas.getContext('2d')
    pen.fillStyle = '#fff' // a JPEG knows no transparency
    pen.fillRect(0, 0, canvas.width, canvas.height)
    pen.imageSmoothingQuality = 'high'
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise(resolve => canvas.toBlob(resolve, 'image/jpeg', quality))
    if (!blob || blob.size >= file.size) return null
    return new File([blob], file.name.replace(/\.[^.]*$/, '') + '.jpg', { type: 'image/jpeg', lastModified: file.lastModified })
  } finally {
    picture.close()
  }
}

function say(line, text) {
  line.textContent = text
  line.className = text ? 'hint' : 'vh'
}
