// Runs the browser's journeys, two files at a time. A file that fails runs once more, alone: a journey that breaks is
// broken twice, while one that a crowded machine tripped up is named at the end as unsteady, for somebody to mend.
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { run } from 'node:test'
import { tap } from 'node:test/reporters'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const asked = process.argv.slice(2)
const files = asked.length ? asked : (await readdir(here)).filter(name => name.endsWith('.test.mjs')).sort().map(name => join(here, name))
if (!files.length) throw new Error('there is no journey to run')

// failing runs files and returns those with a test that failed.
async function failing(files, concurrency) {
  const failed = new Set()
  const events = run({ files, concurrency })
  events.on('test:fail', ({ file, name }) => failed.add(file ?? name))
  for await (const line of events.compose(tap)) process.stdout.write(line)
  return [...failed]
}

const first = await failing(files, 2)
const broken = first.length ? await failing(first, 1) : []
const unsteady = first.filter(file => !broken.includes(file))
if (unsteady.length) console.log(`# unsteady, passed when run alone: ${unsteady.map(file => basename(file)).join(', ')}`)
if (broken.length) console.log(`# broken: ${broken.map(file => basename(file)).join(', ')}`)
process.exitCode = broken.length ? 1 : 0
