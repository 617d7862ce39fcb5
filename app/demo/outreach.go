package demo

import (
	"time"

	"gerbang/app"
)

// talk is an outreach session: one sitting, one entry session.
type talk struct {
	key, slug, title, summary, description string
	venue, address, region, gate           string
	day, hour, minutes, capacity           int
	opens                                  int
	approval                               app.Approval // instant when empty
	rules                                  func(start time.Time) app.Rules
}

func talks() []talk {
	return []talk{
		{
			key: "talk-school", slug: "kerja-luar-negeri-yang-aman-smk-bina-tekad", title: "Kerja luar negeri yang aman: SMK Bina Tekad",
			summary:     "Untuk siswa kelas XII dan alumni: jalur resmi, bahasa yang dibutuhkan, dan tanda penipuan.",
			description: "Petugas BP3MI dan dua purna pekerja migran bercerita tentang jalur SSW, EPS, dan Ausbildung.\n\n- Mengenali tawaran palsu di media sosial\n- Menghitung biaya yang boleh dan tidak boleh diminta\n- Mencoba soal JFT-Basic selama 15 menit\n\nPeserta di bawah 18 tahun datang bersama guru pendamping.",
			venue:       "Aula SMK Bina Tekad", address: "Jalan Moch Kahfi II Nomor 40, Cipedak, Jagakarsa", region: "31.74.09.1006", gate: "Gerbang sekolah",
			day: 6, hour: 9, minutes: 150, capacity: 120, opens: -10,
		},
		{
			key: "talk-district", slug: "sosialisasi-pelindungan-pmi-kecamatan-jagakarsa", title: "Sosialisasi pelindungan PMI Kecamatan Jagakarsa",
			summary:     "Bersama camat, lurah, dan RT/RW: alur dokumen, jaminan sosial, dan pengaduan.",
			description: "Untuk warga yang akan berangkat dan keluarganya. Ada meja konsultasi dokumen (surat izin keluarga yang diketahui lurah, paspor, SKCK).\n\n1. Alur penempatan resmi\n2. Jaminan sosial PMI\n3. Cara melapor bila ada calo\n4. Tanya jawab",
			venue:       "Aula Kantor Kecamatan Jagakarsa", address: "Jalan Serengseng Sawah Nomor 1, Jagakarsa", region: "31.74.09.1001", gate: "Pintu aula",
			day: 15, hour: 13, minutes: 180, capacity: 80, opens: -5,
		},
		{
			key: "talk-interview", slug: "simulasi-wawancara-kaigo", title: "Simulasi wawancara kaigo",
			summary:     "Dua puluh peserta berlatih wawancara dengan pewawancara dari panti lansia di Osaka.",
			description: "Setiap peserta diwawancarai 15 menit, dalam bahasa Jepang sederhana, lalu mendapat catatan. Tempatnya sedikit: konfirmasi kedatangan Anda, agar tempat yang kosong bisa dipakai orang lain.",
			venue:       "Ruang Latihan PPKD Jakarta Selatan", address: "Jalan Raya Pasar Jumat Nomor 18, Lebak Bulus, Cilandak", region: "31.74.06.1002", gate: "Meja depan",
			day: 12, hour: 9, minutes: 360, capacity: 20, opens: -6,
			rules: func(start time.Time) app.Rules {
				day := app.Day(start)
				from, until, cancel := day.AddDate(0, 0, -7).Add(8*time.Hour), day.AddDate(0, 0, -3).Add(20*time.Hour), day.AddDate(0, 0, -1)
				return app.Rules{OfferFor: 24 * time.Hour, ReconfirmFrom: &from, ReconfirmUntil: &until, CancelUntil: &cancel, GuardianConsent: true}
			},
		},
		{
			key: "talk-consult", slug: "konsultasi-keluarga-pekerja-migran", title: "Konsultasi keluarga pekerja migran",
			summary:     "Satu jam bersama petugas BP3MI untuk keluarga yang anggotanya sedang bekerja di luar negeri.",
			description: "Petugas membaca setiap pendaftaran dulu, supaya orang yang tepat hadir: bagian hukum, jaminan sosial, atau pemulangan.",
			venue:       "Kantor BP3MI DKI Jakarta", address: "Jalan Pengantin Ali Nomor 71, Ciracas", gate: "Lobi",
			day: 9, hour: 10, minutes: 240, capacity: 12, opens: -4, approval: app.Review,
		},
		{
			key: "talk-past", slug: "edukasi-anti-tppo-rw-05-pejaten-timur", title: "Edukasi anti-TPPO RW 05 Pejaten Timur",
			summary:     "Mengenali perekrutan yang tidak wajar dan tahu ke mana melapor.",
			description: "Kegiatan warga RW 05 bersama Gugus Tugas TPPO Jakarta Selatan. Peserta berlatih memeriksa izin perusahaan dan membaca perjanjian kerja.",
			venue:       "Balai RW 05", address: "Gang Haji Naim, Pejaten Timur, Pasar Minggu", region: "31.74.04.1005", gate: "Pintu balai",
			day: -10, hour: 19, minutes: 120, capacity: 60, opens: -30,
		},
	}
}

func (g *generator) addOutreach() {
	for _, t := range talks() {
		start := g.today.AddDate(0, 0, t.day).Add(time.Duration(t.hour) * time.Hour)
		end := start.Add(time.Duration(t.minutes) * time.Minute)
		approval, rules := app.Instant, app.Rules{GuardianConsent: true}
		if t.approval != "" {
			approval = t.approval
		}
		if t.rules != nil {
			rules = t.rules(start)
		}
		event := g.addEvent(t.key, app.Event{
			Kind: app.Outreach, Slug: t.slug, Title: t.title, Summary: t.summary, Description: t.description,
			TitleEN: inEnglish[t.key].title, SummaryEN: inEnglish[t.key].summary, DescriptionEN: inEnglish[t.key].description,
			Organizer: "BP3MI DKI Jakarta bersama Pemerintah Kota Administrasi Jakarta Selatan", Venue: t.venue, Address: t.address, RegionCode: t.region,
			Status: app.EventPublished, Approval: approval, StartsAt: start, EndsAt: end, Rules: rules,
			OpensAt: g.today.AddDate(0, 0, t.opens).Add(8 * time.Hour), ClosesAt: start, EarlyEntry: time.Hour, LateEntry: time.Hour,
		}, []app.Session{{Kind: app.EntrySession, Title: "Peserta", Place: t.venue, StartsAt: start, EndsAt: end, Capacity: t.capacity}})
		g.addGates(event, t.gate)
	}
}
