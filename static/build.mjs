// Builds static/dist: bundles and hashes the entries below, copies the parts that come from npm, and writes
// .br and .gz twins for the server to send as they are. Run by `npm run build`; does nothing when no input changed.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build, version as esbuildVersion } from 'esbuild'

const root = fileURLToPath(new URL('.', import.meta.url))
const modules = join(root, '..', 'node_modules')
const dist = join(root, 'dist')

// Entries that do not exist are left out, so that an area can be added by adding its file.
const entries = [
  'css/app.css', 'css/staff.css', 'css/scan.css',
  'js/app.js', 'js/staff.js', 'js/scan.js', 'js/scan-worker.js', 'js/ticket.js', 'js/unsent.js',
]
// Service workers stand alone: they cannot load parts that they share with pages.
const workers = ['js/ticket-worker.js', 'js/gate-worker.js']
const copies = [
  [join(root, 'img/mark.svg'), 'mark.svg'],
  // What pictures for sharing are written in (OFL-1.1), by app/card; browsers never ask for them.
  [join(modules, '@expo-google-fonts/plus-jakarta-sans/700Bold/PlusJakartaSans_700Bold.ttf'), 'card-bold.ttf'],
  [join(modules, '@expo-google-fonts/plus-jakarta-sans/500Medium/PlusJakartaSans_500Medium.ttf'), 'card-medium.ttf'],
  // What tickets are written in where the above has no letter: Japanese names (OFL-1.1), by app/card and app/paper.
  [join(modules, '@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf'), 'japanese.ttf'],
  // The decoder's wasm must be of the same version as the js that scan-worker.js imports: both come from one package.
  [join(modules, 'zxing-wasm/dist/reader/zxing_reader.wasm'), 'zxing_reader.wasm'],
]
const twinned = new Set(['.css', '.js', '.svg', '.wasm', '.json'])
const br = promisify(brotliCompress)
const gz = promisify(gzip)

const sha = data => createHash('sha256').update(data).digest('hex')

async function sources() {
  const files = [join(root, 'build.mjs'), join(root, 'icons.json'), ...copies.map(([from]) => from)]
  for (const dir of ['css', 'js']) {
    for (const name of (await readdir(join(root, dir), { recursive: true })).sort()) {
      if (extname(name)) files.push(join(root, dir, name))
    }
  }
  return files
}

async function digest() {
  const sum = createHash('sha256').update(esbuildVersion)
  for (const name of await sources()) sum.update(name.slice(root.length)).update('\0').update(sha(await readFile(name)))
  for (const name of ['lucide-static', 'zxing-wasm', 'idb', '@fontsource/plus-jakarta-sans', '@expo-google-fonts/plus-jakarta-sans', '@expo-google-fonts/noto-sans-jp']) {
    sum.update(JSON.parse(await readFile(join(modules, name, 'package.json'))).version)
  }
  return sum.digest('hex')
}

async function fresh(want) {
  try {
    const old = JSON.parse(await readFile(join(dist, 'manifest.json')))
    return old.digest === want && Object.values(old.files).every(f => existsSync(join(dist, f.file)) &&
      (!f.br || existsSync(join(dist, f.file + '.br'))) && (!f.gz || existsSync(join(dist, f.file + '.gz'))))
  } catch {
    return false
  }
}

// put writes by renaming, so that a reader never sees half a file.
async function put(name, data) {
  const temporary = join(dist, `.${name}.${process.pid}`)
  await writeFile(temporary, data)
  await rename(temporary, join(dist, name))
}

async function twin(name, data, pack, suffix) {
  const path = join(dist, name + suffix)
  if (existsSync(path)) return (await readFile(path)).length // same hashed name, same content
  const packed = await pack(data)
  await put(name + suffix, packed)
  return packed.length
}

async function icons() {
  const out = {}
  for (const name of JSON.parse(await readFile(join(root, 'icons.json')))) {
    const svg = await readFile(join(modules, 'lucide-static/icons', `${name}.svg`), 'utf8')
    out[name] = svg.replace(/^[^]*?<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '').replace(/\s+/g, ' ').replace(/> </g, '><')
      .replace(/ \/>/g, '/>').trim()
  }
  return JSON.stringify(out)
}

async function bundle(entries, shape) {
  const result = await build({
    entryPoints: entries.map(e => join(root, e)).filter(e => existsSync(e)),
    bundle: true, minify: true, ...shape, charset: 'utf8', legalComments: 'none',
    target: ['chrome87', 'firefox90', 'safari14.1'],
    outdir: dist, entryNames: '[name].[hash]', assetNames: '[name].[hash]', chunkNames: 'chunk.[hash]',
    loader: { '.woff2': 'file', '.svg': 'file' },
    absWorkingDir: root, write: false, metafile: true, logLevel: 'warning',
  })
  const inputOf = {}
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    inputOf[basename(path)] = basename(output.entryPoint ?? (path.endsWith('.js') || path.endsWith('.css') ? path : Object.keys(output.inputs)[0]))
  }
  return result.outputFiles.map(f => ({ logical: inputOf[basename(f.path)], file: basename(f.path), data: Buffer.from(f.contents) }))
}

const want = await digest()
if (await fresh(want)) {
  console.log('static/dist is up to date')
  process.exit(0)
}
const started = performance.now()
await mkdir(dist, { recursive: true })
const files = [...await bundle(entries, { splitting: true, format: 'esm' }), ...await bundle(workers, { format: 'iife' })]
for (const [from, logical] of copies) {
  const data = await readFile(from)
  const ext = extname(logical)
  files.push({ logical, file: `${basename(logical, ext)}.${sha(data).slice(0, 8).toUpperCase()}${ext}`, data })
}
files.sort((a, b) => (a.logical < b.logical ? -1 : 1))

const manifest = { digest: want, files: {} }
const keep = new Set(['.gitkeep', 'manifest.json', 'icons.json'])
await Promise.all(files.map(async ({ logical, file, data }) => {
  const entry = manifest.files[logical] = { file, size: data.length }
  await put(file, data)
  keep.add(file)
  if (!twinned.has(extname(file))) return
  entry.br = await twin(file, data, d => br(d, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }), '.br')
  entry.gz = await twin(file, data, d => gz(d, { level: 9 }), '.gz')
  keep.add(file + '.br').add(file + '.gz')
}))
manifest.files = Object.fromEntries(Object.entries(manifest.files).sort(([a], [b]) => (a < b ? -1 : 1)))
await put('icons.json', await icons())
await put('manifest.json', JSON.stringify(manifest, null, 1) + '\n') // last: names only what is there
for (const name of await readdir(dist)) {
  if (!keep.has(name)) await rm(join(dist, name), { recursive: true })
}
for (const [logical, f] of Object.entries(manifest.files)) {
  console.log(`${logical.padEnd(48)} ${String(f.size).padStart(8)}  gz ${String(f.gz ?? '-').padStart(7)}  br ${String(f.br ?? '-').padStart(7)}`)
}
console.log(`built in ${Math.round(performance.now() - started)} ms`)
