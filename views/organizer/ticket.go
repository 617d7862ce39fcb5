package organizer

import (
	"gerbang/app"
	"gerbang/views/ui"
)

// TicketPage is a participant's ticket as the help desk sees it.
type TicketPage struct {
	Event   *app.Event
	Name    string
	When    string
	Status  ui.BadgeItem
	Code    string // as people type it; empty while there is no ticket
	Path    string // of the ticket
	Reissue bool   // it may get another code
}
