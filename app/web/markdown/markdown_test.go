package markdown_test

import (
	"strings"
	"testing"

	"gerbang/app/web/markdown"
)

func TestHTML(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"empty":             {"", ""},
		"paragraph":         {"Halo *dunia*", "<p>Halo <em>dunia</em></p>\n"},
		"top heading":       {"# Tugas", "<h3>Tugas</h3>\n"},
		"deep heading":      {"###### Tugas", "<h3>Tugas</h3>\n"},
		"levels of heading": {"## a\n### b\n###### c", "<h3>a</h3>\n<h4>b</h4>\n<h6>c</h6>\n"},
		"list":              {"- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"},
		"raw html":          {"a <b onclick=x>b</b> <script>alert(1)</script>", "<p>a b alert(1)</p>\n"},
		"html block":        {"<script>alert(1)</script>", "\n"},
		"picture":           {"![x](https://example.test/x.png)", "<p></p>\n"},
		"entity":            {"a < b & c", "<p>a &lt; b &amp; c</p>\n"},
		"relative link":     {"[x](/lowongan)", `<p><a href="/lowongan" rel="nofollow">x</a></p>` + "\n"},
		"javascript link":   {"[x](javascript:alert(1))", "<p>x</p>\n"},
		"data link":         {"[x](data:text/html,hi)", "<p>x</p>\n"},
		"outer link":        {"[x](https://example.test/)", `<p><a href="https://example.test/" rel="nofollow noreferrer">x</a></p>` + "\n"},
		"broken utf-8":      {"a\xffb", "<p>a\ufffdb</p>\n"},
		"reference attack":  {"[x]\n\n[x]: <javascript:alert(1)>", "<p>x</p>\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := markdown.HTML(tt.in); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestPlain(t *testing.T) {
	in := "# Tugas\n\nMerawat **lansia** di\n[panti](https://example.test).\n\n- memandikan\n- memasak\n\n<b>x</b>"
	if got, want := markdown.Plain(in), "Tugas Merawat lansia di panti. memandikan memasak x"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{"", "# x", "<script>", "[a](javascript:b)", "`<`", "\x00", "1. a\n   - b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := strings.ToLower(markdown.HTML(s))
		for _, bad := range []string{"<script", "<img", "<iframe", "<h1", "<h2", "<style"} {
			if strings.Contains(out, bad) {
				t.Errorf("%q became %q", s, out)
			}
		}
		markdown.Plain(s)
	})
}

func TestOnlyPicturesOfThisSiteAreShown(t *testing.T) {
	const key = "abcdefghijklmnopqrstuvwxyz"
	for source, want := range map[string]string{
		"![Aula](/berkas/" + key + ")":                    `<img loading="lazy" src="/berkas/` + key + `" alt="Aula"`,
		"![x](https://elsewhere.test/berkas/" + key + ")": "",
		"![x](//elsewhere.test/berkas/" + key + ")":       "",
		"![x](/berkas/../akun)":                           "",
		"![x](/akun/keluar)":                              "",
		"![x](data:image/png;base64,AAAA)":                "",
		"<img src=/berkas/" + key + " onerror=alert(1)>":  "",
	} {
		got := markdown.WithPictures(source)
		if want == "" && strings.Contains(got, "src=") || want != "" && !strings.Contains(got, want) || strings.Contains(got, "onerror") {
			t.Errorf("%s gives %s", source, got)
		}
		if strings.Contains(markdown.HTML(source), "<img") {
			t.Errorf("%s: a text without pictures shows one", source)
		}
	}
}
