-- +goose Up
-- How a course chooses among many applicants: see app/selection.go for the
-- model. Results stand nowhere before they are published: they are ranked
-- when staff look at them, and written once, in the transaction that tells.

CREATE TABLE selections (
    event_id      bigint PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE, -- its capacity are the seats
    reserves      int NOT NULL DEFAULT 0 CHECK (reserves BETWEEN 0 AND 10000), -- how many get a number in the reserve
    confirm_days  int NOT NULL DEFAULT 3 CHECK (confirm_days BETWEEN 1 AND 60), -- to the end of which day somebody chosen has to say yes
    tie_breaks    text[] NOT NULL DEFAULT '{components,earlier}' CHECK (tie_breaks <@ '{components,priority,earlier}'), -- between equal totals, in this order
    choose_from   timestamptz, -- applicants choose and change their own slots between the two
    choose_until  timestamptz,
    bring         text NOT NULL DEFAULT '', -- to the slots, one per line
    bring_en      text NOT NULL DEFAULT '',
    publish_at    timestamptz, -- when results publish by themselves; scores are closed meanwhile
    published_at  timestamptz,
    published_by  bigint REFERENCES accounts (id),
    version       int NOT NULL DEFAULT 1, -- of what staff decide here
    CHECK ((choose_from IS NULL) = (choose_until IS NULL)),
    CHECK (choose_from < choose_until)
);
CREATE INDEX selections_scheduled ON selections (publish_at) WHERE publish_at IS NOT NULL AND published_at IS NULL;
INSERT INTO selections (event_id) SELECT id FROM events WHERE approval = 'selection';

-- What is scored. Components of one round are taken in one sitting; those of
-- round 0 without any, such as a check of papers.
CREATE TABLE selection_components (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id   bigint NOT NULL REFERENCES selections (event_id) ON DELETE CASCADE,
    position   int NOT NULL CHECK (position > 0),
    round      int NOT NULL DEFAULT 1 CHECK (round BETWEEN 0 AND 9),
    name       text NOT NULL CHECK (name <> ''),
    name_en    text NOT NULL DEFAULT '',
    weight     int NOT NULL CHECK (weight BETWEEN 1 AND 1000),
    max_score  numeric(7,2) NOT NULL DEFAULT 100 CHECK (max_score > 0),
    pass_score numeric(7,2) CHECK (pass_score BETWEEN 0 AND max_score), -- who has less is not chosen
    UNIQUE (event_id, id)
);
CREATE INDEX selection_components_order ON selection_components (event_id, position);

-- The round that a selection slot serves; of no meaning for other sessions.
ALTER TABLE event_sessions ADD COLUMN round int NOT NULL DEFAULT 1 CHECK (round BETWEEN 1 AND 9);

-- Whether an applicant may take part at all, as staff decided.
CREATE TABLE selection_checks (
    registration_id bigint PRIMARY KEY REFERENCES registrations (id) ON DELETE CASCADE,
    event_id        bigint NOT NULL REFERENCES selections (event_id) ON DELETE CASCADE,
    eligible        boolean NOT NULL,
    reason          text NOT NULL DEFAULT '', -- told to the applicant
    decided_by      bigint REFERENCES accounts (id),
    decided_at      timestamptz NOT NULL DEFAULT now(),
    CHECK (eligible OR reason <> '')
);
CREATE INDEX selection_checks_event ON selection_checks (event_id);

-- Which slot an applicant sits in, at most one per round. The counter of the
-- slot's session follows by itself.
CREATE TABLE selection_bookings (
    registration_id bigint NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
    round           int NOT NULL,
    event_id        bigint NOT NULL,
    session_id      bigint NOT NULL,
    own_choice      boolean NOT NULL DEFAULT false, -- else staff assigned it
    booked_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (registration_id, round),
    FOREIGN KEY (event_id, session_id) REFERENCES event_sessions (event_id, id)
);
CREATE INDEX selection_bookings_session ON selection_bookings (session_id);

-- +goose StatementBegin
CREATE FUNCTION count_selection_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE session_counters SET taken = taken - 1 WHERE session_id = OLD.session_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE session_counters SET taken = taken + 1 WHERE session_id = NEW.session_id;
    END IF;
    RETURN NULL;
END $$;

-- Who gives up an application gives up the slots that are still to come,
-- whichever way it ended.
CREATE FUNCTION free_selection_bookings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM selection_bookings b USING event_sessions s
    WHERE b.registration_id = NEW.id AND s.id = b.session_id AND s.starts_at > now();
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER selection_bookings_count AFTER INSERT OR UPDATE OF session_id OR DELETE ON selection_bookings
    FOR EACH ROW EXECUTE FUNCTION count_selection_booking();
