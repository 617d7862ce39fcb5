package demo

import (
	"strings"

	"gerbang/app"
)

// detail is what a class has beside its plan: the English words, and what it
// leads to.
type detail struct {
	title, summary, outcomes string // in English
	bnsp                     string
	sectors                  []string
}

var details = map[string]detail{
	"course-n5":       {title: "Japanese for beginners (N5)", summary: "From nothing to reading hiragana, katakana and 100 kanji; N5 level in 45 days.", outcomes: "PPKD certificate, ready for JLPT N5, and able to go on to the N4 class."},
	"course-n4":       {title: "Japanese, lower intermediate (N4)", summary: "For those at N5 level: conversation at work, 300 kanji and mock JLPT N4 tests.", outcomes: "PPKD certificate, mock JLPT N4 and a meeting with placement companies."},
	"course-n4-next":  {title: "Japanese, lower intermediate (N4)", summary: "For those at N5 level: conversation at work, 300 kanji and mock JLPT N4 tests.", outcomes: "PPKD certificate, mock JLPT N4 and a meeting with placement companies."},
	"course-kaigo":    {title: "Japanese for care workers (kaigo)", summary: "Words of care, talking with residents, and practice for the skill test.", outcomes: "Ready for the kaigo language test and the kaigo skill test.", sectors: []string{"perawatan-lansia"}},
	"course-jft":      {title: "Preparation for JFT-Basic A2", summary: "Practice for the computer-based test and everyday conversation.", outcomes: "PPKD certificate and joint registration for JFT-Basic."},
	"course-jft-next": {title: "Preparation for JFT-Basic A2", summary: "For those at N5 level: six weeks towards the test that Japan's SSW visa accepts.", outcomes: "PPKD certificate and joint registration for JFT-Basic."},
	"course-n5-mtu":   {title: "Japanese for beginners in your neighbourhood (MTU)", summary: "The mobile training unit comes to the kelurahan: 160 lesson hours, 10 seats.", outcomes: "PPKD certificate and a place in the selection for the N4 class."},
	"course-english":  {title: "English for service and hotels", summary: "Serving guests, telephone and job interviews in English.", outcomes: "PPKD certificate at A2 level and a recorded practice interview.", sectors: []string{"perhotelan", "restoran"}},
	"course-barista":  {title: "Barista", summary: "Espresso, manual brewing, latte art and café service.", outcomes: "BNSP competency test for baristas.", bnsp: "Barista (KKNI II)", sectors: []string{"restoran", "perhotelan"}},
	"course-cookery":  {title: "Cookery: Indonesian and Asian dishes", summary: "Kitchen basics, food safety and twenty dishes from seven countries.", outcomes: "BNSP competency test for cooks.", bnsp: "Juru masak (commis)", sectors: []string{"restoran", "perhotelan", "pengolahan-makanan", "awak-kapal"}},
	"course-computer": {title: "Computer operator", summary: "Touch typing, word processing, spreadsheets and official letters.", outcomes: "BNSP competency test for computer operators.", bnsp: "Operator komputer madya", sectors: []string{"teknologi-informasi"}},
	"course-design":   {title: "Graphic design", summary: "Logos, posters, product photos and an online portfolio.", outcomes: "BNSP competency test for junior graphic designers.", bnsp: "Desainer grafis muda", sectors: []string{"teknologi-informasi"}},
	"course-hotel":    {title: "Hotel housekeeping", summary: "Preparing rooms, laundry and serving guests to four-star standards.", outcomes: "BNSP competency test for room attendants.", bnsp: "Room attendant", sectors: []string{"perhotelan", "kebersihan-gedung"}},
	"course-weld":     {title: "SMAW and FCAW welding 3G", summary: "From striking an arc to 3G joints that pass the bend test.", outcomes: "3G welder certificate and BNSP test.", bnsp: "Juru las SMAW 3G", sectors: []string{"pengelasan", "perkapalan", "konstruksi", "manufaktur"}},
	"course-sewing":   {title: "Basic dressmaking (MTU)", summary: "Patterns, industrial machines and three finished garments in 160 lesson hours.", outcomes: "PPKD certificate.", sectors: []string{"manufaktur"}},
	"course-ac":       {title: "Air-conditioning technician", summary: "Installing, servicing and repairing air conditioners, with safe handling of refrigerants.", outcomes: "BNSP competency test for refrigeration technicians.", bnsp: "Teknisi refrigerasi domestik", sectors: []string{"konstruksi", "elektronik", "manufaktur"}},
	"course-makeup":   {title: "Make-up and hair (MTU)", summary: "Everyday and simple bridal make-up, and basic haircuts.", outcomes: "PPKD certificate.", sectors: []string{"spa-dan-terapi"}},
	"course-motor":    {title: "Motorcycle mechanic (MTU)", summary: "Regular service, injection and electrics of motorcycles.", outcomes: "PPKD certificate.", sectors: []string{"otomotif"}},
}

