package app

import (
	"crypto/rand"
	"strings"
	"time"
)

// ticketAlphabet is Crockford's base32: no I, L, O or U, so that a code read
// aloud or typed from a cracked screen has no look-alikes.
const ticketAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// TicketCodeLen is the length of a ticket code: 16 characters of 5 bits are
// 80 bits, unguessable, and leave a QR symbol of version 2 room for the
// highest error correction, so that a cracked screen is still read.
const TicketCodeLen = 16

// HumanCodeLen is how many leading characters of a code a person types at the
// gate: 40 bits are unique within one event.
const HumanCodeLen = 8

// TicketCode is the opaque random code that a ticket carries. It says nothing
// about its holder.
type TicketCode string

// NewTicketCode makes a random code.
func NewTicketCode() TicketCode {
	var raw [TicketCodeLen]byte
	rand.Read(raw[:]) // never fails: crypto/rand aborts the program instead
	for i, b := range raw {
		raw[i] = ticketAlphabet[b&31]
	}
	return TicketCode(raw[:])
}

// Human returns the part that people type, grouped "K7QP-2M4X".
func (c TicketCode) Human() string {
	if len(c) < HumanCodeLen {
		return string(c)
	}
	return string(c[:4]) + "-" + string(c[4:HumanCodeLen])
}

// NormalizeTicketCode reads a code as scanned or typed: case, spaces and
// dashes do not matter, and the look-alikes O, I, L and U are read as 0, 1, 1
// and V, which the alphabet has in their stead.
// ok is false unless the result has the length of a human or a whole code.
func NormalizeTicketCode(s string) (code string, ok bool) {
	if len(s) > 64 {
		return "", false
	}
	var b strings.Builder
	for _, r := range strings.ToUpper(s) {
		switch r {
		case ' ', '-', '\t', '\r', '\n', '\u00a0':
			continue
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		case 'U':
			r = 'V'
		}
		if !strings.ContainsRune(ticketAlphabet, r) {
			return "", false
		}
		b.WriteRune(r)
	}
	code = b.String()
	return code, len(code) == HumanCodeLen || len(code) == TicketCodeLen
}

// ErrNoNewTicket refuses a new code where there is no ticket to replace.
var ErrNoNewTicket = &Error{Kind: Conflict, Key: "ticket.reissue.none"}

// Ticket is what a candidate shows at the gate. A registration has at most
// one that is not revoked.
type Ticket struct {
	ID             int64
	RegistrationID int64
	Code           TicketCode
	IssuedAt       time.Time
	RevokedAt      *time.Time
}
