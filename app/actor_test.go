package app_test

import (
	"testing"

	"gerbang/app"
)

func TestCan(t *testing.T) {
	with := func(roles ...app.Role) *app.Actor {
		a := &app.Actor{AccountID: 1}
		for _, r := range roles {
			a.Grants = append(a.Grants, app.Grant{Role: r})
		}
		return a
	}
	permissions := []app.Permission{
		app.Public, app.SignedIn, app.Apply, app.CheckIn, app.Participants, app.Export, app.StaffArea, app.ViewQueue, app.ViewAudit, app.ViewAccounts,
	}
	tests := []struct {
		name  string
		actor *app.Actor
		may   []app.Permission
	}{
		{"a visitor", nil, []app.Permission{app.Public}},
		{"no role", with(), []app.Permission{app.Public, app.SignedIn}},
		{"candidate", with(app.RoleCandidate), []app.Permission{app.Public, app.SignedIn, app.Apply}},
		{"petugas", with(app.RolePetugas), []app.Permission{app.Public, app.SignedIn, app.StaffArea, app.CheckIn}},
		{"panitia", with(app.RolePanitia), []app.Permission{app.Public, app.SignedIn, app.StaffArea, app.CheckIn, app.Participants, app.Export}},
		{"mitra", with(app.RoleMitra), []app.Permission{app.Public, app.SignedIn, app.StaffArea}},
		{"officer", with(app.RoleOfficer), []app.Permission{app.Public, app.SignedIn, app.StaffArea, app.Participants}},
		{"admin", with(app.RoleAdmin), []app.Permission{app.Public, app.SignedIn, app.StaffArea, app.CheckIn, app.Participants, app.Export, app.ViewQueue, app.ViewAudit, app.ViewAccounts}},
		{"candidate and petugas", with(app.RoleCandidate, app.RolePetugas), []app.Permission{app.Public, app.SignedIn, app.Apply, app.StaffArea, app.CheckIn}},
		{"a role nobody knows", with("raja"), []app.Permission{app.Public, app.SignedIn}},
		{"the system", app.System("worker"), permissions},
	}
	for _, tt := range tests {
		may := map[app.Permission]bool{}
		for _, p := range tt.may {
			may[p] = true
		}
		for _, p := range permissions {
			if tt.actor.Can(p) != may[p] {
				t.Errorf("%s, %s: %v", tt.name, p, tt.actor.Can(p))
			}
		}
		if tt.actor.IsStaff() != may[app.StaffArea] {
			t.Errorf("%s: staff %v", tt.name, tt.actor.IsStaff())
		}
	}
	if (*app.Actor)(nil).IsSystem() || with(app.RoleAdmin).IsSystem() || !app.System("seed").IsSystem() {
		t.Error("only the system is the system")
	}
}

func TestCanEvent(t *testing.T) {
	tests := []struct {
		name  string
		grant app.Grant
		want  bool
	}{
		{"everywhere", app.Grant{Role: app.RolePetugas}, true},
		{"this event", app.Grant{Role: app.RolePetugas, EventID: 7}, true},
		{"another event", app.Grant{Role: app.RolePetugas, EventID: 8}, false},
		{"a booth of this event", app.Grant{Role: app.RolePanitia, EventID: 7, BoothID: 1}, false},
		{"an agency", app.Grant{Role: app.RolePanitia, AgencyID: 1}, false},
		{"a region", app.Grant{Role: app.RoleAdmin, RegionCode: "31.74"}, false},
		{"without the permission", app.Grant{Role: app.RoleOfficer, EventID: 7}, false},
	}
	for _, tt := range tests {
		a := &app.Actor{AccountID: 1, Grants: []app.Grant{tt.grant}}
		if a.CanEvent(app.CheckIn, 7) != tt.want {
			t.Errorf("%s: %v", tt.name, !tt.want)
		}
	}
	if (*app.Actor)(nil).CanEvent(app.CheckIn, 7) || !app.System("x").CanEvent(app.CheckIn, 7) {
		t.Error("nobody and the system")
	}
}
