// Package profile reads and saves the two forms of a candidate's profile,
// identity and address, which registering for an event and the account pages
// share.
package profile

import (
	"errors"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/phone"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/views/ui"
)

type identityAnswers struct {
	Name  string `form:"name"`
	NIK   string `form:"nik"`
	Phone string `form:"phone"`
	Day   string `form:"birth_date_day"`
	Month string `form:"birth_date_month"`
	Year  string `form:"birth_date_year"`
	Sex   string `form:"sex"`
}

// IdentityForm returns the form filled with what is known: the saved profile,
// and for one not yet begun the name and number of the account. The numbers
// saved before are not in it; the page shows them masked.
func IdentityForm(k *web.Kit, c *fiber.Ctx, saved *app.Candidate) (ui.Form, error) {
	actor := web.Actor(c)
	values := map[string][]string{"name": {saved.Name}}
	if saved.Name == "" && actor != nil {
		values["name"] = []string{actor.Name}
	}
	if saved.PhoneLast4 == "" {
		number, err := k.DB.AccountPhone(c.UserContext(), actor)
		if err != nil {
			return ui.Form{}, err
		}
		if number != "" {
			values["phone"] = []string{phone.Display(number)}
		}
	}
	if !saved.BirthDate.IsZero() {
		y, m, d := saved.BirthDate.Date()
		values["birth_date_day"] = []string{strconv.Itoa(d)}
		values["birth_date_month"] = []string{strconv.Itoa(int(m))}
		values["birth_date_year"] = []string{strconv.Itoa(y)}
	}
	if saved.Sex.Valid() {
		values["sex"] = []string{string(saved.Sex)}
	}
	return ui.Form{L: k.Locale(c), Values: values}, nil
}

// SaveIdentity reads the posted identity and saves it to the actor's own
// profile. When something is wrong with the answers it returns them as a
// failed form, for the page to show again with status 422.
func SaveIdentity(k *web.Kit, c *fiber.Ctx, saved *app.Candidate) (ui.Form, error) {
	var in identityAnswers
	form, err := k.Bind(c, &in)
	if err != nil {
		return form, err
	}
	identity, problems := readIdentity(in, saved, k)
	if web.Reject(&form, problems.Err()); form.Failed() {
		return form, nil
	}
	err = k.DB.SaveIdentity(c.UserContext(), web.Actor(c), identity)
	if errors.Is(err, app.ErrTooMany) {
		err = &app.Error{Kind: app.Conflict, Key: app.ErrTooMany.Key, Field: "nik"}
	}
	if !web.Reject(&form, err) {
		return form, err
	}
	return form, nil
}

func readIdentity(in identityAnswers, saved *app.Candidate, k *web.Kit) (postgres.IdentityInput, app.FieldErrors) {
	var out postgres.IdentityInput
	var problems app.FieldErrors
	var err error
	out.Name, err = app.ParseName(in.Name)
	problems.Add("name", err)
	if in.NIK != "" || saved.NIKLast4 == "" {
		out.NIK, err = app.ParseNIK(in.NIK)
		problems.Add("nik", err)
	}
	if in.Phone != "" || saved.PhoneLast4 == "" {
		out.Phone, err = phone.Parse(in.Phone)
		problems.Add("phone", err)
	}
	out.BirthDate, err = app.ParseBirthDate(in.Day, in.Month, in.Year, k.Now())
	problems.Add("birth_date", err)
	if out.Sex = app.Sex(in.Sex); !out.Sex.Valid() {
		problems = append(problems, app.FieldError{Field: "sex", Key: "error.required_choice"})
	}
	return out, problems
}

// Values of the field that tells the two branches of the address form apart.
const (
	WhereDKI     = "dki"
	WhereOutside = "outside"
)

type addressAnswers struct {
	Where  string `form:"where"`
	Region string `form:"region"`
	RT     string `form:"rt"`
	RW     string `form:"rw"`
	Street string `form:"street"`
	City   string `form:"city"`
}

// AddressForm returns the form filled with the saved address.
func AddressForm(l *i18n.Locale, saved app.Address) ui.Form {
	values := map[string][]string{
		"region": {saved.RegionCode}, "rt": {saved.RT}, "rw": {saved.RW}, "street": {saved.Street}, "city": {saved.City},
	}
	switch {
	case saved.OutsideDKI:
		values["where"] = []string{WhereOutside}
	case saved.Complete():
		values["where"] = []string{WhereDKI}
	}
	return ui.Form{L: l, Values: values}
}

