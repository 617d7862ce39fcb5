// Package layout holds what surrounds every page: the document head, the header with its navigation and the footer.
// Public is for visitors and candidates, Staff for petugas, panitia, officers and admins, Document for what is
// printed.
package layout

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/a-h/templ"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/static"
)

// Page is what the frame of a page needs to know.
type Page struct {
	L           *i18n.Locale
	Title       string // without the site's name; the home page may leave it empty
	Description string // one sentence for search engines and shared links
	Path        string // of this page in Indonesian, such as "/lowongan"; for the language switch and the canonical link
	Query       string // raw query, kept by the language switch
	Nav         string // which part of the site: one of the Nav constants, or empty
	BaseURL     string // scheme and host of this installation, without a slash at the end; no canonical link when empty
	Actor       *app.Actor
	Flash       *Flash
	Assets      *static.Assets
	NoIndex     bool
	HasErrors   bool            // a form failed: the title begins with "Kesalahan:"
	Demo        bool            // the data are made up: says so in a thin banner
	Head        templ.Component // further parts of the head, such as JSON-LD
	Card        string          // path of the picture that stands for the page where it is shared; the site's own when empty
	Feeds       []Feed          // of what the page lists
	Scripts     []string        // further script entries by logical name: "scan.js"
	Styles      []string        // further style entries by logical name
	BodyClass   string
	Now         time.Time // for the date on what is printed
}

// Feed is a machine's way to follow what a page lists. Href is a path in the language of the page.
type Feed struct{ Type, Title, Href string }

// card returns the address of the picture and what it shows.
func (p Page) card() (address, alt string) {
	if p.Card == "" {
		return p.BaseURL + p.URL("/kartu.png"), p.T("share.card.title")
	}
	return p.BaseURL + p.URL(p.Card), p.T("share.card.alt", "title", p.Title)
}

// Flash is a message shown once, after a redirect.
type Flash struct {
	Kind string // ok, warn, err or info
	Text string
}

// The parts of the site, for Page.Nav.
const (
	NavJobs     = "lowongan"
	NavCourses  = "pelatihan"
	NavFairs    = "bursa-kerja"
	NavOutreach = "sosialisasi"
	NavSafety   = "kerja-aman"
	NavAccount  = "akun"
	NavLogin    = "masuk"

	NavStaff     = "petugas"
	NavOrganizer = "panitia"
	NavQueue     = "antrean"
	NavAccounts  = "pengguna"
	NavAudit     = "jejak-audit"
	NavPrivacy   = "permintaan-data"

	NavDeskJobs     = "dasbor-lowongan"
	NavDeskAgencies = "dasbor-perusahaan"
	NavDeskCourses  = "dasbor-pelatihan"
	NavDeskReports  = "dasbor-aduan"
	NavDeskNews     = "dasbor-berita"
	NavReference    = "dasbor-acuan"
)

// T returns the text of the key in the language of the page.
func (p Page) T(key string, args ...any) string { return p.L.T(key, args...) }

// URL returns the path in the language of the page.
func (p Page) URL(path string) string { return p.L.Path(path) }

// Asset returns the address of a built file by its logical name.
func (p Page) Asset(name string) string { return p.Assets.URL(name) }

// longestTitle is how many characters of a title are shown, less the word that
// errors put before it.
const longestTitle = 60

// FullTitle returns the text of the title element.
func (p Page) FullTitle() string {
	title := p.T("layout.title_home")
	if p.Title != "" {
		title = p.Title
		// What a tab, a bookmark or a search result cuts off helps nobody.
		if site := " – " + p.T("layout.site"); utf8.RuneCountInString(title+site) <= longestTitle {
			title += site
		} else if utf8.RuneCountInString(title) > longestTitle {
			title = strings.TrimRight(string([]rune(title)[:longestTitle-1]), " ,:–") + "…"
		}
	}
	if p.HasErrors {
		title = p.T("layout.error_prefix") + " " + title
	}
	return title
}

// shareTitle is the title where the page is shared; the name of the site stands beside it.
func (p Page) shareTitle() string {
	if p.Title == "" {
		return p.T("layout.title_home")
	}
	return p.Title
}

// path returns Path without a language.
func (p Page) path() string {
	path := p.Path
	if path == "/en" || strings.HasPrefix(path, "/en/") {
		path = path[len("/en"):]
	}
	if path == "" {
		return "/"
	}
	return path
}

// otherLanguage returns the same page in the other language.
func (p Page) otherLanguage() string {
	path := p.path()
	if p.L.Tag() != "en" {
		path = englishPath(path)
	}
	if p.Query != "" {
		path += "?" + p.Query
	}
	return path
}

