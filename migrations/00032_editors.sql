-- +goose Up
-- Everybody who changed a vacancy since it was verified last, not only the
-- last of them: somebody else's edit must not free one to verify one's own.

ALTER TABLE jobs ADD COLUMN editors bigint[] NOT NULL DEFAULT '{}'; -- accounts, kept by the trigger below
UPDATE jobs j SET editors = coalesce((
    SELECT array_agg(DISTINCT e.account_id) FROM (
        SELECT j.edited_by AS account_id
        UNION ALL
        SELECT l.account_id FROM audit_log l
        WHERE j.verified_at IS NULL AND l.entity = 'job' AND l.entity_id = j.id AND l.action IN ('job.create', 'job.duplicate', 'job.update')
          AND l.id > coalesce((SELECT max(v.id) FROM audit_log v WHERE v.entity = 'job' AND v.entity_id = j.id AND v.action = 'job.publish'), 0)) e
    WHERE e.account_id IS NOT NULL), '{}');

-- +goose StatementBegin
CREATE FUNCTION keep_job_editors() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR OLD.verified_at IS NOT NULL THEN
        NEW.editors := '{}';
    END IF;
    IF NEW.edited_by <> ALL (NEW.editors) THEN
        NEW.editors := NEW.editors || NEW.edited_by;
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER jobs_editors BEFORE INSERT OR UPDATE OF edited_by ON jobs FOR EACH ROW EXECUTE FUNCTION keep_job_editors();
ALTER TABLE jobs DROP CONSTRAINT jobs_four_eyes, ADD CONSTRAINT jobs_four_eyes CHECK (verified_by IS NULL OR verified_by <> ALL (editors));
