package catalogue

import (
	"context"
	"sync"

	"github.com/gofiber/fiber/v2"

	"gerbang/app/find"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
)

// jobsPath is the list of jobs.
const jobsPath = "/lowongan"

// jobShelf is the index of public jobs with the names of what they are
// filtered by.
type jobShelf struct {
	*find.Index
	countries map[string]postgres.Country
	sectors   map[string]postgres.Sector
}

// shelfMemo keeps the shelf as long as its index is the present one.
type shelfMemo struct {
	mu    sync.Mutex
	shelf *jobShelf
}

// jobShelf returns the jobs that are public now.
func (h *Handler) jobShelf(ctx context.Context) (*jobShelf, error) {
	index, err := h.JobIndex(ctx)
	if err != nil {
		return nil, err
	}
	m := &h.shelf
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.shelf != nil && m.shelf.Index == index {
		return m.shelf, nil
	}
	s := &jobShelf{Index: index}
	if s.countries, err = h.DB.Countries(ctx); err != nil {
		return nil, err
	}
	if s.sectors, err = h.DB.Sectors(ctx); err != nil {
		return nil, err
	}
	m.shelf = s
	return s, nil
}

// read reads the query of the address and leaves out countries and sectors
// that do not exist.
func (s *jobShelf) read(c *fiber.Ctx) find.Query {
	q := find.ParseString(string(c.Request().URI().QueryString()))
	q.Countries = known(q.Countries, s.countries)
	q.Sectors = known(q.Sectors, s.sectors)
	return q
}

func known[T any](codes []string, all map[string]T) []string {
	var out []string
	for _, code := range codes {
		if _, ok := all[code]; ok {
			out = append(out, code)
		}
	}
	return out
}

// lookUp returns what the words of the query find, nil when it has none.
func (h *Handler) lookUp(ctx context.Context, s *jobShelf, q find.Query) (*find.Found, error) {
	return s.Found(q, func(text string, exact bool) (*find.Found, error) { return h.DB.Search(ctx, text, exact) })
}

func (s *jobShelf) countryName(l *i18n.Locale, code string) string {
	c := s.countries[code]
	return l.Choose(c.NameID, c.NameEN)
}

func (s *jobShelf) sectorName(l *i18n.Locale, code string) string {
	if sector, ok := s.sectors[code]; ok {
		return l.Choose(sector.NameID, sector.NameEN)
	}
	return code
}
