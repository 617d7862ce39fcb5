package app_test

import (
	"testing"

	"gerbang/app"
)

func TestContactLink(t *testing.T) {
	for _, tc := range []struct {
		channel, contact, href string
		kind                   app.ContactKind
	}{
		{"Jakarta Siaga", "112", "tel:112", app.ByPhone},
		{"KemenP2MI", "0800-1000", "tel:08001000", app.ByPhone},
		{"KemenP2MI", "+62 21 2924 4800", "tel:+622129244800", app.ByPhone},
		{"KemenP2MI WhatsApp", "0811-8080-141", "https://wa.me/628118080141", app.ByWhatsApp},
		{"KemenP2MI whatsapp", "+62 811 8080 141", "https://wa.me/628118080141", app.ByWhatsApp},
		{"Kemlu", "https://peduliwni.kemlu.go.id", "https://peduliwni.kemlu.go.id", app.ByWeb},
		{"JAKI", "aplikasi JAKI", "", app.ByApp},
		{"jahat", "javascript:alert(1)", "tel:1", app.ByPhone},
	} {
		if href, kind := app.ContactLink(tc.channel, tc.contact); href != tc.href || kind != tc.kind {
			t.Errorf("%s %s: %s %s", tc.channel, tc.contact, href, kind)
		}
	}
}
