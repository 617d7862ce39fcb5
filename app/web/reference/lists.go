package reference

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/reference"
	"gerbang/views/ui"
)

const (
	sectorsPath = root + "/sektor"
	levelsPath  = root + "/bahasa"
	wordsPath   = root + "/kata"
	newEntry    = "baru" // stands in the address where the name of an entry would
)

// entry reads which entry of a list the address names; empty for a new one.
func entry(c *fiber.Ctx) string {
	name, err := url.PathUnescape(c.Params("slug"))
	if err != nil || strings.ContainsRune(name, 0) {
		return "\n" // nothing has this name
	}
	if name == newEntry {
		return ""
	}
	return strings.ToValidUTF8(name, "")
}

func ticked(active bool) []string {
	if active {
		return []string{"1"}
	}
	return nil
}

// editor renders the form of one entry.
func (h *Handler) editor(c *fiber.Ctx, form ui.Form, kind, path, listKey, newKey, editKey string) error {
	if err := mayEdit(c); err != nil {
		return err
	}
	name := entry(c)
	title, last := editKey, url.PathEscape(name)
	if name == "" {
		title, last = newKey, newEntry
	}
	p := h.page(c, title)
	p.HasErrors = form.Failed()
	return h.Render(c, web.FormStatus(form), view.EditorPage(p, view.Editor{
		Title: p.Title, Back: p.T(listKey), BackHref: p.URL(path), Action: p.URL(path + "/" + last), Kind: kind, New: name == "", Form: form,
	}))
}

// Sectors lists the sectors.
func (h *Handler) Sectors(c *fiber.Ctx) error {
	p := h.page(c, "reference.sectors")
	f, err := h.frame(c, p.L, "reference.sectors", "sector")
	if err != nil {
		return err
	}
	list, err := h.DB.SectorLines(c.UserContext())
	if err != nil {
		return err
	}
	v := view.Sectors{Frame: f}
	for _, s := range list {
		v.Lines = append(v.Lines, view.Sector{NameID: s.NameID, NameEN: s.NameEN, Jobs: p.L.Number(int64(s.Jobs)), Active: s.Active, Href: p.URL(sectorsPath + "/" + s.Code)})
	}
	return h.Render(c, fiber.StatusOK, view.SectorsPage(p, v))
}

// Sector is the form of a sector.
func (h *Handler) Sector(c *fiber.Ctx) error {
	form := ui.Form{L: h.Locale(c), Values: map[string][]string{"active": {"1"}}}
	if code := entry(c); code != "" {
		sectors, err := h.DB.Sectors(c.UserContext())
		if err != nil {
			return err
		}
		s, known := sectors[code]
		if !known {
			return app.ErrNotFound
		}
		form.Values = map[string][]string{"name_id": {s.NameID}, "name_en": {s.NameEN}, "active": ticked(s.Active), "revision": {s.Revision}}
	}
	return h.sectorForm(c, form)
}

func (h *Handler) sectorForm(c *fiber.Ctx, form ui.Form) error {
	return h.editor(c, form, "sector", sectorsPath, "reference.sectors", "reference.sector.new", "reference.sector.edit")
}

// SaveSector saves a sector.
func (h *Handler) SaveSector(c *fiber.Ctx) error {
	var in struct {
		NameID   string `form:"name_id"`
		NameEN   string `form:"name_en"`
		Active   bool   `form:"active"`
		Revision string `form:"revision"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	err = h.DB.SaveSector(c.UserContext(), web.Actor(c), postgres.Sector{Code: entry(c), NameID: in.NameID, NameEN: in.NameEN, Active: in.Active, Revision: in.Revision})
	web.Renew(&form, err)
	if !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.sectorForm(c, form)
	}
	h.Flash(c, "ok", "reference.sector.saved")
	return h.Redirect(c, sectorsPath)
}

// Levels lists the levels of language tests.
func (h *Handler) Levels(c *fiber.Ctx) error {
	p := h.page(c, "reference.languages")
	f, err := h.frame(c, p.L, "reference.languages", "language")
	if err != nil {
		return err
	}
	list, err := h.DB.LevelLines(c.UserContext())
	if err != nil {
		return err
	}
	v := view.Levels{Frame: f}
	for _, l := range list {
		level := app.LanguageLevel{Test: l.Test, Level: l.Level, Language: l.Language, Rank: l.Rank}
		v.Lines = append(v.Lines, view.Level{LanguageLevel: level, Active: l.Active, Jobs: p.L.Number(int64(l.Jobs)), Href: p.URL(levelsPath + "/" + url.PathEscape(level.Name()))})
	}
	return h.Render(c, fiber.StatusOK, view.LevelsPage(p, v))
}

// level returns the level that the address names.
func (h *Handler) level(c *fiber.Ctx) (postgres.LevelLine, error) {
	list, err := h.DB.LevelLines(c.UserContext())
	if err != nil {
		return postgres.LevelLine{}, err
	}
	for _, l := range list {
		if (app.LanguageLevel{Test: l.Test, Level: l.Level}).Name() == entry(c) {
			return l, nil
		}
	}
	return postgres.LevelLine{}, app.ErrNotFound
}

// Level is the form of a language level.
func (h *Handler) Level(c *fiber.Ctx) error {
	form := ui.Form{L: h.Locale(c), Values: map[string][]string{"active": {"1"}}}
	if entry(c) != "" {
		l, err := h.level(c)
		if err != nil {
			return err
		}
		form.Values = map[string][]string{"language": {l.Language}, "rank": {strconv.Itoa(l.Rank)}, "active": ticked(l.Active), "revision": {l.Revision}}
	}
	return h.levelForm(c, form)
}

func (h *Handler) levelForm(c *fiber.Ctx, form ui.Form) error {
	return h.editor(c, form, "level", levelsPath, "reference.languages", "reference.level.new", "reference.level.edit")
}

// SaveLevel saves a language level.
func (h *Handler) SaveLevel(c *fiber.Ctx) error {
	var in struct {
		Test     string `form:"test"`
		Level    string `form:"level"`
		Language string `form:"language"`
		Rank     int    `form:"rank"`
		Active   bool   `form:"active"`
		Revision string `form:"revision"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	level, isNew := app.LanguageLevel{Test: in.Test, Level: in.Level, Language: in.Language, Rank: in.Rank}, entry(c) == ""
	if !isNew {
		known, err := h.level(c)
		if err != nil {
			return err
		}
		level.Test, level.Level = known.Test, known.Level
	}
	err = h.DB.SaveLevel(c.UserContext(), web.Actor(c), level, in.Active, isNew, in.Revision)
	web.Renew(&form, err)
	if !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.levelForm(c, form)
	}
	h.Flash(c, "ok", "reference.level.saved")
	return h.Redirect(c, levelsPath)
}

