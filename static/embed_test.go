package static

import (
	"strings"
	"testing"
	"testing/fstest"
)

func built(t *testing.T) *Assets {
	t.Helper()
	a, err := load(fstest.MapFS{
		"manifest.json":      {Data: []byte(`{"digest":"x","files":{"app.css":{"file":"app.ABC.css","size":5,"br":2,"gz":3},"f.woff2":{"file":"f.DEF.woff2","size":4}}}`)},
		"icons.json":         {Data: []byte(`{"check":"<path d=\"M20 6 9 17l-5-5\"/>"}`)},
		"app.ABC.css":        {Data: []byte("plain")},
		"app.ABC.css.br":     {Data: []byte("br")},
		"app.ABC.css.gz":     {Data: []byte("gz ")},
		"f.DEF.woff2":        {Data: []byte("font")},
		"unlisted.00.js":     {Data: []byte("x")},
		"unlisted.00.js.map": {Data: []byte("x")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestOpenChoosesTheSmallestAllowedForm(t *testing.T) {
	a := built(t)
	for _, c := range []struct{ file, accept, body, encoding string }{
		{"app.ABC.css", "gzip, deflate, br, zstd", "br", "br"},
		{"app.ABC.css", "gzip", "gz ", "gzip"},
		{"app.ABC.css", "GZIP;q=0.5, BR", "br", "br"},
		{"app.ABC.css", "br;q=0, gzip;q=0.2", "gz ", "gzip"},
		{"app.ABC.css", "br; q=0.000", "plain", ""},
		{"app.ABC.css", "br;q=nonsense", "plain", ""},
		{"app.ABC.css", "", "plain", ""},
		{"app.ABC.css", "brotli", "plain", ""},
		{"f.DEF.woff2", "br", "font", ""},
	} {
		body, _, encoding, ok := a.Open(c.file, c.accept)
		if !ok || string(body) != c.body || encoding != c.encoding {
			t.Errorf("Open(%q, %q) = %q, %q, %v; want %q, %q", c.file, c.accept, body, encoding, ok, c.body, c.encoding)
		}
	}
}

func TestOpenServesOnlyWhatTheManifestLists(t *testing.T) {
	a := built(t)
	for _, name := range []string{"manifest.json", "icons.json", "unlisted.00.js", "app.css", "../embed.go", "app.ABC.css.br", ""} {
		if _, _, _, ok := a.Open(name, "br"); ok {
			t.Errorf("Open(%q) found a file", name)
		}
	}
}

func TestContentTypes(t *testing.T) {
	for name, want := range map[string]string{
		"a.css": "text/css; charset=utf-8", "a.js": "text/javascript; charset=utf-8", "a.svg": "image/svg+xml",
		"a.wasm": "application/wasm", "a.woff2": "font/woff2", "a.bin": "application/octet-stream",
	} {
		if got := contentType(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	a := built(t)
	if got := a.URL("app.css"); got != "/static/app.ABC.css" {
		t.Errorf("URL = %q", got)
	}
	if got := a.URL("other.css"); got != "/static/other.css" {
		t.Errorf("URL of an unknown name = %q", got)
	}
	if !a.Has("app.css") || a.Has("other.css") {
		t.Error("Has is wrong")
	}
	if !strings.Contains(a.Icon("check"), "M20 6") || a.Icon("none") != "" {
		t.Error("Icon is wrong")
	}
}

func TestNilAssetsAnswer(t *testing.T) {
	var a *Assets
	_, _, _, ok := a.Open("app.css", "")
	if a.URL("app.css") != "/static/app.css" || a.Icon("check") != "" || a.Has("app.css") || ok {
		t.Error("a nil set must answer plainly")
	}
}

func TestLoadExplainsAMissingBuild(t *testing.T) {
	_, err := load(fstest.MapFS{".gitkeep": {}})
	if err == nil || !strings.Contains(err.Error(), "run make assets") {
		t.Errorf("error = %v", err)
	}
	_, err = load(fstest.MapFS{
		"manifest.json": {Data: []byte(`{"files":{"app.css":{"file":"app.ABC.css","br":2}}}`)},
		"icons.json":    {Data: []byte(`{}`)},
		"app.ABC.css":   {Data: []byte("plain")},
	})
	if err == nil || !strings.Contains(err.Error(), "app.ABC.css.br") {
		t.Errorf("error of an incomplete build = %v", err)
	}
}
