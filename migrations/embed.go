// Package migrations holds the database schema as forward-only goose
// migrations, and the reference data that every database starts with.
package migrations

import "embed"

// FS holds the SQL files, named by the order in which they run.
//
//go:embed *.sql
var FS embed.FS

// Reference holds the reference data: CSV files with a header row.
// reference/SOURCES.md names their sources and licences.
//
//go:embed reference/*.csv
var Reference embed.FS