// Words lists synonyms and the words to ignore.
func (h *Handler) Words(c *fiber.Ctx) error {
	stop, err := h.DB.StopWords(c.UserContext())
	if err != nil {
		return err
	}
	return h.renderWords(c, ui.Form{L: h.Locale(c), Values: map[string][]string{"words": {strings.Join(stop, "\n")}, "revision": {postgres.StopWordsRevision(stop)}}})
}

func (h *Handler) renderWords(c *fiber.Ctx, form ui.Form) error {
	p := h.page(c, "reference.words")
	f, err := h.frame(c, p.L, "reference.words", "synonym", "stop_words")
	if err != nil {
		return err
	}
	groups, err := h.DB.SynonymGroups(c.UserContext())
	if err != nil {
		return err
	}
	v := view.Words{Frame: f, Form: form}
	for _, g := range groups {
		v.Groups = append(v.Groups, view.Group{Terms: strings.Join(g.Terms, ", "), Active: g.Active, Href: p.URL(wordsPath + "/" + strconv.FormatInt(g.ID, 10))})
	}
	p.HasErrors = form.Failed()
	return h.Render(c, web.FormStatus(form), view.WordsPage(p, v))
}

// SaveStopWords saves the words to ignore.
func (h *Handler) SaveStopWords(c *fiber.Ctx) error {
	var in struct {
		Words    string `form:"words"`
		Revision string `form:"revision"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	err = h.DB.SaveStopWords(c.UserContext(), web.Actor(c), lines(in.Words), in.Revision)
	web.Renew(&form, err)
	if !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.renderWords(c, form)
	}
	h.Flash(c, "ok", "reference.words.stop_saved")
	return h.Redirect(c, wordsPath)
}

// group returns the id of the synonyms that the address names, 0 for new ones.
func group(c *fiber.Ctx) (int64, error) {
	name := entry(c)
	if name == "" {
		return 0, nil
	}
	id, err := strconv.ParseInt(name, 10, 64)
	if err != nil || id < 1 {
		return 0, app.ErrNotFound
	}
	return id, nil
}

// Synonyms is the form of a group of synonyms.
func (h *Handler) Synonyms(c *fiber.Ctx) error {
	id, err := group(c)
	if err != nil {
		return err
	}
	form := ui.Form{L: h.Locale(c), Values: map[string][]string{"active": {"1"}}}
	if id != 0 {
		groups, err := h.DB.SynonymGroups(c.UserContext())
		if err != nil {
			return err
		}
		found := false
		for _, g := range groups {
			if g.ID == id {
				found, form.Values = true, map[string][]string{"terms": {strings.Join(g.Terms, "\n")}, "active": ticked(g.Active), "revision": {g.Revision}}
			}
		}
		if !found {
			return app.ErrNotFound
		}
	}
	return h.synonymForm(c, form)
}

func (h *Handler) synonymForm(c *fiber.Ctx, form ui.Form) error {
	return h.editor(c, form, "synonyms", wordsPath, "reference.words", "reference.words.new", "reference.words.edit")
}

// SaveSynonyms saves a group of synonyms.
func (h *Handler) SaveSynonyms(c *fiber.Ctx) error {
	id, err := group(c)
	if err != nil {
		return err
	}
	var in struct {
		Terms    string `form:"terms"`
		Active   bool   `form:"active"`
		Revision string `form:"revision"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	err = h.DB.SaveSynonyms(c.UserContext(), web.Actor(c), postgres.SynonymGroup{ID: id, Terms: lines(in.Terms), Active: in.Active, Revision: in.Revision})
	web.Renew(&form, err)
	if !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.synonymForm(c, form)
	}
	h.Flash(c, "ok", "reference.words.saved")
	return h.Redirect(c, wordsPath)
}
