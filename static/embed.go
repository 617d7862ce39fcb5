// Package static holds the built stylesheets, scripts, fonts and icons: static/dist, embedded into the binary.
// build.mjs makes them (make assets); their names carry a hash of their content, so they may be cached for ever.
package static

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed all:dist
var embedded embed.FS

// Prefix is the path under which the server offers the files.
const Prefix = "/static/"

// Assets is the built set. It is immutable and safe for concurrent use; a nil *Assets stands for "not built" and
// answers with unhashed names and empty icons, which is enough for tests of pages.
type Assets struct {
	names map[string]string // logical name → hashed file
	files map[string]file
	icons map[string]string
}

type file struct {
	contentType   string
	plain, br, gz []byte
}

var loadOnce = sync.OnceValues(func() (*Assets, error) {
	dist, err := fs.Sub(embedded, "dist")
	if err != nil {
		return nil, fmt.Errorf("static: %w", err)
	}
	return load(dist)
})

// Load returns the embedded set; every call returns the same one. It fails when the assets were not built before
// the binary was.
func Load() (*Assets, error) { return loadOnce() }

func load(dist fs.FS) (*Assets, error) {
	var manifest struct {
		Files map[string]struct {
			File   string
			BR, GZ int
		}
	}
	if err := readJSON(dist, "manifest.json", &manifest); err != nil {
		return nil, err
	}
	a := &Assets{names: make(map[string]string), files: make(map[string]file), icons: make(map[string]string)}
	if err := readJSON(dist, "icons.json", &a.icons); err != nil {
		return nil, err
	}
	for logical, entry := range manifest.Files {
		f := file{contentType: contentType(entry.File)}
		var errs [3]error
		f.plain, errs[0] = fs.ReadFile(dist, entry.File)
		if entry.BR > 0 {
			f.br, errs[1] = fs.ReadFile(dist, entry.File+".br")
		}
		if entry.GZ > 0 {
			f.gz, errs[2] = fs.ReadFile(dist, entry.File+".gz")
		}
		if err := errors.Join(errs[:]...); err != nil {
			return nil, fmt.Errorf("static: incomplete build, run make assets: %w", err)
		}
		a.names[logical] = entry.File
		a.files[entry.File] = f
	}
	return a, nil
}

func readJSON(dist fs.FS, name string, v any) error {
	data, err := fs.ReadFile(dist, name)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("static: %s is missing: assets are not built, run make assets", name)
	}
	if err != nil {
		return fmt.Errorf("static: %w", err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("static: %s: %w", name, err)
	}
	return nil
}

// URL returns the address of a file by its logical name: "app.css" → "/static/app.3F9AC2B1.css". An unknown name
// keeps its own, so that the mistake shows as a 404.
func (a *Assets) URL(name string) string {
	if a != nil {
		if hashed, ok := a.names[name]; ok {
			return Prefix + hashed
		}
	}
	return Prefix + name
}

// Has reports whether the build holds the logical name.
func (a *Assets) Has(name string) bool {
	if a == nil {
		return false
	}
	_, ok := a.names[name]
	return ok
}

// File returns a file by its logical name as it is, for the server's own use.
func (a *Assets) File(name string) ([]byte, bool) {
	if a == nil {
		return nil, false
	}
	f, ok := a.files[a.names[name]]
	return f.plain, ok
}

// Icon returns what stands inside the <svg> of the named icon, on a 24 × 24 grid, or nothing for an unknown name.
func (a *Assets) Icon(name string) string {
	if a == nil {
		return ""
	}
	return a.icons[name]
}

// Open returns a file by its hashed name in the smallest form that the Accept-Encoding header allows: encoding is
// "br", "gzip" or empty. The body is shared and must not be changed. Answers may be cached for ever and must vary
// on Accept-Encoding.
func (a *Assets) Open(name, acceptEncoding string) (body []byte, contentType, encoding string, ok bool) {
	if a == nil {
		return nil, "", "", false
	}
	f, ok := a.files[name]
	if !ok {
		return nil, "", "", false
	}
	switch {
	case f.br != nil && accepts(acceptEncoding, "br"):
		return f.br, f.contentType, "br", true
	case f.gz != nil && accepts(acceptEncoding, "gzip"):
		return f.gz, f.contentType, "gzip", true
	}
	return f.plain, f.contentType, "", true
}

// accepts reports whether the header names the coding with a weight above zero.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		weight, found := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
		if !found {
			return true
		}
		q, err := strconv.ParseFloat(weight, 64)
		return err == nil && q > 0
	}
	return false
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".wasm":
		return "application/wasm"
	case ".woff2":
		return "font/woff2"
	}
	return "application/octet-stream"
}
