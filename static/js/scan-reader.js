// Reads the QR code of a picture: with the browser's own detector where it really works, otherwise with our decoder,
// which is fetched only then.

// reader returns { kind, read(source, box) }, where box is the part { x, y, width, height } of the source to look at.
export async function reader(urls) {
  const own = await nativeReader()
  let current = own ?? await wasmReader(urls)
  return {
    get kind() { return current.kind },
    async read(source, box) {
      try {
        return await current.read(source, box)
      } catch (err) {
        if (current !== own) throw err
        current = await wasmReader(urls) // promised, but without the service behind it
        return current.read(source, box)
      }
    },
  }
}

async function nativeReader() {
  try {
    if (!(await BarcodeDetector.getSupportedFormats()).includes('qr_code')) return
    const detector = new BarcodeDetector({ formats: ['qr_code'] })
    return { kind: 'native', read: async (source, box) => (await detector.detect(picture(source, box)))[0]?.rawValue ?? '' }
  } catch {
    // there is none
  }
}

async function wasmReader(urls) {
  // A worker made from a blob inherits the page's policy, which allows WebAssembly; one fetched by its address
  // would come with the policy of every other file.
  const absolute = path => new URL(path, location.href).href
  const blob = URL.createObjectURL(new Blob([`import ${JSON.stringify(absolute(urls.worker))}`], { type: 'text/javascript' }))
  const worker = new Worker(blob, { type: 'module' })
  const waiting = new Map()
  let last = 0
  try {
    await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => (data.ready ? resolve() : reject(new Error(data.failed)))
      worker.onerror = e => reject(new Error(e.message || 'the worker did not load'))
      // A module's messages wait until it has run, so this one is not lost.
      worker.postMessage({ wasm: absolute(urls.wasm) })
    })
  } catch (err) {
    worker.terminate()
    throw err
  } finally {
    URL.revokeObjectURL(blob)
  }
  worker.onmessage = ({ data }) => {
    const call = waiting.get(data.id)
    waiting.delete(data.id)
    if (data.failed) call?.reject(new Error(data.failed))
    else call?.resolve(data.text)
  }
  return {
    kind: 'wasm',
    read(source, box) {
      const canvas = picture(source, box)
      const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer
      const id = ++last
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        worker.postMessage({ id, pixels, width: canvas.width, height: canvas.height }, [pixels])
      })
    },
  }
}

let canvas

function picture(source, box) {
  canvas ??= document.createElement('canvas')
  const scale = Math.min(1, 1600 / Math.max(box.width, box.height))
  canvas.width = Math.round(box.width * scale)
  canvas.height = Math.round(box.height * scale)
  canvas.getContext('2d', { willReadFrequently: true }).drawImage(source, box.x, box.y, box.width, box.height, 0, 0, canvas.width, canvas.height)
  return canvas
}
