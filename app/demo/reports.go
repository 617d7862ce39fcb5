package demo

import (
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

// complaint is a report from the public. Every name and number in it is made up.
type complaint struct {
	daysAgo, hour int
	kinds         []app.ReportKind
	danger        bool
	atRisk        app.AtRisk
	job           int // which public job, from 1; 0 for none
	region        string
	country       string
	agency        string
	accused       postgres.Accused
	story         string
	contact       postgres.ReportContact
	photo         bool
	steps         []postgres.ReportStep
}

func complaints() []complaint {
	taken := postgres.ReportStep{Kind: app.ReportWasTaken}
	reply := func(text string) postgres.ReportStep { return postgres.ReportStep{Kind: app.ReportReply, Text: text} }
	note := func(text string) postgres.ReportStep { return postgres.ReportStep{Kind: app.ReportNote, Text: text} }
	return []complaint{
		{daysAgo: 0, hour: 6, kinds: []app.ReportKind{app.ReportConfined, app.ReportDocuments}, danger: true, atRisk: app.RiskFamily, region: "31.74.04.1005", country: "MY",
			accused: postgres.Accused{Name: "“Pak Haji”", Phone: "+6281200000011"},
			story:   "Keponakan saya dan enam orang lain ditampung di rumah kontrakan sejak Senin. Pintu dikunci malam hari, paspor dipegang. Katanya besok berangkat lewat Batam.",
			contact: postgres.ReportContact{Address: "+6281200000091", Safely: "WhatsApp saja, jangan telepon"}, photo: true},
		{daysAgo: 0, hour: 8, kinds: []app.ReportKind{app.ReportMisleading}, atRisk: app.RiskSelf, job: 2,
			story: "Di halaman tertulis biaya ditanggung perusahaan, tetapi waktu datang ke kantor diminta Rp7.500.000 untuk “administrasi”."},
		{daysAgo: 1, hour: 20, kinds: []app.ReportKind{app.ReportMoney, app.ReportVisa}, atRisk: app.RiskSelf, country: "AU",
			accused: postgres.Accused{Name: "Rendi", Account: "Grup WhatsApp “Kerja Cepat Australia”", Phone: "+6281200000011"},
			story:   "Diminta uang tanda jadi 3 juta untuk kerja petik buah, berangkat pakai visa kunjungan dulu.", photo: true,
			contact: postgres.ReportContact{Address: "pelapor.satu@gerbang.example"}},
		{daysAgo: 3, hour: 11, kinds: []app.ReportKind{app.ReportUnlicensed}, atRisk: app.RiskOther, agency: "PT Cahaya Semu Abadi", country: "JP",
			story: "Brosurnya dibagikan di depan sekolah. Nama perusahaannya tidak ada di halaman cek perusahaan.",
			steps: []postgres.ReportStep{taken, note("Nama tidak ada di daftar P3MI. Minta foto brosur."), reply("Terima kasih. Apakah Anda masih menyimpan brosurnya? Anda bisa menambah keterangan di halaman ini.")}},
		{daysAgo: 5, hour: 16, kinds: []app.ReportKind{app.ReportMoney}, atRisk: app.RiskFamily, agency: "LPK Sinar Fajar Palsu", country: "KR",
			story: "LPK menjanjikan penempatan ke Korea setelah bayar kursus 15 juta. Ijazah asli anak saya ditahan.", photo: true,
			contact: postgres.ReportContact{Address: "+6281200000092", Safely: "setelah jam 17.00"},
			steps:   []postgres.ReportStep{taken, reply("Laporan Anda kami tangani. Jangan menyerahkan dokumen lain."), {Kind: app.ReportAdded, Text: "Mereka baru mengirim pesan, minta pelunasan sampai hari Jumat."}}},
		{daysAgo: 8, hour: 9, kinds: []app.ReportKind{app.ReportForged}, atRisk: app.RiskFamily, country: "SA",
			story: "Umur adik saya diubah menjadi 21 tahun di surat-suratnya. Dia baru 17.",
			steps: []postgres.ReportStep{taken, {Kind: app.ReportWasForwarded, Body: app.BodyPolice, Text: "Diteruskan bersama pendampingan Sudin PPAPP."}}},
		{daysAgo: 15, hour: 13, kinds: []app.ReportKind{app.ReportThreat}, atRisk: app.RiskSelf, region: "31.74.09.1001",
			story: "Calo datang ke rumah dan mengancam menagih utang keberangkatan yang batal.",
			steps: []postgres.ReportStep{taken, {Kind: app.ReportWasForwarded, Body: app.BodyPolice}, {Kind: app.ReportWasClosed, Outcome: app.ReportProven, Text: "Pelaku sudah dipanggil polisi. Utang seperti ini tidak sah. Hubungi 110 bila ia datang lagi."}}},
		{daysAgo: 21, hour: 10, kinds: []app.ReportKind{app.ReportSomething}, job: 5,
			story: "Saya rasa gajinya terlalu besar, takutnya penipuan.",
			steps: []postgres.ReportStep{taken, {Kind: app.ReportWasClosed, Outcome: app.ReportUnproven, Text: "Kami periksa dokumennya: gaji sesuai perjanjian kerja dan izinnya berlaku. Terima kasih sudah waspada."}}},
	}
}

func (g *generator) addReports() {
	r := g.stream("reports")
	var open []string
	for i := range g.plan.jobs {
		if g.plan.jobs[i].Status == app.JobPublished {
			open = append(open, g.plan.jobs[i].Slug)
		}
	}
	for _, c := range complaints() {
		at := g.daysAgo(c.daysAgo, c.hour, 20)
		if at.After(g.now) {
			at = g.now.Add(-time.Duration(c.hour) * time.Minute)
		}
		report := postgres.BulkReport{At: at, ReportInput: postgres.ReportInput{
			RequestID: uuid(r), Locale: "id", Kinds: c.kinds, Danger: c.danger, AtRisk: c.atRisk, RegionCode: c.region, Country: c.country, AgencyName: c.agency,
			Accused: c.accused, Story: c.story, Contact: c.contact, WantsMail: c.contact.IsMail(),
		}}
		if c.job > 0 && len(open) > 0 {
			report.JobSlug = open[(c.job-1)%len(open)]
		}
		for i, s := range c.steps {
			s.RequestID = uuid(r)
			step := postgres.BulkStep{ReportStep: s, After: time.Duration(i+1) * 3 * time.Hour}
			if s.Kind != app.ReportAdded {
				step.Actor = &app.Actor{AccountID: g.staff["officer"], Name: "Ratna Puspitasari"}
			}
			report.Steps = append(report.Steps, step)
		}
		g.plan.reports = append(g.plan.reports, report)
	}
}
