-- +goose Up
-- The state itself places workers under agreements between governments. It is
-- among those who offer jobs, but has no licence: neither number nor end.

ALTER TABLE agencies
    ADD COLUMN kind text NOT NULL DEFAULT 'p3mi' CHECK (kind IN ('p3mi', 'government')),
    ALTER COLUMN sip3mi DROP NOT NULL,
    ALTER COLUMN licence_until DROP NOT NULL;

-- It stood among the companies, with words in place of a number.
DELETE FROM agency_events e USING agencies a
WHERE a.id = e.agency_id AND a.sip3mi LIKE 'tidak diperlukan%' AND e.kind IN ('licensed', 'renewed');
UPDATE agencies SET kind = 'government', sip3mi = NULL, licence_until = NULL WHERE sip3mi LIKE 'tidak diperlukan%';

ALTER TABLE agencies ADD CONSTRAINT agencies_licence CHECK (
    CASE kind WHEN 'government' THEN sip3mi IS NULL AND licence_until IS NULL AND status = 'active'
              ELSE sip3mi IS NOT NULL AND licence_until IS NOT NULL END);

DROP VIEW public_jobs;
DROP VIEW all_jobs;

-- Every job with what decides whether the public may see it.
CREATE VIEW all_jobs AS
SELECT j.*, a.name AS agency_name, a.slug AS agency_slug, a.kind AS agency_kind, coalesce(a.sip3mi, '') AS agency_sip3mi,
       a.licence_until AS agency_valid_till, a.status AS agency_status, c.name_id, c.name_en, c.closed AS country_closed,
       s.name_id AS sector_id, s.name_en AS sector_en
FROM jobs j
JOIN agencies a ON a.id = j.agency_id
JOIN countries c ON c.iso2 = j.country
JOIN sectors s ON s.code = j.sector;

-- What the public may see now. A job leaves by itself, with no process that
-- could be late: every reader of public jobs goes through this view. The same
-- rule in Go is app.Job.Hindrances.
CREATE VIEW public_jobs AS
SELECT * FROM all_jobs
WHERE status = 'published'
  AND closes_on >= (now() AT TIME ZONE 'Asia/Jakarta')::date
  AND permit_until >= (now() AT TIME ZONE 'Asia/Jakarta')::date
  AND (job_order_until IS NULL OR job_order_until >= (now() AT TIME ZONE 'Asia/Jakarta')::date)
  AND permit_revoked_on IS NULL
  AND permit_left > 0
  AND agency_status = 'active'
  AND (agency_kind = 'government' OR agency_valid_till >= (now() AT TIME ZONE 'Asia/Jakarta')::date)
  AND NOT country_closed;
