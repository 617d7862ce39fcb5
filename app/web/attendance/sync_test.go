package attendance_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"gerbang/app/web/webtest"
)

type listed struct {
	At      time.Time
	Key     []byte
	Tickets int
	Buckets map[string]struct {
		Sum     string
		Entries [][]any
	}
	Marks [][]any
}

// have are the sums of a list, as a device sends them.
func (l *listed) have() string {
	var b strings.Builder
	for i := range 64 {
		b.WriteString(l.Buckets[fmt.Sprint(i)].Sum)
	}
	return b.String()
}

// entry finds a code as a device does.
func (l *listed) entry(code string) []any {
	mac := hmac.New(sha256.New, l.Key)
	mac.Write([]byte(code[:8]))
	hash := base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:9])
	for _, b := range l.Buckets {
		if i := slices.IndexFunc(b.Entries, func(e []any) bool { return e[0] == hash }); i >= 0 {
			return b.Entries[i]
		}
	}
	return nil
}

func (g *gate) list(c *webtest.Client, query string) (l listed, body string) {
	g.t.Helper()
	page := c.Get(fairPath + "/daftar?" + query)
	if page.Status != http.StatusOK {
		g.t.Fatalf("%d %s", page.Status, page.Body)
	}
	if err := json.Unmarshal(page.Body, &l); err != nil {
		g.t.Fatal(err)
	}
	return l, string(page.Body)
}

func TestListForADevice(t *testing.T) {
	g := newGate(t)
	c := g.SignIn(t, g.petugas)
	l, body := g.list(c, "")
	if l.Tickets != 3 || len(l.Buckets) != 64 || len(l.Marks) != 0 {
		t.Fatalf("%s", body)
	}
	if e := l.entry(g.siti); e == nil || e[2] != "Siti A." || e[3] != "ok" {
		t.Errorf("Siti stands as %v", e)
	}
	if l.entry(g.elsewh) != nil {
		t.Error("the ticket of another event is in the list")
	}
	for _, secret := range []string{g.siti, g.siti[:8], g.tono, "Siti Aminah", "@"} {
		if strings.Contains(body, secret) {
			t.Errorf("the list holds %q", secret)
		}
	}
	// A device that has everything gets nothing again; whoever was let in meanwhile is told.
	g.send(c, fairPath, map[string]any{"code": g.siti, "scan_id": uuid.NewString()})
	again, _ := g.list(c, fmt.Sprintf("punya=%s&sejak=%d", l.have(), l.At.UnixMilli()))
	if len(again.Buckets) != 0 || len(again.Marks) != 1 || again.Marks[0][0] != l.entry(g.siti)[0] {
		t.Errorf("%+v", again)
	}
	for _, query := range []string{"punya=%00", "punya=" + strings.Repeat("x", 4000), "sejak=-1", "sejak=99999999999999999", "sejak=x"} {
		if page := c.Get(fairPath + "/daftar?" + query); page.Status >= 500 {
			t.Errorf("%s: %d", query, page.Status)
		}
	}
	if page := g.SignIn(t, g.outsider).Get(fairPath + "/daftar"); page.Status != http.StatusNotFound {
		t.Errorf("the petugas of another event gets the list: %d", page.Status)
	}
}

type synced struct {
	Revoked bool
	Results []struct {
		ScanID  string `json:"scan_id"`
		State   string
		Name    string
		Problem string
	}
}

func (g *gate) sync(c *webtest.Client, device string, sent time.Time, readings ...map[string]any) (int, synced) {
	g.t.Helper()
	raw, err := json.Marshal(map[string]any{"scanner": map[string]any{"id": device, "gate": g.gateA, "battery": 40}, "sent_at": sent, "readings": readings})
	if err != nil {
		g.t.Fatal(err)
	}
	c.Header.Set("Accept", "application/json")
	defer c.Header.Del("Accept")
	res := c.Do(http.MethodPost, fairPath+"/kirim", "application/json", strings.NewReader(string(raw)))
	var out synced
	json.Unmarshal(res.Body, &out)
	return res.Status, out
}

func TestSyncOfADevice(t *testing.T) {
	g := newGate(t)
	c := g.SignIn(t, g.petugas)
	device, scan := uuid.NewString(), uuid.NewString()
	clock := now.AddDate(0, 0, 3) // the device's clock is three days ahead
	reading := map[string]any{"code": g.siti, "scan_id": scan, "scanned_at": clock.Add(-20 * time.Minute), "gate": g.gateA, "told": "ok"}
	for range 2 { // the answer was lost once
		status, out := g.sync(c, device, clock, reading, map[string]any{"code": "???", "scan_id": "x", "told": "saved"})
		if status != 200 || len(out.Results) != 2 || out.Results[0].ScanID != scan || out.Results[0].State != "ok" || out.Results[0].Name != "Siti A." {
			t.Fatalf("%d %+v", status, out)
		}
		if out.Results[1].Problem == "" {
			t.Error("a reading without a name of its own has no problem")
		}
	}
	if g.scans() != 1 {
		t.Errorf("%d readings", g.scans())
	}
	var at time.Time
	if err := g.sql.QueryRow(`SELECT scanned_at FROM attendances WHERE scan_id = $1`, scan).Scan(&at); err != nil || !at.Equal(now.Add(-20*time.Minute)) {
		t.Errorf("marked at %v, %v", at, err)
	}
	if n := g.id(`SELECT count(*) FROM scanners WHERE id = $1 AND battery = 40 AND clock_ms = $2`, device, (72 * time.Hour).Milliseconds()); n != 1 {
		t.Error("the device is not known with its clock")
	}
	for name, body := range map[string]string{"no JSON": "{", "no device": `{"readings":[]}`, "strange": `{"scanner":{"id":7}}`} {
		c.Header.Set("Accept", "application/json")
		if res := c.Do(http.MethodPost, fairPath+"/kirim", "application/json", strings.NewReader(body)); res.Status != http.StatusUnprocessableEntity && res.Status != http.StatusBadRequest {
			t.Errorf("%s: %d", name, res.Status)
		}
	}
	if status, _ := g.sync(g.SignIn(t, g.outsider), uuid.NewString(), now); status != http.StatusNotFound {
		t.Errorf("the petugas of another event: %d", status)
	}
	if res := c.Get("/petugas/belum-terkirim"); res.Status != 200 {
		t.Errorf("the page of what is not sent: %d", res.Status)
	}
}
