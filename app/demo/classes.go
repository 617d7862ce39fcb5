package demo

import "gerbang/app"

// class is one course batch of the demo. Days count from today.
type class struct {
	key, title, trade, batch string
	mtu                      bool
	days, hours, seats       int // meetings, lesson hours (JP), places
	test, level              string
	approval                 app.Approval
	opens, closes, starts    int
	selection                int // first selection day, 0 when there is none
	slots                    int // selection sessions a day, over three days
	summary, about           string
	place, address, region   string                 // empty: the centre itself
	who                      func(*app.Eligibility) // beyond the rule of its kind
	notes                    []string               // further conditions
	outcomes                 string
	intake                   intake
}

// intake is how many registrations of a batch stand in each state.
type intake struct{ submitted, confirmed, accepted, reserve, rejected, completed, cancelled int }

const (
	centre        = "PPKD Jakarta Selatan"
	centreAddress = "Jalan Keterampilan Nomor 7, Cilandak Barat, Cilandak"
	centreRegion  = "31.74.06.1001"
)

func courseKeys() []string {
	var keys []string
	for _, c := range classes() {
		keys = append(keys, c.key)
	}
	return keys
}

func classes() []class {
	return []class{
		{
			key: "course-n5", title: "Bahasa Jepang dasar (N5)", trade: "Bahasa Jepang", batch: "Angkatan 5", days: 45, hours: 360, seats: 20, test: "JLPT", level: "N5",
			approval: app.Selection, opens: -6, closes: 12, starts: 28, selection: 15, slots: 3,
			summary:  "Dari nol sampai membaca hiragana, katakana, dan 100 kanji; setara N5 dalam 45 hari.",
			about:    "Kelas paling diminati: angkatan lalu diikuti lebih dari seribu pelamar untuk 20 kursi. Karena itu ada seleksi tiga hari yang terbuka dan diumumkan nilainya.",
			outcomes: "Sertifikat PPKD, siap mengikuti JLPT N5, dan dapat melanjutkan ke kelas N4.", intake: intake{submitted: 168, cancelled: 3},
		},
		{
			key: "course-n4", title: "Bahasa Jepang menengah (N4)", trade: "Bahasa Jepang", batch: "Angkatan 3", days: 70, hours: 560, seats: 20, test: "JLPT", level: "N4",
			approval: app.Selection, opens: -24, closes: -2, starts: 14, selection: 1, slots: 3,
			summary: "Untuk yang sudah setingkat N5: percakapan kerja, 300 kanji, dan simulasi JLPT N4.",
			about:   "Lulusan kelas ini memenuhi syarat bahasa SSW. Pengajar dua orang lulusan universitas di Jepang.",
			who:     speaks("JLPT", "N5"), notes: []string{"Yang belum punya sertifikat N5 mengikuti tes penempatan pada hari seleksi"}, outcomes: "Sertifikat PPKD, simulasi JLPT N4, dan pertemuan dengan perusahaan penempatan.", intake: intake{submitted: 142, cancelled: 2},
		},
		{
			key: "course-kaigo", title: "Bahasa Jepang untuk perawat lansia (kaigo)", trade: "Bahasa Jepang", batch: "Angkatan 2", days: 45, hours: 360, seats: 20, test: "JLPT", level: "N4",
			approval: app.Selection, opens: -40, closes: -14, starts: 5, selection: -9, slots: 2,
			summary: "Istilah kaigo, percakapan dengan penghuni panti, dan latihan uji keterampilan.",
			about:   "Separuh waktu di laboratorium perawatan: memindahkan pasien, menyuapi, dan mencatat.",
			who:     speaks("JLPT", "N5"), outcomes: "Siap mengikuti uji bahasa kaigo dan uji keterampilan kaigo.", intake: intake{accepted: 20, reserve: 8, rejected: 62, cancelled: 2},
		},
		{
			key: "course-jft", title: "Persiapan JFT-Basic A2", trade: "Bahasa Jepang", batch: "Angkatan 4", days: 45, hours: 360, seats: 20, test: "JFT-Basic", level: "A2",
			approval: app.Selection, opens: -62, closes: -36, starts: -24, selection: -33, slots: 2,
			summary:  "Latihan ujian berbasis komputer dan percakapan sehari-hari.",
			about:    "Sedang berjalan. Setiap pekan ada simulasi di laboratorium komputer dengan soal yang mirip ujian.",
			outcomes: "Sertifikat PPKD dan pendaftaran uji JFT-Basic bersama.", intake: intake{accepted: 20, rejected: 31, cancelled: 1},
		},
		{
			key: "course-n5-mtu", title: "Bahasa Jepang dasar keliling (MTU)", trade: "Bahasa Jepang", batch: "Srengseng Sawah", mtu: true, days: 20, hours: 160, seats: 10, test: "JLPT", level: "N5",
			approval: app.Review, opens: -4, closes: 9, starts: 17,
			summary: "Unit pelatihan keliling datang ke kelurahan: 160 jam pelajaran, 10 kursi.",
			about:   "Untuk warga yang sulit datang ke Cilandak setiap hari. Petugas memeriksa berkas satu per satu.",
			place:   "Balai Warga Srengseng Sawah", address: "Jalan Srengseng Sawah Balong Nomor 5, Jagakarsa", region: "31.74.09.1002",
			outcomes: "Sertifikat PPKD dan tempat di seleksi kelas N4.", intake: intake{submitted: 27, confirmed: 4, rejected: 3},
		},
		{
			key: "course-english", title: "Bahasa Inggris untuk pelayanan dan perhotelan", trade: "Bahasa Inggris", batch: "Angkatan 6", days: 45, hours: 360, seats: 20, test: "CEFR-EN", level: "A2",
			approval: app.Review, opens: -8, closes: 16, starts: 24,
			summary:  "Percakapan melayani tamu, telepon, dan wawancara kerja dalam bahasa Inggris.",
			about:    "Bermain peran di lobi, restoran, dan kamar contoh. Satu pengajar tamu dari hotel mitra setiap pekan.",
			outcomes: "Sertifikat PPKD setara A2 dan rekaman wawancara latihan.", intake: intake{submitted: 41, confirmed: 9, rejected: 5, cancelled: 2},
		},
		{
			key: "course-jft-next", title: "Persiapan JFT-Basic A2", trade: "Bahasa Jepang", batch: "Angkatan 5", days: 45, hours: 360, seats: 20, test: "JFT-Basic", level: "A2",
			approval: app.Selection, opens: -3, closes: 20, starts: 36, selection: 23, slots: 2,
			summary: "Untuk yang sudah setingkat N5: enam pekan menuju ujian yang diterima visa SSW.",
			about:   "Setiap pekan ada simulasi di laboratorium komputer dengan soal yang mirip ujian.",
			who:     speaks("JLPT", "N5"), outcomes: "Sertifikat PPKD dan pendaftaran uji JFT-Basic bersama.", intake: intake{submitted: 34, cancelled: 1},
		},
		{
			key: "course-n4-next", title: "Bahasa Jepang menengah (N4)", trade: "Bahasa Jepang", batch: "Angkatan 4", days: 70, hours: 560, seats: 20, test: "JLPT", level: "N4",
			approval: app.Selection, opens: -5, closes: 18, starts: 40, selection: 21, slots: 3,
			summary: "Untuk yang sudah setingkat N5: percakapan kerja, 300 kanji, dan simulasi JLPT N4.",
			about:   "Lulusan kelas ini memenuhi syarat bahasa SSW. Pengajar dua orang lulusan universitas di Jepang.",
			who:     speaks("JLPT", "N5"), notes: []string{"Yang belum punya sertifikat N5 mengikuti tes penempatan pada hari seleksi"},
			outcomes: "Sertifikat PPKD, simulasi JLPT N4, dan pertemuan dengan perusahaan penempatan.", intake: intake{submitted: 63, cancelled: 1},
		},
		{
			key: "course-barista", title: "Barista", trade: "Tata boga", batch: "Angkatan 8", days: 45, hours: 360, seats: 20,
			approval: app.Selection, opens: 6, closes: 24, starts: 40, selection: 27, slots: 2,
			summary:  "Espresso, seduh manual, seni latte, dan pelayanan kafe.",
			about:    "Pendaftaran belum dibuka. Kelas memakai empat mesin espresso dan kopi dari koperasi tani Garut.",
			outcomes: "Uji kompetensi BNSP barista.",
		},
		{
			key: "course-cookery", title: "Tata boga: masakan Nusantara dan Asia", trade: "Tata boga", batch: "Angkatan 11", days: 45, hours: 360, seats: 20,
			approval: app.Selection, opens: -75, closes: -48, starts: -33, selection: -44, slots: 2,
			summary:  "Dasar dapur, keamanan pangan, dan dua puluh menu dari tujuh negara.",
			about:    "Sedang berjalan. Setiap Jumat peserta menyajikan makan siang untuk tamu PPKD.",
			outcomes: "Uji kompetensi BNSP juru masak.", intake: intake{accepted: 19, rejected: 26, cancelled: 2},
		},
		{
			key: "course-computer", title: "Operator komputer", trade: "Teknologi informasi", batch: "Angkatan 14", days: 45, hours: 360, seats: 20,
			approval: app.Selection, opens: -140, closes: -112, starts: -98, selection: -108, slots: 2,
			summary:  "Mengetik sepuluh jari, pengolah kata, lembar kerja, dan surat resmi.",
			about:    "Angkatan ini sudah selesai. Sertifikat dapat diambil di loket PPKD.",
			outcomes: "Uji kompetensi BNSP operator komputer.", intake: intake{completed: 18, rejected: 22, cancelled: 2},
		},
		{
			key: "course-design", title: "Desain grafis", trade: "Teknologi informasi", batch: "Angkatan 9", days: 45, hours: 360, seats: 20,
			approval: app.Selection, opens: -11, closes: 7, starts: 21, selection: 10, slots: 2,
			summary: "Logo, poster, foto produk, dan portofolio daring.",
			about:   "Tugas akhir dikerjakan untuk UMKM binaan kelurahan, sehingga portofolio berisi karya nyata.",
			notes:   []string{"Membawa satu karya gambar sendiri saat wawancara"}, outcomes: "Uji kompetensi BNSP desainer grafis muda.", intake: intake{submitted: 57, cancelled: 1},
		},
		{
			key: "course-hotel", title: "Tata graha hotel", trade: "Perhotelan", batch: "Angkatan 7", days: 45, hours: 360, seats: 20,
			approval: app.Selection, opens: -38, closes: -12, starts: 8, selection: -8, slots: 2,
			summary:  "Menyiapkan kamar, laundry, dan melayani tamu menurut standar hotel bintang empat.",
			about:    "Praktik dua pekan di hotel mitra di Cilandak. Banyak lulusan melamar ke Jepang dan Arab Saudi.",
			outcomes: "Uji kompetensi BNSP *room attendant*.", intake: intake{accepted: 20, reserve: 6, rejected: 29},
		},
		{
			key: "course-weld", title: "Las SMAW dan FCAW 3G", trade: "Teknik las", batch: "Angkatan 5", days: 45, hours: 360, seats: 20,
			approval: app.Selection, opens: -58, closes: -32, starts: -19, selection: -28, slots: 2,
			summary:  "Dari menyalakan busur sampai sambungan posisi 3G yang lolos uji tekuk.",
			about:    "Sedang berjalan di bengkel baru dengan sepuluh bilik las dan penyedot asap.",
			outcomes: "Sertifikat juru las 3G dan uji BNSP.", intake: intake{accepted: 20, rejected: 18, cancelled: 1},
		},
		{
			key: "course-sewing", title: "Menjahit pakaian dasar (MTU)", trade: "Tata busana", batch: "Petukangan Utara", mtu: true, days: 20, hours: 160, seats: 10,
			approval: app.Review, opens: -84, closes: -66, starts: -58,
			summary: "Pola, mesin jahit industri, dan tiga pakaian jadi dalam 160 jam pelajaran.",
			about:   "Angkatan ini sudah selesai. Hasil karya dipamerkan di kantor kelurahan.",
			place:   "RPTRA Petukangan Utara", address: "Jalan Masjid Darul Falah Nomor 18, Pesanggrahan", region: "31.74.10.1003",
			outcomes: "Sertifikat PPKD.", intake: intake{completed: 9, rejected: 4, cancelled: 1},
		},
		{
			key: "course-ac", title: "Teknisi AC rumah dan gedung", trade: "Teknik pendingin", batch: "Angkatan 10", days: 45, hours: 360, seats: 20,
			approval: app.Selection, opens: -9, closes: 10, starts: 26, selection: 13, slots: 2,
			summary:  "Memasang, merawat, dan memperbaiki AC, termasuk pengisian refrigeran yang aman.",
			about:    "Setiap peserta membongkar dan memasang sendiri satu unit. Lulusan banyak dicari di Qatar dan Jakarta.",
			outcomes: "Uji kompetensi BNSP teknisi refrigerasi.", intake: intake{submitted: 38, cancelled: 1},
		},
		{
			key: "course-makeup", title: "Tata rias dan rambut (MTU)", trade: "Tata kecantikan", batch: "Kebon Baru", mtu: true, days: 20, hours: 160, seats: 10,
			approval: app.Review, opens: -20, closes: -1, starts: 10,
			summary: "Rias harian, rias pengantin sederhana, dan potong rambut dasar.",
			about:   "Pendaftaran sudah ditutup; petugas sedang memeriksa berkas.",
			place:   "Balai RW 07 Kebon Baru", address: "Jalan Kebon Baru IV Nomor 2, Tebet", region: "31.74.01.1004",
			outcomes: "Sertifikat PPKD.", intake: intake{submitted: 12, confirmed: 8, rejected: 6},
		},
		{
			key: "course-motor", title: "Mekanik sepeda motor (MTU)", trade: "Teknik otomotif", batch: "Ulujami", mtu: true, days: 20, hours: 160, seats: 10,
			approval: app.Review, opens: 11, closes: 26, starts: 34,
			summary: "Servis berkala, injeksi, dan kelistrikan sepeda motor.",
			about:   "Pendaftaran belum dibuka. Mobil bengkel keliling akan parkir di halaman SMK setempat.",
			place:   "Halaman SMK Tunas Ulujami", address: "Jalan Swadarma Raya Nomor 9, Ulujami, Pesanggrahan", region: "31.74.10.1005",
			outcomes: "Sertifikat PPKD.",
		},
	}
}
