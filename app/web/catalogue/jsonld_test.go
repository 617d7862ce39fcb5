package catalogue_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"gerbang/app"
	"gerbang/app/demo"
	"gerbang/app/web/webtest"
)

// shape says what an object of a schema.org type must and may hold here:
// what the vocabulary's readers require or ask for, and nothing misspelt.
type shape struct {
	must, may []string
}

// shapes follow schema.org and the documentation of Google Search for each
// kind of result; see "Structured data" there.
var shapes = map[string]shape{
	"JobPosting": {
		must: []string{"title", "description", "datePosted", "validThrough", "hiringOrganization", "jobLocation", "employmentType", "identifier", "directApply",
			"educationRequirements", "experienceRequirements", "applicationContact", "url", "inLanguage", "industry"},
		may: []string{"baseSalary", "totalJobOpenings", "skills", "qualifications", "jobBenefits", "incentiveCompensation", "occupationalCategory", "workHours", "image"},
	},
	"MonetaryAmount":                    {must: []string{"currency", "value"}},
	"QuantitativeValue":                 {must: []string{"unitText"}, may: []string{"value", "minValue", "maxValue"}},
	"PropertyValue":                     {must: []string{"name", "value"}},
	"ContactPoint":                      {must: []string{"name", "contactType"}},
	"EducationalOccupationalCredential": {must: []string{"credentialCategory"}},
	"OccupationalExperienceRequirements": {
		must: []string{"monthsOfExperience"}, may: []string{"description"},
	},
	"Place":         {must: []string{"address"}, may: []string{"name"}},
	"PostalAddress": {must: []string{"addressCountry"}, may: []string{"addressLocality", "addressRegion", "streetAddress"}},
	"Event":         eventShape,
	"CourseInstance": {
		must: append([]string{"courseMode", "courseSchedule"}, eventShape.must...), may: eventShape.may,
	},
	"Course": {
		must: []string{"name", "description", "provider", "offers", "hasCourseInstance", "url", "inLanguage", "isAccessibleForFree"},
		may:  []string{"about", "teaches", "coursePrerequisites", "image"},
	},
	"Schedule": {must: []string{"repeatFrequency", "repeatCount", "startDate", "endDate", "scheduleTimezone"}},
	"Offer": {
		must: []string{"price", "priceCurrency", "availability", "url"}, may: []string{"validFrom", "validThrough", "category"},
	},
	"Organization": {must: []string{"name"}, may: []string{"@id", "url", "logo", "description"}},
	"WebSite":      {must: []string{"name", "url", "potentialAction", "publisher", "inLanguage"}},
	"SearchAction": {must: []string{"target", "query-input"}},
	"EntryPoint":   {must: []string{"urlTemplate"}},
	"NewsArticle": {
		must: []string{"headline", "description", "datePublished", "dateModified", "image", "author", "publisher", "url", "mainEntityOfPage", "inLanguage"},
	},
	"BreadcrumbList": {must: []string{"itemListElement"}},
	"ListItem":       {must: []string{"position", "name"}, may: []string{"item"}},
}

var eventShape = shape{
	must: []string{"name", "description", "startDate", "endDate", "location", "eventStatus", "eventAttendanceMode", "organizer", "offers", "url", "inLanguage", "isAccessibleForFree"},
	may:  []string{"image", "maximumAttendeeCapacity"},
}

// choices are the words the vocabulary allows, and forms of other values.
var choices = map[string][]string{
	"unitText": {"HOUR", "DAY", "WEEK", "MONTH", "YEAR"}, "employmentType": {"FULL_TIME", "PART_TIME"}, "courseMode": {"Onsite"}, "category": {"Free"},
	"repeatFrequency": {"Daily"}, "eventStatus": {"https://schema.org/EventScheduled", "https://schema.org/EventCancelled"},
	"availability":        {"https://schema.org/InStock", "https://schema.org/SoldOut", "https://schema.org/PreOrder"},
	"eventAttendanceMode": {"https://schema.org/OfflineEventAttendanceMode"}, "inLanguage": {"id", "en"},
}

// flaws walks through an object and everything in it.
func flaws(at string, v any) []string {
	switch v := v.(type) {
	case []any:
		var out []string
		for i, item := range v {
			out = append(out, flaws(fmt.Sprintf("%s[%d]", at, i), item)...)
		}
		if len(v) == 0 {
			out = append(out, at+" is empty")
		}
		return out
	case map[string]any:
		return objectFlaws(at, v)
	case string:
		if strings.TrimSpace(v) == "" || strings.Contains(v, "⟦") {
			return []string{fmt.Sprintf("%s = %q", at, v)}
		}
	case nil:
		return []string{at + " is null"}
	}
	return nil
}

