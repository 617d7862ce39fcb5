// An officer brings vacancies in from a spreadsheet: template, a file with good and bad rows, the errors, saving, the
// same file again, and an export that imported again changes nothing.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { inspection } from './inspection.mjs'
import { asStaff, scenario, send, submit } from './support.mjs'

// figures are the counts of a preview: new, changed, unchanged, with errors.
const figures = page => page.locator('.stat__value').allInnerTexts()

async function upload(page, name, mimeType, buffer) {
  await page.goto('/dasbor/impor')
  await page.check('[name=jenis][value=lowongan]')
  await page.setInputFiles('[name=berkas]', { name, mimeType, buffer })
  return send(page)
}

async function download(page, control) {
  const [file] = await Promise.all([page.waitForEvent('download'), control.click()])
  return readFileSync(await file.path())
}

scenario('an officer imports and exports vacancies', async ({ open }) => {
  const page = await open({ width: 1280, acceptDownloads: true })
  await asStaff(page, 'officer')
  const { visit, sound, failed, end } = inspection({ combinations: [[360, 'light'], [1280, 'dark']] })
  await visit(page, '/dasbor/impor')
  await failed(page, 'an import without a file')
  await visit(page, '/dasbor/perusahaan/ekspor')
  await page.setViewportSize({ width: 1280, height: 900 })

  await page.goto('/dasbor/impor')
  const template = (await download(page, page.locator('main a[href$="lowongan.csv"]'))).toString()
  assert.match(template, /CONTOH-1/)
  const workbook = await download(page, page.locator('main a[href$="lowongan.xlsx"]'))
  assert.equal(workbook.subarray(0, 2).toString(), 'PK')

  // The example of the template, for an agency of the demo data, filled in three times: right, right and wrong.
  const agencies = (await (await page.request.post('/dasbor/perusahaan/ekspor', { form: { format: 'csv', status: 'active' }, headers: { 'Sec-Fetch-Site': 'same-origin' } })).text())
  const [columns, ...rows] = agencies.split('\n').map(line => line.replaceAll('"', '').replace('\ufeff', '').split(','))
  const number = rows.map(cells => cells[columns.findIndex(c => c.includes('SIP3MI'))]).find(Boolean) // the state has none
  const [head, example] = template.split('\r\n')
  const row = reference => example.replace('CONTOH-1', reference).replace('SIP3MI 001/2024', number)
  const file = Buffer.from([head, example, row('UJI-1'), row('UJI-2'), row('UJI-3').replace('180000', 'banyak')].join('\r\n'))
  await upload(page, 'lowongan.csv', 'text/csv', file)
  assert.deepEqual(await figures(page), ['2', '0', '0', '1'])
  assert.match(await page.locator('tbody').innerText(), /Gaji terendah[\s\S]*banyak[\s\S]*angka bulat/)
  await sound(page, 'the preview')
  await page.setViewportSize({ width: 1280, height: 900 })
  const mend = await download(page, page.locator('main a[href$="perbaikan.xlsx"]'))
  assert.equal(mend.subarray(0, 2).toString(), 'PK')
  await page.check('[name=tujuan][value=periksa]')
  await submit(page, page.getByRole('button', { name: 'Simpan 2 baris yang benar' }))
  assert.match(await page.locator('.notice').first().innerText(), /2 baris tersimpan/)
  await sound(page, 'the result')
  await page.setViewportSize({ width: 1280, height: 900 })

  await upload(page, 'lowongan.csv', 'text/csv', file)
  assert.deepEqual(await figures(page), ['0', '0', '2', '1'])

  await page.goto('/dasbor/lowongan/ekspor?status=in_review')
  const exported = await download(page, page.getByRole('button', { name: 'Unduh' }))
  await upload(page, 'lowongan.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', exported)
  const [fresh, changed, same, wrong] = await figures(page)
  assert.deepEqual([fresh, changed, wrong], ['0', '0', '0'], await page.locator('tbody').innerText())
  assert.ok(Number(same) >= 2)
  end()
})
