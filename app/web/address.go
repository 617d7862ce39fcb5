package web

import (
	"math"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
)

// ID returns the number that a part of the address names.
// Errors: app.ErrNotFound when it is none, as when there is no such thing.
func ID(c *fiber.Ctx, part string) (int64, error) {
	id, err := strconv.ParseInt(c.Params(part), 10, 64)
	if err != nil || id <= 0 {
		return 0, app.ErrNotFound
	}
	return id, nil
}

// PageNumber returns which page of a list is asked for, at least 1. It is
// never so large that the rows before it could not be counted.
func PageNumber(c *fiber.Ctx) int { return ClampPage(c.QueryInt("hal", 1)) }

// ClampPage is PageNumber of a number read otherwise.
func ClampPage(n int) int { return min(max(n, 1), math.MaxInt32/1000) }
