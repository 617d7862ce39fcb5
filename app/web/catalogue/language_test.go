package catalogue_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"gerbang/app"
)

// Texts that staff wrote in Indonesian only say so on English pages, so that screen readers pronounce them, and nothing else does.
func TestIndonesianTextsOnEnglishPagesSaySo(t *testing.T) {
	s := newShop(t)
	ours := row{
		"title": "Aa judul", "description": "Aa uraian.", "lodging": "Aa mes", "deductions": "Aa potongan", "overtime": "Aa lembur", "experience": "Aa pengalaman",
		"age_max": 40, "age_reason": "Aa alasan umur", "health": "Aa kesehatan", "insurance": "Aa asuransi",
	}
	id := s.job("asli", ours)
	s.insert("job_costs", row{"job_id": id, "position": 1, "item": "Aa visa", "amount": 1, "currency": "IDR", "payer": "employer", "legal_basis": "Aa aturan"})
	course := s.event(app.Course, "kelas", row{"title": "Aa kelas", "summary": "Aa ringkasan", "description": "Aa tentang"})
	s.insert("courses", row{"event_id": course, "trade": "Las", "outcomes": "Aa hasil", "certificate": "Aa sertifikat"})
	s.event(app.JobFair, "bursa", row{"title": "Aa bursa", "summary": "Aa ringkasan", "description": "Aa tentang"})
	s.event(app.Outreach, "aman", row{"title": "Aa acara", "summary": "Aa ringkasan", "description": "Aa tentang"})
	s.insert("announcements", row{"slug": "kabar", "title": "Aa kabar", "body": "Aa isi.", "status": "published", "published_once": true, "publish_at": time.Now()})
	for path, least := range map[string]int{
		"/lowongan/asli": 12, "/pelatihan/kelas": 6, "/bursa-kerja/bursa": 4, "/sosialisasi/aman": 4, "/berita/kabar": 3,
		"/lowongan": 1, "/pelatihan": 1, "/bursa-kerja": 1, "/berita": 2, "/cari?q=aa": 1, "/": 3,
	} {
		english := "/en" + strings.TrimSuffix(path, "/")
		res := s.get(t, english, http.StatusOK)
		seen := 0
		res.Doc.Find("main *").Each(func(_ int, e *goquery.Selection) {
			own := strings.TrimSpace(e.Clone().Children().Remove().End().Text())
			if own == "" || e.Is("script") || e.Is("option") {
				return
			}
			indonesian := e.Closest("[lang]").AttrOr("lang", "") == "id"
			if strings.Contains(own, "Aa ") {
				seen++
			}
			if strings.Contains(own, "Aa ") != indonesian {
				t.Errorf("%s: %q is marked as Indonesian: %v", english, own, indonesian)
			}
		})
		if seen < least {
			t.Errorf("%s shows %d of the texts, want at least %d", english, seen, least)
		}
		whole := strings.Count(res.Doc.Find("main").Text(), "in Indonesian")
		if want := strings.Contains(path, "/asli") || strings.Contains(path, "/bursa-kerja/") || strings.Contains(path, "/sosialisasi/"); want && whole != 1 {
			t.Errorf("%s says %d times that a text is in Indonesian", english, whole)
		}
		if got := s.get(t, path, http.StatusOK).Doc.Find("main [lang=id]:not(.prose)").Length(); got != 0 {
			t.Errorf("%s: %d texts are marked on a page in their own language", path, got)
		}
	}
}
