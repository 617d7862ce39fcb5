package server

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/web"
	"gerbang/app/web/account"
	"gerbang/app/web/admin"
	"gerbang/app/web/agency"
	"gerbang/app/web/attendance"
	"gerbang/app/web/candidate"
	"gerbang/app/web/catalogue"
	"gerbang/app/web/class"
	"gerbang/app/web/desk"
	"gerbang/app/web/messaging"
	"gerbang/app/web/news"
	"gerbang/app/web/organizer"
	"gerbang/app/web/questions"
	"gerbang/app/web/reference"
	"gerbang/app/web/registration"
	"gerbang/app/web/safety"
	"gerbang/app/web/selection"
	"gerbang/app/web/training"
	"gerbang/app/web/transfer"
)

// Route is one address of the site. Every path also exists in English under
// /en. The permission is what the account must hold in some scope; the use
// case behind the handler checks whether its scope covers the thing asked for.
type Route struct {
	Method     string
	Path       string
	Permission app.Permission
	Handler    fiber.Handler
	Cached     bool // anonymous visitors are served from the page cache
	Upload     bool // takes files: bodies up to uploadLimit
}

// Routes is every URL, method and permission of the site.
func Routes(k *web.Kit) []Route {
	public, who, apply, gate := catalogue.New(k), account.New(k), registration.New(k), attendance.New(k)
	safe, posts := safety.New(k), news.New(k)
	firms, facts := agency.New(k, public.ShowAgency), reference.New(k)
	mine, events, office := candidate.New(k), organizer.New(k), admin.New(k)

	classes, lists := training.New(k, public.ShowCourse), class.New(k)

	routes := []Route{
		page("/", public.Home),
		page("/cari", public.Search),
		page("/lowongan", public.Jobs),
		page("/lowongan/umpan.xml", public.JobFeed),
		page("/lowongan/:slug", public.Job),
		page("/lowongan/:slug/kartu.png", public.JobCard),
		get("/lowongan/:slug/simpan", app.Apply, public.SaveRemembered),
		post("/lowongan/:slug/simpan", app.Public, public.SaveJob),
		page("/pelatihan", public.Courses),
		page("/pelatihan/umpan.xml", public.CourseFeed),
		page("/pelatihan/jalur-jepang", public.JapanesePath),
		page("/pelatihan/:slug", public.Course),
		page("/pelatihan/:slug/kalender.ics", public.CourseCalendar),
		page("/pelatihan/:slug/kartu.png", public.CourseCard),
		page("/bursa-kerja", public.Fairs),
		page("/bursa-kerja/umpan.xml", public.FairFeed),
		page("/bursa-kerja/:slug", public.Fair),
		page("/bursa-kerja/:slug/kalender.ics", public.FairCalendar),
		page("/bursa-kerja/:slug/kartu.png", public.FairCard),
		page("/bursa-kerja/:slug/perusahaan", public.FairCompanies),
		page("/sosialisasi", public.OutreachList),
		page("/sosialisasi/umpan.xml", public.OutreachFeed),
		page("/sosialisasi/:slug", public.Outreach),
		page("/sosialisasi/:slug/kalender.ics", public.OutreachCalendar),
		page("/sosialisasi/:slug/kartu.png", public.OutreachCard),
		page("/kartu.png", public.Card),
		page("/acara.ics", public.Calendar),
		page("/kerja-aman", safe.Safety),
		page("/kerja-aman/cek-perusahaan", public.CheckAgency),
		get("/lowongan/:slug/lapor", app.Public, safe.ReportForm),
		upload("/lowongan/:slug/lapor", app.Public, safe.SendReport),
		get("/kerja-aman/lapor", app.Public, safe.ReportForm),
		upload("/kerja-aman/lapor", app.Public, safe.SendReport),
		get("/kerja-aman/lapor/terkirim", app.Public, safe.Sent),
		get("/kerja-aman/laporan", app.Public, safe.Follow),
		post("/kerja-aman/laporan", app.Public, safe.EnterPIN),
		post("/kerja-aman/laporan/tambah", app.Public, safe.AddToReport),
		post("/kerja-aman/laporan/keluar", app.Public, safe.Forget),
		page("/kerja-aman/cek-perusahaan/:slug", public.Agency),
		page("/berita", posts.List),
		page("/berita/umpan.xml", public.NewsFeed),
		page("/berita/:slug", posts.Post),
		page("/berita/:slug/kartu.png", public.NewsCard),
		page("/bantuan", public.Help),
		page("/privasi", public.Privacy),
		page("/aksesibilitas", public.Accessibility),

		get("/masuk", app.Public, who.LoginForm),
		post("/masuk", app.Public, who.RequestCode),
		get("/masuk/kode", app.Public, who.CodeForm),
		post("/masuk/kode", app.Public, who.EnterCode),
		get("/masuk/petugas", app.Public, who.StaffForm),
		post("/masuk/petugas", app.Public, who.StaffEnter),
		post("/keluar", app.Public, who.Logout),
		get("/demo/pesan", app.Public, who.Messages),

		get("/t/:code", app.Public, apply.Ticket),
		get("/t/:code/kalender.ics", app.Public, apply.TicketCalendar),
		get("/t/:code/tiket.png", app.Public, apply.TicketImage),

		get("/akun", app.Apply, mine.Home),
		get("/akun/tiket", app.Apply, mine.Tickets),
		get("/akun/pendaftaran", app.Apply, mine.Registrations),
		get("/akun/pendaftaran/:id", app.Apply, mine.Registration),
		get("/akun/pendaftaran/:id/seleksi", app.Apply, mine.SlotForm),
		post("/akun/pendaftaran/:id/seleksi", app.Apply, mine.ChooseSlot),
		get("/akun/pendaftaran/:id/konfirmasi-kursi", app.Apply, mine.SeatForm),
		post("/akun/pendaftaran/:id/konfirmasi-kursi", app.Apply, mine.AnswerSeat),
		get("/akun/pendaftaran/:id/batal", app.Apply, mine.CancelForm),
		post("/akun/pendaftaran/:id/batal", app.Apply, mine.Cancel),
		get("/akun/pendaftaran/:id/sesi", app.Apply, apply.ChangeForm),
		post("/akun/pendaftaran/:id/sesi", app.Apply, apply.Change),
		post("/akun/pendaftaran/:id/terima", app.Apply, apply.TakeOffer),
		post("/akun/pendaftaran/:id/konfirmasi", app.Apply, apply.Reconfirm),
		get("/akun/lowongan", app.Apply, mine.SavedJobs),
		post("/akun/lowongan/kabar", app.Apply, mine.SavedJobAlerts),
		get("/akun/pencarian", app.Apply, mine.SavedSearches),
		get("/akun/pencarian/baru", app.Apply, mine.NewSearch),
		post("/akun/pencarian/baru", app.Apply, mine.SaveSearch),
		get("/akun/pencarian/:id", app.Apply, mine.EditSearch),
		post("/akun/pencarian/:id", app.Apply, mine.ChangeSearch),
		post("/akun/pencarian/:id/buka", app.Apply, mine.OpenSearch),
		post("/akun/pencarian/:id/hapus", app.Apply, mine.RemoveSearch),
		get("/berhenti/:code", app.Public, mine.UnsubscribeForm),
		post("/berhenti/:code", app.Public, mine.Unsubscribe),
		post("/berhenti/:code/lagi", app.Public, mine.Resume),
		get("/akun/profil", app.Apply, mine.Profile),
		get("/akun/profil/identitas", app.Apply, mine.EditIdentity),
		post("/akun/profil/identitas", app.Apply, mine.SaveIdentity),
		get("/akun/profil/alamat", app.Apply, mine.EditAddress),
		post("/akun/profil/alamat", app.Apply, mine.SaveAddress),
		get("/akun/profil/pendidikan", app.Apply, mine.EditEducation),
		post("/akun/profil/pendidikan", app.Apply, mine.SaveEducation),
		get("/akun/profil/bahasa", app.Apply, mine.EditLanguage),
		post("/akun/profil/bahasa", app.Apply, mine.SaveLanguage),
		get("/akun/profil/bahasa/:id", app.Apply, mine.EditLanguage),
		post("/akun/profil/bahasa/:id", app.Apply, mine.SaveLanguage),
		post("/akun/profil/bahasa/:id/hapus", app.Apply, mine.RemoveLanguage),
		get("/akun/profil/pengalaman", app.Apply, mine.EditExperience),
		post("/akun/profil/pengalaman", app.Apply, mine.SaveExperience),
		get("/akun/profil/pengalaman/:id", app.Apply, mine.EditExperience),
		post("/akun/profil/pengalaman/:id", app.Apply, mine.SaveExperience),
		post("/akun/profil/pengalaman/:id/hapus", app.Apply, mine.RemoveExperience),

		get("/petugas", app.StaffArea, gate.Home),
		get("/petugas/pindai/:event", app.CheckIn, gate.Scan),
		post("/petugas/pindai/:event", app.CheckIn, gate.Redeem),
		get("/petugas/pindai/:event/daftar", app.CheckIn, gate.List),
		post("/petugas/pindai/:event/kirim", app.CheckIn, gate.Sync),
		get("/petugas/belum-terkirim", app.StaffArea, gate.Unsent),
		get("/petugas/aplikasi.webmanifest", app.Public, gate.Manifest),
		get("/petugas/kehadiran/:session", app.CheckIn, lists.Meeting),
		post("/petugas/kehadiran/:session", app.CheckIn, lists.SaveMeeting),
		get("/petugas/kehadiran/kelas/:event", app.CheckIn, lists.Grid),

		get("/panitia", app.Participants, events.Home),
		get("/panitia/:event/peserta", app.Participants, events.Participants),
		get("/panitia/:event/ekspor", app.Export, events.ExportForm),
		post("/panitia/:event/ekspor", app.Export, events.Export),

		get("/dasbor/aduan", app.HandleReports, safe.Inbox),
		get("/dasbor/aduan/:id", app.HandleReports, safe.ReadReport),
		get("/dasbor/aduan/:id/foto/:key", app.HandleReports, safe.ReportPhoto),
		post("/dasbor/aduan/:id/ambil", app.HandleReports, safe.Step("ambil")),
		post("/dasbor/aduan/:id/teruskan", app.HandleReports, safe.Step("teruskan")),
		post("/dasbor/aduan/:id/catatan", app.HandleReports, safe.Step("catatan")),
		post("/dasbor/aduan/:id/balas", app.HandleReports, safe.Step("balas")),
		post("/dasbor/aduan/:id/tutup", app.HandleReports, safe.Step("tutup")),
		post("/dasbor/aduan/:id/buka", app.HandleReports, safe.Step("buka")),
		post("/dasbor/aduan/:id/kontak", app.HandleReports, safe.RevealContact),
		get("/dasbor/perusahaan", app.EditAgencies, firms.List),
		get("/dasbor/perusahaan/baru", app.EditAgencies, firms.New),
		post("/dasbor/perusahaan/baru", app.EditAgencies, firms.Create),
		get("/dasbor/perusahaan/massal", app.EditAgencies, firms.Bulk),
		post("/dasbor/perusahaan/massal", app.EditAgencies, firms.DoBulk),
		get("/dasbor/perusahaan/:id", app.EditAgencies, firms.Show),
		get("/dasbor/perusahaan/:id/ubah", app.EditAgencies, firms.Edit),
		post("/dasbor/perusahaan/:id/ubah", app.EditAgencies, firms.Update),
		get("/dasbor/perusahaan/:id/izin/:langkah", app.EditAgencies, firms.StepForm),
		post("/dasbor/perusahaan/:id/izin/:langkah", app.EditAgencies, firms.Record),
		post("/dasbor/perusahaan/:id/periksa", app.EditAgencies, firms.Check),

		get("/dasbor/acuan", app.EditReference, facts.Index),
		get("/dasbor/acuan/kontak", app.EditReference, safe.Contacts),
		get("/dasbor/acuan/kontak/:id", app.EditReference, safe.Contact),
		post("/dasbor/acuan/kontak/:id", app.EditReference, safe.SaveContact),
		post("/dasbor/acuan/kontak/:id/naik", app.EditReference, safe.MoveContact(true)),
		post("/dasbor/acuan/kontak/:id/turun", app.EditReference, safe.MoveContact(false)),
		get("/dasbor/acuan/tanda-bahaya", app.EditReference, safe.Signs),
		get("/dasbor/acuan/tanda-bahaya/:id", app.EditReference, safe.Sign),
		post("/dasbor/acuan/tanda-bahaya/:id", app.EditReference, safe.SaveSign),
		post("/dasbor/acuan/tanda-bahaya/:id/naik", app.EditReference, safe.MoveSign(true)),
		post("/dasbor/acuan/tanda-bahaya/:id/turun", app.EditReference, safe.MoveSign(false)),
		get("/dasbor/acuan/pos", app.EditReference, safe.Posts),
		get("/dasbor/acuan/pos/:id", app.EditReference, safe.ComplaintPost),
		post("/dasbor/acuan/pos/:id", app.EditReference, safe.SavePost),
		get("/dasbor/acuan/kurs", app.EditReference, facts.Rates),
		post("/dasbor/acuan/kurs", app.EditReference, facts.AddRate),
		get("/dasbor/acuan/negara", app.EditReference, facts.Countries),
		get("/dasbor/acuan/negara/:slug", app.EditReference, facts.Country),
		post("/dasbor/acuan/negara/:slug", app.EditReference, facts.SetCountry),
		get("/dasbor/acuan/sektor", app.EditReference, facts.Sectors),
		get("/dasbor/acuan/sektor/:slug", app.EditReference, facts.Sector),
		post("/dasbor/acuan/sektor/:slug", app.EditReference, facts.SaveSector),
		get("/dasbor/acuan/bahasa", app.EditReference, facts.Levels),
		get("/dasbor/acuan/bahasa/:slug", app.EditReference, facts.Level),
		post("/dasbor/acuan/bahasa/:slug", app.EditReference, facts.SaveLevel),
		get("/dasbor/acuan/kata", app.EditReference, facts.Words),
		post("/dasbor/acuan/kata", app.EditReference, facts.SaveStopWords),
		get("/dasbor/acuan/kata/:slug", app.EditReference, facts.Synonyms),
		post("/dasbor/acuan/kata/:slug", app.EditReference, facts.SaveSynonyms),
		get("/dasbor/berita", app.WriteNews, posts.Desk),
		get("/dasbor/berita/baru", app.WriteNews, posts.New),
		upload("/dasbor/berita/baru", app.WriteNews, posts.Save),
		get("/dasbor/berita/:id", app.WriteNews, posts.Edit),
		upload("/dasbor/berita/:id", app.WriteNews, posts.Save),

		get("/dasbor/pelatihan", app.EditEvents, classes.List),
		post("/dasbor/pelatihan/status", app.EditEvents, classes.BulkStatus),
		get("/dasbor/pelatihan/baru", app.EditEvents, classes.New),
		post("/dasbor/pelatihan/baru", app.EditEvents, classes.Create),
		get("/dasbor/pelatihan/:id", app.EditEvents, classes.Show),
		get("/dasbor/pelatihan/:id/pratinjau", app.EditEvents, public.Preview),
		get("/dasbor/pelatihan/:id/ubah", app.EditEvents, classes.Edit),
		post("/dasbor/pelatihan/:id/ubah", app.EditEvents, classes.Save),
		post("/dasbor/pelatihan/:id/status", app.EditEvents, classes.Move),
		post("/dasbor/pelatihan/:id/gandakan", app.EditEvents, classes.Duplicate),
		get("/dasbor/pelatihan/:id/jadwal", app.EditEvents, classes.Schedule),
		post("/dasbor/pelatihan/:id/jadwal", app.EditEvents, classes.Plan),
		get("/dasbor/pelatihan/:id/sesi/:session", app.EditEvents, classes.Session),
		post("/dasbor/pelatihan/:id/sesi/:session", app.EditEvents, classes.SaveSession),

		get("/admin/pengguna", app.ViewAccounts, office.Accounts),
		get("/admin/jejak-audit", app.ViewAudit, office.Audit),
		get("/admin/antrean", app.ViewQueue, office.Queue),
		post("/admin/antrean/:id/ulang", app.ViewQueue, office.Revive),
	}
	routes = append(transferRoutes(transfer.New(k)), routes...) // before those that take the last part of such an address for an id
	for _, kind := range []string{"/pelatihan", "/bursa-kerja", "/sosialisasi"} {
		form := kind + "/:slug/daftar"
		routes = append(routes,
			get(form, app.Public, apply.Start),
			get(form+"/identitas", app.Apply, apply.Identity),
			post(form+"/identitas", app.Apply, apply.SaveIdentity),
			get(form+"/alamat", app.Apply, apply.Address),
			post(form+"/alamat", app.Apply, apply.SaveAddress),
			get(form+"/pendidikan", app.Apply, apply.Education),
			post(form+"/pendidikan", app.Apply, apply.SaveEducation),
			get(form+"/wali", app.Apply, apply.Guardian),
			post(form+"/wali", app.Apply, apply.SaveGuardian),
			get(form+"/pertanyaan", app.Apply, apply.Questions),
			upload(form+"/pertanyaan", app.Apply, apply.SaveQuestions),
			get(form+"/berkas/:question", app.Apply, apply.AnswerFile),
			get(form+"/dokumen", app.Apply, apply.Documents),
			upload(form+"/dokumen", app.Apply, apply.SaveDocuments),
			get(form+"/sesi", app.Apply, apply.Session),
			post(form+"/sesi", app.Apply, apply.SaveSession),
			get(form+"/persetujuan", app.Apply, apply.Consent),
			post(form+"/persetujuan", app.Apply, apply.SaveConsent),
			get(form+"/periksa", app.Apply, apply.Check),
			post(form+"/periksa", app.Apply, apply.Submit),
		)
	}
	routes = append(routes, jobDesk(desk.New(k))...)
	routes = append(routes, ownData(mine, events, office)...)
	routes = append(routes, selectionDesk(selection.New(k))...)
	routes = append(routes, messageDesk(messaging.New(k))...)
	routes = append(routes, ticketRoutes(apply, mine, events)...)
	routes = append(routes, questionDesk(questions.New(k))...)
	routes = append(routes, eventDesk(events, public, apply)...)
	return routes
}

