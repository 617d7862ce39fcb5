package candidate

import "gerbang/app/i18n"

// Subscription is what the link of a message ends: messages about a saved
// search when it has a name, reminders and messages of organizers, or else
// those about saved jobs.
type Subscription struct {
	Search  string
	Notices bool
	Ended   bool
	Action  string
}

func (s Subscription) text(l *i18n.Locale, prefix string) string {
	switch {
	case s.Search != "":
		return l.T(prefix+"search", "name", s.Search)
	case s.Notices:
		return l.T(prefix + "notices")
	}
	return l.T(prefix + "jobs")
}
