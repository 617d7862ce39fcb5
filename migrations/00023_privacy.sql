-- +goose Up
-- What people decide about their own data: papers that only they and those
-- who check them may open, copies, closing the account, devices.

-- The body of a sealed file is encrypted, bound to its key, and never public.
ALTER TABLE files
    ADD COLUMN sealed boolean NOT NULL DEFAULT false,
    ADD CHECK (NOT (sealed AND public));

-- A paper replaced by a newer one, or taken away, waits for the sweep.
CREATE INDEX candidate_documents_replaced ON candidate_documents (replaced_at) WHERE replaced_at IS NOT NULL;
CREATE INDEX candidate_documents_file ON candidate_documents (file_id) WHERE file_id IS NOT NULL;

-- An account that its owner closed keeps its number, for the trail and for
-- registrations that reports count, and nothing that says whose it was.
ALTER TABLE accounts
    ADD COLUMN closed_at timestamptz,
    ADD COLUMN seen_at   timestamptz, -- about when somebody was last signed in with it
    DROP CONSTRAINT accounts_check,
    ADD CONSTRAINT accounts_reachable CHECK (email IS NOT NULL OR phone_hash IS NOT NULL OR closed_at IS NOT NULL),
    ADD CHECK (closed_at IS NULL OR disabled_at IS NOT NULL);
ALTER TABLE candidates
    ADD COLUMN erased_at timestamptz, -- what is left are the figures of events that were
    ADD CHECK (erased_at IS NULL OR name = '' AND nik_hash IS NULL AND phone_hash IS NULL AND street = '');

-- A copy of one's data, or an end to it, asks for a code entered just now.
ALTER TABLE logins ADD COLUMN proven_at timestamptz NOT NULL DEFAULT now(); -- a code was last entered
UPDATE logins SET proven_at = created_at;

-- Messages are found by their recipient, also after the work behind them is gone.
ALTER TABLE messages ADD COLUMN address_hash bytea;
CREATE INDEX messages_address ON messages (address_hash);

-- Requests about one's own data (UU 27/2022 art. 5-13), on a clock of 3 × 24
-- hours. Copies and closing an account are carried out by the product, the
-- others by a person.
CREATE TABLE privacy_requests (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id    bigint NOT NULL REFERENCES accounts (id),
    kind          text NOT NULL CHECK (kind IN ('copy', 'close', 'correct', 'restrict', 'object', 'question')),
    status        text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done', 'refused')),
    text_sealed   bytea, -- what was asked
    answer_sealed bytea, -- what was answered
    file_id       bigint REFERENCES files (id), -- the copy, while it can be fetched
    asked_at      timestamptz NOT NULL DEFAULT now(),
    due_at        timestamptz NOT NULL,
    done_at       timestamptz,
    done_by       bigint REFERENCES accounts (id),
    done_name     text NOT NULL DEFAULT '',
    expires_at    timestamptz, -- of the copy
    CHECK ((status = 'open') = (done_at IS NULL)),
    CHECK (file_id IS NULL OR expires_at IS NOT NULL)
);
CREATE INDEX privacy_requests_account ON privacy_requests (account_id, id DESC);
CREATE INDEX privacy_requests_due ON privacy_requests (due_at) WHERE status = 'open';
-- One copy, and one end, is under way at a time.
CREATE UNIQUE INDEX privacy_requests_once ON privacy_requests (account_id, kind) WHERE status = 'open' AND kind IN ('copy', 'close');

-- The trail stays append-only, with one exception: when an account is closed,
-- names and values of its owner leave the rows, which keep who (by number)
-- did what, when and to what.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('gerbang.forgetting', true) = 'on' THEN
        IF (NEW.id, NEW.at, NEW.account_id, NEW.action, NEW.entity, NEW.entity_id, NEW.event_id, NEW.purpose, NEW.request_id)
            IS NOT DISTINCT FROM (OLD.id, OLD.at, OLD.account_id, OLD.action, OLD.entity, OLD.entity_id, OLD.event_id, OLD.purpose, OLD.request_id) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit_log is append-only';
END $$;
-- +goose StatementEnd
DROP TRIGGER audit_log_keep ON audit_log;
CREATE TRIGGER audit_log_keep BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_log_keep_all BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE INDEX audit_log_account ON audit_log (account_id);
