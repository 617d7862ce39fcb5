package demo

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

// englishTitles are the titles of the offers in English.
var englishTitles = map[string]string{
	"Operator produksi manufaktur (EPS)":          "Manufacturing production operator (EPS)",
	"Pekerja budi daya dan pengolahan ikan (EPS)": "Fish farming and processing worker (EPS)",
	"Pekerja pertanian dan peternakan (EPS)":      "Crop and livestock worker (EPS)",
	"Tukang las galangan kapal (E-7-3)":           "Shipyard welder (E-7-3)",
	"Operator pabrik elektronik":                  "Electronics factory operator",
	"Perawat lansia di rumah keluarga":            "Live-in carer for an elderly person",
	"Perawat di panti lansia":                     "Carer in a home for the elderly",
	"Operator mesin logam (layanan G to P)":       "Metal machine operator (G to P service)",
	"Pekerja rumah tangga":                        "Domestic worker",
	"Pendamping lansia dan rumah tangga":          "Companion for the elderly and housekeeper",
	"Perawat lansia (kaigo) di panti":             "Care worker (kaigo) in a nursing home",
	"Kandidat perawat (kangoshi) G to G":          "Nurse candidate (kangoshi), G to G",
	"Kandidat perawat lansia (kaigo) G to G":      "Care worker candidate (kaigo), G to G",
	"Perawat lansia kunjungan rumah":              "Home-visit care worker",
	"Operator pengolahan makanan laut":            "Seafood processing operator",
	"Pekerja kebun sayur rumah kaca":              "Greenhouse vegetable worker",
	"Pramusaji dan juru masak restoran keluarga":  "Waiter and cook in a family restaurant",
	"Petugas kebersihan gedung dan hotel":         "Building and hotel cleaner",
	"Tukang bekisting dan besi beton":             "Formwork and reinforcement worker",
	"Staf hotel dan penginapan (ryokan)":          "Hotel and ryokan staff",
	"Teknisi perawatan mobil":                     "Car maintenance technician",
	"Operator mesin CNC":                          "CNC machine operator",
	"Perawat asisten rumah sakit":                 "Hospital healthcare assistant",
	"Pekerja kebun kelapa sawit":                  "Oil palm plantation worker",
	"Pekerja rumah tangga (satu kanal)":           "Domestic worker (one channel system)",
	"Juru masak dan kru restoran":                 "Cook and restaurant crew",
	"Perawat (Triple Win)":                        "Nurse (Triple Win)",
	"Ausbildung perawat (pendidikan vokasi)":      "Nursing Ausbildung (vocational training)",
	"Juru las MIG/MAG":                            "MIG/MAG welder",
	"Operator gudang dan forklif":                 "Warehouse and forklift operator",
	"Terapis spa":                                 "Spa therapist",
	"Staf tata graha hotel":                       "Hotel housekeeping staff",
	"Barista dan pramusaji kafe":                  "Barista and café waiter",
	"Teknisi AC gedung":                           "Building air-conditioning technician",
	"Tukang kayu dan perancah":                    "Carpenter and scaffolder",
	"Koki roti dan kue":                           "Baker and pastry cook",
	"Juru masak (chef) restoran hotel":            "Chef in a hotel restaurant",
	"Perawat pendamping panti lansia":             "Care assistant in a home for the elderly",
	"Pemerah dan perawat sapi perah":              "Dairy farm worker",
}

// occupations are codes of the Klasifikasi Baku Jabatan Indonesia by sector,
// in its groups of four digits.
var occupations = map[string]string{
	"perawatan-lansia": "5322", "perawatan-di-rumah": "5322", "keperawatan": "2221", "rumah-tangga": "9111", "manufaktur": "8142",
	"elektronik": "8212", "otomotif": "7231", "pengelasan": "7212", "konstruksi": "7114", "pengolahan-makanan": "8160", "restoran": "5120",
	"perhotelan": "9112", "kebersihan-gedung": "9112", "pertanian": "9211", "perkebunan": "9211", "perikanan": "9216", "pergudangan": "4321", "spa-dan-terapi": "5142",
}