// ticketRoutes are the files of a ticket and the ways to another code: its
// owner's, and the one of those who run the event.
func ticketRoutes(apply *registration.Handler, mine *candidate.Handler, events *organizer.Handler) []Route {
	return []Route{
		get("/t/:code/tiket.pdf", app.Public, apply.TicketPDF),
		get("/manifest.webmanifest", app.Public, apply.Manifest),
		get("/akun/pendaftaran/:id/tiket-baru", app.Apply, mine.ReissueForm),
		post("/akun/pendaftaran/:id/tiket-baru", app.Apply, mine.Reissue),
		get("/panitia/:event/peserta/:id/tiket", app.EditEvents, events.Ticket),
		post("/panitia/:event/peserta/:id/tiket", app.EditEvents, events.Reissue),
	}
}

// eventDesk are the pages on which an organizer decides about an event.
func eventDesk(events *organizer.Handler, public *catalogue.Handler, apply *registration.Handler) []Route {
	const event = "/panitia/:event"
	return []Route{
		get("/panitia/baru", app.EditEvents, events.New),
		post("/panitia/baru", app.EditEvents, events.Create),
		get(event, app.Participants, events.Overview),
		post(event+"/status", app.EditEvents, events.Move),
		post(event+"/gandakan", app.EditEvents, events.Duplicate),
		get(event+"/pengaturan", app.EditEvents, events.Rules),
		post(event+"/pengaturan", app.EditEvents, events.SaveRules),
		post(event+"/pratinjau", app.EditEvents, public.PreviewRules),
		post(event+"/pratinjau/formulir", app.EditEvents, apply.PreviewForm),
		post(event+"/peserta/tindakan", app.Decide, events.Act),
		get(event+"/peserta/:id", app.Participants, events.Person),
		get(event+"/sesi", app.Participants, events.Waves),
		post(event+"/sesi", app.EditEvents, events.PlanWaves),
		get(event+"/sesi/baru", app.EditEvents, events.Wave),
		post(event+"/sesi/baru", app.EditEvents, events.SaveWave),
		get(event+"/sesi/:session", app.EditEvents, events.Wave),
		post(event+"/sesi/:session", app.EditEvents, events.SaveWave),
	}
}

