package demo

import (
	"time"

	"gerbang/app"
)

// story is an announcement with what its picture shows.
type story struct {
	title, titleEN, body, bodyEN string
	picture, alt                 string // empty for none
	ground                       int    // 0 sea, 1 tint
	shapes                       []shape
	days, hour                   int // when it appears, from today
	draft                        bool
}

func stories() []story {
	crowd := append(figure(amber, 4.6, 6.6, 1.5), figure(paper, 8, 6.6, 1.7)...)
	crowd = append(crowd, figure(amber, 11.4, 6.6, 1.5)...)
	papers := append(sheet(3, 1.6, 3.6, 5), sheet(9, 1.6, 3.6, 5)...)
	return []story{
		{
			title: "Bursa kerja luar negeri: datang sesuai sesi di tiket", titleEN: "Overseas job fair: come at the session on your ticket",
			body:    "Supaya tidak berdesakan, pintu masuk dibuka **per sesi 50 menit**. Jam sesi tertulis di tiket Anda.\n\n- Datang 15 menit sebelum sesi, tidak perlu lebih awal\n- Siapkan tiket di HP atau cetak; tiket tetap terbaca tanpa internet\n- Bawa KTP asli dan riwayat hidup\n\nBursa kerja ini gratis. Tidak ada biaya pendaftaran, kartu, atau “uang antre”. Kalau ada yang meminta, [laporkan](/kerja-aman/lapor).",
			bodyEN:  "To keep the doors calm, people are let in **by sessions of 50 minutes**. The hour is on your ticket.\n\n- Come 15 minutes before, no earlier\n- Have the ticket on your phone or printed; it can be read without internet\n- Bring your identity card and a CV\n\nThe fair is free. If anybody asks for money, [report it](/kerja-aman/lapor).",
			picture: "bursa", alt: "Gambar tiga pencari kerja berdiri di depan gerbang", shapes: append([]shape{gate(wave, 8, 7.2, 5.6), water(deep, 6.9, 0)}, crowd...),
			days: -1, hour: 9,
		},
		{
			title: "Kenali lima tanda lowongan palsu di media sosial", titleEN: "Five signs of a fake vacancy on social media",
			body:    "Bulan ini petugas menerima beberapa laporan tentang grup WhatsApp yang menjanjikan kerja cepat ke luar negeri. Tandanya sama:\n\n1. Yang menawarkan akun pribadi, bukan perusahaan\n2. Gajinya jauh di atas lowongan resmi\n3. Berangkat dengan visa kunjungan, “izin kerja menyusul”\n4. Minta uang tanda jadi lewat transfer pribadi\n5. Paspor atau ijazah asli diminta lebih dulu\n\nCek nama perusahaannya di [halaman cek perusahaan](/kerja-aman/cek-perusahaan). Ragu? [Laporkan](/kerja-aman/lapor), boleh tanpa nama.",
			bodyEN:  "Officers have received reports of chat groups that promise quick work abroad. The signs are the same: a personal account, pay far above official vacancies, a visit visa, a deposit to a private account, original documents first.\n\nCheck the company on the [company check](/kerja-aman/cek-perusahaan). In doubt? [Report it](/kerja-aman/lapor); no name needed.",
			picture: "tanda-bahaya", alt: "Gambar ponsel dengan tanda peringatan kuning",
			shapes: []shape{box(shadow, 5.6, 0.9, 10.4, 8.1), box(tint, 6, 1.5, 10, 7.5), {amber, func(x, y float64) bool { return y >= 2.6 && y <= 5.8 && x >= 8-(y-2.6)*0.58 && x <= 8+(y-2.6)*0.58 }}, box(shadow, 7.85, 3.6, 8.15, 4.8), disc(shadow, 8, 5.25, 0.2)},
			days:   -3, hour: 14,
		},
		{
			title: "Pelatihan bahasa Jepang: pengumuman seleksi lewat akun Anda", titleEN: "Japanese course: results of the selection are in your account",
			body:    "Hasil seleksi diumumkan di akun masing-masing, bukan lewat telepon. Petugas tidak pernah meminta uang untuk “meluluskan” peserta.\n\n## Kalau Anda diterima\n\nKonfirmasi paling lambat tiga hari. Lewat dari itu, tempat diberikan ke cadangan.\n\n## Kalau Anda cadangan\n\nNomor cadangan terlihat di akun dan berubah sendiri saat ada yang mundur.",
			bodyEN:  "Results are announced in your own account, not by telephone. Officers never ask for money to let somebody pass.\n\nIf you are accepted, confirm within three days; after that your place goes to the reserve.",
			picture: "seleksi", alt: "Gambar dua lembar hasil seleksi", shapes: append([]shape{water(deep, 7.4, 1)}, papers...),
			days: -6, hour: 10,
		},
		{
			title: "Meja konsultasi dokumen setiap Rabu di kantor kecamatan", titleEN: "Document advice every Wednesday at the kecamatan offices",
			body:    "Mulai pekan ini petugas membuka meja konsultasi dokumen setiap Rabu, **09.00–12.00 WIB**, bergantian di sepuluh kecamatan.\n\nYang bisa ditanyakan: surat izin keluarga yang diketahui lurah, paspor, SKCK, jaminan sosial, dan perjanjian kerja. Cukup bawa fotokopi; dokumen asli tetap Anda pegang.",
			picture: "konsultasi", alt: "Gambar petugas dan warga di meja konsultasi", ground: 1,
			shapes: append(append([]shape{box(wave, 3, 6, 13, 6.6), box(wave, 3.6, 6.6, 4.2, 8.4), box(wave, 11.8, 6.6, 12.4, 8.4)}, append(figure(sea, 5.4, 6, 1.5), figure(amber, 10.6, 6, 1.5)...)...), box(paper, 7.2, 5.5, 8.8, 6)),
			days:   -12, hour: 8,
		},
		{
			title: "Unit pelatihan keliling (MTU) datang ke kelurahan",
			body:  "Tidak bisa ke PPKD? Mobil pelatihan datang ke kelurahan dengan kelas servis AC, menjahit, dan barista. Satu kelas 10 orang, 160 jam pelajaran, gratis.\n\nLurah dan karang taruna dapat mengajukan jadwal lewat PPKD. Jadwal yang sudah pasti ada di halaman [Pelatihan](/pelatihan).",
			days:  -25, hour: 11,
		},
		{
			title: "Libur akhir tahun: jadwal layanan kantor", titleEN: "End of the year: office hours",
			body:   "Layanan tatap muka libur mengikuti kalender pemerintah. Laporan yang menyangkut bahaya tetap dibaca setiap hari, dan **112** serta **110** selalu bisa ditelepon.",
			bodyEN: "Offices close on public holidays. Reports of danger are read every day, and **112** and **110** always answer.",
			days:   4, hour: 8,
		},
		{
			title: "Kisah purna pekerja migran: membuka usaha katering", body: "Draf wawancara dengan Ibu Sulastri (nama samaran). Menunggu izin foto.", days: 0, hour: 0, draft: true,
		},
	}
}

// announcement is the post of a story, without its pictures.
func (s *story) announcement(g *generator) app.Announcement {
	at := g.today.AddDate(0, 0, s.days).Add(time.Duration(s.hour) * time.Hour)
	a := app.Announcement{
		Slug: app.Slug(s.title), Title: s.title, TitleEN: s.titleEN, Body: s.body, BodyEN: s.bodyEN, Status: app.AnnouncementPublished, PublishAt: at,
		WrittenBy: "Ratna Puspitasari", WrittenByID: g.staff["officer"], UpdatedBy: "Ratna Puspitasari",
	}
	a.CreatedAt = at.AddDate(0, 0, -1)
	if a.CreatedAt.After(g.now) {
		a.CreatedAt = g.now.Add(-time.Hour)
	}
	a.UpdatedAt = a.CreatedAt
	if s.draft {
		a.Status, a.PublishAt = app.AnnouncementDraft, time.Time{}
	}
	return a
}

func (g *generator) addNews() {
	for _, s := range stories() {
		g.plan.posts = append(g.plan.posts, s.announcement(g))
	}
}
