package catalogue

import (
	"strings"
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// facts collects terms, leaving out those without a text.
type facts []ui.Def

func (f *facts) add(term, text string) { f.note(term, text, "") }

func (f *facts) note(term, text, note string) {
	if text != "" {
		*f = append(*f, ui.Def{Term: term, Text: text, Note: note})
	}
}

// own adds what the offer says in its own words, which are Indonesian.
func (f *facts) own(l *i18n.Locale, term, text string) { f.ownNote(l, term, text, "", text) }

// ownNote adds a term of which a part is in the offer's own words.
func (f *facts) ownNote(l *i18n.Locale, term, text, note, own string) {
	if text == "" {
		return
	}
	f.note(term, text, note)
	if l.Lang("") != "" {
		(*f)[len(*f)-1].Indonesian = own
	}
}

func payFacts(l *i18n.Locale, j *app.Job) []ui.Def {
	var f facts
	f.ownNote(l, l.T("catalogue.job.deductions"), or(j.Deductions, l.T("catalogue.job.ask_deductions")), "", j.Deductions)
	f.own(l, l.T("catalogue.job.overtime"), j.Overtime)
	return f
}

func requirementFacts(l *i18n.Locale, j *app.Job) []ui.Def {
	var f facts
	f.ownNote(l, l.T("catalogue.job.age"), ages(l, j), labelled(l, "catalogue.job.age_reason", j.AgeReason), j.AgeReason)
	f.ownNote(l, l.T("catalogue.job.places"), places(l, j), reason(l, j.SexReason), j.SexReason)
	education := app.NoSchool
	if j.Education != "" {
		education = j.Education
	}
	f.add(l.T("catalogue.job.education"), l.T("catalogue.job.education_min."+string(education)))
	f.ownNote(l, l.T("catalogue.job.experience"), experience(l, j), "", j.Experience)
	f.note(l.T("catalogue.job.language"), or(l.Language(j.LanguageTest, j.LanguageLevel), l.T("catalogue.no_language")),
		labelled(l, "catalogue.job.language_or", l.Language(j.LanguageOrTest, j.LanguageOrLevel)))
	f.own(l, l.T("catalogue.job.skill_test"), j.SkillTest)
	f.own(l, l.T("catalogue.job.certificate"), j.Certificate)
	f.ownNote(l, l.T("catalogue.job.health"), or(j.Health, l.T("catalogue.job.health_text")), l.T("catalogue.job.health_note"), j.Health)
	return f
}

// experience tells the years asked for, and what they should be in.
func experience(l *i18n.Locale, j *app.Job) string {
	if j.ExperienceYears == 0 {
		return or(j.Experience, l.T("catalogue.job.no_experience"))
	}
	years := l.N("catalogue.job.experience_years", j.ExperienceYears)
	if j.Experience == "" {
		return years
	}
	return years + ". " + j.Experience
}

// labelled puts a text into the sentence of the key; no text gives nothing.
func labelled(l *i18n.Locale, key, text string) string {
	if text == "" {
		return ""
	}
	return l.T(key, "text", text)
}

func ages(l *i18n.Locale, j *app.Job) string {
	switch {
	case j.AgeMax > 0:
		return l.T("catalogue.job.age_range", "min", max(j.AgeMin, 18), "max", j.AgeMax)
	default:
		return l.T("catalogue.job.age_min", "min", max(j.AgeMin, 18))
	}
}

// places tells the vacancies, by sex where the offer names one.
func places(l *i18n.Locale, j *app.Job) string {
	var parts []string
	if j.QuotaMen > 0 {
		parts = append(parts, l.N("catalogue.job.places_men", j.QuotaMen))
	}
	if j.QuotaWomen > 0 {
		parts = append(parts, l.N("catalogue.job.places_women", j.QuotaWomen))
	}
	if j.QuotaEither > 0 {
		parts = append(parts, l.N("catalogue.job.places_either", j.QuotaEither))
	}
	return strings.Join(parts, ", ")
}

func reason(l *i18n.Locale, text string) string {
	if text == "" {
		return ""
	}
	return l.T("catalogue.job.reason", "text", text)
}

func termFacts(l *i18n.Locale, j *app.Job) []ui.Def {
	var f facts
	if j.ContractMonths > 0 {
		f.add(l.T("catalogue.job.contract"), contract(l, j.ContractMonths))
	}
	f.add(l.T("catalogue.job.hours"), l.T("catalogue.job.hours_text", "hours", j.HoursPerDay, "days", j.DaysPerWeek))
	if j.LeaveDays > 0 {
		f.add(l.T("catalogue.job.leave"), l.N("catalogue.job.leave_text", j.LeaveDays))
	}
	kind := "catalogue.job.informal"
	if j.Formal {
		kind = "catalogue.job.formal"
	}
	f.add(l.T("catalogue.job.kind"), l.T(kind))
	f.own(l, l.T("catalogue.job.kbji"), j.KBJI)
	f.add(l.T("catalogue.job.employer"), j.Employer)
	f.add(l.T("catalogue.job.foreign_partner"), j.ForeignPartner)
	f.own(l, l.T("catalogue.job.lodging"), j.Lodging)
	f.own(l, l.T("catalogue.job.meals"), j.Meals)
	f.own(l, l.T("catalogue.job.transport"), j.Transport)
	f.own(l, l.T("catalogue.job.insurance"), j.Insurance)
	return f
}

func contract(l *i18n.Locale, months int) string {
	if months%12 == 0 {
		return l.N("catalogue.job.years", months/12)
	}
	return l.N("catalogue.job.months", months)
}

func permitFacts(l *i18n.Locale, j *app.Job) []ui.Def {
	var f facts
	if j.AgencyKind == app.Government {
		f.note(l.T("agency.government.name"), j.AgencyName, l.T("agency.government.short"))
	} else {
		f.note(l.T("catalogue.job.agency"), j.AgencyName, l.T("catalogue.job.sip3mi", "number", j.AgencySIP3MI, "date", l.DateShort(j.AgencyValidTill)))
	}
	f.note("SIP2MI", j.SIP2MI, until(l, j.PermitUntil))
	f.note("Job order", j.JobOrder, until(l, j.JobOrderUntil))
	f.add(l.T("catalogue.job.quota_left"), l.T("catalogue.job.quota_left_of", "left", l.Number(int64(j.PermitLeft)), "quota", l.Number(int64(j.PermitQuota))))
	f.own(l, l.T("catalogue.job.evidence"), j.Evidence)
	return f
}

// until tells the last day of validity, when it is known.
func until(l *i18n.Locale, day time.Time) string {
	if day.IsZero() {
		return ""
	}
	return l.T("catalogue.job.until", "date", l.DateShort(day))
}

// checkedBy tells who verified the job and when.
func checkedBy(l *i18n.Locale, j *app.Job) string {
	if j.VerifiedAt.IsZero() {
		return l.T("catalogue.job.unchecked")
	}
	return l.T("catalogue.job.checked_by", "name", or(j.VerifiedBy, "BP3MI DKI Jakarta"), "date", l.DateShort(j.VerifiedAt))
}

// charged reports whether the worker pays any of the costs.
func charged(costs []app.Cost) bool {
	for _, c := range costs {
		if c.Payer == app.PaidByWorker && c.Amount > 0 {
			return true
		}
	}
	return false
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// toAgency and checkAgency name the ways to who places: a company, or the
// offices of the state.
func toAgency(p layout.Page, m JobPage) string {
	if m.Job.AgencyKind == app.Government {
		return p.T("agency.government.contact")
	}
	return p.T("catalogue.job.to_agency")
}

func checkAgency(p layout.Page, m JobPage) string {
	if m.Job.AgencyKind == app.Government {
		return p.T("agency.government.open")
	}
	return p.T("catalogue.job.check_agency")
}
