-- +goose Up
-- What is known about the words people search with. Staff edit it; it works
-- from the next search on.

-- Phrases that stand for each other: a search for one finds all.
CREATE TABLE synonyms (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code       text UNIQUE, -- of the groups that come with the product; those staff added have none
    terms      text[] NOT NULL CHECK (cardinality(terms) >= 2),
    active     boolean NOT NULL DEFAULT true,
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- Words that mean nothing in a search, because everything here is about them.
CREATE TABLE stop_words (
    word   text PRIMARY KEY CHECK (word <> ''),
    active boolean NOT NULL DEFAULT true
);

CREATE TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE ON synonyms FOR EACH STATEMENT EXECUTE FUNCTION content_changed();
CREATE TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE ON stop_words FOR EACH STATEMENT EXECUTE FUNCTION content_changed();
