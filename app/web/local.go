package web

import (
	"net/url"
	"strings"
)

// LocalPath returns s if it is a path of this site to go to, with its language,
// else nothing. Browsers drop tabs and line ends inside addresses and read a
// backslash as a slash, so that any of these could lead to another site.
func LocalPath(s string) string {
	if len(s) > 500 || !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.Contains(s, `\`) ||
		strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return ""
	}
	if u, err := url.Parse(s); err != nil || u.Host != "" || u.Scheme != "" {
		return ""
	}
	return s
}
