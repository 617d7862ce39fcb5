package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

// city is a place outside Jakarta: its name as people write it and the code
// its NIK begin with.
type city struct{ name, code string }

var outside = []weighted[city]{
	{18, city{"Kota Depok", "327606"}}, {16, city{"Kota Tangerang Selatan", "367403"}}, {12, city{"Kabupaten Bogor", "320113"}},
	{10, city{"Kota Bekasi", "327504"}}, {7, city{"Kota Tangerang", "367108"}}, {5, city{"Kabupaten Bekasi", "321605"}},
	{4, city{"Kabupaten Brebes", "332909"}}, {4, city{"Kabupaten Cilacap", "330118"}}, {4, city{"Kabupaten Indramayu", "321214"}},
	{3, city{"Kabupaten Malang", "350720"}}, {3, city{"Kabupaten Lombok Timur", "520304"}}, {2, city{"Kabupaten Kendal", "332411"}},
	{2, city{"Kabupaten Lampung Timur", "180709"}}, {2, city{"Kabupaten Cirebon", "320920"}},
}

var streets = words("Kenanga Anggrek Mawar Melati Kemuning Cempaka Dahlia Flamboyan Nangka Rambutan Jambu Salak Mangga Belimbing Damai Rukun Musyawarah Swadaya Mandiri Pancoran Warung_Jati Haji_Naim Haji_Saikin Kebagusan Moch_Kahfi Poltangan Margasatwa Bangka Durian Jeruk")

var (
	educations = []weighted[app.Education]{{2, app.SD}, {14, app.SLTP}, {58, app.SLTA}, {12, app.Diploma}, {10, app.Bachelor}, {1, app.Master}, {3, ""}}
	// About 3 % tell a disability; some leave the question open.
	disabilities = []weighted[app.Disability]{
		{928, app.DisabilityNone}, {14, app.DisabilityPhysical}, {10, app.DisabilitySensory}, {4, app.DisabilityIntellectual},
		{2, app.DisabilityMental}, {2, app.DisabilityMultiple}, {40, ""},
	}
	prefixes = words("811 812 813 821 822 851 852 853 855 856 857 858 877 878 895 896")
)

// person is a candidate as the generator thinks of one.
type person struct {
	postgres.BulkCandidate
	email string
}

// addPeople makes the candidates: first the demo candidate, then the others.
// The last few have only begun their profile and registered for nothing.
func (g *generator) addPeople() {
	r := g.stream("people")
	siti := person{email: sitiEmail, BulkCandidate: postgres.BulkCandidate{
		NIK: "3174046308980007", Phone: "+6281201009807", CreatedAt: g.daysAgo(64, 19, 42),
		Candidate: app.Candidate{
			Name: "Siti Nur Aisyah", BirthDate: time.Date(1998, 8, 23, 0, 0, 0, 0, time.UTC), Sex: app.Female,
			Address:   app.Address{RegionCode: "31.74.04.1005", RT: "003", RW: "012", Street: "Jalan Poltangan Raya Gang Haji Naim Nomor 14"},
			Education: app.SLTA, Disability: app.DisabilityNone,
		},
	}}
	g.addPerson(&siti)
	used := map[app.NIK]bool{siti.NIK: true}
	emails := map[string]bool{}
	begun := g.options.Candidates / 50
	for i := range g.options.Candidates {
		p := g.newPerson(r, i, used, emails)
		if i >= g.options.Candidates-begun {
			p.Address, p.NIK, p.BirthDate = app.Address{}, "", time.Time{}
		}
		g.addPerson(&p)
		if i < g.options.Candidates-begun {
			g.people = append(g.people, int64(len(g.plan.candidates)))
		}
	}
	r.Shuffle(len(g.people), func(i, j int) { g.people[i], g.people[j] = g.people[j], g.people[i] })
}

// addPerson puts account, profile and role in the plan.
func (g *generator) addPerson(p *person) {
	g.plan.accounts = append(g.plan.accounts, postgres.BulkAccount{Name: p.Name, Email: p.email, Phone: p.Phone, CreatedAt: p.CreatedAt})
	p.AccountID = int64(len(g.plan.accounts))
	g.plan.candidates = append(g.plan.candidates, p.BulkCandidate)
	g.plan.grants = append(g.plan.grants, postgres.BulkGrant{AccountID: p.AccountID, Grant: app.Grant{Role: app.RoleCandidate}})
}