// speaks asks for a level of a language.
func speaks(test, level string) func(*app.Eligibility) {
	return func(e *app.Eligibility) { e.LanguageTest, e.LanguageLevel = test, level }
}

// eligibility is who may take part: the regular programme is stricter than
// the mobile unit.
func (c *class) eligibility() app.Eligibility {
	e := app.Eligibility{RegionCode: app.JakartaCode, AgeMin: 17, Education: app.SLTP}
	notes := append([]string{"Bersedia hadir pada setiap pertemuan"}, c.notes...)
	e.NotesEN = "Willing to attend every meeting"
	if c.approval == app.Selection {
		e.AgeMin, e.AgeMax, e.Education = 18, 35, app.SLTA
		e.AgeReason = "Batas usia program pelatihan kerja reguler; kebanyakan lowongan lulusannya meminta usia di bawah 35 tahun."
		notes = append([]string{"Sehat jasmani dan rohani", "Belum pernah ikut pelatihan PPKD dalam 12 bulan terakhir"}, c.notes...)
		e.NotesEN = "In good health\nNo PPKD training in the last 12 months"
	}
	if len(c.notes) > 0 {
		e.NotesEN = "" // not all translated: the page then shows the Indonesian ones
	}
	e.Notes = strings.Join(notes, "\n")
	if c.who != nil {
		c.who(&e)
	}
	return e
}

// stages are the steps of the selection with their days.
func (g *generator) stages(c *class) []app.Stage {
	day := func(n int) app.Stage {
		return app.Stage{From: g.today.AddDate(0, 0, n), Until: g.today.AddDate(0, 0, n)}
	}
	span := func(from, until int, name, nameEN, text, textEN string) app.Stage {
		s := day(from)
		s.Until = g.today.AddDate(0, 0, until)
		s.Name, s.NameEN, s.Description, s.DescriptionEN = name, nameEN, text, textEN
		return s
	}
	if c.approval != app.Selection {
		return []app.Stage{
			span(c.opens, c.closes, "Pendaftaran", "Registration", "", ""),
			span(c.closes+1, c.closes+3, "Pemeriksaan berkas oleh petugas", "Papers are checked", "Petugas memeriksa berkas satu per satu menurut urutan pendaftaran.", "Staff check papers one by one in order of registration."),
			span(c.closes+4, c.closes+5, "Pemberitahuan", "You are told", "Lewat WhatsApp atau surel.", "By WhatsApp or e-mail."),
		}
	}
	first, last := c.selection, c.selection+2
	return []app.Stage{
		span(c.opens, c.closes, "Pendaftaran", "Registration", "Isi data di sini; berkas asli dibawa saat seleksi.", "Fill in your details here; bring the original papers to the selection."),
		span(first, last, "Pemeriksaan berkas dan tes tertulis", "Papers and written test", "Hitungan dasar, membaca, dan minat. Pilih satu sesi.", "Basic arithmetic, reading and motivation. Choose one session."),
		span(first, last, "Wawancara minat", "Interview", "Sepuluh menit per orang, pada hari yang sama.", "Ten minutes each, on the same day."),
		span(last+3, last+3, "Pengumuman", "Results", "Diterima, cadangan dengan nomor urut, atau belum lolos.", "Accepted, on the reserve list with a number, or not selected."),
		span(last+3, last+5, "Konfirmasi dalam 2 × 24 jam", "Confirm within two days", "Kursi yang tidak dikonfirmasi diberikan kepada cadangan.", "Seats that are not confirmed go to the reserve list."),
	}
}
