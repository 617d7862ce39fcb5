package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"gerbang/app"
	"gerbang/app/embedpg"
	"gerbang/app/export"
	"gerbang/app/i18n"
	"gerbang/app/tables"
)

// importedJobs is how many rows the file of a round has.
const importedJobs = 5_000

// importJobs is an XLSX of 5,000 new jobs that an officer uploads, looks at
// and saves, from the first byte sent to the page of the result, beside the
// time in which COPY writes the same rows into a table like that of jobs.
func importJobs() row {
	return row{
		name: "import_jobs", unit: "ms", target: "< 5,000 ms",
		prepare: func(ctx context.Context, s *stage) error {
			if err := s.jobs(ctx, 1_000); err != nil {
				return err
			}
			if err := s.exec(ctx, `
				WITH a AS (INSERT INTO accounts (name, email, password_hash) VALUES ('Petugas', 'officer@bench.example', 'x') RETURNING id),
				g AS (INSERT INTO grants (account_id, role) SELECT id, 'officer' FROM a)
				INSERT INTO logins (token_hash, account_id, expires_at) SELECT sha256(convert_to('bench-token-0', 'UTF8')), id, now() + interval '1 day' FROM a`); err != nil {
				return err
			}
			if err := s.exec(ctx, `CREATE TABLE bench_jobs (LIKE jobs INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)`); err != nil {
				return err
			}
			return s.serve(ctx)
		},
		limit: func(ctx context.Context, s *stage) (sample, error) { return s.copyJobs(ctx) },
		ours: func(ctx context.Context, s *stage) (sample, error) {
			s.round++
			mark := fmt.Sprintf("IMPOR-%d-", s.round)
			file, err := s.jobsFile(ctx, mark)
			if err != nil {
				return sample{}, err
			}
			s.product.resetPeak()
			idle, _ := s.product.rss()
			start := time.Now()
			page, err := s.importFile(ctx, file)
			if err != nil {
				return sample{}, err
			}
			took := time.Since(start)
			_, peak := s.product.rss()
			if !strings.Contains(page, "5.000 baris tersimpan") {
				return sample{}, fmt.Errorf("import: the result page does not say that 5,000 rows are saved")
			}
			return sample{value: float64(took.Microseconds()) / 1000, rss: max(0, peak-idle)}, s.checkImported(ctx, mark, file)
		},
	}
}

// jobsFile makes the workbook of a round, as an export writes it.
func (s *stage) jobsFile(ctx context.Context, mark string) ([]byte, error) {
	var number string
	if err := s.sql.QueryRowContext(ctx, `SELECT sip3mi FROM agencies ORDER BY id LIMIT 1`).Scan(&number); err != nil {
		return nil, err
	}
	bundle, err := i18n.Load()
	if err != nil {
		return nil, err
	}
	ref := &app.ImportReference{Rupiah: map[string]float64{"JPY": 1}, Sectors: []app.NamedCode{{Code: "perawatan-lansia", ID: "Perawatan lansia"}}, Countries: []app.NamedCode{{Code: "JP", ID: "Jepang"}}}
	rows := tables.NewJobs(bundle, ref).JobWriter(bundle.Locale("id"), 3)
	var b bytes.Buffer
	out, err := export.NewXLSX(&b, rows.Columns, export.Sheet{Name: "Lowongan"})
	if err != nil {
		return nil, err
	}
	rows.To(out.(export.Cells))
	day := time.Now().AddDate(0, 6, 0)
	for i := range importedJobs {
		if err := rows.Write(&app.Job{
			Reference: fmt.Sprintf("%s%d", mark, i), AgencySIP3MI: number, Title: fmt.Sprintf("Perawat lansia %d", i), TitleEN: "Caregiver for the elderly", Sector: "perawatan-lansia",
			KBJI: "5322", Country: "JP", City: "Osaka", Scheme: app.SSW, Employer: "Sakura Care Co., Ltd.", Formal: true, QuotaEither: 1 + i%20, PermitQuota: 20, AgeMin: 18,
			Education: app.SLTA, LanguageTest: "JLPT", LanguageLevel: "N4", SkillTest: "Kaigo Skills Evaluation Test", SalaryMin: int64(180_000 + i), SalaryPeriod: app.PerMonth,
			Currency: "JPY", ContractMonths: 36, HoursPerDay: 8, DaysPerWeek: 5, LeaveDays: 10, Lodging: "Asrama", Meals: "Ditanggung sendiri", Insurance: "BPJS Ketenagakerjaan PMI",
			Description: strings.Repeat("Merawat lansia di panti, bekerja bergilir. ", 6), SIP2MI: fmt.Sprintf("SIP2MI %s%d", mark, i), JobOrder: fmt.Sprintf("JO-%d", i),
			PermitUntil: day, ClosesOn: day.AddDate(0, -1, 0), OfficialLink: "https://siskop2mi.kp2mi.go.id",
			Costs: []app.Cost{{Item: "Tiket pesawat", Currency: "JPY", Payer: app.PaidByEmployer, LegalBasis: "Permen P2MI 17/2025"},
				{Item: "Paspor", Amount: 650_000, Currency: "IDR", Payer: app.PaidByWorker, LegalBasis: "Permen P2MI 17/2025"}},
		}); err != nil {
			return nil, err
		}
	}
	err = out.Close()
	return b.Bytes(), err
}