func (g *generator) newPerson(r *rand.Rand, i int, used map[app.NIK]bool, emails map[string]bool) person {
	var p person
	p.Sex = app.Female
	if chance(r, 465) {
		p.Sex = app.Male
	}
	p.Name = personName(r, p.Sex)
	p.BirthDate = g.birthDate(r)
	p.Education, p.Disability = choose(r, educations), choose(r, disabilities)
	region := g.home(r, &p.Address)
	for p.NIK == "" || used[p.NIK] {
		p.NIK = newNIK(r, region, p.BirthDate, p.Sex)
	}
	used[p.NIK] = true
	// The block 0000 after the operator's prefix is given to nobody; i keeps
	// numbers apart.
	p.Phone = fmt.Sprintf("+62%s00%06d", prefixes[i%len(prefixes)], (i*7919+1543)%1_000_000)
	p.CreatedAt = g.daysAgo(3+r.IntN(57), 6+r.IntN(17), r.IntN(60))
	if chance(r, 610) {
		p.email = strings.ReplaceAll(app.Slug(p.Name), "-", ".") + fmt.Sprintf("%02d", p.BirthDate.Year()%100) + "@warga.example"
		if emails[p.email] {
			p.email = fmt.Sprintf("%d.%s", i, p.email)
		}
		emails[p.email] = true
	}
	return p
}

// birthDate is of somebody between 17 and 47, most of them in their twenties.
func (g *generator) birthDate(r *rand.Rand) time.Time {
	age := choose(r, []weighted[int]{{4, 17}, {42, 19}, {30, 24}, {16, 30}, {8, 38}})
	day := g.today.AddDate(-age, 0, -1-r.IntN(365*6))
	if age == 17 {
		day = g.today.AddDate(-17, 0, -1-r.IntN(300))
	}
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
}

// home fills the address and returns the six digits that a NIK first issued
// there begins with.
func (g *generator) home(r *rand.Rand, a *app.Address) string {
	a.RT, a.RW = fmt.Sprintf("%03d", 1+r.IntN(16)), fmt.Sprintf("%03d", 1+r.IntN(13))
	street := fmt.Sprintf("Jalan %s Nomor %d", strings.ReplaceAll(pick(r, streets), "_", " "), 1+r.IntN(88))
	if chance(r, 150) {
		from := choose(r, outside)
		*a = app.Address{OutsideDKI: true, City: from.name, Street: street}
		return from.code
	}
	if chance(r, 820) {
		a.Street = street
	}
	// Two draws of which the smaller counts: some kelurahan lie near a centre
	// and send more people than others.
	inSouth := chance(r, 830)
	var from []string
	for _, code := range g.ref.kelurahan {
		if strings.HasPrefix(code, "31.74.") == inSouth && !strings.HasPrefix(code, "31.01.") {
			from = append(from, code)
		}
	}
	n := min(r.IntN(len(from)), r.IntN(len(from)))
	a.RegionCode = from[n*23%len(from)]
	region := strings.ReplaceAll(a.RegionCode[:8], ".", "")
	if chance(r, 170) { // first registered elsewhere, which says nothing of today
		region = choose(r, outside).code
	}
	return region
}

// newNIK codes the birth date, women with 40 added to the day. A few cards
// carry a wrong date or the other sex, and keep it.
func newNIK(r *rand.Rand, region string, birth time.Time, sex app.Sex) app.NIK {
	day, month := birth.Day(), int(birth.Month())
	if chance(r, 25) {
		day = 1 + r.IntN(28)
	}
	if sex == app.Female != chance(r, 6) {
		day += 40
	}
	return app.NIK(fmt.Sprintf("%s%02d%02d%02d%04d", region, day, month, birth.Year()%100, 1+r.IntN(60)))
}

// addConsents comes after registering, which may have moved the day somebody
// first came.
func (g *generator) addConsents() {
	r := g.stream("consents")
	for i := range g.plan.candidates {
		c := &g.plan.candidates[i]
		if c.NIK == "" {
			continue
		}
		given := c.CreatedAt.Add(4 * time.Minute)
		g.consent(app.ConsentRegistration, i, given, nil)
		if chance(r, 640) {
			g.consent(app.ConsentEmployers, i, given, nil)
		}
		if chance(r, 730) {
			var withdrawn *time.Time
			if chance(r, 30) {
				withdrawn = ptr(given.Add(26 * time.Hour))
			}
			g.consent(app.ConsentWhatsApp, i, given, withdrawn)
		}
	}
}

func (g *generator) consent(p app.ConsentPurpose, candidate int, given time.Time, withdrawn *time.Time) {
	g.plan.consents = append(g.plan.consents, postgres.BulkConsent{
		CandidateID: int64(candidate + 1), Purpose: p, GivenAt: given, WithdrawnAt: withdrawn,
	})
}
