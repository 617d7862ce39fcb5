package postgres_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

func TestAnnouncementsAppearInTheirTime(t *testing.T) {
	s := newShelf(t)
	ctx := t.Context()
	writer := s.actor("dewi@ppkd.test", app.RolePanitia)
	save := func(in postgres.AnnouncementInput) int64 {
		t.Helper()
		id, err := s.db.SaveAnnouncement(ctx, writer, in)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	public := func() string {
		t.Helper()
		posts, total, err := s.db.Announcements(ctx, 0, 10)
		if err != nil || total != len(posts) {
			t.Fatalf("%d of %d, %v", len(posts), total, err)
		}
		var slugs []string
		for _, p := range posts {
			slugs = append(slugs, p.Slug)
		}
		return strings.Join(slugs, " ")
	}
	draft := save(postgres.AnnouncementInput{Title: "Bursa kerja dibuka", Body: "Halo", Status: app.AnnouncementDraft})
	save(postgres.AnnouncementInput{Title: "Besok", Body: "Halo", Status: app.AnnouncementPublished, PublishAt: time.Now().Add(time.Hour)})
	if got := public(); got != "" {
		t.Errorf("public too early: %s", got)
	}
	post := func() *app.Announcement {
		t.Helper()
		a, err := s.db.DeskAnnouncement(ctx, writer, draft)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	save(postgres.AnnouncementInput{ID: draft, Version: post().Version, Title: "Bursa kerja Tebet dibuka", Body: "Halo", Status: app.AnnouncementDraft})
	if got := post().Slug; got != "bursa-kerja-tebet-dibuka" {
		t.Errorf("the address of a draft follows its title: %s", got)
	}
	save(postgres.AnnouncementInput{ID: draft, Version: post().Version, Title: "Bursa kerja Tebet dibuka", Body: "Halo", Status: app.AnnouncementPublished})
	when := post().PublishAt
	save(postgres.AnnouncementInput{ID: draft, Version: post().Version, Title: "Judul lain", Body: "Halo", Status: app.AnnouncementPublished})
	if a := post(); a.Slug != "bursa-kerja-tebet-dibuka" || !a.PublishAt.Equal(when) {
		t.Errorf("address or date of a public post moved: %s, %s → %s", a.Slug, when, a.PublishAt)
	}
	s.exec(`UPDATE announcements SET publish_at = now() - interval '1 second' WHERE slug = 'besok'`)
	if got := public(); got != "besok bursa-kerja-tebet-dibuka" && got != "bursa-kerja-tebet-dibuka besok" {
		t.Errorf("public: %s", got)
	}
	save(postgres.AnnouncementInput{ID: draft, Version: post().Version, Title: "Judul lain", Status: app.AnnouncementDraft})
	if got := public(); got != "besok" {
		t.Errorf("still public: %s", got)
	}
	if _, err := s.db.PublicAnnouncement(ctx, "bursa-kerja-tebet-dibuka"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("%v", err)
	}
	history, err := s.db.AnnouncementHistory(ctx, writer, draft)
	if err != nil {
		t.Fatal(err)
	}
	var actions []string
	for _, c := range history {
		actions = append(actions, strings.TrimPrefix(c.Action, "announcement."))
	}
	if got := strings.Join(actions, " "); got != "unpublish edit publish edit create" || history[0].Actor != writer.Name {
		t.Errorf("history %s", got)
	}
}

func TestWritersDoNotOverwriteEachOther(t *testing.T) {
	s := newShelf(t)
	ctx := t.Context()
	writer, other := s.actor("a@ppkd.test", app.RoleOfficer), s.actor("b@ppkd.test", app.RoleAdmin)
	id, err := s.db.SaveAnnouncement(ctx, writer, postgres.AnnouncementInput{Title: "Satu", Status: app.AnnouncementDraft})
	if err != nil {
		t.Fatal(err)
	}
	errs := make(chan error, 2)
	var wg sync.WaitGroup
	for _, a := range []*app.Actor{writer, other} {
		wg.Go(func() {
			_, err := s.db.SaveAnnouncement(ctx, a, postgres.AnnouncementInput{ID: id, Version: 1, Title: "Dari " + a.Name, Status: app.AnnouncementDraft})
			errs <- err
		})
	}
	wg.Wait()
	first, second := <-errs, <-errs
	if (first == nil) == (second == nil) || !errors.Is(errors.Join(first, second), postgres.ErrAnnouncementChanged) {
		t.Errorf("%v, %v", first, second)
	}
	// Who writes for one event only sees their own posts.
	limited := &app.Actor{AccountID: s.actor("c@ppkd.test", app.RolePetugas).AccountID, Name: "C", Grants: []app.Grant{{Role: app.RolePanitia, EventID: 7}}}
	if _, err := s.db.DeskAnnouncement(ctx, limited, id); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("another's post: %v", err)
	}
	if _, err := s.db.SaveAnnouncement(ctx, limited, postgres.AnnouncementInput{ID: id, Version: 2, Title: "x", Status: app.AnnouncementDraft}); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("saving another's post: %v", err)
	}
	own, err := s.db.SaveAnnouncement(ctx, limited, postgres.AnnouncementInput{Title: "Punya sendiri", Status: app.AnnouncementDraft})
	if err != nil {
		t.Fatal(err)
	}
	if posts, total, err := s.db.DeskAnnouncements(ctx, limited, 0, 10); err != nil || total != 1 || posts[0].ID != own {
		t.Errorf("%d posts, %v", total, err)
	}
	for name, a := range map[string]*app.Actor{"visitor": nil, "petugas": {AccountID: 1, Grants: []app.Grant{{Role: app.RolePetugas}}}} {
		if _, err := s.db.SaveAnnouncement(ctx, a, postgres.AnnouncementInput{Title: "x", Status: app.AnnouncementDraft}); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEqualTitlesGetAddressesOfTheirOwn(t *testing.T) {
	s := newShelf(t)
	writer := s.actor("a@ppkd.test", app.RoleOfficer)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if _, err := s.db.SaveAnnouncement(t.Context(), writer, postgres.AnnouncementInput{Title: "Libur bersama", Status: app.AnnouncementPublished}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if _, err := s.db.SaveAnnouncement(t.Context(), writer, postgres.AnnouncementInput{Title: "!!!", Status: app.AnnouncementDraft}); err != nil {
		t.Error(err)
	}
	if n := s.count(`SELECT count(*) FROM announcements WHERE slug IN ('libur-bersama', 'libur-bersama-2', 'libur-bersama-6', 'berita')`); n != 4 {
		t.Errorf("%d of 4 addresses", n)
	}
}

func TestPicturesOfPosts(t *testing.T) {
	s := newShelf(t)
	ctx := t.Context()
	writer := s.actor("a@ppkd.test", app.RoleOfficer)
	key, small, err := s.db.AddPicture(ctx, writer, photo, &photo)
	if err != nil || key == small {
		t.Fatal(err)
	}
	if f, err := s.db.PublicFile(ctx, key); err != nil || f.ContentType != "image/jpeg" {
		t.Errorf("%v, %v", f, err)
	}
	id, err := s.db.SaveAnnouncement(ctx, writer, postgres.AnnouncementInput{Title: "Foto", CoverKey: key, ThumbKey: small, CoverAlt: "Aula", Status: app.AnnouncementPublished})
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.db.DeskAnnouncement(ctx, writer, id)
	if err != nil || a.Cover.Key != key || a.Thumb.Key != small || a.Cover.Alt != "Aula" || a.Cover.Width != 4 {
		t.Errorf("%+v, %v", a, err)
	}
	if _, _, err := s.db.AddPicture(ctx, nil, photo, nil); !errors.Is(err, app.ErrForbidden) {
		t.Errorf("a visitor: %v", err)
	}
}

func TestPicturesThatNoPostShowsGo(t *testing.T) {
	s := newShelf(t)
	ctx := t.Context()
	writer := s.actor("dewi@ppkd.test", app.RolePanitia)
	photo := postgres.File{ContentType: "image/jpeg", Width: 2, Height: 1, Body: []byte("x")}
	add := func() (key, small string) {
		t.Helper()
		key, small, err := s.db.AddPicture(ctx, writer, photo, &photo)
		if err != nil {
			t.Fatal(err)
		}
		return key, small
	}
	cover, thumb := add()
	inside, insideSmall := add()
	english, englishSmall := add()
	lone, loneSmall := add()
	if _, err := s.db.SaveAnnouncement(ctx, writer, postgres.AnnouncementInput{
		Title: "Kabar", Body: "![x](/berkas/" + inside + ")", BodyEN: "![x](/berkas/" + english + ")", CoverKey: cover, ThumbKey: thumb, CoverAlt: "x", Status: app.AnnouncementDraft,
	}); err != nil {
		t.Fatal(err)
	}
	private := s.insert("files", row{"key": "00000000000000000000", "content_type": "application/pdf", "body": []byte("x")})
	s.exec(`UPDATE files SET created_at = now() - interval '8 days'`)
	fresh, _ := add()
	for range 2 {
		if err := s.db.SweepPictures(ctx); err != nil {
			t.Fatal(err)
		}
	}
	for name, key := range map[string]string{"the cover": cover, "the cover, small": thumb, "in the text": inside, "in the English text": english, "a new one": fresh} {
		if _, err := s.db.PictureSize(ctx, key); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, key := range map[string]string{"a lone one": lone, "small": loneSmall, "in the text, small": insideSmall, "in English, small": englishSmall} {
		if _, err := s.db.PictureSize(ctx, key); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var left int
	if err := s.sql.QueryRow(`SELECT count(*) FROM files WHERE id = $1`, private).Scan(&left); err != nil || left != 1 {
		t.Errorf("a file that is not public: %d, %v", left, err)
	}
}
