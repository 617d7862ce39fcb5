package demo

import "gerbang/app"

// place is where an offer is to be had.
type place struct{ city, employer string }

// offer is what several vacancies have in common: the same work at one or
// more employers. All of them are invented.
type offer struct {
	title, sector, country string
	scheme                 app.Scheme
	informal               bool
	places                 []place
	men, women, either     int
	sexReason              string
	ageMin, ageMax         int
	ageReason              string
	education              app.Education
	experience             string
	test, level, skill     string // language test, its level, skill test
	salaryMin, salaryMax   int64
	overtime, deductions   string
	months, hours, days    int
	leave                  int
	lodging, meals, ride   string
	about                  string // why and for whom, one paragraph
	tasks                  []string
	living                 string // place of work and life there, one paragraph
}

// offers returns all of them, the sectors mixed as a real list is.
func offers() []offer {
	groups := [][]offer{japanCare(), korea(), japanTrades(), taiwan(), southEastAsia(), europe(), gulf(), pacific()}
	var mixed []offer
	for round := 0; ; round++ {
		added := false
		for _, g := range groups {
			if round < len(g) {
				mixed = append(mixed, g[round])
				added = true
			}
		}
		if !added {
			return mixed
		}
	}
}

const (
	eightHourOvertime = "Di atas 8 jam per hari dibayar 125 %, hari libur 135 %"
	koreaOvertime     = "150 % dari upah per jam untuk lembur, malam, dan hari libur"
	taiwanOvertime    = "134 % dua jam pertama, 167 % jam berikutnya"
	gulfOvertime      = "125 % pada hari kerja, 150 % pada hari libur"
)

// destination is what all vacancies of a country have in common.
type destination struct {
	code      string // as in permit numbers
	currency  string
	insurance string
	ticket    int64 // flight, rupiah
	visa      int64 // rupiah
}

func destinations() map[string]destination {
	return map[string]destination{
		"JP": {"JPN", "JPY", "Asuransi kesehatan dan pensiun pekerja Jepang (shakai hoken), BPJS Ketenagakerjaan PMI", 6_800_000, 620_000},
		"KR": {"KOR", "KRW", "Asuransi kesehatan nasional Korea, asuransi kepulangan, BPJS Ketenagakerjaan PMI", 6_200_000, 980_000},
		"TW": {"TWN", "TWD", "Asuransi tenaga kerja dan kesehatan Taiwan, BPJS Ketenagakerjaan PMI", 4_900_000, 1_090_000},
		"HK": {"HKG", "HKD", "Asuransi kecelakaan kerja dari majikan, BPJS Ketenagakerjaan PMI", 4_300_000, 1_300_000},
		"SG": {"SGP", "SGD", "Asuransi kesehatan dan kecelakaan dari majikan, BPJS Ketenagakerjaan PMI", 1_900_000, 460_000},
		"MY": {"MYS", "MYR", "PERKESO dan SPIKPA, BPJS Ketenagakerjaan PMI", 1_700_000, 210_000},
		"BN": {"BRN", "BND", "Asuransi kecelakaan kerja, BPJS Ketenagakerjaan PMI", 3_200_000, 350_000},
		"DE": {"DEU", "EUR", "Asuransi kesehatan, perawatan, dan pensiun wajib Jerman, BPJS Ketenagakerjaan PMI", 13_500_000, 1_450_000},
		"PL": {"POL", "PLN", "ZUS (kesehatan, kecelakaan, pensiun), BPJS Ketenagakerjaan PMI", 12_800_000, 2_600_000},
		"TR": {"TUR", "TRY", "SGK (asuransi sosial Turki), BPJS Ketenagakerjaan PMI", 10_900_000, 3_300_000},
		"SA": {"SAU", "SAR", "Asuransi kesehatan swasta wajib dan GOSI, BPJS Ketenagakerjaan PMI", 9_400_000, 1_250_000},
		"AE": {"ARE", "AED", "Asuransi kesehatan dari pemberi kerja, BPJS Ketenagakerjaan PMI", 8_700_000, 1_600_000},
		"QA": {"QAT", "QAR", "Kartu kesehatan Qatar dan asuransi kecelakaan kerja, BPJS Ketenagakerjaan PMI", 9_100_000, 1_150_000},
		"KW": {"KWT", "KWD", "Asuransi kesehatan wajib Kuwait, BPJS Ketenagakerjaan PMI", 9_600_000, 900_000},
		"AU": {"AUS", "AUD", "Asuransi kompensasi pekerja negara bagian, dana pensiun (superannuation), BPJS Ketenagakerjaan PMI", 9_900_000, 5_200_000},
	}
}

