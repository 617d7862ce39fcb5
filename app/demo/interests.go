package demo

import (
	"math/rand/v2"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

// learnt is a certificate as people of the demo hold it, and for how many
// years it is good; 0 for good.
type learnt struct {
	test, level string
	years       int
}

var certificates = []weighted[learnt]{
	{26, learnt{"JLPT", "N5", 0}}, {20, learnt{"JLPT", "N4", 0}}, {18, learnt{"JFT-Basic", "A2", 10}}, {5, learnt{"JLPT", "N3", 0}},
	{16, learnt{"EPS-TOPIK", "", 2}}, {5, learnt{"CEFR-DE", "A2", 0}}, {3, learnt{"CEFR-DE", "B1", 0}}, {7, learnt{"IELTS", "5.0", 2}},
}

// worked is a kind of work that people of the demo come from.
type worked struct{ sector, title string }

var trades = []weighted[worked]{
	{14, worked{"ritel", "Pramuniaga toko"}}, {12, worked{"restoran", "Juru masak warung makan"}}, {12, worked{"rumah-tangga", "Asisten rumah tangga"}},
	{10, worked{"manufaktur", "Operator produksi"}}, {9, worked{"perhotelan", "Petugas kamar hotel"}}, {8, worked{"pergudangan", "Petugas gudang"}},
	{8, worked{"perawatan-lansia", "Perawat lansia"}}, {7, worked{"konstruksi", "Tukang bangunan"}}, {6, worked{"transportasi", "Pengemudi"}},
	{5, worked{"keperawatan", "Perawat klinik"}}, {5, worked{"pengelasan", "Juru las"}}, {4, worked{"spa-dan-terapi", "Terapis pijat"}},
}

// addInterests gives people what they have learnt and worked, and the demo
// candidate an eye on some vacancies.
func (g *generator) addInterests() {
	g.addSiti()
	r := g.stream("interests")
	for i := 1; i < len(g.plan.candidates); i++ {
		c := &g.plan.candidates[i]
		if c.BirthDate.IsZero() {
			continue
		}
		if chance(r, 240) {
			g.addCertificate(r, int64(i+1))
		}
		// Nobody of the demo worked before their 18th birthday.
		if grown := app.AgeOn(c.BirthDate, g.today) - 18; grown > 0 && chance(r, 550) {
			g.addExperience(r, int64(i+1), grown)
		}
	}
}

func (g *generator) addCertificate(r *rand.Rand, candidate int64) {
	l := choose(r, certificates)
	c := app.Certificate{Test: l.test, Level: l.level, TakenOn: g.today.AddDate(0, -2-r.IntN(30), -r.IntN(28))}
	if l.years > 0 {
		c.ValidUntil = c.TakenOn.AddDate(l.years, 0, -1) // some have lapsed
	}
	g.plan.certificates = append(g.plan.certificates, postgres.BulkCertificate{CandidateID: candidate, Certificate: c})
}

func (g *generator) addExperience(r *rand.Rand, candidate int64, grown int) {
	w := choose(r, trades)
	months := 3 + r.IntN(min(grown, 8)*12)
	ended := r.IntN(10)
	e := app.Experience{Sector: w.sector, Title: w.title, Country: "ID", From: firstOfMonth(g.today, months+ended)}
	if ended > 0 {
		e.Until = firstOfMonth(g.today, ended)
	}
	g.plan.experience = append(g.plan.experience, postgres.BulkExperience{CandidateID: candidate, Experience: e})
}

// firstOfMonth is the first day of the month so many months before the day's.
func firstOfMonth(day time.Time, ago int) time.Time {
	return time.Date(day.Year(), day.Month()-time.Month(ago), 1, 0, 0, 0, 0, time.UTC)
}

// addSiti makes the demo candidate somebody who has worked in a home for the
// elderly, has learnt Japanese and looks around.
func (g *generator) addSiti() {
	const siti = 1
	taken := g.today.AddDate(0, -5, -3)
	g.plan.certificates = append(g.plan.certificates,
		postgres.BulkCertificate{CandidateID: siti, Certificate: app.Certificate{Test: "JFT-Basic", Level: "A2", TakenOn: taken, ValidUntil: taken.AddDate(10, 0, -1), Number: "JFT-2607-118204"}},
		postgres.BulkCertificate{CandidateID: siti, Certificate: app.Certificate{Test: "JLPT", Level: "N5", TakenOn: g.today.AddDate(-1, 0, -12)}})
	g.plan.experience = append(g.plan.experience,
		postgres.BulkExperience{CandidateID: siti, Experience: app.Experience{
			Sector: "perawatan-lansia", Title: "Perawat lansia", Employer: "Panti Wreda Teduh Asri", Country: "ID", From: firstOfMonth(g.today, 26), Until: firstOfMonth(g.today, 6)}},
		postgres.BulkExperience{CandidateID: siti, Experience: app.Experience{
			Sector: "restoran", Title: "Pramusaji", Employer: "Rumah Makan Sedap Sari", Country: "ID", From: firstOfMonth(g.today, 58), Until: firstOfMonth(g.today, 33)}})

	for i, ref := range g.sitisJobs() {
		j := &g.plan.jobs[ref-1]
		g.plan.savedJobs = append(g.plan.savedJobs, postgres.BulkSavedJob{
			CandidateID: siti, JobID: ref, SavedAt: g.daysAgo(9-2*i, 20, 11+7*i),
			Told: j.Status != app.JobPublished || j.ClosesOn.Before(g.today.AddDate(0, 0, 4)),
		})
	}
	for _, s := range []struct {
		name, query string
		frequency   app.Frequency
		seen        int // days ago
	}{
		{"Perawatan lansia di Jepang", "negara=JP&sektor=perawatan-lansia", app.Daily, 21},
		{"Tanpa syarat bahasa, gaji Rp8 juta ke atas", "bahasa=tanpa&gaji=8", app.Weekly, 9},
	} {
		g.plan.savedSearches = append(g.plan.savedSearches, postgres.BulkSavedSearch{
			CandidateID: siti, Name: s.name, Query: s.query, Frequency: s.frequency,
			SavedAt: g.daysAgo(s.seen+20, 19, 30), SeenAt: g.daysAgo(s.seen, 20, 5), Now: g.now,
		})
	}
}

// sitisJobs picks the vacancies that she saved: two in Japanese care, the one
// open vacancy that closes first, and one that has been closed.
func (g *generator) sitisJobs() []int64 {
	var care []int64
	var soonest, shut int64
	for i := range g.plan.jobs {
		j, ref := &g.plan.jobs[i], int64(i+1)
		public := j.Status == app.JobPublished && j.PermitLeft > 0 && !j.ClosesOn.Before(g.today) && !j.PermitUntil.Before(g.today) && g.agencyOpen(j.AgencyID)
		switch {
		case public && j.Country == "JP" && j.Sector == "perawatan-lansia" && len(care) < 2:
			care = append(care, ref)
		case public && (soonest == 0 || j.ClosesOn.Before(g.plan.jobs[soonest-1].ClosesOn)):
			soonest = ref
		case j.Status == app.JobClosed && shut == 0:
			shut = ref
		}
	}
	out := care
	for _, ref := range []int64{soonest, shut} {
		if ref != 0 {
			out = append(out, ref)
		}
	}
	return out
}

// agencyOpen reports whether the agency may place now.
func (g *generator) agencyOpen(ref int64) bool {
	a := &g.plan.agencies[ref-1]
	return a.MayPlace(g.today)
}
