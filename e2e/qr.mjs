// Reads QR codes off pictures with the decoder that the gate's page uses.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

prepareZXingModule({ overrides: { wasmBinary: readFileSync(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))) } })

// decodeQR returns the text of the one QR code in a PNG.
export async function decodeQR(png) {
  const found = await readBarcodes(new Uint8Array(png), { formats: ['QRCode'], tryHarder: true })
  assert.equal(found.length, 1, 'one QR code in the picture')
  return found[0].text
}
