-- +goose Up
-- Who signs in, what they may do, and the persons behind registrations.

CREATE TABLE accounts (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text NOT NULL DEFAULT '',
    email         text UNIQUE CHECK (email = lower(email) AND email LIKE '%_@_%'),
    phone_sealed  bytea,
    phone_hash    bytea UNIQUE,
    password_hash text, -- argon2id, staff only: candidates sign in with a one-time code
    locale        text NOT NULL DEFAULT 'id' CHECK (locale IN ('id', 'en')),
    disabled_at   timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now(),
    CHECK (email IS NOT NULL OR phone_hash IS NOT NULL),
    CHECK ((phone_hash IS NULL) = (phone_sealed IS NULL))
);

CREATE TABLE candidates (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id   bigint NOT NULL UNIQUE REFERENCES accounts (id),
    name         text NOT NULL DEFAULT '' COLLATE "id-x-icu",
    nik_sealed   bytea,
    nik_hash     bytea UNIQUE, -- one person, one profile
    nik_last4    text NOT NULL DEFAULT '' CHECK (nik_last4 ~ '^(\d{4})?$'),
    phone_sealed bytea,
    phone_hash   bytea,
    phone_last4  text NOT NULL DEFAULT '' CHECK (phone_last4 ~ '^(\d{4})?$'),
    birth_date   date CHECK (birth_date > '1900-01-01'),
    sex          text CHECK (sex IN ('male', 'female')),
    outside_dki  boolean NOT NULL DEFAULT false,
    city         text NOT NULL DEFAULT '',
    region_code  text REFERENCES regions (code),
    rt           text NOT NULL DEFAULT '' CHECK (rt ~ '^(\d{3})?$'),
    rw           text NOT NULL DEFAULT '' CHECK (rw ~ '^(\d{3})?$'),
    street       text NOT NULL DEFAULT '',
    education    text CHECK (education IN ('none', 'sd', 'sltp', 'slta', 'diploma', 'bachelor', 'master')),
    disability   text CHECK (disability IN ('none', 'physical', 'intellectual', 'mental', 'sensory', 'multiple')),
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    CHECK ((nik_hash IS NULL) = (nik_sealed IS NULL)),
    CHECK ((phone_hash IS NULL) = (phone_sealed IS NULL)),
    CHECK (NOT outside_dki OR region_code IS NULL),
    CHECK (region_code IS NULL OR length(region_code) = 13) -- a kelurahan, nothing wider
);
CREATE INDEX candidates_phone ON candidates (phone_hash);
CREATE INDEX candidates_region ON candidates (region_code);

CREATE TABLE consents (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    candidate_id bigint NOT NULL REFERENCES candidates (id),
    purpose      text NOT NULL CHECK (purpose IN ('registration', 'employers', 'whatsapp')),
    version      text NOT NULL,
    given_at     timestamptz NOT NULL DEFAULT now(),
    withdrawn_at timestamptz
);
CREATE UNIQUE INDEX consents_standing ON consents (candidate_id, purpose, version) WHERE withdrawn_at IS NULL;

-- Login sessions. The browser holds the token, the database only its hash.
CREATE TABLE logins (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_hash   bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    account_id   bigint NOT NULL REFERENCES accounts (id),
    user_agent   text NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL
);
CREATE INDEX logins_account ON logins (account_id);
CREATE INDEX logins_expiry ON logins (expires_at);

CREATE TABLE login_codes (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_hash   bytea NOT NULL UNIQUE, -- the browser that asked
    address_hash bytea NOT NULL,
    code_hash    bytea NOT NULL,
    address_sealed bytea NOT NULL,
    channel      text NOT NULL CHECK (channel IN ('email', 'whatsapp')),
    attempts     int NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz
);
CREATE INDEX login_codes_address ON login_codes (address_hash);
CREATE INDEX login_codes_expiry ON login_codes (expires_at);

-- One row per thing being limited; the arithmetic is GCRA, so that one number
-- holds the whole state and all replicas share it.
CREATE TABLE throttles (
    key            text PRIMARY KEY,
    theoretical_at timestamptz NOT NULL
);
CREATE INDEX throttles_age ON throttles (theoretical_at);