CREATE TRIGGER registrations_free_bookings AFTER UPDATE OF status ON registrations
    FOR EACH ROW WHEN (NEW.status = 'cancelled' AND OLD.status IN ('submitted', 'reserve')) EXECUTE FUNCTION free_selection_bookings();

-- One cell of the grid. Its version tells two assessors in one cell apart; a
-- cell that was emptied stays with neither a score nor an absence.
CREATE TABLE selection_scores (
    registration_id bigint NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
    component_id    bigint NOT NULL,
    event_id        bigint NOT NULL,
    score           numeric(7,2) CHECK (score >= 0),
    absent          boolean NOT NULL DEFAULT false,
    version         int NOT NULL DEFAULT 1,
    assessor        bigint REFERENCES accounts (id),
    scored_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (registration_id, component_id),
    FOREIGN KEY (event_id, component_id) REFERENCES selection_components (event_id, id),
    CHECK (score IS NULL OR NOT absent)
);
CREATE INDEX selection_scores_event ON selection_scores (event_id);
CREATE TABLE selection_score_history (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    registration_id bigint NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
    component_id    bigint NOT NULL REFERENCES selection_components (id),
    version         int NOT NULL,
    score           numeric(7,2),
    absent          boolean NOT NULL,
    assessor        bigint REFERENCES accounts (id),
    scored_at       timestamptz NOT NULL,
    imported        boolean NOT NULL DEFAULT false,
    UNIQUE (registration_id, component_id, version)
);

-- What staff decided against the ranking, and why.
CREATE TABLE selection_overrides (
    registration_id bigint PRIMARY KEY REFERENCES registrations (id) ON DELETE CASCADE,
    event_id        bigint NOT NULL REFERENCES selections (event_id) ON DELETE CASCADE,
    outcome         text NOT NULL CHECK (outcome IN ('accepted', 'reserve', 'rejected')),
    reason          text NOT NULL CHECK (reason <> ''),
    decided_by      bigint REFERENCES accounts (id),
    decided_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX selection_overrides_event ON selection_overrides (event_id);

-- The results as they were published; never changed.
CREATE TABLE selection_results (
    registration_id bigint PRIMARY KEY REFERENCES registrations (id) ON DELETE CASCADE,
    event_id        bigint NOT NULL REFERENCES selections (event_id) ON DELETE CASCADE,
    outcome         text NOT NULL CHECK (outcome IN ('accepted', 'reserve', 'rejected')),
    why             text NOT NULL CHECK (why IN ('ranked', 'pass', 'absent', 'ineligible', 'override')),
    rank            int CHECK (rank > 0), -- among those who took everything and passed
    ranked          int NOT NULL DEFAULT 0, -- how many those were
    seats           int NOT NULL,
    total           numeric(5,2),
    reserve_no      int CHECK (reserve_no > 0),
    component_id    bigint REFERENCES selection_components (id), -- the one missed or below its pass mark
    reason          text NOT NULL DEFAULT '', -- of an override or of not being eligible, told to the applicant
    CHECK ((outcome = 'reserve') = (reserve_no IS NOT NULL))
);
CREATE UNIQUE INDEX selection_results_reserve ON selection_results (event_id, reserve_no) WHERE reserve_no IS NOT NULL;
CREATE INDEX selection_results_rank ON selection_results (event_id, rank);

-- The answer of somebody chosen: a yes by the deadline, or the seat moves on.
CREATE TABLE selection_seats (
    registration_id bigint PRIMARY KEY REFERENCES registrations (id) ON DELETE CASCADE,
    event_id        bigint NOT NULL REFERENCES selections (event_id) ON DELETE CASCADE,
    given_at        timestamptz NOT NULL,
    confirm_until   timestamptz NOT NULL,
    confirmed_at    timestamptz,
    ended_at        timestamptz, -- declined or lapsed
    ended           text CHECK (ended IN ('declined', 'lapsed')),
    CHECK ((ended_at IS NULL) = (ended IS NULL)),
    CHECK (confirmed_at IS NULL OR ended IS DISTINCT FROM 'lapsed')
);
CREATE INDEX selection_seats_event ON selection_seats (event_id);
CREATE INDEX selection_seats_open ON selection_seats (confirm_until) WHERE confirmed_at IS NULL AND ended_at IS NULL;