func objectFlaws(at string, v map[string]any) []string {
	if _, ok := v["@id"].(string); ok && len(v) == 1 {
		return nil // a reference
	}
	kind, _ := v["@type"].(string)
	at += " " + kind
	want, known := shapes[kind]
	if !known {
		return []string{at + ": no such type is described here"}
	}
	var out []string
	for _, name := range want.must {
		if v[name] == nil || v[name] == "" {
			out = append(out, at+" lacks "+name)
		}
	}
	for name, value := range v {
		if name == "@type" || name == "@context" {
			continue
		}
		if !slices.Contains(want.must, name) && !slices.Contains(want.may, name) {
			out = append(out, at+" has the unknown "+name)
		}
		out = append(out, valueFlaws(at+"."+name, name, value)...)
		out = append(out, flaws(at+"."+name, value)...)
	}
	return out
}

func valueFlaws(at, name string, value any) []string {
	text, isText := value.(string)
	bad := []string{fmt.Sprintf("%s = %v", at, value)}
	if allowed := choices[name]; allowed != nil && !slices.Contains(allowed, text) {
		return bad
	}
	switch name {
	case "validThrough", "validFrom":
		if _, err := time.Parse(time.RFC3339, text); err != nil {
			return bad
		}
	case "startDate", "endDate", "datePosted":
		_, moment := time.Parse(time.RFC3339, text)
		_, day := time.Parse(time.DateOnly, text)
		if moment != nil && day != nil {
			return bad
		}
	case "url", "image", "logo", "item", "urlTemplate":
		if u, err := url.Parse(text); err != nil || !u.IsAbs() || !strings.HasPrefix(text, webtest.Base) {
			return bad
		}
	case "currency", "priceCurrency", "addressCountry":
		if n := len(text); n != 3 && (name != "addressCountry" || n != 2) || text != strings.ToUpper(text) {
			return bad
		}
	case "price", "minValue", "maxValue", "monthsOfExperience", "repeatCount", "totalJobOpenings", "maximumAttendeeCapacity", "position":
		if n, ok := value.(float64); !ok || n < 0 || n == 0 && name != "price" && name != "minValue" {
			return bad
		}
	case "title", "name", "description":
		if !isText {
			return bad
		}
	}
	return nil
}

