package demo

import (
	"fmt"
	"time"

	"gerbang/app"
)

// agent is a placement company of the demo: invented, as every name here.
type agent struct {
	name, city string
	countries  string // ISO codes it places to, separated by spaces
	months     int    // how long the licence still holds; negative when it has lapsed
	status     app.AgencyStatus
}

// government stands for placements that the state carries out itself.
const government = "Penempatan Pemerintah (G to G dan G to P)"

func agents() []agent {
	return []agent{
		{government, "Jakarta Selatan", "", 0, app.AgencyActive},
		{"PT Kapulaga Lintas Bangsa", "Jakarta Timur", "JP", 31, app.AgencyActive},
		{"PT Kenari Jingga Persada", "Jakarta Selatan", "JP", 22, app.AgencyActive},
		{"PT Teratai Sembilan Samudra", "Bekasi", "JP KR", 44, app.AgencyActive},
		{"PT Bambu Kuning Antarnegeri", "Jakarta Selatan", "TW HK", 17, app.AgencyActive},
		{"PT Lumbung Rantau Sejati", "Cirebon", "TW HK", 38, app.AgencyActive},
		{"PT Melati Tepian Dunia", "Jakarta Barat", "HK SG TW", 26, app.AgencyActive},
		{"PT Kunang Malam Sentosa", "Malang", "SG MY", 1, app.AgencyActive}, // ends soon
		{"PT Cendana Dua Muara", "Jakarta Timur", "MY BN", 35, app.AgencyActive},
		{"PT Layar Kembang Nusa", "Tangerang", "MY SG", 14, app.AgencyActive},
		{"PT Rembulan Pagi Karya", "Jakarta Selatan", "DE PL", 41, app.AgencyActive},
		{"PT Anyelir Empat Musim", "Bandung", "DE TR PL", 29, app.AgencyActive},
		{"PT Gading Elok Migrasi", "Jakarta Pusat", "PL TR", 20, app.AgencyActive},
		{"PT Oase Delima Raya", "Jakarta Selatan", "SA AE QA KW", 33, app.AgencyActive},
		{"PT Kurma Teduh Mandiri", "Depok", "SA QA KW", 24, app.AgencyActive},
		{"PT Pasir Putih Wisata Kerja", "Denpasar", "AE TR AU", 12, app.AgencyActive},
		{"PT Cakrawala Kanguru Biru", "Jakarta Utara", "AU", 36, app.AgencyActive},
		{"PT Senja Kencana Perantau", "Semarang", "JP AU KR", 27, app.AgencyActive},
		{"PT Pelita Dermaga Tua", "Jakarta Utara", "TW MY", -2, app.AgencyActive},      // licence lapsed
		{"PT Angin Timur Sembilan", "Surabaya", "SA QA", -7, app.AgencyActive},         // licence lapsed
		{"PT Rajawali Kertas Emas", "Jakarta Barat", "JP HK", 19, app.AgencySuspended}, // under examination
		{"PT Jembatan Kaca Migran", "Bekasi", "SG PL", 11, app.AgencyRevoked},
	}
}

func (g *generator) addAgencies() {
	for i, a := range agents() {
		agency := app.Agency{
			Slug: app.Slug(a.name), Name: a.name, City: a.city, Status: a.status,
			SIP3MI:       fmt.Sprintf("%03d/%d", 118+i*37, 2021+i%5),
			LicenceUntil: g.today.AddDate(0, a.months, (i*11)%27-13),
			Phone:        fmt.Sprintf("(021) 5550 %04d", 140+i*73),
			Website:      "https://" + app.Slug(a.name) + ".example",
		}
		if a.name == government {
			agency.Kind, agency.SIP3MI, agency.LicenceUntil = app.Government, "", time.Time{}
			agency.Phone, agency.Website = "(021) 5550 0001", "https://penempatan-pemerintah.example"
		}
		g.plan.agencies = append(g.plan.agencies, agency)
	}
	g.addHistory()
}

// agencyFor returns the agency (its place in the plan, from 1) that offers a
// vacancy: of those that place to its country, the one with the fewest so far.
// Companies that may not place now are asked for with standing false.
func (g *generator) agencyFor(o *offer, standing bool) (ref int64, ok bool) {
	if o.scheme == app.GToG || o.scheme == app.GToP {
		return 1, standing
	}
	for i, a := range agents() {
		id := int64(i + 1)
		if a.places(o.country) && g.mayPlace(id) == standing && (ref == 0 || len(g.places[id]) < len(g.places[ref])) {
			ref = id
		}
	}
	return ref, ref != 0
}

func (a *agent) places(country string) bool {
	for i := 0; i+2 <= len(a.countries); i += 3 {
		if a.countries[i:i+2] == country {
			return true
		}
	}
	return false
}

// mayPlace reports whether the agency's licence stands today.
func (g *generator) mayPlace(ref int64) bool {
	a := g.plan.agencies[ref-1]
	return a.MayPlace(g.today)
}

// daysAgo is a moment on an earlier day, at the given hour and minute.
func (g *generator) daysAgo(days, hour, minute int) time.Time {
	return g.today.AddDate(0, 0, -days).Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}
