-- +goose Up
-- Files of jobs and agencies that staff uploaded, compared with what is
-- stored. They wait here for a confirmation and are deleted after some days.

CREATE TABLE imports (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind       text NOT NULL CHECK (kind IN ('jobs', 'agencies')),
    file_name  text NOT NULL,
    head       jsonb NOT NULL, -- the header row
    unknown    jsonb NOT NULL, -- headings that were passed over
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    applied_at timestamptz     -- once: a second confirmation finds it set
);
CREATE INDEX imports_mine ON imports (account_id, id DESC);
CREATE INDEX imports_expiry ON imports (expires_at);

CREATE TABLE import_rows (
    import_id bigint NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    number    int NOT NULL, -- as the spreadsheet counts
    status    text NOT NULL CHECK (status IN ('new', 'changed', 'unchanged', 'invalid')),
    outcome   text CHECK (outcome IN ('saved', 'conflict')),
    label     text NOT NULL,
    cells     jsonb, -- as in the file, of rows that must be mended
    problems  jsonb,
    changes   jsonb,
    record    jsonb, -- what is to be written, by column
    was       jsonb, -- both sides for the audit trail
    becomes   jsonb,
    target_id bigint, -- the job or agency
    version   text NOT NULL DEFAULT '', -- of the target when it was compared
    PRIMARY KEY (import_id, number),
    CHECK ((status = 'invalid') = (problems IS NOT NULL)),
    CHECK (status NOT IN ('new', 'changed') OR record IS NOT NULL)
);
CREATE INDEX import_rows_status ON import_rows (import_id, status, number);
