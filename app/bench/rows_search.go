package bench

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"gerbang/app/find"
	"gerbang/app/postgres"
	"gerbang/app/secret"
)

// searched is what the row search asks for: common words and rare ones,
// synonyms, beginnings, typing errors, English, with filters and without.
var searched = []string{
	"q=perawat", "q=perawat+lansia&negara=JP", "q=kaigo&gratis=1&urut=gaji", "q=caregiver+jepang&jk=p", "q=las&batas=30", "q=welder+korea", "q=pabrik&gaji=10",
	"q=operator+produksi+taiwan&pendidikan=slta", "q=koki", "q=restoran+osaka", "q=asisten+rumah+tangga&negara=HK&negara=SG", "q=lowongan+kerja+di+jepang+untuk+perempuan",
	"q=jepang", "q=korea&hal=40", "q=hotel+nagoya", "q=konst", "q=tukang+bang", "q=perwat+jpang", "q=opertor+prodksi", "q=kaigoo", "q=nurse+germany", "q=factory+workers",
	"q=bahari+karya+17", "q=asrama+dekat+stasiun", "q=n4&skema=ssw", "q=pertanian+hokkaido&bahasa=JLPT+N4", "q=sopir", "negara=JP&sektor=perawatan-lansia&gratis=1", "q=zzzz",
}

// search finds among 100,000 jobs, one search after the other: words, filters
// with all their counts, and the cards of the page. The time is that of the
// statements and of the work in memory together, so the database's own is
// less. Beside it stands what the words alone cost as a count over
// PostgreSQL's own index (GIN).
func search() row {
	const jobs = 100_000
	var db *postgres.DB
	var index *find.Index
	return row{
		name: "search", unit: "ms", target: "< 10 ms",
		prepare: func(ctx context.Context, s *stage) error {
			if err := s.shelf(ctx, jobs); err != nil {
				return err
			}
			box, err := secret.New(bytes.Repeat([]byte{7}, 32))
			if err != nil {
				return err
			}
			if db, err = postgres.Open(ctx, s.dsn, postgres.Options{Box: box}); err != nil {
				return err
			}
			s.ends = append(s.ends, db.Close)
			if index, err = db.JobIndex(ctx); err != nil {
				return err
			}
			return db.WarmSearch(ctx)
		},
		limit: func(ctx context.Context, s *stage) (sample, error) {
			return eachSearch(func(q find.Query) error {
				_, err := s.one(ctx, `SELECT count(*) FROM bench_texts WHERE words @@ plainto_tsquery('indonesian', $1)`, q.Words)
				return err
			})
		},
		ours: func(ctx context.Context, s *stage) (sample, error) {
			got, err := eachSearch(func(q find.Query) error {
				var m *find.Matches
				if q.Words != "" {
					found, err := db.Search(ctx, q.Words, q.Exact)
					if err != nil {
						return err
					}
					m = found.Matches(find.JobKind)
				}
				r := index.SearchAmong(q, m, 20, func(*find.Job) bool { return true })
				cards, err := db.JobCards(ctx, r.IDs)
				if err == nil && len(cards) != len(r.IDs) {
					err = fmt.Errorf("%s: %d cards of %d", q, len(cards), len(r.IDs))
				}
				return err
			})
			if err != nil {
				return sample{}, err
			}
			return got, checkSearch(ctx, s, db, index)
		},
	}
}

func eachSearch(do func(find.Query) error) (sample, error) {
	var times []time.Duration
	for range 5 {
		for _, query := range searched {
			start := time.Now()
			if err := do(find.ParseString(query)); err != nil {
				return sample{}, err
			}
			times = append(times, time.Since(start))
		}
	}
	slices.Sort(times)
	at := func(p float64) time.Duration { return times[int(p*float64(len(times)-1))] }
	return sample{value: float64(at(.5).Microseconds()) / 1000, p99: at(.99)}, nil
}

// checkSearch proves that a search with words and filters counts exactly what
// the tables hold.
func checkSearch(ctx context.Context, s *stage, db *postgres.DB, index *find.Index) error {
	found, err := db.Search(ctx, "welder", true)
	if err != nil {
		return err
	}
	got := index.Search(find.ParseString("q=welder&negara=KR&jk=p"), found.Matches(find.JobKind), 20).Total
	want, err := s.one(ctx, `SELECT count(*) FROM public_jobs WHERE title LIKE '% las %' AND country = 'KR' AND quota_women + quota_either > 0`)
	if err == nil && (int64(got) != want || want == 0) {
		err = fmt.Errorf("invariant broken: %d jobs found instead of %d", got, want)
	}
	return err
}