// importFile uploads, opens the preview, saves and returns the result page.
func (s *stage) importFile(ctx context.Context, file []byte) (string, error) {
	preview, _, err := s.uploadFile(ctx, file)
	if err != nil {
		return "", err
	}
	if _, _, err := s.officer(ctx, http.MethodPost, preview+"/simpan", "application/x-www-form-urlencoded", strings.NewReader("tujuan=draf")); err != nil {
		return "", err
	}
	page, _, err := s.officer(ctx, http.MethodGet, preview, "", nil)
	return page, err
}

// uploadFile returns the address of the preview and its page.
func (s *stage) uploadFile(ctx context.Context, file []byte) (address, page string, err error) {
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	if err := m.WriteField("jenis", "lowongan"); err != nil {
		return "", "", err
	}
	part, err := m.CreateFormFile("berkas", "lowongan.xlsx")
	if err != nil {
		return "", "", err
	}
	if _, err := part.Write(file); err != nil {
		return "", "", err
	}
	if err := m.Close(); err != nil {
		return "", "", err
	}
	page, address, err = s.officer(ctx, http.MethodPost, "/dasbor/impor", m.FormDataContentType(), &body)
	if err != nil {
		return "", "", err
	}
	if address == "" {
		return "", "", fmt.Errorf("import: the file was refused: %.300s", page)
	}
	page, _, err = s.officer(ctx, http.MethodGet, address, "", nil)
	return address, page, err
}

// officer sends a request of the signed-in officer and returns the page, or
// where it redirects to.
func (s *stage) officer(ctx context.Context, method, path, contentType string, body io.Reader) (page, location string, err error) {
	req, err := http.NewRequestWithContext(ctx, method, "http://"+s.product.addr+path, body)
	if err != nil {
		return "", "", err
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.AddCookie(&http.Cookie{Name: "gerbang_login", Value: token(0)})
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		return "", "", err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode >= 400 {
		err = fmt.Errorf("%s %s: status %d: %s", method, path, res.StatusCode, s.product.log)
	}
	return string(b), res.Header.Get("Location"), err
}

// checkImported counts what a round has written, and uploads its file again:
// that must change nothing.
func (s *stage) checkImported(ctx context.Context, mark string, file []byte) error {
	for query, want := range map[string]int64{
		`SELECT count(*) FROM jobs WHERE reference LIKE $1 AND permit_left = permit_quota AND status = 'draft'`:             importedJobs,
		`SELECT count(*) FROM job_costs c JOIN jobs j ON j.id = c.job_id WHERE j.reference LIKE $1`:                         2 * importedJobs,
		`SELECT count(*) FROM audit_log a JOIN jobs j ON a.entity = 'job' AND a.entity_id = j.id WHERE j.reference LIKE $1`: importedJobs,
	} {
		n, err := s.one(ctx, query, mark+"%")
		if err != nil {
			return err
		}
		if n != want {
			return fmt.Errorf("import: %d instead of %d: %s", n, want, query)
		}
	}
	_, page, err := s.uploadFile(ctx, file)
	if err != nil {
		return err
	}
	if !strings.Contains(page, "Semua data sudah sama") {
		return fmt.Errorf("import: the same file again would change something")
	}
	return s.exec(ctx, `DELETE FROM imports`)
}

// copyJobs times COPY of the rows of the last round into a table like jobs.
func (s *stage) copyJobs(ctx context.Context) (sample, error) {
	bin, err := program(s.server.BinDir(), "psql")
	if err != nil {
		return sample{}, err
	}
	file := filepath.Join(s.dir, "jobs.copy")
	run := func(script string) error {
		cmd := exec.CommandContext(ctx, bin, "-X", "-q", "-h", s.server.SocketDir(), "-U", embedpg.Superuser, "-d", embedpg.Database, "-c", script)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("psql: %w: %s", err, out)
		}
		return nil
	}
	if _, err := os.Stat(file); err != nil {
		if err := run(`\copy (SELECT * FROM jobs WHERE reference LIKE 'IMPOR-1-%') TO '` + file + `'`); err != nil {
			return sample{}, err
		}
	}
	if err := s.exec(ctx, `TRUNCATE bench_jobs`); err != nil {
		return sample{}, err
	}
	start := time.Now()
	if err := run(`\copy bench_jobs FROM '` + file + `'`); err != nil {
		return sample{}, err
	}
	return sample{value: float64(time.Since(start).Microseconds()) / 1000}, nil
}
