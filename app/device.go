package app

import "strings"

// Device is what a browser says of itself, as far as people know the names.
// Both are empty when it says nothing that is known.
type Device struct{ Browser, System string }

// browsers and systems are looked for in this order: most browsers also name
// those that they want to pass for.
var (
	browsers = [][2]string{
		{"Edg", "Microsoft Edge"}, {"OPR/", "Opera"}, {"Opera", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"UCBrowser", "UC Browser"},
		{"MiuiBrowser", "Mi Browser"}, {"Firefox", "Firefox"}, {"FxiOS", "Firefox"}, {"CriOS", "Chrome"}, {"Chrome", "Chrome"}, {"Safari", "Safari"},
	}
	systems = [][2]string{
		{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"CrOS", "ChromeOS"}, {"Mac OS X", "Mac"}, {"Linux", "Linux"},
	}
)

// ParseDevice reads a User-Agent header.
func ParseDevice(userAgent string) Device {
	first := func(names [][2]string) string {
		for _, n := range names {
			if strings.Contains(userAgent, n[0]) {
				return n[1]
			}
		}
		return ""
	}
	return Device{Browser: first(browsers), System: first(systems)}
}
