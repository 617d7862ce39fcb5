package demo

import "gerbang/app"

const (
	epsReason    = "Ketentuan EPS Korea Selatan: 18–39 tahun"
	koreaCuts    = "Pajak, asuransi kesehatan dan pensiun nasional (pensiun dikembalikan saat pulang)"
	taiwanCuts   = "Pajak, asuransi tenaga kerja dan kesehatan"
	homeReason   = "Keluarga merawat perempuan lanjut usia dan meminta perawat perempuan"
	koreaMonths  = 36
	taiwanMonths = 36
)

func korea() []offer {
	return []offer{
		{
			title: "Operator produksi manufaktur (EPS)", sector: "manufaktur", country: "KR", scheme: app.GToG,
			places: []place{{"Ansan", "Daebak Plastik Cetak"}, {"Gimhae", "Haneul Suku Cadang"}, {"Hwaseong", "Byeol Logam Ringan"}},
			either: 60, ageMin: 18, ageMax: 39, ageReason: epsReason, education: app.SLTP, test: "EPS-TOPIK", skill: "Tes keterampilan EPS",
			salaryMin: 2_156_880, salaryMax: 2_780_000, overtime: koreaOvertime, deductions: koreaCuts, months: koreaMonths, hours: 8, days: 5, leave: 15,
			lodging: "Asrama pabrik, potongan paling tinggi 8 % upah", meals: "Makan siang gratis", ride: "Asrama di lingkungan pabrik",
			about:  "Program pemerintah dengan pemerintah melalui HRD Korea. Upah mengikuti upah minimum nasional dan naik setiap Januari; dengan lembur kebanyakan pekerja membawa pulang lebih dari ₩2,6 juta.",
			tasks:  []string{"Mengoperasikan mesin cetak atau pres", "Memeriksa ukuran dan cacat produk", "Merapikan area kerja menurut 5S"},
			living: "Pabrik bekerja dua giliran. Ada masjid di kota dan komunitas pekerja Indonesia yang ramai setiap Minggu.",
		},
		{
			title: "Pekerja budi daya dan pengolahan ikan (EPS)", sector: "perikanan", country: "KR", scheme: app.GToG,
			places: []place{{"Wando", "Koperasi Rumput Laut Badabada"}, {"Tongyeong", "Tambak Tiram Eunbit"}},
			men:    40, sexReason: "Mes di lokasi tambak hanya tersedia untuk laki-laki pada penempatan ini", ageMin: 18, ageMax: 39, ageReason: epsReason, education: app.SLTP,
			experience: "Diutamakan dari keluarga nelayan atau petambak", test: "EPS-TOPIK",
			salaryMin: 2_156_880, salaryMax: 2_540_000, overtime: koreaOvertime, deductions: koreaCuts, months: koreaMonths, hours: 8, days: 6, leave: 15,
			lodging: "Mes di pelabuhan, berdua sekamar", meals: "Tiga kali makan", ride: "Mobil koperasi",
			about:  "Memelihara rumput laut, tiram, dan abalon di perairan dangkal. Bukan kapal penangkap jauh: setiap sore kembali ke darat.",
			tasks:  []string{"Menebar bibit dan memeriksa tali", "Memanen memakai derek perahu", "Membersihkan serta mengemas hasil di darat"},
			living: "Musim dingin bisa −5 °C; pakaian kerja hangat dan pelampung diberikan. Wajib bisa berenang.",
		},
		{
			title: "Pekerja pertanian dan peternakan (EPS)", sector: "pertanian", country: "KR", scheme: app.GToG,
			places: []place{{"Naju", "Kebun Pir Saebyeok"}, {"Icheon", "Rumah Jamur Solbaram"}},
			either: 30, ageMin: 18, ageMax: 39, ageReason: epsReason, education: app.SLTP, test: "EPS-TOPIK",
			salaryMin: 2_156_880, salaryMax: 2_450_000, overtime: "Menurut perjanjian, per jam", deductions: koreaCuts, months: koreaMonths, hours: 8, days: 6, leave: 12,
			lodging: "Rumah pekerja (bukan kontainer), sudah diperiksa dinas setempat", meals: "Beras dan bahan makan disediakan", ride: "Mobil kebun",
			about:  "Kebun pir dan rumah jamur yang dikelola keluarga, dengan empat sampai delapan pekerja.",
			tasks:  []string{"Membungkus, memangkas, dan memetik buah", "Menyiapkan media jamur dan memanen", "Menyortir untuk lelang pagi"},
			living: "Libur pengganti diberikan sesudah musim panen. Pemeriksa bahasa HRD Korea datang tiap enam bulan.",
		},
		{
			title: "Tukang las galangan kapal (E-7-3)", sector: "pengelasan", country: "KR", scheme: app.PToP,
			places: []place{{"Geoje", "Galangan Pado Jungang"}},
			men:    12, either: 8, sexReason: "Dua belas tempat di mes laki-laki; sisanya terbuka", ageMin: 20, ageMax: 45, ageReason: "Pemberi kerja: pengelasan posisi sempit dan bertingkat", education: app.SLTA,
			experience: "2 tahun las FCAW, sertifikat 3G", test: "Wawancara-KO", level: "dasar", skill: "Uji las 3G/4G di depan penguji galangan",
			salaryMin: 2_900_000, salaryMax: 3_500_000, overtime: koreaOvertime, deductions: koreaCuts, months: 24, hours: 8, days: 5, leave: 15,
			lodging: "Apartemen galangan berempat, gratis", meals: "Tiga kali makan di kantin", ride: "Bus galangan",
			about:  "Galangan kapal pengangkut gas mencari juru las bersertifikat. Uji dilakukan di bengkel las PPKD, bukan di perusahaan penempatan.",
			tasks:  []string{"Mengelas blok lambung posisi 2G–4G", "Membaca WPS dan mencatat parameter", "Menggerinda dan menyiapkan sambungan"},
			living: "Alat pelindung dari galangan, diganti tanpa dipotong upah.",
		},
	}
}

