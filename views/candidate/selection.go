package candidate

import "gerbang/views/ui"

// SlotView offers the slots of a selection.
type SlotView struct {
	Event, Back, Until string
	Form               ui.Form
	Choices            []SlotChoice // one for each sitting; none when there is nothing to choose
}

// SlotChoice are the slots of one sitting.
type SlotChoice struct {
	Name, Label string
	Options     []ui.Option
}

// SeatView asks whether a seat is taken.
type SeatView struct {
	Event, Back, Until, Starts, Where string
	Form                              ui.Form
	Confirmed, Late, Begun            bool
}
