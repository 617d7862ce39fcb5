-- +goose Up
-- A SIP2MI permit is one thing, however many vacancies stand under it: its
-- quota, its end and its revocation hold for all of them. The row here is
-- what counts; jobs carry a copy of it (permit_quota, permit_left,
-- permit_until, permit_revoked_on, permit_revoked_reason), which triggers keep
-- equal within the transaction of the change, so that every reader of jobs,
-- public_jobs first, sees all of them change at once.

CREATE TABLE permits (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agency_id      bigint NOT NULL REFERENCES agencies (id),
    number         text NOT NULL CHECK (number <> ''),
    quota          int NOT NULL CHECK (quota >= 0),
    placed         int NOT NULL DEFAULT 0 CHECK (placed BETWEEN 0 AND quota),
    valid_until    date,
    revoked_on     date,
    revoked_reason text NOT NULL DEFAULT '',
    CHECK (revoked_on IS NULL OR revoked_reason <> '')
);
CREATE UNIQUE INDEX permits_number ON permits (agency_id, lower(number));
ALTER TABLE jobs ADD COLUMN permit_id bigint REFERENCES permits (id);
ALTER TABLE job_placements ADD COLUMN permit_id bigint REFERENCES permits (id); -- whose quota they run down

-- Vacancies that named one permit each kept it for themselves. The largest
-- quota and the end that was verified last stand, what each has placed is
-- added up, and a permit revoked for one is revoked for all.
INSERT INTO permits (agency_id, number, quota, placed, valid_until, revoked_on, revoked_reason)
SELECT agency_id, min(sip2mi), max(permit_quota), least(max(permit_quota), sum(permit_quota - permit_left)),
       (array_agg(permit_until ORDER BY verified_at DESC NULLS LAST, updated_at DESC) FILTER (WHERE permit_until IS NOT NULL))[1], min(permit_revoked_on),
       coalesce((array_agg(permit_revoked_reason ORDER BY permit_revoked_on) FILTER (WHERE permit_revoked_on IS NOT NULL))[1], '')
FROM jobs WHERE sip2mi <> '' GROUP BY agency_id, lower(sip2mi);
UPDATE jobs j SET permit_id = m.id, permit_quota = m.quota, permit_left = m.quota - m.placed, permit_until = m.valid_until,
       permit_revoked_on = m.revoked_on, permit_revoked_reason = m.revoked_reason
FROM permits m WHERE m.agency_id = j.agency_id AND lower(m.number) = lower(j.sip2mi);
UPDATE job_placements p SET permit_id = j.permit_id FROM jobs j WHERE j.id = p.job_id;
CREATE INDEX jobs_permit ON jobs (permit_id);

