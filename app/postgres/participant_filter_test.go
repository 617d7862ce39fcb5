package postgres_test

import (
	"net/url"
	"reflect"
	"strings"
	"testing"

	"gerbang/app"
	"gerbang/app/postgres"
)

func TestParseParticipantFilter(t *testing.T) {
	type filter = postgres.ParticipantFilter
	tests := []struct {
		query string
		want  filter
		again string // the address it gives; that of query when empty, none when "-"
	}{
		{"", filter{}, "-"},
		{"q=siti&status=confirmed&sesi=12&hadir=belum&jk=p&domisili=luar&urut=-nama",
			filter{Search: "siti", Status: app.Confirmed, SessionID: 12, Attendance: postgres.NotAttended, Sex: postgres.SexFemale,
				Domicile: postgres.OutsideDKI, Sort: postgres.ByName}, "domisili=luar&hadir=belum&jk=p&q=siti&sesi=12&status=confirmed&urut=-nama"},
		{"urut=daftar", filter{Sort: postgres.ByRegistered, Ascending: true}, ""},
		{"urut=-daftar", filter{}, "-"},
		{"urut=sesi", filter{Sort: postgres.BySession, Ascending: true}, ""},
		{"status=nobody&sesi=x&hadir=1&jk=male&domisili=mars&urut=--nama&hal=3&x=y", filter{}, "-"},
		{"sesi=-4", filter{}, "-"},
		{"sesi=99999999999999999999", filter{}, "-"},
		{"q=++siti%00%0a+++nur+", filter{Search: "siti nur"}, "q=siti+nur"},
		{"q=%ff%fe", filter{}, "-"},
		{"q=3174015708900042", filter{Search: "0042"}, "q=0042"},
		{"q=3174+0157+0890+0042", filter{Search: "0042"}, "q=0042"},
		{"q=%2B62+812-3456-7890", filter{Search: "7890"}, "q=7890"},
		{"q=0+0-4.2", filter{Search: "0042"}, "q=0042"},
		{"q=123", filter{Search: "123"}, ""},
		{"q=1234-5678", filter{Search: "1234-5678"}, ""},
		{"q12=yes&q7=-&q=siti", filter{Search: "siti", Answers: []postgres.AnswerFilter{{QuestionID: 7, Value: postgres.NoAnswer}, {QuestionID: 12, Value: app.Yes}}}, "q=siti&q12=yes&q7=-"},
		{"q12=&q0=yes&q-3=yes&q07=yes&qx=yes&q5=a%20b&q6=" + strings.Repeat("a", 41) + "&q99999999999999999999=yes", filter{}, "-"},
		{"q=" + strings.Repeat("a", 300), filter{Search: strings.Repeat("a", 100)}, "q=" + strings.Repeat("a", 100)},
	}
	for _, tt := range tests {
		v, err := url.ParseQuery(tt.query)
		if err != nil {
			t.Fatal(err)
		}
		got := postgres.ParseParticipantFilter(v)
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%q: %+v, want %+v", tt.query, got, tt.want)
		}
		again := tt.again
		switch again {
		case "":
			again = tt.query
		case "-":
			again = ""
		}
		if v := got.Values().Encode(); v != again {
			t.Errorf("%q gives the address %q, want %q", tt.query, v, again)
		}
		if back := postgres.ParseParticipantFilter(got.Values()); !reflect.DeepEqual(back, got) {
			t.Errorf("%q: read back as %+v, want %+v", tt.query, back, got)
		}
	}
}

func TestParticipantFilterNarrows(t *testing.T) {
	for query, want := range map[string]bool{"": false, "urut=nama": false, "status=confirmed": true, "q=a": true, "hadir=ya": true, "sesi=1": true} {
		v, _ := url.ParseQuery(query)
		if got := postgres.ParseParticipantFilter(v).Narrows(); got != want {
			t.Errorf("%q narrows: %v, want %v", query, got, want)
		}
	}
}
