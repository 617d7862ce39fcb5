package tables

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/sheet"
)

// Agencies is the table of who places workers: companies and the state.
type Agencies struct {
	table[app.Agency]
	today    time.Time
	byNumber map[string]*app.Agency
	byName   map[string]*app.Agency
}

// NewAgencies returns the table over the agencies of the reference data, as
// their licences stand on a day.
func NewAgencies(b *i18n.Bundle, ref *app.ImportReference, today time.Time) *Agencies {
	t := &Agencies{table: newTable("agency", b, agencyColumns(b)), today: today, byNumber: map[string]*app.Agency{}, byName: map[string]*app.Agency{}}
	for i := range ref.Agencies {
		a := &ref.Agencies[i]
		if a.Licensed() {
			t.byNumber[app.PlainNumber(a.SIP3MI)] = a
		}
		t.byName[app.PlainName(a.Name)] = a
	}
	return t
}

var (
	errAgencyStatus   = &app.Error{Kind: app.Invalid, Key: "tables.error.agency_status"}
	errLicenceRevoked = &app.Error{Kind: app.Invalid, Key: "tables.error.licence_revoked"}
	errAgencyKind     = &app.Error{Kind: app.Invalid, Key: "tables.error.agency_kind"}
	errNameTaken      = &app.Error{Kind: app.Invalid, Key: "agency.error.name_taken"}
)

func agencyColumns(b *i18n.Bundle) []column[app.Agency] {
	statuses := translated(b, "tables.agency_status.", []app.AgencyStatus{app.AgencyActive, app.AgencySuspended, app.AgencyRevoked}, nil)
	status := oneOf("status", statuses, func(a *app.Agency) *app.AgencyStatus { return &a.Status })
	status.set = func(a *app.Agency, s string) error { // a change of it needs a reason and a source
		code, ok := statuses.find(s)
		if !ok {
			return errChoice
		}
		if app.AgencyStatus(code) != a.Status {
			return errAgencyStatus
		}
		return nil
	}
	status.clear = func(*app.Agency) {}
	kinds := translated(b, "tables.agency_kind.", app.AgencyKinds(), nil)
	kind := oneOf("kind", kinds, func(a *app.Agency) *app.AgencyKind { return &a.Kind })
	kind.clear = func(*app.Agency) {} // a company, or what it was
	return []column[app.Agency]{
		kind,
		ruled(word("sip3mi", func(a *app.Agency) *string { return &a.SIP3MI })),
		must(word("name", func(a *app.Agency) *string { return &a.Name })),
		ruled(date("licence_until", func(a *app.Agency) *time.Time { return &a.LicenceUntil })),
		status,
		word("city", func(a *app.Agency) *string { return &a.City }),
		passage("address", func(a *app.Agency) *string { return &a.Address }),
		word("phone", func(a *app.Agency) *string { return &a.Phone }),
		word("email", func(a *app.Agency) *string { return &a.Email }),
		word("website", func(a *app.Agency) *string { return &a.Website }),
		passage("former_names", func(a *app.Agency) *string { return &a.FormerNames }),
		passage("note", func(a *app.Agency) *string { return &a.Note }),
		shown(date("checked_on", func(a *app.Agency) *time.Time { return &a.CheckedOn })),
		shown(word("checked_name", func(a *app.Agency) *string { return &a.CheckedBy })),
	}
}

func exampleAgency() *app.Agency {
	return &app.Agency{Kind: app.P3MI, SIP3MI: exampleMark + "-1", Name: "PT Contoh Karya Bahari", LicenceUntil: dayOf(2029, 6, 30), Status: app.AgencyActive, City: "Jakarta Selatan",
		Address: "Jalan Contoh Raya No. 1", Phone: "(021) 5550 0123", Email: "info@contoh.co.id", Website: "https://contoh.co.id", FormerNames: "PT Contoh Lama"}
}

// Plan compares the rows of a file with the agencies there are. Agencies are
// recognised by their number, however its signs are written, those that have
// none by their name.
func (t *Agencies) Plan(file *sheet.Table) []app.ImportRow {
	cols := t.present(file)
	seen := map[string]int{}
	rows := make([]app.ImportRow, 0, len(file.Rows))
	for _, r := range file.Rows {
		if isExample(file.Cell(r, "sip3mi")) {
			continue
		}
		rows = append(rows, t.row(file, r, cols, seen))
	}
	return rows
}

func (t *Agencies) row(file *sheet.Table, r sheet.Row, cols []*column[app.Agency], seen map[string]int) app.ImportRow {
	out := app.ImportRow{Number: r.Number, Status: app.ImportInvalid, Label: file.Cell(r, "name")}
	number := app.PlainNumber(sheet.Unescape(file.Cell(r, "sip3mi")))
	from := t.byNumber[number]
	if number == "" {
		number = app.PlainName(sheet.Unescape(file.Cell(r, "name")))
		if from = t.byName[number]; from != nil && from.Licensed() {
			from = nil
		}
	}
	to := &app.Agency{Kind: app.P3MI, Status: app.AgencyActive}
	if from != nil {
		same := *from
		to = &same
		out.TargetID, out.Version = from.ID, itoa(int64(from.Version))
	}
	problems := t.fill(file, r, cols, from, to)
	if from != nil && from.Kind != to.Kind {
		problems = append(problems, problem("kind", file.Cell(r, "kind"), errAgencyKind))
		to.Kind = from.Kind
	}
	if from != nil {
		to.SIP3MI = from.SIP3MI // the same number with other signs is no change
	}
	to.FormerNames = otherNames(from, to)
	errs := to.Check()
	if other := t.byName[app.PlainName(to.Name)]; other != nil && (from == nil || other.ID != from.ID) {
		errs.Add("name", errNameTaken.With("name", other.Name))
	}
	if from != nil && !from.LicenceUntil.Equal(to.LicenceUntil) {
		renewal := app.LicenceStep{Kind: app.AgencyRenewed, EffectiveOn: t.today, SIP3MI: from.SIP3MI, LicenceUntil: to.LicenceUntil}
		if _, err := renewal.Apply(*from); err != nil {
			errs.Add("licence_until", errLicenceRevoked)
		}
		errs = append(errs, renewal.Check(from, t.today)...)
	}
	problems = blame(problems, file, r, errs, func(field string) string { return field })
	if first, twice := seen[number]; twice && number != "" {
		problems = append(problems, problem("sip3mi", cmp.Or(to.SIP3MI, to.Name), errRowTwice.With("row", first)))
	}
	seen[number] = r.Number
	if len(problems) > 0 {
		out.Problems, out.Cells = problems, r.Cells
		return out
	}
	switch {
	case from == nil:
		out.Status = app.ImportNew
	default:
		if out.Changes = t.changes(from, to); len(out.Changes) == 0 {
			out.Status = app.ImportUnchanged
			return out
		}
		out.Status = app.ImportChanged
	}
	out.Values = to
	return out
}

// otherNames adds the names of a row to those that are known. An import takes
// none away: they are how people find a company that was renamed.
func otherNames(from, to *app.Agency) string {
	names := app.OtherNames(to.FormerNames)
	if from != nil {
		for _, known := range slices.Backward(app.OtherNames(from.FormerNames)) {
			if !slices.Contains(names, known) {
				names = append([]string{known}, names...)
			}
		}
		if slices.Equal(slices.Sorted(slices.Values(names)), slices.Sorted(slices.Values(app.OtherNames(from.FormerNames)))) {
			return from.FormerNames
		}
	}
	return strings.Join(names, "\n")
}
