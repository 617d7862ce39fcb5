-- +goose Up
-- Reference data: rows that staff may edit, loaded from reference/*.csv.

CREATE TABLE regions (
    code        text PRIMARY KEY CHECK (code ~ '^\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?$'), -- Kemendagri code
    level       text NOT NULL CHECK (level IN ('provinsi', 'kabkota', 'kecamatan', 'kelurahan')),
    name        text NOT NULL CHECK (name <> ''),
    parent_code text REFERENCES regions (code),
    CHECK ((level = 'provinsi') = (parent_code IS NULL))
);
CREATE INDEX regions_parent ON regions (parent_code);

CREATE TABLE countries (
    iso2          char(2) PRIMARY KEY CHECK (iso2 ~ '^[A-Z]{2}$'),
    name_id       text NOT NULL,
    name_en       text NOT NULL,
    closed        boolean NOT NULL DEFAULT false, -- closed to placement: no job there is public
    closed_reason text NOT NULL DEFAULT '',
    CHECK (NOT closed OR closed_reason <> '')
);

CREATE TABLE exchange_rates (
    currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    as_of    date NOT NULL,
    rupiah   numeric(14, 4) NOT NULL CHECK (rupiah > 0), -- for one unit of the currency
    source   text NOT NULL DEFAULT '',
    PRIMARY KEY (currency, as_of)
);

CREATE TABLE hotlines (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    position int NOT NULL DEFAULT 0,
    channel  text NOT NULL UNIQUE,
    contact  text NOT NULL, -- a number or an address on the web
    hours    text NOT NULL DEFAULT '',
    purpose  text NOT NULL DEFAULT '',
    source   text NOT NULL DEFAULT '',
    active   boolean NOT NULL DEFAULT true
);

CREATE TABLE complaint_posts (
    region_code text NOT NULL REFERENCES regions (code),
    place       text NOT NULL,
    active      boolean NOT NULL DEFAULT true,
    PRIMARY KEY (region_code, place)
);