// SaveAddress reads the posted address and saves it to the actor's own
// profile. A failed form is returned as by SaveIdentity.
func SaveAddress(k *web.Kit, c *fiber.Ctx) (ui.Form, error) {
	var in addressAnswers
	form, err := k.Bind(c, &in)
	if err != nil {
		return form, err
	}
	address, problems := readAddress(in)
	if web.Reject(&form, problems.Err()); form.Failed() {
		return form, nil
	}
	if err := k.DB.SaveAddress(c.UserContext(), web.Actor(c), address); !web.Reject(&form, err) {
		return form, err
	}
	return form, nil
}

// Longest texts of an address that are kept.
const (
	longestCity   = 60
	longestStreet = 200
)

func readAddress(in addressAnswers) (app.Address, app.FieldErrors) {
	var a app.Address
	var problems app.FieldErrors
	var err error
	switch in.Where {
	case WhereOutside:
		a.OutsideDKI, a.City = true, in.City
		if a.City == "" {
			problems = append(problems, app.FieldError{Field: "city", Key: "profile.city_required"})
		}
		tooLong(&problems, "city", a.City, longestCity)
	case WhereDKI:
		if a.RegionCode = in.Region; a.RegionCode == "" {
			problems = append(problems, app.FieldError{Field: "region", Key: "error.kelurahan"})
		}
		if a.RT, err = app.ParseNeighbourhood("rt", in.RT); err != nil {
			problems = append(problems, app.FieldError{Field: "rt", Key: "error.rt"})
		}
		if a.RW, err = app.ParseNeighbourhood("rw", in.RW); err != nil {
			problems = append(problems, app.FieldError{Field: "rw", Key: "error.rw"})
		}
		a.Street = in.Street
		tooLong(&problems, "street", a.Street, longestStreet)
	default:
		problems = append(problems, app.FieldError{Field: "where", Key: "error.required_choice"})
	}
	return a, problems
}

func tooLong(problems *app.FieldErrors, field, text string, most int) {
	if web.Clip(text, most) != text {
		*problems = append(*problems, app.FieldError{Field: field, Key: "error.max_chars", Args: []any{"param", most}})
	}
}

// Kelurahan returns the choices of the address form.
func Kelurahan(k *web.Kit, c *fiber.Ctx) ([]ui.OptionGroup, error) {
	groups, err := k.DB.KelurahanOptions(c.UserContext())
	if err != nil {
		return nil, err
	}
	out := make([]ui.OptionGroup, len(groups))
	for i, g := range groups {
		out[i].Label = g.Name + ", " + g.City
		out[i].Options = make([]ui.Option, len(g.Kelurahan))
		for j, r := range g.Kelurahan {
			out[i].Options[j] = ui.Option{Value: r.Code, Text: r.Name}
		}
	}
	return out, nil
}

// Places returns every region of DKI Jakarta that a condition may name: the
// province, its cities, and by kecamatan the kecamatan with their kelurahan.
func Places(k *web.Kit, c *fiber.Ctx) ([]ui.OptionGroup, error) {
	groups, err := k.DB.KelurahanOptions(c.UserContext())
	if err != nil {
		return nil, err
	}
	l := k.Locale(c)
	wide := ui.OptionGroup{Label: l.T("profile.places_wide"), Options: []ui.Option{{Value: app.JakartaCode, Text: l.T("profile.place_jakarta")}}}
	out := make([]ui.OptionGroup, 1, len(groups)+1)
	for _, g := range groups {
		if city := g.Code[:strings.LastIndexByte(g.Code, '.')]; wide.Options[len(wide.Options)-1].Value != city {
			wide.Options = append(wide.Options, ui.Option{Value: city, Text: g.City})
		}
		group := ui.OptionGroup{Label: g.Name + ", " + g.City, Options: []ui.Option{{Value: g.Code, Text: l.T("profile.place_kecamatan", "name", g.Name)}}}
		for _, r := range g.Kelurahan {
			group.Options = append(group.Options, ui.Option{Value: r.Code, Text: r.Name})
		}
		out = append(out, group)
	}
	out[0] = wide
	return out, nil
}
