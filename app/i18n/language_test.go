package i18n

import "testing"

func TestLanguage(t *testing.T) {
	tests := []struct{ test, level, id, en string }{
		{"", "", "", ""},
		{"", "N4", "", ""},
		{"JLPT", "N4", "JLPT N4", "JLPT N4"},
		{"EPS-TOPIK", "", "EPS-TOPIK", "EPS-TOPIK"},
		{"IELTS", "5.5", "IELTS 5.5", "IELTS 5.5"},
		{"CEFR-DE", "B1", "CEFR Jerman B1", "CEFR German B1"},
		{"Wawancara-ZH", "dasar", "Wawancara Mandarin, tingkat dasar", "Mandarin interview, basic level"},
		{"Wawancara-XX", "dasar", "Wawancara-XX, tingkat dasar", "Wawancara-XX, basic level"},
	}
	b := bundle(t)
	for _, tt := range tests {
		if got := b.Locale("id").Language(tt.test, tt.level); got != tt.id {
			t.Errorf("Language(%q, %q) = %q, want %q", tt.test, tt.level, got, tt.id)
		}
		if got := b.Locale("en").Language(tt.test, tt.level); got != tt.en {
			t.Errorf("in English Language(%q, %q) = %q, want %q", tt.test, tt.level, got, tt.en)
		}
	}
}
