// Package transfer shows how jobs and agencies come in and go out as
// spreadsheets.
package transfer

import (
	"net/url"

	"gerbang/app"
	"gerbang/views/ui"
)

// HomePage offers templates and takes a file.
type HomePage struct {
	Form           ui.Form
	Action         string
	List, ListName string
	Kinds          []ui.Option // one or more
	Templates      []Template
	Recent         []Recent
}

// Template is an empty table in both formats.
type Template struct{ Name, XLSX, CSV string }

// Recent is a file that was uploaded before.
type Recent struct {
	File, Kind, When, Href string
	Status                 ui.BadgeItem
}

// PreviewPage is what a file would do, or did.
type PreviewPage struct {
	File, Kind, When, Expires string
	Status                    ui.BadgeItem
	Home, List, ListName      string
	Action, Fix               string // Fix is empty when no row is wrong
	Form                      ui.Form
	Applied, Jobs, AsksReview bool
	Counts                    app.ImportCounts
	Unknown                   string // columns that were passed over
	Tabs                      []ui.Tab
	Rows                      []Row
	Pager                     ui.Pager
}

// Row is one row of the file.
type Row struct {
	Number, Label, Note string
	Status              ui.BadgeItem
	Problems            []Problem
	Changes             []Change
}

// Problem is one thing wrong with a row.
type Problem struct{ Column, Typed, Text string }

// Change is a column that differs from what is stored.
type Change struct{ Column, From, To string }

// ExportPage offers a file.
type ExportPage struct {
	Title                  string
	Form                   ui.Form
	Action, List, ListName string
	States, Formats        []ui.Option
}

func importPath(list string) string {
	switch list {
	case "/mitra/lowongan":
		return list + "/impor"
	case "/dasbor/perusahaan":
		return "/dasbor/impor?jenis=perusahaan"
	}
	return "/dasbor/impor?jenis=lowongan"
}

func exportPath(list, state string) string {
	if state == "" {
		return list + "/ekspor"
	}
	return list + "/ekspor?status=" + url.QueryEscape(state)
}
