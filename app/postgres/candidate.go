package postgres

// candidateComplete is app.Candidate.Complete as SQL, over a table aliased c.
const candidateComplete = `(c.name <> '' AND c.nik_hash IS NOT NULL AND c.phone_hash IS NOT NULL AND c.birth_date IS NOT NULL
	AND c.sex IS NOT NULL AND ((c.outside_dki AND c.city <> '') OR (c.region_code IS NOT NULL AND c.rt <> '' AND c.rw <> '')))`
