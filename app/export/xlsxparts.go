package export

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// zipTime is the time stamp of every part: the earliest that the zip format can hold.
var zipTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// Indices into cellXfs of stylesXML.
const (
	styleHeader   = "1"
	styleText     = "2"
	styleInteger  = "3"
	styleDecimal  = "4"
	styleDate     = "5"
	styleDateTime = "6"
	styleWrapped  = "7"
)

const xmlDecl = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

const (
	nsMain          = `http://schemas.openxmlformats.org/spreadsheetml/2006/main`
	nsRelationships = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	nsPackage       = `http://schemas.openxmlformats.org/package/2006/`
)

const relsXML = xmlDecl + `<Relationships xmlns="` + nsPackage + `relationships">` +
	`<Relationship Id="rId1" Type="` + nsRelationships + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`

// The format @ keeps text as text also when its cell is edited later.
const stylesXML = xmlDecl + `<styleSheet xmlns="` + nsMain + `">` +
	`<numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy\ hh:mm"/></numFmts>` +
	`<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>` +
	`<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>` +
	`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
	`<fill><patternFill patternType="solid"><fgColor rgb="FFE7EEF2"/><bgColor indexed="64"/></patternFill></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="8">` +
	`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"/>` +
	`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>` +
	`</cellXfs>` +
	`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>` +
	`</styleSheet>`

func sheetPath(i int) string { return "xl/worksheets/sheet" + strconv.Itoa(i+1) + ".xml" }

// columnName gives the letters of column i, counted from 0: A … Z, AA …
func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

func appendSheetHead(b []byte, cols []Column, first bool) []byte {
	b = append(b, xmlDecl+`<worksheet xmlns="`+nsMain+`"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView`...)
	if first {
		b = append(b, ` tabSelected="1"`...)
	}
	b = append(b, ` workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>`+
		`<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>`...)
	for i, c := range cols {
		n := strconv.Itoa(i + 1)
		b = append(b, `<col min="`+n+`" max="`+n+`" width="`...)
		b = strconv.AppendFloat(b, columnWidth(c), 'f', -1, 64)
		b = append(b, `" customWidth="1"/>`...)
	}
	return append(b, `</cols><sheetData>`...)
}

// columnWidth leaves room for the usual values and for the header with its filter button.
func columnWidth(c Column) float64 {
	if c.Width > 0 {
		return min(c.Width, 255)
	}
	width := 20
	switch c.Kind {
	case Integer, Bool:
		width = 9
	case Decimal, Date:
		width = 12
	case DateTime:
		width = 17
	}
	return float64(min(max(width, utf8.RuneCountInString(c.Header)+4), 60))
}

func appendSheetTail(b []byte, cols, rows int) []byte {
	all := `A1:` + columnName(cols-1) + strconv.Itoa(rows)
	return append(b, `</sheetData><autoFilter ref="`+all+`"/>`+
		`<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>`+
		`<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>`+
		`<ignoredErrors><ignoredError sqref="`+all+`" numberStoredAsText="1"/></ignoredErrors></worksheet>`...)
}

func infoXML(info [][2]string) string {
	b := []byte(xmlDecl + `<worksheet xmlns="` + nsMain + `"><sheetViews><sheetView workbookViewId="0"/></sheetViews>` +
		`<sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="1" width="28" customWidth="1"/><col min="2" max="2" width="70" customWidth="1"/></cols><sheetData>`)
	for i, pair := range info {
		n := strconv.Itoa(i + 1)
		b = append(b, `<row r="`+n+`">`...)
		for j, style := range [...]string{styleHeader, styleWrapped} {
			b = append(b, `<c r="`+columnName(j)+n+`" s="`+style+`" t="inlineStr"><is><t xml:space="preserve">`...)
			b, _ = appendXML(b, pair[j])
			b = append(b, closeText...)
		}
		b = append(b, `</row>`...)
	}
	return string(append(b, `</sheetData></worksheet>`...))
}

// sheetNames are the names of the sheets, valid and distinct.
type sheetNames struct {
	data, info string // info is empty when there is no such sheet
}

