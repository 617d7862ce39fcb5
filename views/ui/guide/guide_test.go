package guide

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"gerbang/app/i18n"
	"gerbang/static"
)

// TestPages renders every sample page in both languages. With GUIDE_DIR set, it leaves them there to look at.
func TestPages(t *testing.T) {
	bundle, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	var assets *static.Assets
	dir := os.Getenv("GUIDE_DIR")
	if dir != "" {
		if assets, err = static.Load(); err != nil {
			t.Fatal(err)
		}
	}
	for _, tag := range []string{"id", "en"} {
		for name, page := range Pages(bundle.Locale(tag), assets) {
			t.Run(tag+"/"+name, func(t *testing.T) {
				var b strings.Builder
				if err := page.Render(context.Background(), &b); err != nil {
					t.Fatal(err)
				}
				inspect(t, b.String(), tag)
				if dir != "" {
					if err := os.WriteFile(filepath.Join(dir, tag+"-"+name+".html"), []byte(b.String()), 0o644); err != nil {
						t.Fatal(err)
					}
				}
			})
		}
	}
}

// inspect checks what must hold on every page whatever its content.
func inspect(t *testing.T, html, tag string) {
	t.Helper()
	if i := strings.Index(html, "⟦"); i >= 0 {
		t.Errorf("a text is missing: %s", html[i:min(len(html), i+60)])
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(html))
	if err != nil {
		t.Fatal(err)
	}
	if lang, _ := doc.Find("html").Attr("lang"); lang != tag {
		t.Errorf("lang = %q, want %q", lang, tag)
	}
	if n := doc.Find("main").Length(); n != 1 {
		t.Errorf("%d main elements", n)
	}
	if n := doc.Find("h1").Length(); n != 1 && doc.Find(".scan").Length() == 0 {
		t.Errorf("%d h1 elements", n)
	}
	if n := doc.Find("[style], style, script:not([src]), [onclick], [onsubmit]").Length(); n != 0 {
		t.Errorf("%d inline styles or scripts, which the content security policy forbids", n)
	}
	ids := make(map[string]bool)
	doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
		id, _ := s.Attr("id")
		if ids[id] {
			t.Errorf("id %q is used twice", id)
		}
		ids[id] = true
	})
	for _, attr := range []string{"for", "aria-describedby", "aria-labelledby"} {
		doc.Find("[" + attr + "]").Each(func(_ int, s *goquery.Selection) {
			value, _ := s.Attr(attr)
			for id := range strings.FieldsSeq(value) {
				if !ids[id] {
					t.Errorf("%s names %q, which is not there", attr, id)
				}
			}
		})
	}
	doc.Find(".summary a").Each(func(_ int, s *goquery.Selection) {
		if href, _ := s.Attr("href"); !ids[strings.TrimPrefix(href, "#")] {
			t.Errorf("the error summary links to %q, which is not there", href)
		}
	})
	doc.Find("input:not([type=hidden]), select, textarea").Each(func(_ int, s *goquery.Selection) {
		id, _ := s.Attr("id")
		_, named := s.Attr("aria-label")
		if !named && s.Closest("label").Length() == 0 && doc.Find(`label[for="`+id+`"]`).Length() == 0 {
			t.Errorf("a control has no label: %s", id)
		}
	})
}
