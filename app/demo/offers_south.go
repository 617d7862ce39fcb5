package demo

import "gerbang/app"

func southEastAsia() []offer {
	return []offer{
		{
			title: "Pekerja rumah tangga", sector: "rumah-tangga", country: "SG", scheme: app.PToP, informal: true,
			places: []place{{"Singapura", "Keluarga Tan (Tampines)"}, {"Singapura", "Keluarga Rahim (Woodlands)"}},
			women:  20, sexReason: "Majikan meminta perempuan; tidur sekamar dengan anak perempuan", ageMin: 23, ageMax: 50, ageReason: "Ketentuan izin kerja Singapura: 23–50 tahun", education: app.SLTP,
			test: "Wawancara-EN", level: "dasar", skill: "Sertifikat kompetensi tata laksana rumah tangga", salaryMin: 600, salaryMax: 780,
			overtime: "Hari libur yang dipakai bekerja diganti upah harian", deductions: "Tidak ada potongan penempatan", months: 24, hours: 10, days: 6, leave: 15,
			lodging: "Kamar di rumah majikan, berjendela dan berkunci", meals: "Makan disediakan", ride: "Kartu transportasi pada hari libur",
			about:  "Keluarga dengan dua anak usia sekolah. Majikan mengikuti program orientasi pemberi kerja pertama dan sudah diwawancarai lewat video.",
			tasks:  []string{"Mengurus rumah: membersihkan, mencuci, menyetrika", "Menyiapkan bekal anak", "Menemani anak bermain sore hari"},
			living: "Satu hari libur sepekan; sedikitnya satu hari libur sebulan tidak dapat ditukar uang menurut aturan setempat.",
		},
		{
			title: "Perawat asisten rumah sakit", sector: "keperawatan", country: "SG", scheme: app.PToP,
			places: []place{{"Singapura", "Rumah Sakit Teratai Selatan"}},
			either: 15, ageMin: 21, ageReason: "Rumah sakit: pengalaman kerja sebagai perawat berlisensi", education: app.Diploma, experience: "1 tahun, STR aktif", test: "IELTS", level: "5.5", salaryMin: 2_100, salaryMax: 2_700,
			overtime: "150 % dari upah per jam", deductions: "Tidak ada", months: 24, hours: 8, days: 5, leave: 18, lodging: "Tunjangan tempat tinggal SGD 450", meals: "Kantin pegawai bersubsidi", ride: "Bus malam untuk giliran malam",
			about:  "Membantu perawat terdaftar di bangsal penyakit dalam. Jalur menuju *enrolled nurse* dibiayai rumah sakit setelah satu tahun.",
			tasks:  []string{"Mengukur tanda vital dan gula darah", "Memandikan dan memindahkan pasien", "Mencatat asupan dan keluaran cairan"},
			living: "Bangsal berisi 30 pasien dengan enam perawat per giliran.",
		},
		{
			title: "Operator pabrik elektronik", sector: "elektronik", country: "MY", scheme: app.PToP,
			places: []place{{"Penang", "Pelita Semikonduktor"}, {"Johor Bahru", "Kejora Elektronik"}, {"Melaka", "Merak Sirkuit"}},
			women:  40, either: 20, sexReason: "Empat puluh tempat berada di asrama putri", ageMin: 18, ageMax: 40, ageReason: "Pemberi kerja: giliran malam dan kerja dengan mikroskop", education: app.SLTA,
			salaryMin: 1_700, salaryMax: 2_150, overtime: "150 % hari biasa, 200 % hari libur", deductions: "PERKESO dan KWSP pekerja asing", months: 24, hours: 8, days: 6, leave: 8,
			lodging: "Asrama perusahaan, gratis air dan listrik", meals: "Uang makan RM150", ride: "Bus karyawan",
			about:  "Merakit dan menguji cip untuk kendaraan. Bahasa kerja Melayu, sehingga tidak perlu uji bahasa.",
			tasks:  []string{"Memasang kepingan di mesin uji", "Memeriksa cacat dengan mikroskop", "Mengemas menurut nomor lot"},
			living: "Dua giliran, dua belas hari kerja lalu dua hari libur. Paspor dipegang sendiri; loker pribadi disediakan.",
		},
		{
			title: "Pekerja kebun kelapa sawit", sector: "perkebunan", country: "MY", scheme: app.PToP,
			places: []place{{"Lahad Datu", "Ladang Sungai Kunyit"}, {"Miri", "Ladang Bukit Embun"}},
			men:    50, sexReason: "Pekerjaan memanen dengan galah; rumah keluarga belum tersedia pada kontrak ini", ageMin: 18, ageMax: 45, ageReason: "Pemberi kerja: mengangkat tandan sampai 25 kg", education: app.NoSchool,
			experience: "Tidak perlu", salaryMin: 1_700, salaryMax: 2_900, overtime: "Upah per ton di atas target", deductions: "PERKESO", months: 24, hours: 8, days: 6, leave: 8,
			lodging: "Rumah ladang, air dan listrik gratis", meals: "Memasak sendiri; kedai ladang dengan harga terpampang", ride: "Truk ladang dengan tempat duduk",
			about:  "Upah pokok tetap ditambah borongan panen. Pembayaran lewat bank, slip gaji setiap bulan.",
			tasks:  []string{"Memanen dan mengangkut tandan", "Memangkas pelepah", "Memupuk dan merawat piringan pohon"},
			living: "Klinik ladang dan sekolah komunitas (CLC) untuk anak pekerja Indonesia berada di lokasi.",
		},
		{
			title: "Pekerja rumah tangga (satu kanal)", sector: "rumah-tangga", country: "MY", scheme: app.PToP, informal: true,
			places: []place{{"Kuala Lumpur", "Keluarga Zainal"}},
			women:  10, sexReason: "Majikan perempuan yang tinggal bersama dua anak perempuan", ageMin: 21, ageMax: 45, ageReason: "Ketentuan visa pekerja rumah tangga Malaysia: 21–45 tahun", education: app.SLTP, salaryMin: 1_700, salaryMax: 1_900,
			overtime: "Kerja pada hari libur dibayar upah harian", deductions: "Tidak ada", months: 24, hours: 9, days: 6, leave: 8, lodging: "Kamar sendiri", meals: "Makan disediakan", ride: "Ongkos belanja diganti",
			about:  "Melalui sistem satu kanal kedua negara: satu majikan, satu pekerja, satu alamat, upah lewat bank.",
			tasks:  []string{"Membersihkan rumah dua lantai", "Memasak masakan Melayu", "Menjemput anak dari sekolah"},
			living: "Nomor telepon keluarga dan atase ketenagakerjaan tertulis dalam perjanjian.",
		},
		{
			title: "Juru masak dan kru restoran", sector: "restoran", country: "BN", scheme: app.PToP,
			places: []place{{"Bandar Seri Begawan", "Rumah Makan Selera Pandan"}},
			either: 8, ageMin: 20, ageReason: "Pemberi kerja: kerja malam di dapur panas", education: app.SLTA, experience: "1 tahun di dapur restoran", salaryMin: 620, salaryMax: 850, overtime: "150 % dari upah per jam", deductions: "Tidak ada", months: 24, hours: 8, days: 6, leave: 14,
			lodging: "Mes berdua sekamar, gratis", meals: "Tiga kali makan", ride: "Mobil restoran",
			about:  "Restoran masakan Nusantara membuka cabang kedua dan mencari juru masak Padang, Jawa, dan Betawi.",
			tasks:  []string{"Memasak lauk prasmanan sejak pukul 06.00", "Menjaga mutu rasa dan porsi", "Menghitung stok bahan"},
			living: "Restoran halal; libur hari Jumat.",
		},
	}
}

