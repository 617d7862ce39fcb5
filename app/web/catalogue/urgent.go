package catalogue

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/views/safety"
)

// urgent returns the numbers that help within minutes.
func (h *Handler) urgent(c *fiber.Ctx) ([]safety.Contact, error) {
	lines, err := h.DB.Hotlines(c.UserContext())
	if err != nil {
		return nil, err
	}
	l := h.Locale(c)
	var urgent []safety.Contact
	for _, line := range lines {
		if line.Urgent {
			urgent = append(urgent, safety.NewContact(line.Channel, line.Contact, l.Choose(line.Purpose, line.PurposeEN), l.Choose(line.Hours, line.HoursEN)))
		}
	}
	return urgent, nil
}
