package web

import "testing"

func TestLocalPath(t *testing.T) {
	for _, s := range []string{"/", "/akun", "/en/akun?a=b#c", "/bursa-kerja/tebet/daftar/sesi", "/a?kembali=https://x.test"} {
		if got := LocalPath(s); got != s {
			t.Errorf("LocalPath(%q) = %q", s, got)
		}
	}
	for _, s := range []string{"", "akun", "//evil.test", "/\\evil.test", "\\/evil.test", "https://evil.test", "/\t/evil.test", "/\n/evil.test",
		"javascript:alert(1)", "///evil.test", " /akun", "/a\x00"} {
		if got := LocalPath(s); got != "" {
			t.Errorf("LocalPath(%q) = %q, want nothing", s, got)
		}
	}
}