func englishPath(path string) string {
	if path == "/" {
		return "/en"
	}
	return "/en" + path
}

func (p Page) otherTag() string {
	if p.L.Tag() == "en" {
		return "id"
	}
	return "en"
}

func (p Page) canonical() string { return p.BaseURL + p.L.Path(p.path()) }

// home returns where an account's own pages begin: staff without a candidate profile have none but the staff area.
func (p Page) home() navItem {
	switch {
	case p.Actor == nil:
		return navItem{NavLogin, p.URL("/masuk"), p.T("layout.login"), "log-in"}
	case !p.Actor.Can(app.Apply) && p.Actor.IsStaff():
		return navItem{NavStaff, p.URL("/petugas"), p.T("layout.nav.staff"), "scan-qr-code"}
	}
	return navItem{NavAccount, p.URL("/akun"), p.T("layout.account"), "user-round"}
}

type navItem struct{ key, href, label, icon string }

func (p Page) publicNav() []navItem {
	return []navItem{
		{NavJobs, p.URL("/lowongan"), p.T("layout.nav.jobs"), "briefcase"},
		{NavCourses, p.URL("/pelatihan"), p.T("layout.nav.courses"), "graduation-cap"},
		{NavFairs, p.URL("/bursa-kerja"), p.T("layout.nav.fairs"), "store"},
		{NavOutreach, p.URL("/sosialisasi"), p.T("layout.nav.outreach"), "megaphone"},
		{NavSafety, p.URL("/kerja-aman"), p.T("layout.nav.safety"), "shield-check"},
	}
}

// staffNav returns the parts of the staff area that the actor may open.
func (p Page) staffNav() []navItem {
	var items []navItem
	add := func(permission app.Permission, key, path, label, icon string) {
		if p.Actor.Can(permission) {
			items = append(items, navItem{key, p.URL(path), p.T(label), icon})
		}
	}
	add(app.StaffArea, NavStaff, "/petugas", "layout.nav.staff", "scan-qr-code")
	add(app.Participants, NavOrganizer, "/panitia", "layout.nav.organizer", "list-checks")
	everywhere := func(permission app.Permission, key, path, label, icon string) {
		if p.Actor.CanAll(permission) {
			items = append(items, navItem{key, p.URL(path), p.T(label), icon})
		}
	}
	everywhere(app.EditJobs, NavDeskJobs, "/dasbor/lowongan", "layout.nav.desk_jobs", "briefcase")
	if !p.Actor.CanAll(app.EditJobs) && len(p.Actor.Agencies(app.EditJobs)) > 0 {
		add(app.EditJobs, NavDeskJobs, "/mitra/lowongan", "layout.nav.desk_jobs", "briefcase")
	}
	everywhere(app.EditAgencies, NavDeskAgencies, "/dasbor/perusahaan", "layout.nav.desk_agencies", "building-2")
	add(app.EditEvents, NavDeskCourses, "/dasbor/pelatihan", "layout.nav.desk_courses", "graduation-cap")
	everywhere(app.HandleReports, NavDeskReports, "/dasbor/aduan", "layout.nav.desk_reports", "flag")
	add(app.WriteNews, NavDeskNews, "/dasbor/berita", "layout.nav.desk_news", "megaphone")
	everywhere(app.EditReference, NavReference, "/dasbor/acuan", "layout.nav.reference", "settings")
	add(app.ViewQueue, NavQueue, "/admin/antrean", "layout.nav.queue", "inbox")
	add(app.PrivacyRequests, NavPrivacy, "/admin/permintaan-data", "layout.nav.privacy_requests", "shield-check")
	add(app.ViewAccounts, NavAccounts, "/admin/pengguna", "layout.nav.accounts", "users")
	add(app.ViewAudit, NavAudit, "/admin/jejak-audit", "layout.nav.audit", "file-text")
	return items
}

func (f Flash) tone() string {
	switch f.Kind {
	case "ok", "warn", "err":
		return f.Kind
	}
	return "info"
}

func (f Flash) icon() string {
	switch f.Kind {
	case "ok":
		return "circle-check"
	case "warn":
		return "triangle-alert"
	case "err":
		return "circle-alert"
	}
	return "info"
}

// role makes a failure interrupt and everything else wait.
func (f Flash) role() string {
	if f.Kind == "err" {
		return "alert"
	}
	return "status"
}

func bodyClass(kind, extra string) string {
	if extra == "" {
		return kind
	}
	return kind + " " + extra
}
