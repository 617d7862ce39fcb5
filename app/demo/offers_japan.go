package demo

import "gerbang/app"

const (
	liftingReason = "Pemberi kerja: pekerjaan mengangkat dan memindahkan penghuni, menurut pemeriksaan risiko kerja"
	japanDuties   = "Pajak, asuransi sosial, dan sewa asrama ±¥28.000; dirinci di slip gaji"
	japanDorm     = "Asrama 1 kamar 1 orang, sewa ¥20.000–¥30.000 per bulan"
)

func japanCare() []offer {
	return []offer{
		{
			title: "Perawat lansia (kaigo) di panti", sector: "perawatan-lansia", country: "JP", scheme: app.SSW,
			places: []place{{"Osaka", "Panti Lansia Himawari-zaka"}, {"Sapporo", "Yuki no Oka Care"}, {"Fukuoka", "Rumah Senja Akebono-mori"}, {"Kanazawa", "Kaigo House Asanagi"}},
			either: 24, ageMin: 18, ageMax: 40, ageReason: liftingReason, education: app.SLTA,
			test: "JLPT", level: "N4", skill: "Uji keterampilan kaigo dan uji bahasa kaigo", salaryMin: 198_000, salaryMax: 236_000,
			overtime: eightHourOvertime, deductions: japanDuties, months: 60, hours: 8, days: 5, leave: 10, lodging: japanDorm,
			meals: "Makan siang di kantin panti ¥350", ride: "Ongkos kereta atau sepeda ditanggung",
			about:  "Panti ini merawat 80 lansia dalam kelompok kecil beranggota sepuluh orang. Anda bekerja bersama perawat senior Jepang dan dua perawat asal Indonesia yang sudah lulus ujian negara, jadi tidak memulai dari nol.",
			tasks:  []string{"Membantu makan, mandi, dan berpindah dari tempat tidur ke kursi roda", "Mencatat kondisi penghuni di tablet memakai bahasa Jepang sederhana", "Menyiapkan kegiatan sore: senam ringan, origami, menyanyi", "Giliran jaga malam empat kali sebulan setelah bulan ketiga"},
			living: "Ada musala kecil di lantai dua dan menu tanpa babi setiap hari. Panti membiayai kursus persiapan ujian *kaigo fukushishi*; yang lulus boleh tinggal tanpa batas waktu dan membawa keluarga.",
		},
		{
			title: "Kandidat perawat (kangoshi) G to G", sector: "keperawatan", country: "JP", scheme: app.GToG,
			places: []place{{"Nagoya", "Rumah Sakit Aoba-no-sato"}, {"Kobe", "Rumah Sakit Minato Kibou"}},
			either: 18, ageMin: 21, ageMax: 35, ageReason: "Ketentuan program G to G Indonesia–Jepang", education: app.Diploma,
			experience: "2 tahun sebagai perawat, STR aktif", test: "JLPT", level: "N5", skill: "Tes keperawatan program G to G", salaryMin: 172_000, salaryMax: 205_000,
			overtime: eightHourOvertime, deductions: japanDuties, months: 36, hours: 8, days: 5, leave: 10, lodging: "Apartemen rumah sakit, sewa ¥15.000 per bulan",
			meals: "Kantin pegawai, ±¥400 sekali makan", ride: "Bus rumah sakit gratis",
			about:  "Program pemerintah dalam rangka kemitraan ekonomi Indonesia–Jepang. Sebelum berangkat Anda belajar bahasa Jepang enam bulan di Jakarta dan enam bulan di Jepang, keduanya dengan uang saku.",
			tasks:  []string{"Membantu perawat di bangsal: tanda vital, kebersihan, mobilisasi pasien", "Belajar untuk ujian negara perawat di bawah pembimbing rumah sakit", "Menyusun laporan harian dalam bahasa Jepang"},
			living: "Rumah sakit memberi waktu belajar delapan jam seminggu di dalam jam kerja. Yang lulus ujian negara digaji setara perawat Jepang.",
		},
		{
			title: "Kandidat perawat lansia (kaigo) G to G", sector: "perawatan-lansia", country: "JP", scheme: app.GToG,
			places: []place{{"Hiroshima", "Taman Lansia Momiji-dani"}, {"Yokohama", "Kaigo Village Nagisa"}},
			either: 30, ageMin: 18, ageMax: 35, ageReason: "Ketentuan program G to G Indonesia–Jepang", education: app.Diploma,
			test: "JLPT", level: "N5", skill: "Tes bakat dan wawancara program G to G", salaryMin: 168_000, salaryMax: 192_000,
			overtime: eightHourOvertime, deductions: japanDuties, months: 48, hours: 8, days: 5, leave: 10, lodging: "Apartemen bersama dua orang, sewa ¥18.000 per bulan",
			meals: "Dapur bersama; bahan halal tersedia di toko dekat asrama", ride: "Sepeda dipinjamkan",
			about:  "Terbuka bagi lulusan D3/D4/S1 semua jurusan dengan sertifikat caregiver, atau lulusan keperawatan. Seluruh pelatihan bahasa dibiayai pemerintah kedua negara.",
			tasks:  []string{"Merawat penghuni bersama pembimbing", "Mengikuti kelas bahasa dua kali sepekan", "Mempersiapkan ujian negara *kaigo fukushishi* pada tahun keempat"},
			living: "Setiap kandidat punya pembimbing tetap. Paguyuban warga Indonesia setempat berkumpul setiap akhir bulan.",
		},
		{
			title: "Perawat lansia kunjungan rumah", sector: "perawatan-lansia", country: "JP", scheme: app.SSW,
			places: []place{{"Saitama", "Tsubame Home Care"}},
			women:  6, either: 4, sexReason: "Sebagian penghuni perempuan meminta perawat perempuan untuk mandi", ageMin: 20, ageMax: 45, ageReason: liftingReason, education: app.SLTA,
			experience: "1 tahun di panti atau rumah sakit", test: "JLPT", level: "N3", skill: "Uji keterampilan kaigo", salaryMin: 215_000, salaryMax: 248_000,
			overtime: eightHourOvertime, deductions: japanDuties, months: 60, hours: 8, days: 5, leave: 12, lodging: japanDorm,
			meals: "Uang makan ¥8.000 per bulan", ride: "Sepeda listrik kantor",
			about:  "Untuk perawat berpengalaman yang sudah lancar berbicara: Anda mengunjungi lima sampai tujuh rumah sehari di satu lingkungan yang sama.",
			tasks:  []string{"Membantu mandi, berpakaian, dan makan di rumah penghuni", "Menyiapkan obat sesuai kotak harian", "Melapor keadaan penghuni kepada perawat kepala lewat aplikasi"},
			living: "Tiga bulan pertama selalu berdua dengan perawat senior. Tidak ada giliran malam.",
		},
	}
}