// jobDesk are the pages on which vacancies are kept: all of them by officers,
// those of one agency by its mitra.
func jobDesk(jobs *desk.Handler) []Route {
	routes := []Route{
		get("/dasbor", app.VerifyJobs, jobs.Overview),
		get("/dasbor/verifikasi", app.VerifyJobs, jobs.Queue),
	}
	for _, list := range []string{"/dasbor/lowongan", "/mitra/lowongan"} {
		job := list + "/:id"
		routes = append(routes,
			get(list, app.EditJobs, jobs.List),
			get(list+"/massal", app.EditJobs, jobs.Bulk),
			post(list+"/massal", app.EditJobs, jobs.DoBulk),
			get(list+"/baru", app.EditJobs, jobs.New),
			post(list+"/baru", app.EditJobs, jobs.Create),
			get(job, app.EditJobs, jobs.Show),
			get(job+"/pratinjau", app.EditJobs, jobs.Preview),
			get(job+"/ubah", app.EditJobs, jobs.Edit),
			post(job+"/ubah", app.EditJobs, jobs.Update),
			post(job+"/salin", app.EditJobs, jobs.Duplicate),
			post(job+"/ajukan", app.EditJobs, jobs.Submit),
			post(job+"/kembalikan", app.VerifyJobs, jobs.Return),
			upload(job+"/tayangkan", app.VerifyJobs, jobs.Publish),
			get(job+"/bukti/:key", app.EditJobs, jobs.Evidence),
			post(job+"/tutup", app.EditJobs, jobs.Close),
			post(job+"/buka", app.EditJobs, jobs.Reopen),
			post(job+"/cabut", app.VerifyJobs, jobs.Revoke),
			post(job+"/pulihkan", app.VerifyJobs, jobs.Restore),
			post(job+"/penempatan", app.EditJobs, jobs.Place),
			post(job+"/penempatan/batal", app.EditJobs, jobs.Void),
		)
	}
	return routes
}