func nameSheets(s Sheet) sheetNames {
	n := sheetNames{data: sheetName(s.Name, "Data")}
	if len(s.Info) > 0 {
		n.info = sheetName(s.InfoName, "Info")
		// The further sheets of a long table are called "data (2)" and so on.
		if strings.HasPrefix(strings.ToLower(n.info), strings.ToLower(shorten(n.data, maxSheetName-10))) {
			n.info = shorten(n.info, maxSheetName-4) + " (i)"
		}
	}
	return n
}

// sheet names the i-th sheet of the table.
func (n sheetNames) sheet(i int) string {
	if i == 0 {
		return n.data
	}
	suffix := " (" + strconv.Itoa(i+1) + ")"
	return shorten(n.data, maxSheetName-len(suffix)) + suffix
}

const maxSheetName = 31 // UTF-16 units

// sheetName makes name one that spreadsheets accept: at most 31 characters, none of []:*?/\, no
// apostrophe at either end, and not "History", which Excel keeps for itself.
func sheetName(name, fallback string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || r < ' ' {
			return ' '
		}
		return r
	}, clean(name))
	name = strings.Trim(shorten(strings.Trim(name, " '"), maxSheetName), " '")
	if name == "" || strings.EqualFold(name, "History") {
		return fallback
	}
	return name
}

// shorten cuts s to at most n UTF-16 units.
func shorten(s string, n int) string {
	for i, r := range s {
		if n -= max(utf16.RuneLen(r), 1); n < 0 {
			return s[:i]
		}
	}
	return s
}

func escapeXML(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}

func workbookXML(names sheetNames, rows []int, cols int) string {
	var b, defined strings.Builder
	b.WriteString(xmlDecl + `<workbook xmlns="` + nsMain + `" xmlns:r="` + nsRelationships + `">` +
		`<bookViews><workbookView activeTab="0"/></bookViews><sheets>`)
	sheet := func(i int, name string) {
		id := strconv.Itoa(i + 1)
		b.WriteString(`<sheet name="` + escapeXML(name) + `" sheetId="` + id + `" r:id="rId` + id + `"/>`)
	}
	last := columnName(cols - 1)
	for i, n := range rows {
		sheet(i, names.sheet(i))
		quoted := escapeXML(`'` + strings.ReplaceAll(names.sheet(i), `'`, `''`) + `'`)
		local := ` localSheetId="` + strconv.Itoa(i) + `"`
		defined.WriteString(`<definedName name="_xlnm._FilterDatabase"` + local + ` hidden="1">` +
			quoted + `!$A$1:$` + last + `$` + strconv.Itoa(n) + `</definedName>` +
			`<definedName name="_xlnm.Print_Titles"` + local + `>` + quoted + `!$1:$1</definedName>`)
	}
	if names.info != "" {
		sheet(len(rows), names.info)
	}
	b.WriteString(`</sheets><definedNames>` + defined.String() + `</definedNames></workbook>`)
	return b.String()
}

func workbookRelsXML(names sheetNames, sheets int) string {
	var b strings.Builder
	b.WriteString(xmlDecl + `<Relationships xmlns="` + nsPackage + `relationships">`)
	id := 0
	relation := func(kind, target string) {
		id++
		b.WriteString(`<Relationship Id="rId` + strconv.Itoa(id) + `" Type="` + nsRelationships + `/` + kind + `" Target="` + target + `"/>`)
	}
	for i := range sheets {
		relation("worksheet", strings.TrimPrefix(sheetPath(i), "xl/"))
	}
	if names.info != "" {
		relation("worksheet", "worksheets/info.xml")
	}
	relation("styles", "styles.xml")
	b.WriteString(`</Relationships>`)
	return b.String()
}

func contentTypesXML(names sheetNames, sheets int) string {
	const prefix = `application/vnd.openxmlformats-officedocument.spreadsheetml.`
	var b strings.Builder
	b.WriteString(xmlDecl + `<Types xmlns="` + nsPackage + `content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>`)
	part := func(name, kind string) {
		b.WriteString(`<Override PartName="/` + name + `" ContentType="` + prefix + kind + `+xml"/>`)
	}
	part("xl/workbook.xml", "sheet.main")
	part("xl/styles.xml", "styles")
	for i := range sheets {
		part(sheetPath(i), "worksheet")
	}
	if names.info != "" {
		part("xl/worksheets/info.xml", "worksheet")
	}
	b.WriteString(`</Types>`)
	return b.String()
}