func TestEveryPageTellsSearchEnginesAllTheyAskFor(t *testing.T) {
	s := webtest.New(t)
	if _, err := demo.Seed(t.Context(), s.DB, time.Now(), demo.Options{Candidates: 5, Jobs: 30}); err != nil {
		t.Fatal(err)
	}
	pages, err := s.DB.PublicPages(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	paths, kinds := []string{"/", "/en"}, map[string]int{}
	folder := map[string]string{"job": "/lowongan/", string(app.Course): "/pelatihan/", string(app.JobFair): "/bursa-kerja/", string(app.Outreach): "/sosialisasi/", "announcement": "/berita/"}
	for _, p := range pages {
		if folder[p.Kind] == "" {
			continue // search engines have no kind of result for it
		}
		paths = append(paths, folder[p.Kind]+p.Slug)
		if kinds[p.Kind]++; kinds[p.Kind] <= 5 {
			paths = append(paths, "/en"+folder[p.Kind]+p.Slug)
		}
	}
	for kind := range folder {
		if kinds[kind] == 0 {
			t.Errorf("no page of kind %s", kind)
		}
	}
	for _, path := range paths {
		res := s.Client(t).Get(path)
		if res.Status != http.StatusOK {
			t.Fatalf("%s: status %d", path, res.Status)
		}
		for _, thing := range things(t, res) {
			if thing["@context"] != "https://schema.org" {
				t.Errorf("%s: context %v", path, thing["@context"])
			}
			for _, flaw := range flaws("", thing) {
				t.Errorf("%s: %s", path, flaw)
			}
		}
	}
}

func TestTheCheckerSeesFlaws(t *testing.T) {
	for want, v := range map[string]any{
		"Event lacks name":                  map[string]any{"@type": "Event"},
		"Offer has the unknown prize":       map[string]any{"@type": "Offer", "prize": 1.0},
		"Offer.availability = Maybe":        map[string]any{"@type": "Offer", "availability": "Maybe"},
		"no such type is described here":    map[string]any{"@type": "Evnt"},
		"JobPosting.validThrough = someday": map[string]any{"@type": "JobPosting", "validThrough": "someday"},
		"Place.address PostalAddress lacks": map[string]any{"@type": "Place", "address": map[string]any{"@type": "PostalAddress"}},
	} {
		if got := strings.Join(flaws("", v), "\n"); !strings.Contains(got, want) {
			t.Errorf("%v: %s", v, got)
		}
	}
}

func TestPostingSaysHowPayIsCounted(t *testing.T) {
	s := newShop(t)
	for _, tc := range []struct {
		period         string
		low, high      int
		unit           string
		value, min, up any
	}{
		{"hour", 13, 0, "HOUR", 13.0, nil, nil},
		{"day", 90, 120, "DAY", nil, 90.0, 120.0},
		{"month", 2000, 2000, "MONTH", 2000.0, nil, nil},
		{"year", 0, 40_000, "YEAR", nil, 0.0, 40_000.0},
	} {
		slug := "gaji-" + tc.period
		s.job(slug, row{"salary_period": tc.period, "salary_min": tc.low, "salary_max": tc.high, "currency": "EUR"})
		pay := data(t, s.get(t, "/lowongan/"+slug, http.StatusOK))["baseSalary"].(map[string]any)
		v := pay["value"].(map[string]any)
		if pay["currency"] != "EUR" || v["unitText"] != tc.unit || v["value"] != tc.value || v["minValue"] != tc.min || v["maxValue"] != tc.up {
			t.Errorf("%s: %v", tc.period, pay)
		}
	}
}

// What a page in English tells is in English where staff wrote it so, and says of itself in which language it is.
func TestEnglishPagesTellEnglish(t *testing.T) {
	s := newShop(t)
	s.job("kaigo", row{"title_en": "Care worker"})
	s.job("tanpa", nil)
	s.insert("courses", row{"event_id": s.event(app.Course, "jepang", row{"title_en": "Basic Japanese"}), "trade": "Bahasa Jepang", "trade_en": "Japanese"})
	s.event(app.JobFair, "bursa", row{"title_en": "A fair"})
	s.event(app.Outreach, "aman", nil)
	for path, want := range map[string]string{
		"/en/lowongan/kaigo": "en", "/lowongan/kaigo": "id", "/en/lowongan/tanpa": "id", "/en/pelatihan/jepang": "en", "/pelatihan/jepang": "id",
		"/en/bursa-kerja/bursa": "en", "/bursa-kerja/bursa": "id", "/en/sosialisasi/aman": "id",
	} {
		d := data(t, s.get(t, path, http.StatusOK))
		if d["inLanguage"] != want {
			t.Errorf("%s: in %v, want %s", path, d["inLanguage"], want)
		}
		if instances, ok := d["hasCourseInstance"].([]any); ok {
			if got := instances[0].(map[string]any)["inLanguage"]; got != want {
				t.Errorf("%s: its instance is in %v", path, got)
			}
			if about := map[string]string{"en": "Japanese", "id": "Bahasa Jepang"}[want]; d["about"] != about {
				t.Errorf("%s: about %v", path, d["about"])
			}
		}
	}
}

// Whatever staff write, it stays inside its script element.
func TestTextsCannotLeaveTheirScript(t *testing.T) {
	const attack = `</script><script>alert(1)</script><!--<script>`
	s := newShop(t)
	over := row{}
	for _, column := range []string{"title", "title_en", "employer", "city", "experience", "overtime", "deductions", "lodging", "meals", "skill_test", "certificate", "description", "description_en"} {
		over[column] = "x " + attack
	}
	s.job("serangan", over)
	s.event(app.Outreach, "serangan", row{"title": attack, "summary": attack, "venue": attack, "address": attack, "organizer": attack, "description": attack})
	s.insert("courses", row{"event_id": s.event(app.Course, "serangan-kelas", row{"title": attack}), "trade": attack, "centre": attack, "certificate": attack, "outcomes": attack})
	for _, path := range []string{"/lowongan/serangan", "/en/lowongan/serangan", "/sosialisasi/serangan", "/pelatihan/serangan-kelas"} {
		res := s.get(t, path, http.StatusOK)
		res.Doc.Find("script").Each(func(_ int, e *goquery.Selection) {
			if _, src := e.Attr("src"); !src && e.AttrOr("type", "") != "application/ld+json" {
				t.Errorf("%s: a script has come in: %s", path, e.Text())
			}
		})
		if !strings.Contains(fmt.Sprint(things(t, res)), attack) {
			t.Errorf("%s: the text is not told as it was written", path)
		}
	}
}
