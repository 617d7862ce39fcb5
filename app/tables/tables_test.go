package tables_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/export"
	"gerbang/app/i18n"
	"gerbang/app/sheet"
	"gerbang/app/tables"
)

var ref = &app.ImportReference{
	Sectors:   []app.NamedCode{{Code: "perawatan-lansia", ID: "Perawatan lansia", EN: "Elderly care"}},
	Countries: []app.NamedCode{{Code: "JP", ID: "Jepang", EN: "Japan"}, {Code: "DE", ID: "Jerman", EN: "Germany"}},
	Levels:    app.LanguageLevels{{Test: "JLPT", Level: "N4", Language: "ja", Rank: 2}, {Test: "JLPT", Level: "N5", Language: "ja", Rank: 1}, {Test: "IELTS", Level: "6.0", Language: "en", Rank: 4}},
	Rupiah:    map[string]float64{"JPY": 100},
	Agencies:  []app.Agency{{ID: 7, Name: "PT Bahari", SIP3MI: "SIP3MI 001/2024"}, {ID: 8, Name: "PT Lain", SIP3MI: "SIP3MI 002/2024"}},
}

func jobs(t *testing.T) (*tables.Jobs, *i18n.Bundle) {
	t.Helper()
	b, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return tables.NewJobs(b, ref), b
}

func stored() app.StoredJob {
	return app.StoredJob{Version: "3", Job: app.Job{
		ID: 5, Slug: "perawat-osaka", Reference: "A-1", AgencyID: 7, AgencyName: "PT Bahari", AgencySIP3MI: "SIP3MI 001/2024", Title: "Perawat; \"lansia\"", Sector: "perawatan-lansia",
		Country: "JP", Scheme: app.SSW, QuotaEither: 3, PermitQuota: 10, PermitLeft: 6, AgeMin: 18, Education: app.SLTA, LanguageTest: "Tes lama", LanguageLevel: "X",
		SalaryMin: 180_000, SalaryPeriod: app.PerMonth, Currency: "JPY", HoursPerDay: 8, DaysPerWeek: 6, Description: "=Baris satu\nbaris dua",
		PermitUntil: time.Date(2027, 6, 30, 0, 0, 0, 0, time.UTC), Status: app.JobPublished,
		Costs: []app.Cost{{Item: "Tiket", Currency: "JPY", Payer: app.PaidByEmployer}, {Item: "Paspor", Amount: 650_000, Currency: "IDR", Payer: app.PaidByWorker, LegalBasis: "Permen"}},
	}}
}

// plan reads a CSV and compares it with the stored job.
func plan(t *testing.T, csv string, old app.StoredJob, scope tables.Scope) app.ImportRow {
	t.Helper()
	table, _ := jobs(t)
	file, err := sheet.Read([]byte(csv), table.Fields(), sheet.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	rows := table.Plan(file, []app.StoredJob{old}, scope)
	if len(rows) != 1 {
		t.Fatalf("%d rows", len(rows))
	}
	return rows[0]
}

var all = tables.Scope{All: true}

func TestExportOfAJobReadsBackUnchanged(t *testing.T) {
	table, b := jobs(t)
	for _, tag := range []string{"id", "en"} {
		for _, costs := range []int{0, 2, 40} {
			old := stored()
			w := table.JobWriter(b.Locale(tag), costs)
			var out bytes.Buffer
			csv, err := export.NewCSV(&out, w.Columns, export.CSVOptions{})
			if err != nil {
				t.Fatal(err)
			}
			w.To(csv.(export.Cells))
			if err := w.Write(&old.Job); err != nil {
				t.Fatal(err)
			}
			if err := csv.Close(); err != nil {
				t.Fatal(err)
			}
			if r := plan(t, out.String(), old, all); r.Status != app.ImportUnchanged {
				t.Errorf("%s: %s %+v %+v", tag, r.Status, r.Problems, r.Changes)
			}
		}
	}
}

const keys = "reference,agency_sip3mi,title,sector,country,scheme,currency"

func TestRowsOfAStoredJob(t *testing.T) {
	const row = "A-1,sip3mi-001/2024,\"Perawat; \"\"lansia\"\"\",Elderly care,jp,ssw,¥"
	same := strings.Replace(row, "¥", "JPY", 1)
	for name, tc := range map[string]struct {
		head, row string
		change    func(*app.StoredJob)
		scope     tables.Scope
		status    app.ImportStatus
		says      string // the problem's key, or the changed columns
	}{
		"columns not in the file stay": {keys, same, nil, all, app.ImportUnchanged, ""},
		"one cell":                     {keys + ",city", same + ",Osaka", nil, all, app.ImportChanged, "city"},
		"an emptied cell":              {keys + ",description", same + ",", nil, all, app.ImportChanged, "description"},
		"a cost taken away":            {keys + ",cost_1_item,cost_1_amount,cost_1_currency,cost_1_payer,cost_1_basis", same + ",,,,,", nil, all, app.ImportChanged, "cost_1_item cost_1_amount cost_1_currency cost_1_payer cost_1_basis cost_2_item cost_2_amount cost_2_currency cost_2_payer cost_2_basis"},
		"a cost without its basis":     {keys + ",cost_2_basis", same + ",", nil, all, app.ImportInvalid, "job.error.cost_basis"},
		"quota below placements":       {keys + ",permit_quota", same + ",3", nil, all, app.ImportInvalid, "tables.error.quota_placed"},
		"an unknown language level":    {keys + ",language_test,language_level", same + ",JLPT,N9", nil, all, app.ImportInvalid, "tables.error.language"},
		"6 for IELTS 6.0":              {keys + ",language_test,language_level", same + ",ielts,6", nil, all, app.ImportChanged, "language_test language_level"},
		"a formula that failed":        {keys + ",city", same + ",#REF!", nil, all, app.ImportInvalid, "sheet.error.formula"},
		"an unknown choice":            {keys, strings.Replace(same, "ssw", "sws", 1), nil, all, app.ImportInvalid, "tables.error.choice"},
		"an unknown agency":            {keys, strings.Replace(same, "001", "009", 1), nil, all, app.ImportInvalid, "tables.error.agency_unknown"},
		"somebody else's agency":       {keys, same, nil, tables.Scope{Agencies: []int64{8}}, app.ImportInvalid, "tables.error.agency_other"},
		"a closed job":                 {keys + ",city", same + ",Osaka", func(j *app.StoredJob) { j.Status = app.JobClosed }, all, app.ImportInvalid, "tables.error.job_closed"},
		"a closed job, unchanged":      {keys, same, func(j *app.StoredJob) { j.Status = app.JobClosed }, all, app.ImportUnchanged, ""},
		"by its address":               {"slug,reference,agency_sip3mi,title,sector,country,scheme,currency", "perawat-osaka," + strings.Replace(same, "A-1", "A-2", 1), nil, all, app.ImportChanged, "reference"},
		"an address nobody has":        {"slug," + keys, "tidak-ada," + same, nil, all, app.ImportInvalid, "tables.error.job_unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			old := stored()
			if tc.change != nil {
				tc.change(&old)
			}
			r := plan(t, tc.head+"\n"+tc.row+"\n", old, tc.scope)
			var says []string
			for _, p := range r.Problems {
				says = append(says, p.Key)
			}
			for _, c := range r.Changes {
				says = append(says, c.Column)
			}
			if r.Status != tc.status || strings.Join(says, " ") != tc.says {
				t.Errorf("%s %q, want %s %q", r.Status, says, tc.status, tc.says)
			}
		})
	}
}
