package demo

import (
	"gerbang/app"
	"gerbang/app/postgres"
)

// Password is that of every staff account of the demo.
const Password = "gerbang-demo-2026"

const (
	sitiEmail   = "siti@gerbang.example"
	mitraAgency = 2 // PT Kapulaga Lintas Bangsa, from 1
	mitraBooth  = "A01"
)

// staffAccount is a demo account that signs in with the password.
type staffAccount struct {
	key, name string
	roles     []staffRole
}

// staffRole is a role over the events of the given keys; over all without any.
type staffRole struct {
	role   app.Role
	events []string
}

func staffAccounts() []staffAccount {
	return []staffAccount{
		{"admin", "Wulan Ayuningtyas", []staffRole{{app.RoleAdmin, nil}}},
		{"petugas", "Budi Hartono", []staffRole{{app.RolePetugas, []string{"fair-now"}}}},
		{"petugas2", "Nurlaila Mughni", []staffRole{{app.RolePetugas, []string{"fair-now", "fair-past"}}}},
		{"panitia", "Dewi Kusumawati", []staffRole{{app.RolePanitia, []string{"fair-now", "fair-past"}}}},
		{"panitia-pelatihan", "Rudi Sihombing", []staffRole{{app.RolePanitia, courseKeys()}}},
		{"officer", "Ratna Puspitasari", []staffRole{{app.RoleOfficer, nil}}},
		{"mitra", "Asep Permana", nil},
	}
}

func (s *staffAccount) email() string { return s.key + "@gerbang.example" }

func (g *generator) addStaff() {
	for _, s := range staffAccounts() {
		g.plan.accounts = append(g.plan.accounts, postgres.BulkAccount{Name: s.name, Email: s.email(), CreatedAt: g.daysAgo(120, 9, 0)})
		g.staff[s.key] = int64(len(g.plan.accounts))
	}
}

// addGrants gives the staff accounts their roles, once events exist.
func (g *generator) addGrants() {
	for _, s := range staffAccounts() {
		for _, role := range s.roles {
			if role.events == nil {
				g.grant(s.key, app.Grant{Role: role.role})
			}
			for _, key := range role.events {
				g.grant(s.key, app.Grant{Role: role.role, EventID: g.events[key]})
			}
		}
	}
	for i, b := range g.plan.booths {
		if b.EventID == g.events["fair-now"] && b.Number == mitraBooth {
			g.grant("mitra", app.Grant{Role: app.RoleMitra, AgencyID: mitraAgency})
			g.grant("mitra", app.Grant{Role: app.RoleMitra, BoothID: int64(i + 1)})
		}
	}
}

func (g *generator) grant(key string, grant app.Grant) {
	g.plan.grants = append(g.plan.grants, postgres.BulkGrant{AccountID: g.staff[key], Grant: grant})
}
