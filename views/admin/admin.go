// Package admin shows the pages of admins: accounts, the audit trail, the queue.
package admin

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// AccountList is a page of accounts with the filter that chose them.
type AccountList struct {
	Search             string
	Role               app.Role
	Accounts           []Account
	Total, Page, Pages int
}

// Account is one line of it.
type Account struct {
	ID                 int64
	Name, Email, Phone string // the phone is masked
	Staff, Disabled    bool
	Roles              []Role
	CreatedAt          time.Time
	SeenAt             *time.Time
}

// Role is a role and what it is limited to.
type Role struct {
	Role  app.Role
	Scope string
}

func (l AccountList) form(lo *i18n.Locale) ui.Form {
	return ui.Form{L: lo, Values: map[string][]string{"q": {l.Search}, "peran": {string(l.Role)}}}
}

func (l AccountList) url(p layout.Page) func(int) string {
	return func(n int) string {
		return p.URL("/admin/pengguna" + query("q", l.Search, "peran", string(l.Role), "hal", strconv.Itoa(n)))
	}
}

func roleOptions(p layout.Page) []ui.Option {
	var options []ui.Option
	for _, r := range app.Roles() {
		options = append(options, ui.Option{Value: string(r), Text: p.T("admin.role." + string(r))})
	}
	return options
}

func (r Role) text(p layout.Page) string {
	if r.Scope == "" {
		return p.T("admin.role." + string(r.Role))
	}
	return p.T("admin.role."+string(r.Role)) + " · " + r.Scope
}

func (r Role) tone() ui.Tone {
	if r.Role == app.RoleCandidate {
		return ui.Mute
	}
	return ui.Info
}

// AuditList is a page of the audit trail with the filter that chose it, as typed.
type AuditList struct {
	Entity, EntityID, Action, Actor, From, To string
	Entities                                  []string
	Entries                                   []Entry
	Older                                     int64 // the next page shows what is older than this row; 0 when there is nothing
	Paged                                     bool  // this is not the newest page
}

// Entry is one row of the trail.
type Entry struct {
	At                 time.Time
	Actor              string
	AccountID          int64
	Action, Entity     string
	EntityID           int64
	Changes            []Change
	Purpose, RequestID string
}

// Change is one field before and after.
type Change struct{ Field, Before, After string }

func (l AuditList) form(lo *i18n.Locale) ui.Form {
	return ui.Form{L: lo, Values: map[string][]string{
		"hal": {l.Entity}, "nomor": {l.EntityID}, "tindakan": {l.Action}, "oleh": {l.Actor}, "dari": {l.From}, "sampai": {l.To},
	}}
}

func (l AuditList) filtered() bool {
	return l.Entity+l.EntityID+l.Action+l.Actor+l.From+l.To != ""
}

func (l AuditList) url(p layout.Page, before int64) string {
	page := ""
	if before != 0 {
		page = strconv.FormatInt(before, 10)
	}
	return p.URL("/admin/jejak-audit" + query("hal", l.Entity, "nomor", l.EntityID, "tindakan", l.Action, "oleh", l.Actor, "dari", l.From, "sampai", l.To, "sebelum", page))
}

func (l AuditList) entityOptions(p layout.Page) []ui.Option {
	var options []ui.Option
	for _, e := range l.Entities {
		options = append(options, ui.Option{Value: e, Text: word(p, "admin.entity.", e)})
	}
	return options
}

// actor names who did it: the system and visitors have no account.
func (e Entry) actor(p layout.Page) string {
	switch {
	case e.Actor == "anonymous":
		return p.T("admin.visitor")
	case e.Actor == "" && e.AccountID != 0:
		return p.T("admin.account_n", "id", e.AccountID)
	}
	return e.Actor
}

// what names the thing; what is not one of many, such as the database, has no number.
func (e Entry) what(p layout.Page) string {
	if e.EntityID == 0 {
		return word(p, "admin.entity.", e.Entity)
	}
	return word(p, "admin.entity.", e.Entity) + " " + strconv.FormatInt(e.EntityID, 10)
}

func (e Entry) href(p layout.Page) string {
	return p.URL("/admin/jejak-audit" + query("hal", e.Entity, "nomor", strconv.FormatInt(e.EntityID, 10)))
}

// word returns the reader's word for a name that code gives, or the name
// itself: features may write actions that this page has no word for.
func word(p layout.Page, prefix, name string) string {
	if p.L.Has(prefix + name) {
		return p.T(prefix + name)
	}
	return name
}

// WorkList is the state of the queue.
type WorkList struct {
	Waiting, Failing, Dead int
	Work                   []Work
}

// Work is a piece of work that fails or was given up.
type Work struct {
	ID               int64
	Kind             string
	Attempts         int
	Error            string
	CreatedAt, RunAt time.Time
	DeadAt           *time.Time
}

// query makes a query string of name, value pairs, without the empty ones.
func query(pairs ...string) string {
	var parts []string
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			parts = append(parts, pairs[i]+"="+url.QueryEscape(pairs[i+1]))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "?" + strings.Join(parts, "&")
}
