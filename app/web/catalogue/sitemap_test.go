package catalogue_test

import (
	"net/http"
	"strings"
	"testing"

	"gerbang/app/web/webtest"
)

func TestSitemapOfManyPagesHasParts(t *testing.T) {
	s := newShop(t)
	s.job("kaigo", nil)
	if _, err := s.sql.Exec(`
		INSERT INTO jobs (slug, agency_id, title, sector, country, scheme, quota_either, permit_quota, permit_left, currency, sip2mi, permit_until, status, closes_on, published_at, verified_at)
		SELECT 'kaigo-' || n, agency_id, title, sector, country, scheme, quota_either, permit_quota, permit_left, currency, sip2mi, permit_until, status, closes_on, published_at, verified_at
		FROM jobs, generate_series(1, 5001) n WHERE slug = 'kaigo'`); err != nil {
		t.Fatal(err)
	}
	index := string(s.client.Get("/sitemap.xml").Body)
	if !strings.Contains(index, "<sitemapindex") || strings.Count(index, "<loc>") != 2 || !strings.Contains(index, webtest.Base+"/sitemap-2.xml") {
		t.Fatalf("index: %.400s", index)
	}
	addresses := 0
	for path, status := range map[string]int{"/sitemap-1.xml": 200, "/sitemap-2.xml": 200, "/sitemap-3.xml": 404, "/sitemap-0.xml": 404, "/sitemap-x.xml": 404, "/sitemap-99999999999999999999.xml": 404} {
		res := s.client.Get(path)
		if res.Status != status {
			t.Errorf("%s: status %d", path, res.Status)
		}
		if res.Status == http.StatusOK {
			addresses += strings.Count(string(res.Body), "<loc>"+webtest.Base+"/lowongan/")
		}
	}
	if addresses != 5002 {
		t.Errorf("%d addresses of jobs, want 5002", addresses)
	}
}