func europe() []offer {
	return []offer{
		{
			title: "Perawat (Triple Win)", sector: "keperawatan", country: "DE", scheme: app.GToG,
			places: []place{{"Leipzig", "Klinik Lindenhain"}, {"Hamburg", "Rumah Sakit Elbwiese"}, {"Stuttgart", "Pusat Perawatan Rebenhof"}},
			either: 25, ageMin: 21, ageReason: "Ketentuan program Triple Win: perawat dengan STR", education: app.Diploma, experience: "D3/Ners dengan STR aktif", test: "CEFR-DE", level: "B1", skill: "Penyetaraan ijazah keperawatan (Anerkennung)", salaryMin: 2_800, salaryMax: 3_400,
			overtime: "Menurut perjanjian kerja bersama, ditambah tunjangan malam dan hari Minggu", deductions: "Pajak dan asuransi sosial wajib, ±35 %", months: 36, hours: 8, days: 5, leave: 30,
			lodging: "Apartemen awal disewakan rumah sakit ±€380", meals: "Kantin pegawai ±€5 sekali makan", ride: "Tiket transportasi kota (Jobticket)",
			about:  "Program pemerintah Indonesia dan Jerman. Kursus bahasa sampai B1 dan ujian pertama gratis, dengan uang saku selama belajar; B2 diselesaikan di Jerman sambil bekerja.",
			tasks:  []string{"Bekerja sebagai asisten perawat sampai ijazah diakui (6–12 bulan)", "Sesudah itu perawat penuh: obat, infus, rencana asuhan", "Mengikuti kelas penyesuaian yang dibayar sebagai jam kerja"},
			living: "Ada pendamping integrasi untuk mengurus rekening, dokter, dan kursus. Keluarga dapat menyusul setelah ijazah diakui.",
		},
		{
			title: "Ausbildung perawat (pendidikan vokasi)", sector: "keperawatan", country: "DE", scheme: app.PToP,
			places: []place{{"Rostock", "Sekolah Keperawatan Möwenstrand"}},
			either: 12, ageMin: 18, ageMax: 30, ageReason: "Ketentuan sekolah mitra untuk pelatihan tiga tahun", education: app.SLTA, test: "CEFR-DE", level: "B2", salaryMin: 1_340, salaryMax: 1_500,
			overtime: "Tidak ada lembur selama pendidikan", deductions: "Asuransi sosial wajib", months: 36, hours: 8, days: 5, leave: 30, lodging: "Asrama sekolah €250", meals: "Dapur bersama", ride: "Tiket pelajar",
			about:  "Belajar tiga tahun dengan uang saku bulanan, separuh di kelas dan separuh di rumah sakit. Lulusan mendapat ijazah perawat Jerman.",
			tasks:  []string{"Mengikuti teori dua pekan setiap bulan", "Praktik di bangsal dengan pembimbing", "Ujian negara pada akhir tahun ketiga"},
			living: "Cocok untuk lulusan SMA/SMK yang berani belajar bahasa sampai B2 sebelum berangkat.",
		},
		{
			title: "Juru las MIG/MAG", sector: "pengelasan", country: "PL", scheme: app.PToP,
			places: []place{{"Gdynia", "Stocznia Bałtycka Fala"}, {"Wrocław", "Konstrukcje Jesion"}},
			either: 20, ageMin: 20, ageMax: 50, ageReason: "Pemberi kerja: menurut pemeriksaan kesehatan kerja untuk pengelasan", education: app.SLTA, experience: "2 tahun las 135/136", test: "Wawancara-EN", level: "dasar", skill: "Uji las EN ISO 9606-1",
			salaryMin: 6_600, salaryMax: 8_200, overtime: "150 % hari biasa, 200 % malam dan hari Minggu", deductions: "ZUS dan pajak penghasilan, ±28 %", months: 24, hours: 8, days: 5, leave: 20,
			lodging: "Apartemen berdua sekamar, potongan 450 zł", meals: "Voucer makan 300 zł", ride: "Bus karyawan",
			about:  "Merakit tiang kincir angin lepas pantai. Uji las dilakukan di Jakarta oleh inspektur pemberi kerja.",
			tasks:  []string{"Mengelas sambungan tumpul dan sudut posisi PA–PF", "Menyiapkan kampuh dan menggerinda", "Membaca WPS dan menandai sambungan"},
			living: "Izin tinggal diurus perusahaan dalam bahasa Inggris. Musim dingin panjang; bengkel berpemanas.",
		},
		{
			title: "Operator gudang dan forklif", sector: "pergudangan", country: "PL", scheme: app.PToP,
			places: []place{{"Łódź", "Magazyn Kasztan"}, {"Poznań", "Paczka Express Klon"}, {"Gdańsk", "Port Magazyn Jaskółka"}},
			either: 30, ageMin: 18, education: app.SLTA, test: "Wawancara-EN", level: "dasar", salaryMin: 4_900, salaryMax: 5_700, overtime: "150 % hari biasa, 200 % malam dan hari Minggu", deductions: "ZUS dan pajak penghasilan, ±26 %",
			months: 12, hours: 8, days: 5, leave: 20, lodging: "Asrama bertiga sekamar, potongan 380 zł", meals: "Memasak sendiri; dapur lengkap", ride: "Bus karyawan",
			about:  "Gudang belanja daring di pinggir kota. Kontrak pertama dua belas bulan dan dapat diperpanjang.",
			tasks:  []string{"Mengambil pesanan dengan pemindai", "Mengemas dan menempel label", "Mengoperasikan forklif (dilatih dan disertifikasi)"},
			living: "Target terukur dan diumumkan; bonus 300 zł bagi yang mencapai.",
		},
		{
			title: "Terapis spa", sector: "spa-dan-terapi", country: "TR", scheme: app.PToP,
			places: []place{{"Antalya", "Nar Çiçeği Resort"}, {"Bodrum", "Mavi Kumsal Wellness"}},
			women:  14, either: 4, sexReason: "Ruang terapi perempuan dilayani terapis perempuan", ageMin: 20, ageMax: 40, ageReason: "Pemberi kerja: enam sampai tujuh jam pijat sehari", education: app.SLTA,
			experience: "1 tahun, sertifikat spa", test: "Wawancara-EN", level: "dasar", skill: "Uji praktik pijat Bali dan aroma", salaryMin: 36_000, salaryMax: 46_000,
			overtime: "150 % dari upah per jam", deductions: "SGK dan pajak", months: 12, hours: 8, days: 6, leave: 14, lodging: "Rumah staf berdua sekamar, gratis", meals: "Tiga kali makan", ride: "Bus staf",
			about:  "Spa hotel keluarga di tepi laut. Tamu kebanyakan dari Eropa; komisi penjualan produk di luar gaji.",
			tasks:  []string{"Melakukan pijat, lulur, dan hamam", "Menyiapkan ruang dan minyak", "Mencatat keluhan serta kebutuhan tamu"},
			living: "Kontrak tertulis melarang layanan di luar daftar terapi, dan setiap ruang punya tombol panggil.",
		},
	}
}

