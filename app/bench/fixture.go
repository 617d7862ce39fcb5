package bench

import (
	"context"
	"fmt"
)

// fixture is what the rows put into the throw-away database.
type fixture struct {
	event int64
	slug  string
	codes []string
}

func token(i int) string { return fmt.Sprintf("bench-token-%d", i) }

// people adds candidates with complete profiles, consent and a login each,
// numbered from 1; token(i) signs candidate i in.
func (s *stage) people(ctx context.Context, n int) error {
	for _, q := range []string{
		`INSERT INTO accounts (name, email) SELECT 'Calon ' || i, 'calon' || i || '@bench.example' FROM generate_series(1, $1::int) i ORDER BY i`,
		`INSERT INTO candidates (account_id, name, nik_sealed, nik_hash, nik_last4, phone_sealed, phone_hash, phone_last4, birth_date, sex, region_code, rt, rw, education)
		 SELECT a.id, a.name, '\x00', sha256(convert_to(a.email, 'UTF8')), '0001', '\x00', sha256(convert_to('p' || a.email, 'UTF8')), '7890',
		        date '1990-01-01' + (a.id % 7000)::int, CASE a.id % 2 WHEN 0 THEN 'male' ELSE 'female' END,
		        (SELECT code FROM regions WHERE level = 'kelurahan' ORDER BY code OFFSET a.id % 267 LIMIT 1), '003', '012', 'slta'
		 FROM accounts a WHERE a.email LIKE 'calon%' AND $1::int > 0 ORDER BY a.id`,
		`INSERT INTO grants (account_id, role) SELECT id, 'candidate' FROM accounts WHERE email LIKE 'calon%' AND $1::int > 0`,
		`INSERT INTO consents (candidate_id, purpose, version) SELECT id, 'registration', '` + consentVersion + `' FROM candidates WHERE $1::int > 0`,
		`INSERT INTO logins (token_hash, account_id, expires_at)
		 SELECT sha256(convert_to('bench-token-' || i, 'UTF8')), a.id, now() + interval '1 day'
		 FROM generate_series(1, $1::int) i JOIN accounts a ON a.email = 'calon' || i || '@bench.example'`,
	} {
		if err := s.exec(ctx, q, n); err != nil {
			return err
		}
	}
	return nil
}

// fair adds a fair that runs today with one entry session of so many places.
func (s *stage) fair(ctx context.Context, places int) error {
	s.round++
	s.data.slug = fmt.Sprintf("bench-fair-%d", s.round)
	var err error
	if s.data.event, err = s.one(ctx, `
		INSERT INTO events (kind, slug, title, status, starts_at, ends_at, opens_at, closes_at)
		VALUES ('job_fair', $1, 'Bursa kerja', 'published', now() - interval '1 hour', now() + interval '1 day', now() - interval '1 day', now() + interval '1 day')
		RETURNING id`, s.data.slug); err != nil {
		return err
	}
	if err := s.exec(ctx, `
		INSERT INTO event_sessions (event_id, kind, title, starts_at, ends_at, capacity)
		VALUES ($1, 'entry', 'Sesi 1', now() - interval '30 minutes', now() + interval '20 hours', $2)`, s.data.event, places); err != nil {
		return err
	}
	return s.exec(ctx, `INSERT INTO gates (event_id, name) VALUES ($1, 'Pintu Utara')`, s.data.event)
}

// drafts lets every candidate stand before the last step for the fair.
func (s *stage) drafts(ctx context.Context) error {
	return s.exec(ctx, `
		INSERT INTO registration_drafts (account_id, event_id, session_id, consented)
		SELECT c.account_id, $1::bigint, (SELECT id FROM event_sessions WHERE event_id = $1::bigint), true FROM candidates c`, s.data.event)
}

