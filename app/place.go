package app

// Seats are an event's free places while its row is locked: nobody else can
// give one away until the lock is gone. The zero value has no limit at all.
type Seats struct {
	EventLimited bool
	EventLeft    int
	sessions     map[int64]int
	waiting      int64
}

// NewSeats returns the seats of an event with the given capacity (0 for no
// limit of its own), places already given away and last waiting number.
func NewSeats(capacity, taken int, lastWaiting int64) *Seats {
	return &Seats{
		EventLimited: capacity > 0,
		EventLeft:    max(0, capacity-taken),
		sessions:     map[int64]int{},
		waiting:      lastWaiting,
	}
}

// Limit tells the seats that the session has left places; sessions not named
// here have no limit.
func (s *Seats) Limit(sessionID int64, left int) { s.sessions[sessionID] = max(0, left) }

// LastWaiting returns the highest waiting number given out so far.
func (s *Seats) LastWaiting() int64 { return s.waiting }

// Free reports whether there is a place for the session now.
func (s *Seats) Free(sessionID int64) bool {
	if s.EventLimited && s.EventLeft == 0 {
		return false
	}
	left, limited := s.sessions[sessionID]
	return !limited || left > 0
}

func (s *Seats) take(sessionID int64) bool {
	if !s.Free(sessionID) {
		return false
	}
	if s.EventLimited {
		s.EventLeft--
	}
	if left, limited := s.sessions[sessionID]; limited {
		s.sessions[sessionID] = left - 1
	}
	return true
}

// Placement is what Place decided for one registration.
type Placement struct {
	Status     RegistrationStatus
	WaitlistNo int64 // set when Status is Waitlisted
}

// Place decides what one new registration becomes and takes its seat. With
// instant approval a free place is confirmed and the rest wait in the order
// in which Place is called; otherwise the registration is submitted and takes
// no seat until somebody decides.
func Place(a Approval, s *Seats, sessionID int64) Placement {
	if a != Instant {
		return Placement{Status: Submitted}
	}
	if s.take(sessionID) {
		return Placement{Status: Confirmed}
	}
	s.waiting++
	return Placement{Status: Waitlisted, WaitlistNo: s.waiting}
}

// InLine is somebody who waits for a place.
type InLine struct {
	RegistrationID int64
	SessionID      int64 // 0 when the event has no sessions to choose from
}

// Fill gives the free places to those in line and returns who gets one. The
// first in line comes first; who waits for a full session lets those pass who
// can use a place elsewhere.
func Fill(s *Seats, line []InLine) []InLine {
	var given []InLine
	for _, w := range line {
		if s.take(w.SessionID) {
			given = append(given, w)
		}
	}
	return given
}
