package postgres_test

import (
	"errors"
	"testing"

	"gerbang/app"
	"gerbang/app/postgres"
)

func TestOfficersKeepWhatTheSafetyPageShows(t *testing.T) {
	s := newShelf(t)
	ctx := t.Context()
	officer := s.actor("ratna@bp3mi.test", app.RoleOfficer)
	signs, err := s.db.WarningSigns(ctx)
	if err != nil || len(signs) != 10 || signs[0].TitleEN == "" {
		t.Fatalf("%d signs, %v", len(signs), err)
	}
	second := signs[1]
	if err := s.db.MoveSign(ctx, officer, second.ID, true); err != nil {
		t.Fatal(err)
	}
	if err := s.db.MoveSign(ctx, officer, second.ID, true); err != nil { // it is first already
		t.Fatal(err)
	}
	second.TitleID = "Diubah"
	if err := s.db.SaveSign(ctx, officer, second); err != nil {
		t.Fatal(err)
	}
	off := signs[2]
	off.Active = false
	if err := s.db.SaveSign(ctx, officer, off); err != nil {
		t.Fatal(err)
	}
	if err := s.db.SaveSign(ctx, officer, postgres.WarningSign{TitleID: "Baru", Active: true}); err != nil {
		t.Fatal(err)
	}
	signs, err = s.db.WarningSigns(ctx)
	if err != nil || len(signs) != 10 || signs[0].TitleID != "Diubah" || signs[9].TitleID != "Baru" {
		t.Errorf("%+v, %v", signs, err)
	}

	lines, err := s.db.Hotlines(ctx)
	if err != nil || !lines[0].Urgent || lines[0].PurposeEN == "" || lines[0].ConfirmedOn != nil {
		t.Fatalf("%+v, %v", lines[0], err)
	}
	line := lines[0]
	line.Revision = "" // the same one saves again and again
	if err := s.db.SaveHotline(ctx, officer, line, true); err != nil {
		t.Fatal(err)
	}
	confirmed := func() (any, string) {
		t.Helper()
		lines, err := s.db.Hotlines(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return lines[0].ConfirmedOn, lines[0].ConfirmedBy
	}
	if _, by := confirmed(); by != officer.Name {
		t.Errorf("confirmed by %q", by)
	}
	line.Purpose = "lain"
	if err := s.db.SaveHotline(ctx, officer, line, false); err != nil {
		t.Fatal(err)
	}
	if _, by := confirmed(); by != officer.Name {
		t.Error("a new wording takes the confirmation away")
	}
	line.Contact = "119"
	if err := s.db.SaveHotline(ctx, officer, line, false); err != nil {
		t.Fatal(err)
	}
	if _, by := confirmed(); by != "" {
		t.Error("another number counts as confirmed")
	}

	if err := s.db.SavePost(ctx, officer, postgres.ComplaintPost{RegionCode: "31.74.01", Place: "Kantor Camat", Active: true}, true); err != nil {
		t.Fatal(err)
	}
	if err := s.db.SavePost(ctx, officer, postgres.ComplaintPost{RegionCode: "31.74.01.1001", Place: "x"}, false); app.KindOf(err) != app.Invalid {
		t.Errorf("a post of no kecamatan: %v", err)
	}
	if posts, err := s.db.ComplaintPosts(ctx); err != nil || len(posts) != 11 {
		t.Errorf("%d posts, %v", len(posts), err)
	}
	if n := s.count(`SELECT count(*) FROM audit_log WHERE entity IN ('warning_sign', 'hotline', 'complaint_post') AND account_id = $1`, officer.AccountID); n != 8 {
		t.Errorf("%d audit rows", n)
	}

	for name, a := range map[string]*app.Actor{
		"visitor": nil, "panitia": {Grants: []app.Grant{{Role: app.RolePanitia}}},
		"an officer of one region": {Grants: []app.Grant{{Role: app.RoleOfficer, RegionCode: "31.74"}}},
	} {
		_, e1 := s.db.DeskSigns(ctx, a)
		for i, err := range []error{e1, s.db.SaveSign(ctx, a, second), s.db.SaveHotline(ctx, a, line, false), s.db.SavePost(ctx, a, postgres.ComplaintPost{}, false), s.db.MoveHotline(ctx, a, 1, true)} {
			if !errors.Is(err, app.ErrForbidden) {
				t.Errorf("%s, %d: %v", name, i, err)
			}
		}
	}
	if err := s.db.SaveSign(ctx, officer, postgres.WarningSign{ID: 999, TitleID: "x"}); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("an unknown sign: %v", err)
	}
}

func TestRenamedReferenceRowsAreNotLoadedAgain(t *testing.T) {
	s := newShelf(t)
	s.exec(`UPDATE hotlines SET channel = 'Nama lain', updated_at = now(), purpose_en = '' WHERE code = 'jakarta-siaga'`)
	s.exec(`UPDATE complaint_posts SET place = 'Tempat lain' WHERE code = '31.74.01'`)
	s.exec(`UPDATE warning_signs SET title_id = 'Judul lain' WHERE code = 'lpk'`)
	if err := postgres.Migrate(t.Context(), s.dsn); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{
		`SELECT count(*) FROM hotlines`:                                                 13,
		`SELECT count(*) FROM complaint_posts`:                                          10,
		`SELECT count(*) FROM warning_signs`:                                            10,
		`SELECT count(*) FROM hotlines WHERE channel = 'Nama lain' AND purpose_en = ''`: 1,
	} {
		if n := s.count(query); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
}
