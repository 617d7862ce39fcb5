package server

import (
	"gerbang/app"
	"gerbang/app/web/admin"
	"gerbang/app/web/candidate"
	"gerbang/app/web/organizer"
)

// ownData are the papers of candidates, what they decide about their own
// data, and the staff who answer them.
func ownData(mine *candidate.Handler, events *organizer.Handler, office *admin.Handler) []Route {
	const paper, check, request = "/akun/dokumen/:kind", "/panitia/:event/dokumen", "/admin/permintaan-data"
	return []Route{
		get("/akun/dokumen", app.Apply, mine.Papers),
		get(paper, app.Apply, mine.Paper),
		upload(paper, app.Apply, mine.UploadPaper),
		post(paper+"/nyatakan", app.Apply, mine.DeclarePaper),
		post(paper+"/hapus", app.Apply, mine.RemovePaper),
		get(paper+"/berkas", app.Apply, mine.PaperFile),

		get("/akun/privasi", app.Apply, mine.Privacy),
		post("/akun/privasi/:purpose", app.Apply, mine.ChangeConsent),
		post("/akun/pengingat", app.Apply, mine.ChangeNotices),
		get("/akun/data", app.Apply, mine.Data),
		post("/akun/data/salinan", app.Apply, mine.AskForCopy),
		get("/akun/data/salinan/:key", app.Apply, mine.DataCopy),
		get("/akun/data/hapus", app.Apply, mine.CloseForm),
		post("/akun/data/hapus", app.Apply, mine.Close),
		get("/akun/data/permintaan", app.Apply, mine.RequestForm),
		post("/akun/data/permintaan", app.Apply, mine.Ask),
		get("/akun/kode", app.Apply, mine.Prove),
		post("/akun/kode", app.Apply, mine.EnterProof),
		post("/akun/kode/kirim", app.Apply, mine.SendProof),
		get("/akun/perangkat", app.Apply, mine.Devices),
		post("/akun/perangkat/keluar-lainnya", app.Apply, mine.EndOtherDevices),
		post("/akun/perangkat/:id/keluar", app.Apply, mine.EndDevice),

		get(check, app.CheckPapers, events.Papers),
		get(check+"/:id", app.CheckPapers, events.Paper),
		post(check+"/:id", app.CheckPapers, events.CheckPaper),
		get(check+"/:id/berkas", app.CheckPapers, events.PaperFile),

		get(request, app.PrivacyRequests, office.Privacy),
		get(request+"/:id", app.PrivacyRequests, office.PrivacyRequest),
		post(request+"/:id", app.PrivacyRequests, office.AnswerPrivacy),
	}
}