// steps are the stages after registering, which differ by scheme.
func steps(s app.Scheme) []string {
	switch s {
	case app.GToG:
		return []string{
			"Pendaftaran dan pemeriksaan berkas di SISKOP2MI, lalu verifikasi di BP3MI",
			"Seleksi pemerintah: tes tertulis, keterampilan, wawancara, dan kesehatan",
			"Pelatihan bahasa dan pencocokan dengan pemberi kerja",
			"Penandatanganan perjanjian kerja, visa, orientasi pra-pemberangkatan, dan E-KPMI",
		}
	case app.SSW:
		return []string{
			"Lulus uji bahasa (JLPT N4 atau JFT-Basic A2) dan uji keterampilan bidang",
			"Wawancara daring dengan perusahaan, didampingi petugas penempatan",
			"Perjanjian penempatan, perjanjian kerja, dan pemeriksaan kesehatan",
			"Certificate of Eligibility, visa, orientasi pra-pemberangkatan, dan E-KPMI",
		}
	default:
		return []string{
			"Pemeriksaan berkas dan wawancara dengan perusahaan penempatan",
			"Perjanjian penempatan yang diketahui dinas tenaga kerja",
			"Pelatihan dan uji kompetensi, pemeriksaan kesehatan dan psikologi",
			"Perjanjian kerja, visa, orientasi pra-pemberangkatan, dan E-KPMI",
		}
	}
}

// free are the sectors whose workers are charged nothing at all (Perban BP2MI
// 9/2020 art. 3: ten kinds of work).
var free = map[string]bool{
	"rumah-tangga": true, "perawatan-di-rumah": true, "perkebunan": true, "perikanan": true, "pertanian": true, "kebersihan-gedung": true,
}

// costs are the lines of what a placement costs and who pays.
func costs(o *offer, d destination) []app.Cost {
	const (
		law  = "UU 18/2017 Pasal 30"
		rule = "Perban BP2MI 9/2020"
		work = "Perjanjian kerja"
	)
	idr := func(item string, amount int64, payer app.Payer, basis string) app.Cost {
		return app.Cost{Item: item, Amount: amount, Currency: "IDR", Payer: payer, LegalBasis: basis}
	}
	lines := []app.Cost{
		idr("Tiket pesawat keberangkatan", d.ticket, app.PaidByEmployer, work),
		idr("Visa kerja", d.visa, app.PaidByEmployer, work),
		idr("Jasa perusahaan penempatan", 0, app.PaidByWorker, law),
	}
	own, training := app.PaidByWorker, app.PaidByAgency
	switch {
	case free[o.sector]:
		own = app.PaidByEmployer
	case o.scheme == app.GToG:
		training = app.PaidByGovernment
	}
	lines = append(lines,
		idr("Pemeriksaan kesehatan dan psikologi", 1_150_000, app.PaidByEmployer, work),
		idr("Paspor", 650_000, own, rule),
		idr("SKCK", 30_000, own, "PP 76/2020"),
		idr("Jaminan sosial PMI (BPJS Ketenagakerjaan)", 370_000, own, "Permenaker 4/2023"),
	)
	switch o.test {
	case "JLPT":
		lines = append(lines, idr("Pelatihan bahasa Jepang", 4_500_000, training, rule), idr("Uji JLPT atau JFT-Basic", 700_000, own, rule))
	case "EPS-TOPIK":
		lines = append(lines, app.Cost{Item: "Uji EPS-TOPIK", Amount: 28, Currency: "USD", Payer: own, LegalBasis: "MoU EPS RI–Korea Selatan"})
	case "CEFR-DE":
		lines = append(lines, idr("Pelatihan bahasa", 8_000_000, training, rule))
	}
	if o.skill != "" {
		lines = append(lines, idr("Uji keterampilan", 850_000, training, rule))
	}
	return lines
}
