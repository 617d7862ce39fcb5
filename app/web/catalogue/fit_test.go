package catalogue_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

func TestTheListOfJobsThatSuit(t *testing.T) {
	s := newShop(t)
	s.job("kaigo", row{"title": "Kaigo"})
	s.job("kebun", row{"title": "Kebun", "language_test": "", "language_level": "", "country": "MY"})
	s.job("muda", row{"title": "Muda", "age_max": 25, "age_reason": "program"})
	s.job("sarjana", row{"title": "Sarjana", "education": "bachelor"})
	s.job("pria", row{"title": "Pria", "quota_either": 0, "quota_men": 5, "sex_reason": "asrama"})
	s.job("las", row{"title": "Las", "language_test": "EPS-TOPIK", "language_level": ""})
	cl, _ := s.candidate(t, "siti@example.id")

	all := cl.Get("/lowongan")
	toggle := all.Doc.Find(`.results a[href*="cocok=1"]`).First().AttrOr("href", "")
	if len(titles(all)) != 6 || toggle != "/lowongan?cocok=1" {
		t.Fatalf("%v, the choice leads to %q", titles(all), toggle)
	}
	page := cl.Get(toggle)
	got := titles(page)
	if len(got) != 2 || !strings.Contains(strings.Join(got, " "), "Kaigo") || !strings.Contains(strings.Join(got, " "), "Kebun") {
		t.Errorf("suiting: %v", got)
	}
	if n := page.Doc.Find(".results .item .badge").FilterFunction(func(_ int, e *goquery.Selection) bool { return strings.TrimSpace(e.Text()) == "Cocok" }).Length(); n != 2 {
		t.Errorf("%d cards say that they suit", n)
	}
	if got := titles(cl.Get("/lowongan?cocok=1&negara=MY")); len(got) != 1 || got[0] != "Kebun" {
		t.Errorf("suiting in Malaysia: %v", got)
	}
	if n := page.Doc.Find(`form.filters__body input[name=cocok][value="1"]`).Length(); n != 1 {
		t.Errorf("the filters carry the choice over %d times", n)
	}

	// Visitors get the whole list from the same address, and no offer.
	visitor := s.get(t, "/lowongan?cocok=1", http.StatusOK)
	if len(titles(visitor)) != 6 || strings.Contains(visitor.Text(".results"), "Cocok") {
		t.Errorf("a visitor sees %v", titles(visitor))
	}
	keep := s.get(t, "/lowongan?negara=MY", http.StatusOK).Doc.Find(`a[href^="/akun/pencarian/baru"]`).AttrOr("href", "")
	if keep != "/akun/pencarian/baru?nama=Malaysia&negara=MY" {
		t.Errorf("the search is kept at %q", keep)
	}
	if s.get(t, "/lowongan", http.StatusOK).Doc.Find(`a[href^="/akun/pencarian/baru"]`).Length() != 0 {
		t.Error("offers to keep a search for anything")
	}

	account, err := s.site.DB.CandidateAccount(t.Context(), "baru@example.id", "")
	if err != nil {
		t.Fatal(err)
	}
	if notice := s.site.SignIn(t, account).Get("/lowongan?cocok=1"); !strings.Contains(notice.Text(".notice"), "Lengkapi pendidikan") {
		t.Errorf("somebody new is told: %q", notice.Text(".notice"))
	}
	if en := cl.Get("/en/lowongan?" + url.Values{"cocok": {"1"}, "negara": {"MY"}}.Encode()); strings.Contains(string(en.Body), "⟦") {
		t.Error("a text is missing in English")
	}
}
