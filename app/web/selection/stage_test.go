package selection_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

func TestStaffDecideWhoGetsToTheNextStage(t *testing.T) {
	w := newWorld(t)
	w.exec(`UPDATE selection_components SET round = 2 WHERE id = $1`, w.talk)
	w.eligible()
	w.to(w.assessor.Post(desk+"/nilai", w.cells([]string{"90", "62,5", "20", "", "70", "10"}, make([]string, 6))), desk+"/nilai")
	const page = desk + "/tahap/2"
	mine := func(i int) string { return fmt.Sprintf("/akun/pendaftaran/%d", w.ids[i]) }
	w.status(w.panitia.Get(desk+"/slot"), http.StatusOK, "Semua pelamar yang memenuhi syarat boleh ikut", "Atur siapa yang boleh ikut")
	for _, round := range []string{"1", "3", "x"} {
		if r := w.panitia.Get(desk + "/tahap/" + round); r.Status != http.StatusNotFound {
			t.Errorf("round %s: status %d", round, r.Status)
		}
	}
	ticked := func(query string) string {
		t.Helper()
		r := w.panitia.Get(page + query)
		w.status(r, http.StatusOK, "Yang boleh ikut: Wawancara")
		var out []string
		r.Doc.Find("input[name=pilih][checked]").Each(func(_ int, s *goquery.Selection) {
			v, _ := s.Attr("value")
			out = append(out, v)
		})
		return strings.Join(out, " ")
	}
	if got := ticked(""); got != "" {
		t.Errorf("ticked before anything is decided: %s", got)
	}
	component := "?komponen=" + fmt.Sprint(w.test)
	if got := ticked(component + "&minimum=62%2C5"); got != fmt.Sprint(w.ids[0])+" "+fmt.Sprint(w.ids[1])+" "+fmt.Sprint(w.ids[4]) {
		t.Errorf("ticked by a minimum: %s", got)
	}
	w.status(w.panitia.Get(page+component+"&minimum=banyak"), http.StatusUnprocessableEntity, "Tulis angka")
	w.status(w.panitia.Get(page+"?komponen=99&minimum=5"), http.StatusUnprocessableEntity, "Tulis angka")

	w.to(w.panitia.Post(page, url.Values{"do": {"save"}, "pilih": {fmt.Sprint(w.ids[0]), fmt.Sprint(w.ids[1])}}), desk+"/slot")
	w.status(w.panitia.Get(desk+"/slot"), http.StatusOK, "2 orang yang lolos boleh ikut")
	if got := ticked(""); got != fmt.Sprint(w.ids[0])+" "+fmt.Sprint(w.ids[1]) {
		t.Errorf("ticked as decided: %s", got)
	}
	w.status(w.candidates[0].Get(mine(0)), http.StatusOK, "Lolos ke tahap Wawancara")
	out := w.candidates[2].Get(mine(2))
	w.status(out, http.StatusOK, "Belum lolos ke tahap Wawancara", "tidak perlu datang lagi")
	for _, secret := range []string{"20 dari", "20,00", "nilai minimum", "peringkat"} {
		if strings.Contains(out.Text("main"), secret) {
			t.Errorf("%q is told before publication", secret)
		}
	}
	w.status(w.candidates[0].Get("/en"+mine(0)), http.StatusOK, "You got to the stage Wawancara")
	w.to(w.panitia.Post(page, url.Values{"do": {"open"}}), desk+"/slot")
	if html := w.candidates[2].Get(mine(2)).Text("main"); strings.Contains(html, "lolos ke tahap") {
		t.Error("the decision taken back is still told")
	}
}