// shelf adds published jobs whose texts differ as those of real ones do, and
// the same texts under PostgreSQL's own index.
func (s *stage) shelf(ctx context.Context, n int) error {
	if err := s.exec(ctx, `INSERT INTO agencies (slug, name, sip3mi, licence_until)
		SELECT 'agency-' || i, 'PT Bahari Karya ' || i, 'SIP3MI-' || i, current_date + 400 FROM generate_series(1, 50) i`); err != nil {
		return err
	}
	const batch = 10_000 // a statement has its time limit
	for from := 0; from < n; from += batch {
		if err := s.exec(ctx, `
			INSERT INTO jobs (slug, agency_id, title, sector, country, city, scheme, employer, quota_women, quota_men, sex_reason, quota_either, permit_quota, permit_left, education,
			        language_test, language_level, salary_min, currency, salary_rupiah, rate_date, description, sip2mi, permit_until, status, closes_on, published_at, verified_name, verified_at)
			SELECT 'lowongan-' || i, (SELECT min(id) FROM agencies) + i % 50, o.title || ' ' || (ARRAY['senior','pemula','shift malam','kontrak tiga tahun','batch dua'])[1 + i / 7 % 5], o.sector, o.country, o.city,
			       CASE o.country WHEN 'JP' THEN 'ssw' WHEN 'KR' THEN 'g_to_g' ELSE 'p_to_p' END, 'Perusahaan ' || i % 997, i % 3, 0, CASE i % 3 WHEN 0 THEN '' ELSE 'asrama' END, i % 2, 10, 10,
			       (ARRAY['sltp','slta','diploma'])[1 + i % 3], CASE o.country WHEN 'JP' THEN 'JLPT' ELSE '' END, CASE o.country WHEN 'JP' THEN 'N4' ELSE '' END, 180000, 'JPY', 5000000 + i % 40 * 1000000, current_date,
			       (SELECT string_agg((ARRAY['asrama dekat stasiun','lembur dibayar','seragam disediakan','makan siang','pelatihan kerja','jaminan kesehatan','cuti tahunan','bus jemputan','wawancara daring','bonus akhir tahun','kontrak resmi','pendamping bahasa'])[1 + (i * k) % 12], ' ') FROM generate_series(1, 7) k),
			       'SIP2MI-' || i, current_date + 300, 'published', current_date + i % 120, now() - i * interval '1 minute', 'Petugas', now()
			FROM generate_series($1::int + 1, $2::int) i CROSS JOIN LATERAL (SELECT
			       (ARRAY['Perawat lansia','Perawat rumah sakit','Operator produksi','Juru las kapal','Koki hotel','Pekerja konstruksi','Penata laksana rumah tangga','Petugas kamar','Pekerja kebun sayur','Sopir truk','Awak kapal ikan','Perakit elektronik','Penjahit garmen','Pelayan restoran','Teknisi mesin','Petugas gudang'])[1 + i * 31 % 16] AS title,
			       (ARRAY['perawatan-lansia','keperawatan','manufaktur','perkapalan','perhotelan','konstruksi','rumah-tangga','perhotelan','pertanian','transportasi','perikanan','elektronik','manufaktur','restoran','otomotif','pergudangan'])[1 + i * 31 % 16] AS sector,
			       (ARRAY['JP','JP','KR','TW','HK','SG','MY','DE','SA','JP'])[1 + i / 16 % 10] AS country, (ARRAY['Osaka','Nagoya','Hokkaido','Ulsan','Taipei','Kowloon','Penang','Hamburg','Jeddah','Sendai'])[1 + i / 16 % 10] AS city) o`, from, from+batch); err != nil {
			return err
		}
	}
	for _, q := range []string{
		`INSERT INTO job_costs (job_id, position, item, amount, currency, payer) SELECT id, 1, 'Paspor', 650000, 'IDR', CASE id % 3 WHEN 0 THEN 'worker' ELSE 'employer' END FROM jobs`,
		`CREATE TABLE bench_texts AS SELECT id, to_tsvector('indonesian', concat_ws(' ', title, sector_id, name_id, city, employer, agency_name, description)) AS words FROM all_jobs`,
		`CREATE INDEX ON bench_texts USING gin (words)`,
		`VACUUM ANALYZE`,
	} {
		if err := s.exec(ctx, q); err != nil {
			return err
		}
	}
	return nil
}
