// Package app is the heart of Gerbang: the words of the field as Go types,
// and the rules over them as pure functions. It uses the standard library
// only and knows nothing of HTTP, SQL or templates.
//
// The one idea: a job fair, a course batch and an outreach session are all an
// Event. An Event has Sessions (entry waves, selection slots, class
// meetings), takes Registrations (one live one per Candidate), issues Tickets
// and collects attendance.
//
//	Candidate ──< Registration >── Event ──< Session
//	                  │  └─ Ticket (opaque code)
//	                  └──< attendance
//	Agency ──< Job        Event ──< Booth >── Agency
//
// Where to look:
//
//	error.go         Error and its kinds: what may be shown to whom
//	actor.go         roles, permissions and their scopes
//	candidate.go     the person: name, birth date, address; nik.go the identity number
//	event.go         events and sessions; registration.go the states of a registration
//	place.go         who gets a seat and who waits
//	selection.go     how a course chooses: scores, ranking, results
//	ticket.go        ticket codes
//	attendance.go    who is let in at a gate
//	agency.go job.go overseas vacancies and who offers them; job_check.go their rules
//	language.go      levels of language tests and how they compare
//	match.go         how a job fits a person, rule by rule; eligibility.go the same of a course
//	course.go path.go what a course leads to, and the steps of the Japanese path
//	saved.go         saved jobs and searches
//	background.go    what a candidate has learnt and done
//	report.go        what the public reports to officers; announcement.go posts by staff
package app