func gulf() []offer {
	return []offer{
		{
			title: "Staf tata graha hotel", sector: "perhotelan", country: "SA", scheme: app.PToP,
			places: []place{{"Makkah", "Hotel Wahat Al-Rawdah"}, {"Madinah", "Hotel Zahrat Al-Waha"}},
			men:    25, women: 15, sexReason: "Lantai laki-laki dan perempuan dilayani staf sesama jenis", ageMin: 21, ageMax: 40, ageReason: "Pemberi kerja: giliran 24 jam pada musim haji", education: app.SLTA, experience: "6 bulan di hotel", test: "Wawancara-EN", level: "dasar",
			salaryMin: 1_800, salaryMax: 2_300, overtime: gulfOvertime, deductions: "Tidak ada", months: 24, hours: 8, days: 6, leave: 21, lodging: "Asrama hotel berempat, gratis", meals: "Tiga kali makan", ride: "Bus staf",
			about:  "Hotel bintang empat yang tamunya separuh jemaah Indonesia. Untuk badan usaha, bukan rumah tangga.",
			tasks:  []string{"Menyiapkan kamar menurut standar", "Melayani permintaan tamu dalam bahasa Indonesia dan Inggris", "Menghitung linen"},
			living: "Cuti umrah dua hari setiap tahun. Iqamah dan ATM dipegang sendiri.",
		},
		{
			title: "Barista dan pramusaji kafe", sector: "restoran", country: "AE", scheme: app.PToP,
			places: []place{{"Dubai", "Kafe Hudhud"}},
			either: 5, ageMin: 21, ageReason: "Ketentuan izin kerja setempat", education: app.SLTA, experience: "1 tahun sebagai barista", test: "Wawancara-EN", level: "menengah", salaryMin: 2_500, salaryMax: 3_100, overtime: gulfOvertime, deductions: "Tidak ada", months: 24, hours: 8, days: 6, leave: 30,
			lodging: "Tunjangan AED 800", meals: "Satu kali makan", ride: "Tunjangan AED 200",
			about:  "Kafe kopi spesialti yang memakai biji dari Gayo dan Kintamani. Pemiliknya ingin barista yang bisa bercerita tentang asal kopinya.",
			tasks:  []string{"Menyeduh espresso dan seduh manual", "Melayani meja dan kasir", "Menjaga kebersihan mesin"},
			living: "Kafe kecil dengan sembilan staf dari lima negara.",
		},
		{
			title: "Teknisi AC gedung", sector: "konstruksi", country: "QA", scheme: app.PToP,
			places: []place{{"Doha", "Nakheel Facility Works"}, {"Lusail", "Safina Cooling"}},
			men:    18, sexReason: "Mes proyek hanya tersedia untuk laki-laki pada kontrak ini", ageMin: 21, ageMax: 45, ageReason: "Pemberi kerja: kerja di atap pada suhu tinggi", education: app.SLTA, experience: "2 tahun, SMK listrik atau pendingin", test: "Wawancara-EN", level: "dasar", skill: "Uji praktik tata udara",
			salaryMin: 2_200, salaryMax: 2_900, overtime: gulfOvertime, deductions: "Tidak ada", months: 24, hours: 8, days: 6, leave: 21, lodging: "Mes berempat, gratis", meals: "Uang makan QAR 300", ride: "Bus proyek",
			about:  "Merawat pendingin gedung stadion dan kantor. Pekerjaan luar ruang berhenti pukul 10.00–15.30 pada musim panas menurut aturan setempat.",
			tasks:  []string{"Membersihkan dan mengisi ulang unit", "Mencari kebocoran dan kerusakan listrik", "Menulis laporan kerja harian"},
			living: "Upah lewat sistem perlindungan upah (WPS) setiap tanggal 5.",
		},
		{
			title: "Tukang kayu dan perancah", sector: "konstruksi", country: "QA", scheme: app.PToP,
			places: []place{{"Al Wakrah", "Marjan Bina Teluk"}},
			men:    30, sexReason: "Mes proyek hanya tersedia untuk laki-laki pada kontrak ini", ageMin: 21, ageMax: 45, ageReason: "Pemberi kerja: kerja di ketinggian", education: app.SLTP, experience: "1 tahun di proyek", salaryMin: 1_500, salaryMax: 2_000,
			overtime: gulfOvertime, deductions: "Tidak ada", months: 24, hours: 8, days: 6, leave: 21, lodging: "Mes berempat, gratis", meals: "Tiga kali makan", ride: "Bus proyek",
			about:  "Proyek perumahan pekerja dan sekolah. Sertifikat perancah diperoleh di lokasi, dibayar perusahaan.",
			tasks:  []string{"Mendirikan dan membongkar perancah", "Membuat cetakan beton", "Memeriksa sabuk dan jaring pengaman"},
			living: "Masjid dan lapangan voli di kompleks mes; internet gratis di ruang bersama.",
		},
		{
			title: "Koki roti dan kue", sector: "restoran", country: "KW", scheme: app.PToP,
			places: []place{{"Kuwait City", "Toko Roti Yasmeen"}},
			either: 8, ageMin: 21, ageReason: "Ketentuan izin kerja setempat", education: app.SLTA, experience: "2 tahun di toko roti atau hotel", test: "Wawancara-EN", level: "dasar", salaryMin: 210, salaryMax: 280, overtime: gulfOvertime, deductions: "Tidak ada", months: 24, hours: 8, days: 6, leave: 30,
			lodging: "Apartemen bertiga, gratis", meals: "Dua kali makan", ride: "Mobil toko",
			about:  "Toko roti keluarga dengan tiga cabang mencari pembuat roti isi dan kue kering.",
			tasks:  []string{"Menguleni, membentuk, dan memanggang mulai pukul 04.00", "Menghias kue pesanan", "Mencatat suhu lemari pendingin"},
			living: "Sektor badan usaha (pasal 18), bukan rumah tangga.",
		},
	}
}