-- +goose StatementBegin
-- mirror_permit copies a permit to all jobs under it. Who has a form open
-- that shows the permit as it was is told; placements leave forms alone.
CREATE FUNCTION mirror_permit(permit bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE jobs j SET permit_quota = m.quota, permit_left = m.quota - m.placed, permit_until = m.valid_until,
           permit_revoked_on = m.revoked_on, permit_revoked_reason = m.revoked_reason,
           version = j.version + ((j.permit_quota, j.permit_until, j.permit_revoked_on) IS DISTINCT FROM (m.quota, m.valid_until, m.revoked_on))::int
    FROM permits m WHERE m.id = permit AND j.permit_id = permit
      AND (j.permit_quota, j.permit_left, j.permit_until, j.permit_revoked_on, j.permit_revoked_reason)
          IS DISTINCT FROM (m.quota, m.quota - m.placed, m.valid_until, m.revoked_on, m.revoked_reason);
$$;

-- Before a job is written: which permit it stands under. One that others use
-- already is taken as it is; one that only this job used is renamed with it,
-- unless it is revoked, which no new number undoes.
CREATE FUNCTION find_permit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    m permits;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.permit_id IS NOT NULL AND (NEW.agency_id, lower(NEW.sip2mi)) = (OLD.agency_id, lower(OLD.sip2mi)) THEN
        RETURN NEW;
    END IF;
    IF NEW.sip2mi = '' THEN
        NEW.permit_id := NULL;
        RETURN NEW;
    END IF;
    SELECT * INTO m FROM permits WHERE agency_id = NEW.agency_id AND lower(number) = lower(NEW.sip2mi) FOR UPDATE;
    IF m.id IS NULL AND TG_OP = 'UPDATE' THEN
        UPDATE permits p SET agency_id = NEW.agency_id, number = NEW.sip2mi
        WHERE p.id = OLD.permit_id AND p.revoked_on IS NULL AND NOT EXISTS (SELECT 1 FROM jobs o WHERE o.permit_id = p.id AND o.id <> NEW.id);
        IF FOUND THEN
            RETURN NEW;
        END IF;
    END IF;
    IF m.id IS NULL THEN
        INSERT INTO permits (agency_id, number, quota, placed, valid_until, revoked_on, revoked_reason)
        VALUES (NEW.agency_id, NEW.sip2mi, NEW.permit_quota,
                CASE WHEN TG_OP = 'UPDATE' AND OLD.permit_id IS NOT NULL THEN 0 ELSE NEW.permit_quota - NEW.permit_left END,
                NEW.permit_until, NEW.permit_revoked_on, NEW.permit_revoked_reason)
        ON CONFLICT DO NOTHING RETURNING * INTO m;
    END IF;
    IF m.id IS NULL THEN -- somebody else entered it just now
        SELECT * INTO m FROM permits WHERE agency_id = NEW.agency_id AND lower(number) = lower(NEW.sip2mi) FOR UPDATE;
    END IF;
    NEW.permit_id := m.id;
    NEW.permit_quota := CASE WHEN m.quota > 0 THEN m.quota ELSE NEW.permit_quota END; -- what nobody has entered yet, this one may
    NEW.permit_left := NEW.permit_quota - m.placed;
    NEW.permit_until := coalesce(m.valid_until, NEW.permit_until);
    NEW.permit_revoked_on := m.revoked_on;
    NEW.permit_revoked_reason := m.revoked_reason;
    RETURN NEW;
END $$;

-- After it: what was written of the permit holds for it, and so for the others.
CREATE FUNCTION keep_permit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.permit_id IS NOT NULL THEN
        UPDATE permits SET quota = NEW.permit_quota, placed = NEW.permit_quota - NEW.permit_left, valid_until = NEW.permit_until,
               revoked_on = NEW.permit_revoked_on, revoked_reason = NEW.permit_revoked_reason
        WHERE id = NEW.permit_id AND (quota, quota - placed, valid_until, revoked_on, revoked_reason) IS DISTINCT FROM
              (NEW.permit_quota, NEW.permit_left, NEW.permit_until, NEW.permit_revoked_on, NEW.permit_revoked_reason);
        IF FOUND THEN
            PERFORM mirror_permit(NEW.permit_id);
        END IF;
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER jobs_find_permit BEFORE INSERT OR UPDATE OF agency_id, sip2mi ON jobs FOR EACH ROW EXECUTE FUNCTION find_permit();
CREATE TRIGGER jobs_keep_permit AFTER INSERT OR UPDATE OF agency_id, sip2mi, permit_quota, permit_left, permit_until, permit_revoked_on, permit_revoked_reason
    ON jobs FOR EACH ROW EXECUTE FUNCTION keep_permit();

-- Who edited a vacancy is among its editors only when they are known.
UPDATE jobs SET editors = array_remove(editors, NULL) WHERE array_position(editors, NULL) IS NOT NULL;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION keep_job_editors() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR OLD.verified_at IS NOT NULL THEN
        NEW.editors := '{}';
    END IF;
    IF NEW.edited_by IS NOT NULL AND NEW.edited_by <> ALL (NEW.editors) THEN
        NEW.editors := NEW.editors || NEW.edited_by;
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