func taiwan() []offer {
	return []offer{
		{
			title: "Operator pabrik elektronik", sector: "elektronik", country: "TW", scheme: app.PToP,
			places: []place{{"Hsinchu", "Yueliang Papan Sirkuit"}, {"Taoyuan", "Qingting Optik"}},
			women:  30, either: 20, sexReason: "Tiga puluh tempat berada di asrama putri", ageMin: 18, ageMax: 38, ageReason: "Pemberi kerja: kerja giliran malam, menurut pemeriksaan kesehatan kerja", education: app.SLTA,
			test: "Wawancara-ZH", level: "dasar", salaryMin: 29_500, salaryMax: 35_500, overtime: taiwanOvertime, deductions: taiwanCuts, months: taiwanMonths, hours: 8, days: 5, leave: 7,
			lodging: "Asrama pabrik, potongan paling tinggi NT$2.500", meals: "Kantin, dua kali makan gratis", ride: "Bus antar-jemput",
			about:  "Pabrik papan sirkuit dengan ruang bersih. Lembur biasa 40 jam sebulan sehingga pendapatan nyata sekitar NT$38.000.",
			tasks:  []string{"Menjalankan mesin SMT dan mengganti gulungan komponen", "Memeriksa papan dengan mikroskop", "Mengisi lembar periksa giliran"},
			living: "Ruang salat tersedia di asrama. Libur Lebaran dapat ditukar dengan libur lain.",
		},
		{
			title: "Perawat lansia di rumah keluarga", sector: "perawatan-di-rumah", country: "TW", scheme: app.PToP, informal: true,
			places: []place{{"Taichung", "Keluarga Lin"}, {"Kaohsiung", "Keluarga Hsu"}, {"Taipei", "Keluarga Chang"}},
			women:  12, sexReason: homeReason, ageMin: 21, ageMax: 48, ageReason: "Permintaan keluarga; pekerjaan mengangkat lansia", education: app.SLTP,
			experience: "Diutamakan pernah merawat orang tua atau di panti", test: "Wawancara-ZH", level: "dasar", salaryMin: 20_000, salaryMax: 23_000,
			overtime: "Hari libur yang dipakai bekerja dibayar NT$667 per hari", deductions: "Asuransi kesehatan NT$516", months: taiwanMonths, hours: 10, days: 6, leave: 7,
			lodging: "Kamar sendiri di rumah keluarga", meals: "Tiga kali makan, boleh memasak sendiri", ride: "Kartu transportasi pada hari libur",
			about:  "Merawat satu lansia yang masih bisa berjalan dengan bantuan. Keluarga tinggal serumah dan berbagi tugas malam.",
			tasks:  []string{"Membantu mandi, makan, dan jalan pagi", "Menemani ke rumah sakit", "Mencuci pakaian dan memasak untuk lansia"},
			living: "Satu hari libur sepekan tertulis dalam perjanjian. Nomor pengaduan 1955 melayani bahasa Indonesia 24 jam.",
		},
		{
			title: "Perawat di panti lansia", sector: "perawatan-lansia", country: "TW", scheme: app.PToP,
			places: []place{{"Tainan", "Panti Baiyun"}},
			either: 10, ageMin: 20, ageMax: 45, ageReason: liftingReason, education: app.SLTA, experience: "Sertifikat pelatihan caregiver 400 jam", test: "Wawancara-ZH", level: "dasar",
			salaryMin: 29_500, salaryMax: 32_500, overtime: taiwanOvertime, deductions: taiwanCuts, months: taiwanMonths, hours: 8, days: 6, leave: 7,
			lodging: "Asrama panti berempat, gratis", meals: "Tiga kali makan", ride: "Asrama di lingkungan panti",
			about:  "Panti beranggota 60 penghuni dengan tiga giliran kerja. Satu perawat memegang enam penghuni.",
			tasks:  []string{"Memberi makan dan membalik posisi setiap dua jam", "Mencatat tanda vital", "Menjaga kebersihan kamar"},
			living: "Kursus bahasa Mandarin gratis dua malam sepekan dari pemerintah kota.",
		},
		{
			title: "Operator mesin logam (layanan G to P)", sector: "manufaktur", country: "TW", scheme: app.GToP,
			places: []place{{"Changhua", "Tielong Sepeda"}, {"Taichung", "Shuang Xing Perkakas"}},
			either: 15, ageMin: 18, ageMax: 40, ageReason: "Pemberi kerja: mengangkat beban sampai 25 kg", education: app.SLTA, test: "Wawancara-ZH", level: "dasar", skill: "Uji mengukur dan membaca gambar teknik",
			salaryMin: 29_500, salaryMax: 36_000, overtime: taiwanOvertime, deductions: taiwanCuts, months: taiwanMonths, hours: 8, days: 5, leave: 7,
			lodging: "Asrama berdua, potongan NT$1.500", meals: "Makan siang gratis", ride: "Sepeda dipinjamkan",
			about:  "Perekrutan langsung oleh pemberi kerja dengan dampingan pemerintah, tanpa agensi setempat, sehingga tidak ada biaya jasa bulanan di Taiwan.",
			tasks:  []string{"Memasang benda kerja dan menjalankan mesin bubut", "Memeriksa ukuran dengan jangka sorong", "Merawat mesin setiap pekan"},
			living: "Pabrik rangka sepeda dengan tujuh puluh pekerja, sebelas dari Indonesia.",
		},
		{
			title: "Pekerja rumah tangga", sector: "rumah-tangga", country: "HK", scheme: app.PToP, informal: true,
			places: []place{{"Sha Tin", "Keluarga Wong"}, {"Tuen Mun", "Keluarga Cheung"}},
			women:  15, sexReason: "Majikan dengan anak perempuan kecil; kamar bersama anak", ageMin: 21, ageMax: 45, ageReason: "Permintaan majikan, tertulis dalam job order", education: app.SLTP,
			experience: "Diutamakan eks Hong Kong atau Singapura", test: "Wawancara-YUE", level: "dasar", skill: "Sertifikat kompetensi tata laksana rumah tangga",
			salaryMin: 5_100, salaryMax: 5_800, overtime: "Libur yang tidak diambil tidak boleh diganti uang", deductions: "Tidak ada", months: 24, hours: 10, days: 6, leave: 12,
			lodging: "Kamar atau ruang tidur sendiri di rumah majikan", meals: "Makan disediakan, atau uang makan HK$1.236", ride: "Ongkos belanja diganti",
			about:  "Upah paling rendah HK$5.100 menurut peraturan setempat, dengan satu hari libur setiap pekan dan tiket pulang pada akhir kontrak.",
			tasks:  []string{"Membersihkan rumah dan mencuci", "Memasak masakan sederhana", "Mengantar dan menjemput anak sekolah"},
			living: "Hari Minggu libur penuh. Perjanjian kerja baku ID 407 dalam tiga bahasa.",
		},
		{
			title: "Pendamping lansia dan rumah tangga", sector: "rumah-tangga", country: "HK", scheme: app.PToP, informal: true,
			places: []place{{"Kowloon", "Keluarga Lau"}},
			women:  8, sexReason: homeReason, ageMin: 23, ageMax: 50, ageReason: "Permintaan majikan, tertulis dalam job order", education: app.SLTP, experience: "1 tahun merawat lansia",
			test: "Wawancara-YUE", level: "dasar", salaryMin: 5_400, salaryMax: 6_200, overtime: "Libur yang tidak diambil tidak boleh diganti uang", deductions: "Tidak ada", months: 24, hours: 10, days: 6, leave: 12,
			lodging: "Kamar sendiri", meals: "Makan disediakan", ride: "Kartu transportasi",
			about:  "Menemani nenek 78 tahun yang baru sembuh dari patah tulang. Latihan berjalan dibimbing fisioterapis dua kali sepekan.",
			tasks:  []string{"Membantu latihan jalan dan mandi", "Memasak bubur dan sup rendah garam", "Membersihkan rumah"},
			living: "Gedung dengan lift; rumah sakit umum lima menit berjalan.",
		},
	}
}
