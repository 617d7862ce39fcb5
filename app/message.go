package app

// MessageKind is why a message about a registration is sent. The message
// tells what is true when it is written, which may be later than it was asked
// for: where nothing is left to tell, none is sent.
type MessageKind string

// The kinds of message about a registration. Essential ones are what somebody
// has to know to keep or to use their place: they are sent whatever their
// reader has unsubscribed from.
const (
	MessagePlaced          MessageKind = "placed"           // right after registering: a place, in line, or awaiting a decision. Essential
	MessageMoved           MessageKind = "moved"            // left the waiting list with a place. Essential
	MessageOffered         MessageKind = "offered"          // a freed place is kept until a deadline. Essential
	MessageLapsed          MessageKind = "lapsed"           // the place offered was not taken in time. Essential
	MessageSwitched        MessageKind = "switched"         // now in another session. Essential
	MessageReissued        MessageKind = "reissued"         // the ticket has a new code, the old one is void. Essential
	MessageCancelled       MessageKind = "cancelled"        // ended by its owner or by staff. Essential
	MessageReleased        MessageKind = "released"         // ended because nobody said again that they come. Essential
	MessageDecided         MessageKind = "decided"          // staff approved the registration, or did not. Essential
	MessageResult          MessageKind = "result"           // the result of a selection was published. Essential
	MessageReconfirm       MessageKind = "reconfirm"        // asks to say again that they come, or the place is released. Essential
	MessageReminderWeek    MessageKind = "reminder_week"    // seven days before. Not essential
	MessageReminderDay     MessageKind = "reminder_day"     // the day before. Not essential
	MessageReminderMorning MessageKind = "reminder_morning" // at seven on the day itself. Not essential
	MessageChanged         MessageKind = "changed"          // time, place or session of the event changed. Essential
	MessageEventCancelled  MessageKind = "event_cancelled"  // the event does not take place. Essential
)

// Essential reports whether the message is sent also to those who have
// unsubscribed from what they need not know.
func (k MessageKind) Essential() bool {
	switch k {
	case MessageReminderWeek, MessageReminderDay, MessageReminderMorning:
		return false
	}
	return true
}
