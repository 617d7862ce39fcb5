package deliver

import "gerbang/app/postgres"

// reissued tells of the new code of a ticket.
func reissued(w writer, v *postgres.RegistrationView) (subject, text string) {
	if v.Code == "" {
		return "", "" // cancelled meanwhile: another message tells
	}
	return w.withTicket("message.reissued", v)
}