// messageDesk are the pages on which organizers see what their event writes
// to people, and write to them.
func messageDesk(m *messaging.Handler) []Route {
	const home = "/panitia/:event/pesan"
	return []Route{
		get(home, app.EditEvents, m.List),
		get(home+"/kirim", app.EditEvents, m.Write),
		post(home+"/kirim", app.EditEvents, m.Send),
		get(home+"/riwayat", app.EditEvents, m.History),
		get(home+"/riwayat/:id", app.EditEvents, m.Sent),
		post(home+"/riwayat/:id/ulang", app.EditEvents, m.Retry),
		get(home+"/:kind", app.EditEvents, m.Edit),
		post(home+"/:kind", app.EditEvents, m.Save),
	}
}

// questionDesk are the pages on which an organizer writes what the form of an
// event asks, and where staff read what was answered.
func questionDesk(asked *questions.Handler) []Route {
	const event = "/panitia/:event"
	const question = event + "/pertanyaan/:id"
	return []Route{
		get(event+"/pertanyaan", app.EditEvents, asked.List),
		get(question, app.EditEvents, asked.Edit),
		post(question, app.EditEvents, asked.Save),
		post(question+"/naik", app.EditEvents, asked.Move(true)),
		post(question+"/turun", app.EditEvents, asked.Move(false)),
		post(question+"/hentikan", app.EditEvents, asked.Retire),
		get(event+"/pratinjau-formulir", app.EditEvents, asked.Preview),
		upload(event+"/pratinjau-formulir", app.EditEvents, asked.TryPreview),
		get(event+"/dokumen-diminta", app.EditEvents, asked.Documents),
		post(event+"/dokumen-diminta", app.EditEvents, asked.SaveDocuments),
		get(event+"/peserta/:registration/jawaban", app.Participants, asked.Answers),
		get(event+"/peserta/:registration/berkas/:question", app.Participants, asked.AnswerFile),
	}
}