func japanTrades() []offer {
	return []offer{
		{
			title: "Operator pengolahan makanan laut", sector: "pengolahan-makanan", country: "JP", scheme: app.SSW,
			places: []place{{"Kushiro", "Shiosai Suisan Foods"}, {"Shizuoka", "Dapur Laut Kaminari"}},
			men:    10, women: 10, sexReason: "Asrama putra dan putri terpisah; kamar tersedia masing-masing sepuluh", ageMin: 18, education: app.SLTP,
			test: "JLPT", level: "N4", skill: "Uji keterampilan pengolahan makanan dan minuman", salaryMin: 182_000, salaryMax: 208_000,
			overtime: eightHourOvertime, deductions: japanDuties, months: 60, hours: 8, days: 5, leave: 10, lodging: japanDorm,
			meals: "Makan siang bersubsidi ¥250", ride: "Bus antar-jemput pabrik",
			about:  "Pabrik memotong, mengasinkan, dan mengemas ikan salem serta kerang untuk pasar swalayan. Pekerjaan rapi dan cepat di ruang bersuhu 10–15 °C; pakaian hangat disediakan.",
			tasks:  []string{"Memfilet dan menimbang ikan menurut ukuran pesanan", "Memeriksa duri dan benda asing dengan sinar", "Membersihkan jalur produksi mengikuti HACCP"},
			living: "Lembur 20–30 jam sebulan pada musim dingin. Pabrik tidak mengolah babi.",
		},
		{
			title: "Pekerja kebun sayur rumah kaca", sector: "pertanian", country: "JP", scheme: app.SSW,
			places: []place{{"Kumamoto", "Kebun Nijiiro"}, {"Ibaraki", "Koperasi Tani Sakurabatake"}, {"Nagano", "Perkebunan Selada Takamine"}},
			either: 16, ageMin: 18, ageMax: 38, ageReason: "Pemberi kerja: kerja fisik di luar ruang sepanjang musim", education: app.SLTP,
			test: "JLPT", level: "N4", skill: "Uji keterampilan pertanian (budi daya tanaman)", salaryMin: 176_000, salaryMax: 203_000,
			overtime: "Di atas jam kontrak dibayar 125 %", deductions: japanDuties, months: 60, hours: 8, days: 6, leave: 10, lodging: "Rumah tani berempat, ¥15.000 per bulan",
			meals: "Sayur dari kebun gratis; memasak sendiri", ride: "Mobil kebun",
			about:  "Tomat, selada, dan stroberi ditanam di rumah kaca modern. Cocok untuk yang suka bekerja pagi dan tidak takut cuaca.",
			tasks:  []string{"Menyemai, merambatkan, dan memanen sayur", "Menyortir dan mengemas menurut kelas mutu", "Merawat selang irigasi dan membersihkan rumah kaca"},
			living: "Kerja mulai pukul 05.30 pada musim panas dan 07.30 pada musim dingin. Pasar swalayan sepuluh menit bersepeda.",
		},
		{
			title: "Pramusaji dan juru masak restoran keluarga", sector: "restoran", country: "JP", scheme: app.SSW,
			places: []place{{"Kyoto", "Rumah Makan Kaze-no-ko"}, {"Sendai", "Dapur Tanpopo"}},
			either: 12, ageMin: 18, education: app.SLTA, test: "JLPT", level: "N4", skill: "Uji keterampilan layanan makanan", salaryMin: 192_000, salaryMax: 232_000,
			overtime: eightHourOvertime, deductions: japanDuties, months: 60, hours: 8, days: 5, leave: 10, lodging: japanDorm,
			meals: "Dua kali makan saat bertugas", ride: "Ongkos kereta ditanggung",
			about:  "Jaringan restoran keluarga yang ramai pada akhir pekan. Yang bahasanya maju cepat pindah ke bagian depan; yang suka dapur dilatih memasak menu inti.",
			tasks:  []string{"Menerima pesanan dan mengantar hidangan", "Menyiapkan bahan, menggoreng, dan memanggang sesuai resep", "Menutup kasir dan membersihkan dapur"},
			living: "Beberapa menu memakai babi dan alkohol; bicarakan sejak wawancara bila Anda tidak bersedia menyentuhnya.",
		},
		{
			title: "Petugas kebersihan gedung dan hotel", sector: "kebersihan-gedung", country: "JP", scheme: app.SSW,
			places: []place{{"Tokyo", "Mikazuki Building Service"}, {"Chiba", "Hoshikuzu Clean"}, {"Kawasaki", "Minori Pemeliharaan Gedung"}},
			either: 20, ageMin: 18, education: app.SLTP, test: "JFT-Basic", level: "A2", skill: "Uji keterampilan kebersihan gedung", salaryMin: 186_000, salaryMax: 211_000,
			overtime: eightHourOvertime, deductions: japanDuties, months: 60, hours: 8, days: 5, leave: 10, lodging: japanDorm,
			meals: "Uang makan ¥6.000 per bulan", ride: "Ongkos kereta sampai ¥15.000 per bulan",
			about:  "Membersihkan kantor, stasiun, dan kamar hotel dengan mesin poles serta bahan ramah lingkungan. Jam kerja pagi, sore bebas.",
			tasks:  []string{"Menyapu, mengepel, dan memoles lantai dengan mesin", "Menata ulang kamar hotel sesuai daftar periksa", "Melaporkan kerusakan kepada pengawas gedung"},
			living: "Regu beranggota lima orang, dua di antaranya orang Indonesia.",
		},
		{
			title: "Tukang bekisting dan besi beton", sector: "konstruksi", country: "JP", scheme: app.SSW,
			places: []place{{"Yokohama", "Ishigaki Kensetsu Muda"}, {"Gifu", "Tatara Besi Beton"}},
			men:    14, sexReason: "Mes pekerja proyek hanya tersedia untuk laki-laki pada kontrak ini", ageMin: 18, ageMax: 40, ageReason: "Pemberi kerja: kerja di ketinggian dan beban berat", education: app.SLTP,
			experience: "6 bulan di proyek bangunan", test: "JLPT", level: "N4", skill: "Uji keterampilan konstruksi (teknik sipil)", salaryMin: 225_000, salaryMax: 285_000,
			overtime: eightHourOvertime, deductions: japanDuties, months: 60, hours: 8, days: 6, leave: 10, lodging: "Mes perusahaan, kamar sendiri, ¥20.000 per bulan",
			meals: "Sarapan dan makan malam mes ¥600", ride: "Mobil proyek",
			about:  "Membangun apartemen dan jembatan pejalan kaki. Upah dibayar bulanan tetap, juga ketika hujan menghentikan pekerjaan.",
			tasks:  []string{"Memasang dan membongkar bekisting", "Merakit tulangan besi menurut gambar", "Menjaga kebersihan dan keselamatan (sabuk, helm, patroli pagi)"},
			living: "Pelatihan keselamatan dua pekan di Jepang dibayar penuh.",
		},
		{
			title: "Staf hotel dan penginapan (ryokan)", sector: "perhotelan", country: "JP", scheme: app.SSW,
			places: []place{{"Hakone", "Ryokan Yamabiko"}, {"Okinawa", "Hotel Sango-iro"}},
			either: 10, ageMin: 18, education: app.SLTA, experience: "Diutamakan pernah praktik di hotel", test: "JLPT", level: "N4", skill: "Uji keterampilan akomodasi", salaryMin: 188_000, salaryMax: 222_000,
			overtime: eightHourOvertime, deductions: japanDuties, months: 60, hours: 8, days: 5, leave: 10, lodging: "Asrama di lingkungan hotel, gratis listrik",
			meals: "Tiga kali makan pada hari kerja", ride: "Jalan kaki dari asrama",
			about:  "Penginapan pemandian air panas yang tamunya separuh dari luar Jepang. Bahasa Inggris Anda akan terpakai setiap hari.",
			tasks:  []string{"Menyambut tamu dan mengantar ke kamar", "Menyajikan makan malam di kamar", "Menyiapkan kamar dan kasur *futon*"},
			living: "Libur berpindah-pindah karena akhir pekan ramai; jadwal dibagikan sebulan sebelumnya.",
		},
		{
			title: "Teknisi perawatan mobil", sector: "otomotif", country: "JP", scheme: app.SSW,
			places: []place{{"Hamamatsu", "Bengkel Haguruma Motor"}},
			either: 6, ageMin: 18, education: app.SLTA, experience: "SMK otomotif atau 1 tahun di bengkel", test: "JLPT", level: "N4", skill: "Uji keterampilan pemeliharaan kendaraan", salaryMin: 205_000, salaryMax: 252_000,
			overtime: eightHourOvertime, deductions: japanDuties, months: 60, hours: 8, days: 5, leave: 12, lodging: japanDorm,
			meals: "Kantin, ¥400 sekali makan", ride: "Sepeda dipinjamkan",
			about:  "Bengkel resmi untuk uji berkala (*shaken*) dengan empat belas teknisi. Semua alat elektronik, panduan bergambar.",
			tasks:  []string{"Servis berkala: oli, rem, kaki-kaki", "Membaca alat pindai kerusakan", "Menyiapkan mobil untuk uji berkala"},
			living: "Perusahaan membayar ujian sertifikat teknisi Jepang tingkat tiga.",
		},
		{
			title: "Operator mesin CNC", sector: "manufaktur", country: "JP", scheme: app.SSW,
			places: []place{{"Toyama", "Kurobe Logam Presisi"}},
			either: 4, ageMin: 18, education: app.SLTA, experience: "SMK permesinan atau 1 tahun di bengkel bubut", test: "JLPT", level: "N4", skill: "Uji keterampilan industri manufaktur", salaryMin: 210_000, salaryMax: 260_000,
			overtime: eightHourOvertime, deductions: japanDuties, months: 60, hours: 8, days: 5, leave: 12, lodging: "Apartemen perusahaan, gratis",
			meals: "Kantin, ¥350 sekali makan", ride: "Bus karyawan",
			about:  "Pabrik poros dan roda gigi dengan empat puluh mesin bubut lima sumbu. Tiga bulan pertama Anda belajar pada satu mesin bersama seorang pembimbing.",
			tasks:  []string{"Mengoperasikan dan menyetel mesin CNC", "Mengukur hasil dengan CMM", "Menyusun panduan kerja dwibahasa"},
			living: "Salju tebal dari Desember sampai Maret; bus karyawan menjemput di depan apartemen.",
		},
	}
}