func pacific() []offer {
	return []offer{
		{
			title: "Juru masak (chef) restoran hotel", sector: "restoran", country: "AU", scheme: app.PToP,
			places: []place{{"Darwin", "Hotel Wattle Bay"}, {"Cairns", "Reef Lantern Kitchen"}},
			either: 6, ageMin: 21, ageMax: 45, ageReason: "Ketentuan visa kerja Australia: di bawah 45 tahun saat mengajukan", education: app.Diploma, experience: "3 tahun sebagai juru masak penuh waktu", test: "IELTS", level: "5.0", skill: "Penilaian keterampilan juru masak",
			salaryMin: 6_400, salaryMax: 7_000, overtime: "Menurut award: 150–200 %", deductions: "Pajak penghasilan", months: 48, hours: 8, days: 5, leave: 20, lodging: "Kamar staf AUD 190 per pekan, tidak wajib", meals: "Makan saat bertugas", ride: "Tidak ada",
			about:  "Dapur hotel tropis dengan menu Asia. Pemberi kerja adalah sponsor resmi dan membayar biaya sponsornya sendiri; biaya itu tidak boleh dibebankan kepada pekerja.",
			tasks:  []string{"Memegang satu bagian dapur penuh", "Menyusun menu mingguan bersama kepala koki", "Melatih juru masak muda"},
			living: "Tiga jam terbang dari Bali. Komunitas Indonesia besar, toko bahan halal ada di pusat kota.",
		},
		{
			title: "Perawat pendamping panti lansia", sector: "perawatan-lansia", country: "AU", scheme: app.PToP,
			places: []place{{"Perth", "Banksia Grove Care"}},
			either: 10, ageMin: 21, ageMax: 45, ageReason: "Ketentuan visa kerja Australia: di bawah 45 tahun saat mengajukan", education: app.Diploma, experience: "1 tahun merawat lansia", test: "IELTS", level: "5.5",
			salaryMin: 5_400, salaryMax: 6_100, overtime: "Menurut award: 150–200 %", deductions: "Pajak penghasilan", months: 48, hours: 8, days: 5, leave: 20, lodging: "Dibantu mencari sewa; dua pekan pertama gratis", meals: "Tidak ada", ride: "Tidak ada",
			about:  "Panti dengan rumah-rumah kecil berisi delapan penghuni. Satu pendamping menemani empat penghuni sepanjang hari.",
			tasks:  []string{"Membantu kegiatan pribadi penghuni", "Memasak bersama dan berkebun", "Menulis catatan harian dalam bahasa Inggris"},
			living: "Gaji mengikuti *award* dan dapat dihitung sendiri di situs ombudsman kerja.",
		},
		{
			title: "Pemerah dan perawat sapi perah", sector: "pertanian", country: "AU", scheme: app.PToP,
			places: []place{{"Warrnambool", "Peternakan Silver Fern Creek"}},
			either: 4, ageMin: 21, ageMax: 45, ageReason: "Ketentuan visa kerja Australia: di bawah 45 tahun saat mengajukan", education: app.SLTA, experience: "2 tahun di peternakan sapi perah", test: "IELTS", level: "5.0",
			salaryMin: 5_000, salaryMax: 5_600, overtime: "Menurut award", deductions: "Pajak penghasilan", months: 36, hours: 8, days: 6, leave: 20, lodging: "Rumah peternakan, gratis", meals: "Susu dan daging dari peternakan", ride: "Mobil peternakan; perlu SIM A",
			about:  "Empat ratus sapi, mesin perah putar, dan padang rumput hijau sepanjang tahun. Untuk yang biasa bangun pukul empat pagi.",
			tasks:  []string{"Memerah dua kali sehari", "Merawat anak sapi", "Memperbaiki pagar dan memindahkan kawanan"},
			living: "Kota terdekat dua puluh menit; pemilik mengantar belanja setiap Sabtu.",
		},
	}
}