// transferRoutes are the imports and exports of jobs and agencies. People who
// work for an agency have those of its jobs in their own area.
func transferRoutes(move *transfer.Handler) []Route {
	routes := []Route{
		get("/dasbor/lowongan/ekspor", app.EditJobs, move.ExportJobs),
		post("/dasbor/lowongan/ekspor", app.EditJobs, move.DownloadJobs),
		get("/dasbor/perusahaan/ekspor", app.EditAgencies, move.ExportAgencies),
		post("/dasbor/perusahaan/ekspor", app.EditAgencies, move.DownloadAgencies),
		get("/mitra/lowongan/ekspor", app.EditJobs, move.ExportJobs),
		post("/mitra/lowongan/ekspor", app.EditJobs, move.DownloadJobs),
	}
	for _, base := range []string{"/dasbor/impor", "/mitra/lowongan/impor"} {
		routes = append(routes,
			get(base, app.EditJobs, move.Home),
			upload(base, app.EditJobs, move.Upload),
			get(base+"/templat/:file", app.EditJobs, move.Template),
			get(base+"/:id", app.EditJobs, move.Preview),
			post(base+"/:id/simpan", app.EditJobs, move.Save),
			get(base+"/:id/perbaikan.xlsx", app.EditJobs, move.Fix),
		)
	}
	return routes
}

