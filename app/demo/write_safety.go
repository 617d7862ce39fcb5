package demo

import (
	"context"
	"slices"

	"gerbang/app"
	"gerbang/app/postgres"
)

// Widths of the pictures of announcements.
const (
	coverWidth = 1200
	thumbWidth = 480
)

// writeNews writes announcements with pictures that are drawn for them.
func (w *writer) writeNews(ctx context.Context) error {
	posts := slices.Clone(w.plan.posts)
	for i, s := range stories() {
		posts[i].WrittenByID = w.accounts.id(posts[i].WrittenByID)
		if s.picture == "" {
			continue
		}
		ground := sea
		if s.ground == 1 {
			ground = tint
		}
		var files []postgres.File
		for _, width := range []int{coverWidth, thumbWidth} {
			f, err := drawn(s.picture+".png", width, ground, s.shapes)
			if err != nil {
				return err
			}
			f.Public = true
			files = append(files, f)
		}
		ids, err := w.b.Files(ctx, files)
		if err != nil {
			return err
		}
		posts[i].Cover = app.Image{FileID: ids[0], Alt: s.alt}
		posts[i].Thumb = app.Image{FileID: ids[1]}
	}
	_, err := w.b.Announcements(ctx, posts)
	return err
}

// writeReports writes what the public has reported, some of it with a photo.
func (w *writer) writeReports(ctx context.Context) error {
	reports := slices.Clone(w.plan.reports)
	for i, c := range complaints() {
		reports[i].Steps = slices.Clone(reports[i].Steps)
		for j := range reports[i].Steps {
			if a := reports[i].Steps[j].Actor; a != nil {
				reports[i].Steps[j].Actor = &app.Actor{AccountID: w.accounts.id(a.AccountID), Name: a.Name}
			}
		}
		if c.photo {
			f, err := drawn("bukti.png", 800, tint, sheet(5, 0.8, 6, 7.4))
			if err != nil {
				return err
			}
			reports[i].Photos = []postgres.File{f}
		}
	}
	return w.b.Reports(ctx, reports)
}
