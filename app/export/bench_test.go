package export_test

import (
	"io"
	"strconv"
	"testing"
	"time"

	"gerbang/app/export"
)

// The benchmarks write 100,000 rows of 20 columns, as a fair's attendance export has.

const benchRows = 100_000

var benchColumns = []export.Column{
	{Header: "No", Kind: export.Integer}, {Header: "Nama"}, {Header: "NIK"}, {Header: "No. HP"}, {Header: "Surel"},
	{Header: "Jenis kelamin"}, {Header: "Tanggal lahir", Kind: export.Date}, {Header: "Usia", Kind: export.Integer},
	{Header: "Pendidikan"}, {Header: "Disabilitas", Kind: export.Bool}, {Header: "Alamat"}, {Header: "RT/RW"},
	{Header: "Kelurahan"}, {Header: "Kecamatan"}, {Header: "Kegiatan"}, {Header: "Sesi", Kind: export.DateTime},
	{Header: "Status"}, {Header: "Daftar", Kind: export.DateTime}, {Header: "Hadir", Kind: export.DateTime},
	{Header: "Nilai", Kind: export.Decimal},
}

type benchRow struct {
	name, nik, phone, mail, sex, school, address, rtrw, kelurahan, kecamatan, event, status string
	birth, session, registered, arrived                                                     time.Time
	age                                                                                     int64
	score                                                                                   float64
	disabled                                                                                bool
}

func benchData() []benchRow {
	start := time.Date(2026, 12, 12, 1, 0, 0, 0, time.UTC)
	rows := make([]benchRow, 1000)
	seed := uint64(1)
	random := func(n uint64) uint64 {
		seed ^= seed << 13
		seed ^= seed >> 7
		seed ^= seed << 17
		return seed % n
	}
	pick := func(list ...string) string { return list[random(uint64(len(list)))] }
	for i := range rows {
		first := pick("Siti", "Budi", "Dewi", "Agus", "Nur", "Rina", "Joko", "Putri", "Andi", "Maya")
		last := pick("Aminah", "Santoso", "Lestari", "Wijaya", "Hidayat", "Saputra", "Ningsih", "Pratama")
		rows[i] = benchRow{
			name: first + " " + last, nik: "3174" + strconv.FormatUint(100000000000+random(899999999999), 10),
			phone: "+62812" + strconv.FormatUint(10000000+random(89999999), 10),
			mail:  first + strconv.FormatUint(random(100000), 10) + "@example.com", sex: pick("L", "P"),
			school: pick("SMA/SMK", "D3", "S1", "SMP"), address: "Jl. Kebagusan Raya No. " + strconv.FormatUint(random(300), 10),
			rtrw: "00" + strconv.FormatUint(random(9), 10) + "/012", kelurahan: pick("Kebagusan", "Ragunan", "Cilandak Timur", "Pejaten Barat"),
			kecamatan: pick("Pasar Minggu", "Cilandak", "Tebet"), event: "Bursa Kerja Luar Negeri Jakarta Selatan 2026",
			status: pick("Hadir", "Terdaftar", "Dibatalkan"), birth: start.AddDate(-18-int(random(20)), 0, -int(random(365))),
			session: start, registered: start.Add(-time.Duration(random(1_000_000)) * time.Second),
			arrived: start.Add(time.Duration(random(10_000)) * time.Second), age: int64(18 + random(20)),
			score: float64(random(10000)) / 100, disabled: random(20) == 0,
		}
	}
	return rows
}

func benchmarkCells(b *testing.B, open func(io.Writer) (export.Writer, error)) {
	rows := benchData()
	b.ReportAllocs()
	for b.Loop() {
		var size counter
		w, err := open(&size)
		if err != nil {
			b.Fatal(err)
		}
		c := w.(export.Cells)
		for i := range benchRows {
			r := &rows[i%len(rows)]
			c.Integer(int64(i + 1))
			c.Text(r.name)
			c.Text(r.nik)
			c.Text(r.phone)
			c.Text(r.mail)
			c.Text(r.sex)
			c.Time(r.birth)
			c.Integer(r.age)
			c.Text(r.school)
			c.Bool(r.disabled)
			c.Text(r.address)
			c.Text(r.rtrw)
			c.Text(r.kelurahan)
			c.Text(r.kecamatan)
			c.Text(r.event)
			c.Time(r.session)
			c.Text(r.status)
			c.Time(r.registered)
			c.Time(r.arrived)
			c.Decimal(r.score)
			if err := c.End(); err != nil {
				b.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(size)/(1<<20), "MB")
	}
}

func benchmarkRow(b *testing.B, open func(io.Writer) (export.Writer, error)) {
	rows := benchData()
	b.ReportAllocs()
	for b.Loop() {
		w, err := open(io.Discard)
		if err != nil {
			b.Fatal(err)
		}
		for i := range benchRows {
			r := &rows[i%len(rows)]
			err := w.Row(int64(i+1), r.name, r.nik, r.phone, r.mail, r.sex, r.birth, r.age, r.school, r.disabled, r.address,
				r.rtrw, r.kelurahan, r.kecamatan, r.event, r.session, r.status, r.registered, r.arrived, r.score)
			if err != nil {
				b.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

func openXLSX(w io.Writer) (export.Writer, error) {
	return export.NewXLSX(w, benchColumns, export.Sheet{Name: "Peserta"})
}

func openCSV(w io.Writer) (export.Writer, error) {
	return export.NewCSV(w, benchColumns, export.CSVOptions{BOM: true})
}

func BenchmarkXLSX(b *testing.B) {
	b.Run("cells", func(b *testing.B) { benchmarkCells(b, openXLSX) })
	b.Run("row", func(b *testing.B) { benchmarkRow(b, openXLSX) })
}

func BenchmarkCSV(b *testing.B) {
	b.Run("cells", func(b *testing.B) { benchmarkCells(b, openCSV) })
	b.Run("row", func(b *testing.B) { benchmarkRow(b, openCSV) })
}
