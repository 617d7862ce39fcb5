// The decoder in a worker of its own, so that a slow phone keeps answering to touch while it reads. The first message
// names the wasm; every other one is a picture, answered with the text of its QR code or with nothing.
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

const options = { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 1 }

self.addEventListener('message', async ({ data }) => {
  try {
    if (data.wasm) {
      await prepareZXingModule({ overrides: { locateFile: () => data.wasm }, fireImmediately: true })
      return self.postMessage({ ready: true })
    }
    const image = new ImageData(new Uint8ClampedArray(data.pixels), data.width, data.height)
    const [found] = await readBarcodes(image, options)
    self.postMessage({ id: data.id, text: found?.isValid === false ? '' : found?.text ?? '' })
  } catch (err) {
    self.postMessage({ id: data.id, failed: String(err) })
  }
})
