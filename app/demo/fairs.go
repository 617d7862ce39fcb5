package demo

import (
	"fmt"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

// fair is a job fair of the demo, its days counted from today.
type fair struct {
	key, slug, title, summary, description string
	venue, address, region                 string
	first, days                            int
	opens                                  int // days from today
	waves                                  int // of 50 minutes a day, from 09.00
	evening                                bool
	capacity                               int // of a wave
	agencies                               []int64
	gates                                  []string
}

const organizer = "Suku Dinas Tenaga Kerja, Transmigrasi, dan Energi Jakarta Selatan bersama BP3MI DKI Jakarta"

const fairRules = `### Cara masuk

1. Daftar dan pilih satu sesi masuk. Setiap sesi 50 menit, lalu 10 menit jeda agar tidak berdesakan.
2. Tunjukkan tiket QR di pintu. Tiket tetap bisa dibuka tanpa internet; tangkapan layar juga diterima.
3. Temui perusahaan di stan, lalu wawancara bila dipanggil.

### Yang perlu dibawa

- KTP dan dua lembar daftar riwayat hidup
- Fotokopi ijazah dan sertifikat; **jangan serahkan dokumen asli**
- Ponsel dengan tiket, atau tiket yang sudah dicetak

### Aman dan gratis

Tidak ada pungutan dalam bentuk apa pun. Bila ada yang meminta uang, laporkan di stan *Layanan BP3MI*. Tersedia jalur kursi roda, juru bahasa isyarat pukul 10.00–12.00, ruang laktasi, dan musala.`

func fairs() []fair {
	return []fair{
		{
			key: "fair-now", slug: "bursa-kerja-luar-negeri-jakarta-selatan", title: "Bursa Kerja Luar Negeri Jakarta Selatan",
			summary:     "Empat hari bertemu perusahaan penempatan resmi, melamar, dan wawancara di tempat. Gratis.",
			description: "Empat belas perusahaan penempatan berizin dan stan penempatan pemerintah membuka lowongan ke Jepang, Korea, Taiwan, Jerman, dan negara lain. Sesi malam pukul 18.00–24.00 disediakan bagi yang bekerja pada siang hari.\n\n" + fairRules,
			venue:       "Gedung Serbaguna Teluk Jingga", address: "Jalan Gelanggang Nomor 12, Kramat Pela, Kebayoran Baru", region: "31.74.07.1003",
			first: -1, days: 4, opens: -21, waves: 6, evening: true, capacity: 150,
			agencies: []int64{2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 18, 1}, gates: []string{"Pintu Utara", "Pintu Selatan"},
		},
		{
			key: "fair-soon", slug: "bursa-kerja-jepang-dan-korea", title: "Bursa Kerja Jepang dan Korea",
			summary:     "Lowongan SSW, kaigo, dan EPS, dengan simulasi wawancara dan cek kesiapan bahasa.",
			description: "Dua hari khusus untuk Jepang dan Korea. Bawa sertifikat JLPT, JFT-Basic, atau EPS-TOPIK bila sudah punya; yang belum akan diarahkan ke pelatihan PPKD yang cocok.\n\n" + fairRules,
			venue:       "Gelanggang Warga Lebak Asri", address: "Jalan Lebak Asri Nomor 3, Lebak Bulus, Cilandak", region: "31.74.06.1002",
			first: 21, days: 2, opens: -2, waves: 6, capacity: 120,
			agencies: []int64{2, 3, 4, 18, 1}, gates: []string{"Pintu Utama"},
		},
		{
			key: "fair-later", slug: "bursa-kerja-keperawatan-dan-perhotelan", title: "Bursa Kerja Keperawatan dan Perhotelan",
			summary:     "Perawat, perawat lansia, dan pekerja hotel ke Jerman, Jepang, Arab Saudi, dan Australia.",
			description: "Untuk lulusan keperawatan dan perhotelan. Ada kelas singkat penyetaraan ijazah dan konsultasi STR.\n\n" + fairRules,
			venue:       "Aula Taman Kalibata Hijau", address: "Jalan Taman Kalibata Nomor 21, Rawajati, Pancoran", region: "31.74.08.1003",
			first: 49, days: 1, opens: 20, waves: 6, capacity: 100,
			agencies: []int64{3, 11, 12, 14, 17, 1}, gates: []string{"Pintu Utama"},
		},
		{
			key: "fair-past", slug: "bursa-kerja-pasar-minggu", title: "Bursa Kerja Pasar Minggu",
			summary:     "Bursa kerja satu hari bersama sepuluh perusahaan penempatan.",
			description: "Bursa kerja ini sudah selesai. Perusahaan melaporkan hasil wawancara paling lambat sebulan sesudahnya.\n\n" + fairRules,
			venue:       "Balai Rakyat Pasar Minggu", address: "Jalan Raya Ragunan Nomor 8, Jati Padang, Pasar Minggu", region: "31.74.04.1002",
			first: -31, days: 1, opens: -66, waves: 5, capacity: 48,
			agencies: []int64{2, 4, 5, 7, 8, 10, 12, 13, 14, 16}, gates: []string{"Pintu Timur", "Pintu Barat"},
		},
	}
}

func (g *generator) addFairs() {
	for _, f := range fairs() {
		start := g.today.AddDate(0, 0, f.first)
		var sessions []app.Session
		for day := range f.days {
			sessions = append(sessions, g.waves(&f, start.AddDate(0, 0, day))...)
		}
		last := sessions[len(sessions)-1]
		e := app.Event{
			Kind: app.JobFair, Slug: f.slug, Title: f.title, Summary: f.summary, Description: f.description, Organizer: organizer,
			Venue: f.venue, Address: f.address, RegionCode: f.region, Status: app.EventPublished, Approval: app.Instant,
			TitleEN: inEnglish[f.key].title, SummaryEN: inEnglish[f.key].summary, DescriptionEN: inEnglish[f.key].description,
			StartsAt: sessions[0].StartsAt, EndsAt: last.EndsAt, OpensAt: g.today.AddDate(0, 0, f.opens).Add(8 * time.Hour), ClosesAt: last.EndsAt,
			EarlyEntry: time.Hour, LateEntry: time.Hour,
		}
		event := g.addEvent(f.key, e, sessions)
		g.addGates(event, f.gates...)
		g.addBooths(event, f.agencies)
	}
}

// waves are one day's entry sessions: 50 minutes each with 10 between, and
// perhaps one from six in the evening to midnight.
func (g *generator) waves(f *fair, day time.Time) []app.Session {
	var list []app.Session
	for n := range f.waves {
		start := day.Add(time.Duration(9+n) * time.Hour)
		list = append(list, app.Session{
			Kind: app.EntrySession, Title: fmt.Sprintf("Gelombang %d", n+1), Place: f.gates[n%len(f.gates)],
			StartsAt: start, EndsAt: start.Add(50 * time.Minute), Capacity: f.capacity,
		})
	}
	if f.evening {
		list = append(list, app.Session{
			Kind: app.EntrySession, Title: "Gelombang malam", Place: f.gates[0],
			StartsAt: day.Add(18 * time.Hour), EndsAt: day.Add(24 * time.Hour), Capacity: f.capacity,
		})
	}
	return list
}

// addEvent puts an event and its sessions in the plan.
func (g *generator) addEvent(key string, e app.Event, sessions []app.Session) int64 {
	g.plan.events = append(g.plan.events, e)
	event := int64(len(g.plan.events))
	g.events[key] = event
	for _, s := range sessions {
		s.EventID = event
		g.plan.sessions = append(g.plan.sessions, s)
		g.sessions[event] = append(g.sessions[event], int64(len(g.plan.sessions)))
	}
	return event
}

func (g *generator) addGates(event int64, names ...string) {
	for _, name := range names {
		g.plan.gates = append(g.plan.gates, postgres.BulkGate{EventID: event, Name: name})
		g.gates[event] = append(g.gates[event], int64(len(g.plan.gates)))
	}
}

// addBooths gives every agency a stand with vacancies that are open, and the
// adviser one of its own: no fair is without.
func (g *generator) addBooths(event int64, agencies []int64) {
	g.plan.booths = append(g.plan.booths, postgres.BulkBooth{EventID: event, Number: "P01", Title: "Layanan BP3MI"})
	for i, agency := range agencies {
		row, number := 'A'+rune(i/6), i%6+1
		g.plan.booths = append(g.plan.booths, postgres.BulkBooth{EventID: event, Number: fmt.Sprintf("%c%02d", row, number), AgencyID: agency})
		booth := int64(len(g.plan.booths))
		jobs := g.places[agency]
		for n, job := range jobs {
			if n == 5 {
				break
			}
			quota := g.plan.jobs[job-1].Quota()
			g.plan.openings = append(g.plan.openings, postgres.BulkOpening{BoothID: booth, JobID: job, Openings: max(1, quota/(2+n%2))})
		}
	}
}
