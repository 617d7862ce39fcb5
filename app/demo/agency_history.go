package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

const checker = "Ratna Puspitasari, BP3MI DKI Jakarta"

var officeStreets = []string{
	"Jalan Raya Pasar Minggu", "Jalan Tebet Barat Dalam", "Jalan Warung Buncit Raya", "Jalan Ahmad Yani", "Jalan Diponegoro",
	"Jalan Gatot Subroto", "Jalan Pemuda", "Jalan Veteran", "Jalan Kemang Timur", "Jalan Otista Raya",
}

// former are earlier and trade names of some companies.
var former = map[string]string{
	"PT Kapulaga Lintas Bangsa":   "PT Kapulaga Jaya Mandiri\nKapulaga Overseas",
	"PT Teratai Sembilan Samudra": "PT Teratai Samudra",
	"PT Melati Tepian Dunia":      "Melati Global Care",
	"PT Oase Delima Raya":         "PT Delima Timur Tengah",
	"PT Senja Kencana Perantau":   "Senja Kencana Training & Placement",
}

// addHistory gives the agencies an office and their licences a past that
// agrees with how they stand.
func (g *generator) addHistory() {
	for i := range g.plan.agencies {
		a := &g.plan.agencies[i]
		if a.Name == government {
			a.Address = "Jalan Gatot Subroto Kavling 52"
			continue
		}
		a.Address = fmt.Sprintf("%s No. %d", officeStreets[i%len(officeStreets)], 7+i*13)
		a.Email = "kantor@" + app.Slug(a.Name) + ".example"
		a.FormerNames = former[a.Name]
		if i%7 != 5 { // some were not compared yet
			a.CheckedOn, a.CheckedBy = g.today.AddDate(0, 0, -(i*5)%40-1), checker
		}
		g.licences(i+1, a)
	}
}

func (g *generator) licences(ref int, a *app.Agency) {
	add := func(kind app.AgencyEventKind, on time.Time, number string, until time.Time, reason, source string) {
		g.plan.agencyEvents = append(g.plan.agencyEvents, app.AgencyEvent{
			AgencyID: int64(ref), Kind: kind, EffectiveOn: on, SIP3MI: number, LicenceUntil: until, Reason: reason, Source: source,
			RecordedBy: checker, RecordedAt: on.Add(33 * time.Hour),
		})
	}
	if !a.Licensed() {
		return
	}
	granted := a.LicenceUntil.AddDate(-5, 0, 0)
	if ref%3 == 0 {
		add(app.AgencyLicensed, granted.AddDate(-5, 0, 0), fmt.Sprintf("%03d/%d", 40+ref*11, granted.Year()-5), granted, "", fmt.Sprintf("Keputusan izin nomor %d/%d", 210+ref, granted.Year()-5))
		add(app.AgencyRenewed, granted, a.SIP3MI, a.LicenceUntil, "", fmt.Sprintf("Keputusan perpanjangan nomor %d/%d", 310+ref, granted.Year()))
	} else {
		add(app.AgencyLicensed, granted, a.SIP3MI, a.LicenceUntil, "", fmt.Sprintf("Keputusan izin nomor %d/%d", 210+ref, granted.Year()))
	}
	if names := app.OtherNames(a.FormerNames); len(names) > 1 {
		add(app.AgencyRenamed, granted.AddDate(1, 3, 0), "", time.Time{}, names[0]+" → "+a.Name, "Akta perubahan nama")
	}
	year := g.today.Year()
	switch {
	case a.Status == app.AgencySuspended:
		add(app.AgencySuspension, g.today.AddDate(0, 0, -12), "", time.Time{}, "Diperiksa karena empat aduan biaya penempatan yang ditagih sebelum ada perjanjian", fmt.Sprintf("Surat pembekuan nomor 41/%d", year))
	case a.Status == app.AgencyRevoked:
		add(app.AgencySuspension, g.today.AddDate(0, -8, 0), "", time.Time{}, "Tidak memberangkatkan 23 calon pekerja dan tidak mengembalikan biaya mereka", fmt.Sprintf("Surat pembekuan nomor 12/%d", year))
		add(app.AgencyRevocation, g.today.AddDate(0, -5, 0), "", time.Time{}, "Kewajiban kepada 23 calon pekerja tidak dipenuhi sampai batas waktu", fmt.Sprintf("Keputusan pencabutan nomor 7/%d", year))
	case ref == 9:
		add(app.AgencySuspension, g.today.AddDate(-1, -2, 0), "", time.Time{}, "Laporan penempatan tidak dikirim dua triwulan", "Surat pembekuan nomor 30")
		add(app.AgencyReinstated, g.today.AddDate(-1, -1, 0), "", time.Time{}, "Laporan sudah dilengkapi dan diperiksa", "Surat pengaktifan nomor 35")
	}
}

const rateWeeks = 6

// weeklyRates makes rates of the past Mondays that wander around those given.
func weeklyRates(now time.Time, seed uint64, known map[string]postgres.Rate) []postgres.Rate {
	r := rand.New(rand.NewPCG(seed, 0x6b757273))
	monday := app.Day(now)
	for monday.Weekday() != time.Monday {
		monday = monday.AddDate(0, 0, -1)
	}
	currencies := make([]string, 0, len(known))
	for c := range known {
		currencies = append(currencies, c)
	}
	slices.Sort(currencies)
	var out []postgres.Rate
	for _, c := range currencies {
		for week := rateWeeks - 1; week >= 0; week-- {
			wander := 1 + (r.Float64()-.5)/50 // at most one in a hundred
			parts := 1.0                      // large rates are quoted in whole rupiah
			if known[c].Rupiah < 1000 {
				parts = 100
			}
			out = append(out, postgres.Rate{Currency: c, AsOf: monday.AddDate(0, 0, -7*week), Rupiah: math.Round(known[c].Rupiah*wander*parts) / parts})
		}
	}
	return out
}