// Machine addresses have one language only.
func machineRoutes(k *web.Kit, public *catalogue.Handler, probes *probes) []Route {
	return []Route{
		get("/static/*", app.Public, k.Static),
		get("/sw-tiket.js", app.Public, k.Worker("ticket-worker.js")),
		get("/sw-pindai.js", app.Public, k.Worker("gate-worker.js")),
		get("/berkas/:key", app.Public, k.File),
		page("/robots.txt", public.Robots),
		page("/sitemap.xml", public.Sitemap),
		page("/sitemap-:n.xml", public.SitemapPart),
		get("/healthz", app.Public, probes.health),
		get("/readyz", app.Public, probes.ready),
		get("/metrics", app.Public, probes.metrics),
	}
}

func page(path string, h fiber.Handler) Route {
	return Route{Method: fiber.MethodGet, Path: path, Permission: app.Public, Handler: h, Cached: true}
}

func get(path string, p app.Permission, h fiber.Handler) Route {
	return Route{Method: fiber.MethodGet, Path: path, Permission: p, Handler: h}
}

func post(path string, p app.Permission, h fiber.Handler) Route {
	return Route{Method: fiber.MethodPost, Path: path, Permission: p, Handler: h}
}

// upload is a form with files.
func upload(path string, p app.Permission, h fiber.Handler) Route {
	return Route{Method: fiber.MethodPost, Path: path, Permission: p, Handler: h, Upload: true}
}