// registered registers every candidate for the fair, with ticket and counters.
func (s *stage) registered(ctx context.Context) error {
	for _, q := range []string{
		`INSERT INTO registrations (event_id, candidate_id, session_id, status, submitted_at)
		 SELECT $1::bigint, c.id, s.id, 'confirmed', now() - (c.id % 10000) * interval '1 minute'
		 FROM candidates c, event_sessions s WHERE s.event_id = $1::bigint ORDER BY c.id`,
		`INSERT INTO tickets (registration_id, event_id, code)
		 SELECT id, event_id, upper(lpad(to_hex(id), 8, '0') || substr(md5(id::text), 1, 8)) FROM registrations WHERE event_id = $1::bigint`,
		`UPDATE event_counters c SET registrations = n, live = n, taken = n FROM (SELECT count(*) AS n FROM registrations WHERE event_id = $1::bigint) x WHERE c.event_id = $1::bigint`,
		`UPDATE session_counters c SET taken = n FROM (SELECT count(*) AS n FROM registrations WHERE event_id = $1::bigint) x
		 WHERE c.session_id IN (SELECT id FROM event_sessions WHERE event_id = $1::bigint)`,
	} {
		if err := s.exec(ctx, q, s.data.event); err != nil {
			return err
		}
	}
	rows, err := s.sql.QueryContext(ctx, `SELECT code FROM tickets WHERE event_id = $1 ORDER BY id`, s.data.event)
	if err != nil {
		return err
	}
	defer rows.Close()
	s.data.codes = nil
	for rows.Next() {
		var code string
		if err := rows.Scan(&code); err != nil {
			return err
		}
		s.data.codes = append(s.data.codes, code)
	}
	return rows.Err()
}

// staff adds an account that may do everything, signed in with token(0).
func (s *stage) staff(ctx context.Context) error {
	return s.exec(ctx, `
		WITH a AS (INSERT INTO accounts (name, email, password_hash) VALUES ('Petugas', 'petugas@bench.example', 'x') RETURNING id),
		g AS (INSERT INTO grants (account_id, role) SELECT id, 'panitia' FROM a)
		INSERT INTO logins (token_hash, account_id, expires_at) SELECT sha256(convert_to('bench-token-0', 'UTF8')), id, now() + interval '1 day' FROM a`)
}

// jobs adds published jobs over many countries, sectors and dates.
func (s *stage) jobs(ctx context.Context, n int) error {
	for _, q := range []string{
		`INSERT INTO agencies (slug, name, sip3mi, licence_until)
		 SELECT 'agency-' || i, 'PT Bahari Karya ' || i, 'SIP3MI-' || i, current_date + 400 FROM generate_series(1, 50) i WHERE $1::int > 0`,
		`INSERT INTO jobs (slug, agency_id, title, sector, country, city, scheme, employer, quota_either, permit_quota, permit_left, education, language_test, language_level,
		        salary_min, salary_max, currency, salary_rupiah, rate_date, contract_months, sip2mi, job_order, permit_until, status, closes_on, published_at, verified_name, verified_at)
		 SELECT 'lowongan-' || i, (SELECT min(id) FROM agencies) + i % 50, 'Perawat lansia ' || i, (ARRAY['perawatan-lansia','manufaktur','perhotelan','konstruksi','pertanian'])[1 + i % 5],
		        (ARRAY['JP','KR','TW','HK','SG','MY','DE','SA'])[1 + i % 8], 'Osaka', (ARRAY['ssw','g_to_g','p_to_p'])[1 + i % 3], 'Sakura Care', 10, 10, 10, 'slta', 'JLPT', 'N4',
		        180000 + i % 90000, 0, 'JPY', 19000000, current_date, 36, 'SIP2MI-' || i, 'JO-' || i, current_date + 300, 'published', current_date + 30 + i % 90,
		        now() - i * interval '1 minute', 'Petugas', now()
		 FROM generate_series(1, $1::int) i`,
	} {
		if err := s.exec(ctx, q, n); err != nil {
			return err
		}
	}
	return nil
}
