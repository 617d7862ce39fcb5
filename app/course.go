package app

import "time"

// Programme is how a course is held.
type Programme string

// The programmes of PPKD.
const (
	Regular Programme = "regular" // at the centre
	MTU     Programme = "mtu"     // by the mobile training unit, in kelurahan and schools
)

// Programmes lists the programmes in the order forms show them.
func Programmes() []Programme { return []Programme{Regular, MTU} }

// Training is what an event of the kind Course has beside every other event:
// one batch of a course. Texts with a twin ending in EN are Indonesian; the
// twin is English and may be empty.
type Training struct {
	Trade             string // kejuruan, such as "Bahasa Jepang"
	TradeEN           string
	Batch             string // angkatan
	Programme         Programme
	Centre            string
	LessonHours       int // JP
	Days              int // of the programme; the meetings themselves are sessions
	Outcomes          string
	OutcomesEN        string
	Certificate       string // what one gets at the end
	CertificateEN     string
	AttendancePercent int    // of the meetings that the certificate asks for
	BNSPScheme        string // of the competency test that follows; empty when there is none
	LanguageTest      string // level the course leads to, as in LanguageLevel; empty for other trades
	LanguageLevel     string
	Sectors           []string // codes of the sectors of jobs it prepares for
	Stages            []Stage
}

// Stage is one step of the selection of a course, in their order.
type Stage struct {
	Name, NameEN               string
	Description, DescriptionEN string
	From, Until                time.Time // dates; zero when not fixed. Until is the last day
}

// Language returns the level the course leads to.
func (t *Training) Language() LanguageLevel {
	return LanguageLevel{Test: t.LanguageTest, Level: t.LanguageLevel}
}
