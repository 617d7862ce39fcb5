package app

import "slices"

// Role is what an account may be to the system. An account can hold several,
// each over a scope of its own.
type Role string

// The roles of the field (see the glossary in docs/architecture.md). The
// names petugas, panitia and mitra are kept from Indonesian because staff,
// documents and URLs all use them.
const (
	RoleCandidate Role = "candidate" // CPMI, a prospective migrant worker
	RolePetugas   Role = "petugas"   // marks attendance at gates and in classes
	RolePanitia   Role = "panitia"   // organizes events and exports their lists
	RoleMitra     Role = "mitra"     // a placement company at its booth
	RoleOfficer   Role = "officer"   // BP3MI, city, kecamatan or kelurahan officer
	RoleAdmin     Role = "admin"     // users, roles, reference data, audit
)

// Roles lists every role, in the order forms show them.
func Roles() []Role {
	return []Role{RoleCandidate, RolePetugas, RolePanitia, RoleMitra, RoleOfficer, RoleAdmin}
}

// Permission is one thing a route or use case asks for.
type Permission string

// Every permission there is. Public and SignedIn need no role.
const (
	Public       Permission = "public"       // anybody, signed in or not
	SignedIn     Permission = "signed_in"    // any account
	Apply        Permission = "apply"        // register oneself for events, hold tickets
	CheckIn      Permission = "check_in"     // redeem tickets at the gates of an event
	ForceEntry   Permission = "force_entry"  // let in whose ticket does not stand, annul marks, look at conflicts
	Participants Permission = "participants" // see the people of an event, NIK and phone masked
	Export       Permission = "export"       // download those lists
	StaffArea    Permission = "staff_area"   // the entrance page of all staff
	ViewQueue    Permission = "view_queue"   // outbox and dead letters
	ViewAudit    Permission = "view_audit"   // the audit trail
	ViewAccounts Permission = "view_accounts"

	EditJobs      Permission = "edit_jobs"      // write vacancies: all, or those of one's own agency
	VerifyJobs    Permission = "verify_jobs"    // publish vacancies that somebody else wrote
	EditAgencies  Permission = "edit_agencies"  // placement companies and their licences
	EditEvents    Permission = "edit_events"    // courses, fairs and outreach sessions
	Assess        Permission = "assess"         // score the applicants of a selection, mark who came to its slots
	Decide        Permission = "decide"         // approve, reject, move and cancel registrations of an event
	Overbook      Permission = "overbook"       // let somebody in beyond the capacity of an event
	EditReference Permission = "edit_reference" // rates, sectors, destinations, contacts, warning signs, synonyms
	HandleReports Permission = "handle_reports" // the inbox of reports from the public
	WriteNews     Permission = "write_news"     // announcements

	CheckPapers     Permission = "check_papers"     // open and check what people uploaded for an event
	PrivacyRequests Permission = "privacy_requests" // answer what people ask about their own data
)

var rolePermissions = map[Role][]Permission{
	RoleCandidate: {Apply},
	RolePetugas:   {StaffArea, CheckIn, Assess},
	RolePanitia:   {StaffArea, CheckIn, ForceEntry, Participants, Export, EditEvents, Decide, Overbook, Assess, WriteNews, CheckPapers},
	RoleMitra:     {StaffArea, EditJobs},
	RoleOfficer:   {StaffArea, Participants, EditJobs, VerifyJobs, EditAgencies, EditReference, HandleReports, WriteNews},
	RoleAdmin: {StaffArea, CheckIn, ForceEntry, Participants, Export, ViewQueue, ViewAudit, ViewAccounts,
		EditJobs, VerifyJobs, EditAgencies, EditEvents, Decide, Overbook, Assess, EditReference, HandleReports, WriteNews, CheckPapers, PrivacyRequests},
}

// Grants reports whether the role carries the permission, in some scope.
func (r Role) Grants(p Permission) bool {
	for _, have := range rolePermissions[r] {
		if have == p {
			return true
		}
	}
	return false
}

// Grant is one role of one account, over a scope. A zero field does not
// limit; a set one limits the role to that event, booth, agency or region.
type Grant struct {
	Role       Role   `db:"role"`
	EventID    int64  `db:"event_id"`
	BoothID    int64  `db:"booth_id"`
	AgencyID   int64  `db:"agency_id"`
	RegionCode string `db:"region_code"`
}

// Actor is who does something: every change names one, and the audit trail
// keeps it. A nil *Actor is an anonymous visitor; the System actor is the
// product itself (worker, seed, command line).
type Actor struct {
	AccountID   int64
	CandidateID int64 // 0 when the account holds no candidate profile yet
	Name        string
	Grants      []Grant
	LoginID     int64  // the login session, 0 for the system
	RequestID   string // for the audit trail
	system      bool
}

// System returns the actor for what the product does by itself.
func System(name string) *Actor { return &Actor{Name: name, system: true} }

// IsSystem reports whether the actor is the product itself.
func (a *Actor) IsSystem() bool { return a != nil && a.system }

// Can reports whether the actor holds the permission in at least one scope.
// Use cases over one event ask CanEvent instead.
func (a *Actor) Can(p Permission) bool {
	if p == Public {
		return true
	}
	if a == nil {
		return false
	}
	if a.system || p == SignedIn {
		return true
	}
	for _, g := range a.Grants {
		if g.Role.Grants(p) {
			return true
		}
	}
	return false
}

// CanEvent reports whether the actor holds the permission over the event:
// through a grant without an event, or one for exactly this event. Grants
// limited to a booth, an agency or a region never reach a whole event.
func (a *Actor) CanEvent(p Permission, eventID int64) bool {
	if a == nil {
		return false
	}
	if a.system {
		return true
	}
	for _, g := range a.Grants {
		if g.Role.Grants(p) && (g.EventID == 0 || g.EventID == eventID) &&
			g.BoothID == 0 && g.AgencyID == 0 && g.RegionCode == "" {
			return true
		}
	}
	return false
}

// CanAll reports whether the actor holds the permission over everything:
// through a grant that nothing limits.
func (a *Actor) CanAll(p Permission) bool {
	if a == nil {
		return false
	}
	if a.system {
		return true
	}
	for _, g := range a.Grants {
		if g.Role.Grants(p) && g == (Grant{Role: g.Role}) {
			return true
		}
	}
	return false
}

// CanAgency reports whether the actor holds the permission over what belongs
// to the agency: over everything, or through a grant for exactly this agency.
func (a *Actor) CanAgency(p Permission, agencyID int64) bool {
	if a.CanAll(p) {
		return true
	}
	return slices.Contains(a.Agencies(p), agencyID)
}

// Agencies returns the agencies that grants of the permission are limited to.
func (a *Actor) Agencies(p Permission) []int64 {
	if a == nil {
		return nil
	}
	var ids []int64
	for _, g := range a.Grants {
		if g.Role.Grants(p) && g == (Grant{Role: g.Role, AgencyID: g.AgencyID}) && g.AgencyID != 0 && !slices.Contains(ids, g.AgencyID) {
			ids = append(ids, g.AgencyID)
		}
	}
	return ids
}

// IsStaff reports whether the actor holds any role beside candidate.
func (a *Actor) IsStaff() bool { return a.Can(StaffArea) }
