// Reads zip archives such as XLSX files, by their central directory.
import { inflateRawSync } from 'node:zlib'

// unzip returns the files of an archive by name.
export function unzip(archive) {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06'))
  if (end < 0) throw new Error('not a zip archive')
  const files = new Map()
  let at = archive.readUInt32LE(end + 16)
  for (let n = archive.readUInt16LE(end + 10); n > 0; n--) {
    const method = archive.readUInt16LE(at + 10), size = archive.readUInt32LE(at + 20)
    const [name, extra, comment] = [28, 30, 32].map(o => archive.readUInt16LE(at + o))
    const start = archive.readUInt32LE(at + 42)
    const content = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28)
    const packed = archive.subarray(content, content + size)
    files.set(archive.toString('utf8', at + 46, at + 46 + name), method === 0 ? packed : inflateRawSync(packed))
    at += 46 + name + extra + comment
  }
  return files
}
