package account

import (
	"net/netip"
	"regexp"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/views/account"
)

const shownMessages = 50

// Messages shows what would have been sent, in demo mode and to somebody at
// this machine only: it holds the codes of everybody.
func (h *Handler) Messages(c *fiber.Ctx) error {
	remote, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	if !h.Config.DemoOn() || !ok || !remote.Unmap().IsLoopback() || c.Get(fiber.HeaderXForwardedFor) != "" {
		return app.ErrNotFound
	}
	found, err := h.DB.Messages(c.UserContext(), shownMessages)
	if err != nil {
		return err
	}
	messages := make([]account.Message, len(found))
	for i, m := range found {
		messages[i] = account.Message{
			Channel: m.Channel, Address: mask(m.Channel, m.Address), Subject: m.Subject,
			Status: string(m.Status), At: m.CreatedAt, Paragraphs: paragraphs(m.Text),
		}
	}
	return h.Render(c, fiber.StatusOK, account.MessagesPage(h.page(c, "account.messages_title"), messages))
}

var link = regexp.MustCompile(`https?://[^\s<>"]+[^\s<>".,;:!?)]`)

// paragraphs splits a text into paragraphs, lines and pieces, of which some
// are links.
func paragraphs(text string) [][][]account.Piece {
	var out [][][]account.Piece
	for _, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		var lines [][]account.Piece
		for _, line := range strings.Split(paragraph, "\n") {
			var pieces []account.Piece
			rest := 0
			for _, at := range link.FindAllStringIndex(line, -1) {
				if at[0] > rest {
					pieces = append(pieces, account.Piece{Text: line[rest:at[0]]})
				}
				pieces = append(pieces, account.Piece{Text: line[at[0]:at[1]], Link: true})
				rest = at[1]
			}
			if rest < len(line) {
				pieces = append(pieces, account.Piece{Text: line[rest:]})
			}
			lines = append(lines, pieces)
		}
		out = append(out, lines)
	}
	return out
}
