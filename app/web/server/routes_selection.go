package server

import (
	"gerbang/app"
	"gerbang/app/web/selection"
)

// selectionDesk are the pages on which a course chooses among its applicants.
// Assessors mark who came and enter scores; the rest is for those who edit the
// event.
func selectionDesk(choose *selection.Handler) []Route {
	const desk = "/panitia/:event/seleksi"
	return []Route{
		get(desk, app.Assess, choose.Overview),
		get(desk+"/pengaturan", app.EditEvents, choose.Settings),
		post(desk+"/pengaturan", app.EditEvents, choose.SaveSettings),
		get(desk+"/pelamar", app.EditEvents, choose.Applicants),
		post(desk+"/pelamar", app.EditEvents, choose.Decide),
		get(desk+"/slot", app.Assess, choose.Slots),
		post(desk+"/slot", app.EditEvents, choose.PlanSlots),
		get(desk+"/slot/:session", app.Assess, choose.Slot),
		post(desk+"/slot/:session", app.Assess, choose.ChangeSlot),
		get(desk+"/tahap/:round", app.EditEvents, choose.Stage),
		post(desk+"/tahap/:round", app.EditEvents, choose.DecideStage),
		get(desk+"/nilai", app.Assess, choose.Scores),
		post(desk+"/nilai", app.Assess, choose.SaveScores),
		post(desk+"/nilai/tidak-hadir", app.Assess, choose.MarkAbsent),
		get(desk+"/nilai/templat/:file", app.Assess, choose.Template),
		get(desk+"/nilai/impor", app.Assess, choose.ImportForm),
		upload(desk+"/nilai/impor", app.Assess, choose.Upload),
		post(desk+"/nilai/impor/simpan", app.Assess, choose.SaveImport),
		get(desk+"/peringkat", app.EditEvents, choose.Ranking),
		get(desk+"/peringkat/:id", app.EditEvents, choose.Person),
		post(desk+"/peringkat/:id", app.EditEvents, choose.Override),
		get(desk+"/hasil", app.EditEvents, choose.Results),
		post(desk+"/hasil", app.EditEvents, choose.Publish),
	}
}