// partners are invented agencies abroad.
var partners = map[string]string{
	"JP": "Hokuto Jinzai Kyodo Kumiai", "TW": "Formosa Bridge Manpower", "HK": "Harbour Star Employment", "SG": "Merlion Link Employment",
	"MY": "Agensi Pekerjaan Seri Damai", "SA": "Al Nakheel Recruitment", "AE": "Gulf Pearl Manpower", "QA": "Doha Crescent Services",
}

// complete fills what a vacancy has beside its offer.
func complete(j *app.Job, n int) {
	j.Reference = fmt.Sprintf("LW-%s-%03d", j.Country, n+1)
	j.TitleEN, j.KBJI, j.ForeignPartner = englishTitles[j.Title], occupations[j.Sector], partners[j.Country]
	if years, _, ok := strings.Cut(j.Experience, " tahun"); ok {
		j.ExperienceYears, _ = strconv.Atoi(years)
	}
	if j.Scheme == app.SSW && j.LanguageTest == "JLPT" && j.LanguageLevel == "N4" {
		j.LanguageOrTest, j.LanguageOrLevel = "JFT-Basic", "A2"
	}
	if j.Formal {
		j.Health = "Sehat jasmani dan rohani menurut pemeriksaan di sarana kesehatan yang ditunjuk"
	}
}

// recordDesk writes what staff did to the vacancy before today: the
// placements that its permit has lost, the decisions of verifiers, and who
// did what.
func (g *generator) recordDesk(r *rand.Rand, j *postgres.BulkJob, job int64) {
	used := j.PermitQuota - j.PermitLeft
	officer := g.staff["officer"]
	for part := 1; used > 0; part++ {
		workers := used
		if part < 3 && used > 1 {
			workers = 1 + r.IntN(used)
		}
		used -= workers
		g.plan.placements = append(g.plan.placements, postgres.BulkPlacement{JobID: job, RecordedByID: officer, RecordedAt: g.daysAgo(2+part*3, 10, 20), JobPlacement: app.JobPlacement{
			Workers: workers, PlacedOn: g.today.AddDate(0, 0, -3-part*3), Note: fmt.Sprintf("Berangkat kelompok %d", part),
		}})
	}
	writer := j.WrittenByID
	if writer == 0 {
		writer = g.staff["mitra"]
	}
	wrote := g.daysAgo(60, 9, 40)
	if !j.VerifiedAt.IsZero() {
		wrote = j.VerifiedAt.Add(-30 * time.Hour)
	}
	did := func(account int64, at time.Time, action string, before, after map[string]any) {
		g.plan.history = append(g.plan.history, postgres.BulkAudit{AccountID: account, At: at, Action: action, Entity: "job", EntityID: job, Before: before, After: after})
	}
	status := func(s app.JobStatus) map[string]any { return map[string]any{"status": string(s)} }
	did(writer, wrote, "job.create", nil, map[string]any{"title": j.Title})
	if j.Status == app.JobDraft && j.SIP2MI == "" && len(g.plan.placements)%2 == 0 {
		note := "Nomor SIP2MI belum diisi dan rincian biaya belum menyebut siapa yang menanggung visa."
		g.plan.verifications = append(g.plan.verifications, postgres.BulkVerification{JobID: job, Outcome: "returned", Note: note, ByID: officer, At: wrote.Add(26 * time.Hour)})
		did(writer, wrote.Add(time.Hour), "job.submit", status(app.JobDraft), status(app.JobInReview))
		after := status(app.JobDraft)
		after["note"] = note
		did(officer, wrote.Add(26*time.Hour), "job.return", status(app.JobInReview), after)
		return
	}
	if j.Status == app.JobDraft {
		return
	}
	did(writer, wrote.Add(2*time.Hour), "job.submit", status(app.JobDraft), status(app.JobInReview))
	if j.VerifiedAt.IsZero() {
		return
	}
	evidence := fmt.Sprintf("Dicocokkan dengan SISKOP2MI dan surat izin %s", j.SIP2MI)
	g.plan.verifications = append(g.plan.verifications, postgres.BulkVerification{
		JobID: job, Outcome: "approved", Evidence: evidence, ByID: j.VerifiedByID, ByName: j.VerifiedBy, At: j.VerifiedAt,
	})
	after := status(app.JobPublished)
	after["evidence"] = evidence
	did(j.VerifiedByID, j.VerifiedAt, "job.publish", status(app.JobInReview), after)
	g.plan.history[len(g.plan.history)-1].Actor = j.VerifiedBy
}
