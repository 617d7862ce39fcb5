package deliver

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"strings"
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
)

// extensions of the files that papers are kept as.
var extensions = map[string]string{"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}

// archive is the copy of what is held about somebody, as a ZIP: their files, a
// page to read, and the same as JSON for programs. It is kept as one sealed
// value, so it is in memory as a whole; the files that go into it are not.
type archive struct {
	b  bytes.Buffer
	z  *zip.Writer
	at time.Time
}

func newArchive(at time.Time) *archive {
	a := &archive{at: at}
	a.z = zip.NewWriter(&a.b)
	return a
}

func (a *archive) add(name string, body []byte) error {
	w, err := a.z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: a.at})
	if err != nil {
		return err
	}
	_, err = w.Write(body)
	return err
}

func (a *archive) file(f postgres.DataFile) error {
	return a.add("berkas/"+f.Name+extensions[f.Type], f.Body)
}

// close adds what is written about somebody and returns the archive.
func (a *archive) close(l *i18n.Locale, data *postgres.PersonalData) ([]byte, error) {
	text, err := jsonOf(data, a.at)
	if err != nil {
		return nil, err
	}
	if err := a.add("data.json", text); err != nil {
		return nil, err
	}
	if err := a.add("baca-saya.html", pageOf(l, data, a.at)); err != nil {
		return nil, err
	}
	if err := a.z.Close(); err != nil {
		return nil, err
	}
	return a.b.Bytes(), nil
}

func jsonOf(data *postgres.PersonalData, at time.Time) ([]byte, error) {
	out := map[string]any{"made_at": at.In(app.Jakarta).Format(time.RFC3339)}
	for _, s := range data.Sections {
		rows := make([]map[string]any, len(s.Rows))
		for i, r := range s.Rows {
			rows[i] = map[string]any{}
			for _, f := range r {
				if at, ok := f.Value.(time.Time); ok {
					f.Value = at.In(app.Jakarta).Format(time.RFC3339)
				}
				rows[i][f.Key] = f.Value
			}
		}
		out[s.Key] = rows
	}
	return json.MarshalIndent(out, "", "  ")
}

// pageOf writes the page to read. It stands alone: no address in it leads anywhere.
func pageOf(l *i18n.Locale, data *postgres.PersonalData, at time.Time) []byte {
	var b bytes.Buffer
	title := html.EscapeString(l.T("copy.title"))
	fmt.Fprintf(&b, `<!doctype html>
<html lang="%s"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>%s</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#14262b}table{width:100%%;border-collapse:collapse;margin:0 0 1rem}
th,td{text-align:left;vertical-align:top;padding:.25rem .5rem;border-bottom:1px solid #c9d5d7;overflow-wrap:anywhere}th{width:38%%;font-weight:600}td{white-space:pre-wrap}</style></head>
<body><h1>%s</h1><p>%s</p>
`, l.Tag(), title, title, html.EscapeString(l.T("copy.made", "time", l.DateTime(at))))
	for _, s := range data.Sections {
		fmt.Fprintf(&b, "<h2>%s</h2>\n", html.EscapeString(l.T("copy.section."+s.Key)))
		rows := 0
		for _, r := range s.Rows {
			if writeRow(&b, l, r) {
				rows++
			}
		}
		if rows == 0 {
			fmt.Fprintf(&b, "<p>%s</p>\n", html.EscapeString(l.T("copy.nothing")))
		}
	}
	b.WriteString("</body></html>\n")
	return b.Bytes()
}

// writeRow writes what is filled in of a row, and reports whether that was anything.
func writeRow(w io.Writer, l *i18n.Locale, row []postgres.DataField) bool {
	var b strings.Builder
	for _, f := range row {
		if text := valueOf(l, f.Value); text != "" {
			fmt.Fprintf(&b, "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n", html.EscapeString(l.T("copy.field."+f.Key)), html.EscapeString(text))
		}
	}
	if b.Len() > 0 {
		io.WriteString(w, "<table>\n"+b.String()+"</table>\n")
	}
	return b.Len() > 0
}

func valueOf(l *i18n.Locale, v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case time.Time:
		return l.DateTime(v)
	case bool:
		if v {
			return l.T("common.yes")
		}
		return l.T("common.no")
	case string:
		if key := "copy.value." + v; l.Has(key) {
			return l.T(key)
		}
		return v
	}
	return fmt.Sprint(v)
}
