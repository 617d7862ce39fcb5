package catalogue

import (
	"html"
	"strings"
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	view "gerbang/views/catalogue"
)

// thing is an object of the schema.org vocabulary, written as JSON-LD.
type thing map[string]any

// thingOf starts an object of a type.
func thingOf(kind string) thing { return thing{"@type": kind} }

// with adds a property unless its text is empty.
func (t thing) with(property, text string) thing {
	if text != "" {
		t[property] = text
	}
	return t
}

// top makes an object one that stands for itself on a page.
func (t thing) top() thing {
	t["@context"] = "https://schema.org"
	return t
}

// jobPosting describes a job to search engines. Its description must tell all
// that the page tells, so it is the text of the offer followed by its terms.
func jobPosting(l *i18n.Locale, j *app.Job, body, address, image string) thing {
	employer := or(j.Employer, j.AgencyName)
	posting := thingOf("JobPosting").top()
	posting["title"] = l.Choose(j.Title, j.TitleEN)
	posting["description"] = jobDescription(l, j, body)
	posting["url"] = address
	posting["inLanguage"] = or(l.Lang(j.TitleEN), l.Tag())
	posting["datePosted"] = j.PublishedAt.In(app.Jakarta).Format(time.DateOnly)
	posting["validThrough"] = j.ClosesOn.Format(time.DateOnly) + "T23:59:59+07:00"
	posting["employmentType"] = employmentType(j)
	posting["hiringOrganization"] = thingOf("Organization").with("name", employer)
	posting["identifier"] = thingOf("PropertyValue").with("name", j.AgencyName).with("value", or(j.Reference, j.Slug))
	posting["jobLocation"] = thing{
		"@type":   "Place",
		"address": thingOf("PostalAddress").with("addressLocality", j.City).with("addressCountry", j.Country),
	}
	posting["directApply"] = false // candidates apply at a fair or with the agency
	contact := "P3MI " + j.AgencySIP3MI
	if j.AgencyKind == app.Government {
		contact = "KP2MI/BP3MI"
	}
	posting["applicationContact"] = thingOf("ContactPoint").with("name", j.AgencyName).with("contactType", contact)
	posting["educationRequirements"] = educationRequirements(l, j.Education)
	posting["experienceRequirements"] = experienceRequirements(l, j)
	if n := j.Quota(); n > 0 {
		posting["totalJobOpenings"] = n
	}
	if j.SalaryMin > 0 || j.SalaryMax > 0 {
		posting["baseSalary"] = thing{"@type": "MonetaryAmount", "currency": j.Currency, "value": payValue(j)}
	}
	posting.with("industry", l.Choose(j.SectorID, j.SectorEN)).
		with("occupationalCategory", j.KBJI).
		with("skills", languageAsked(l, j)).
		with("qualifications", joined("; ", j.SkillTest, j.Certificate)).
		with("jobBenefits", joined("; ", j.Lodging, j.Meals, j.Transport, j.Insurance)).
		with("incentiveCompensation", j.Overtime).
		with("image", image)
	if j.HoursPerDay > 0 && j.DaysPerWeek > 0 {
		posting["workHours"] = l.T("catalogue.job.hours_text", "hours", j.HoursPerDay, "days", j.DaysPerWeek)
	}
	return posting
}

// jobDescription is HTML; the facts are escaped, body is safe already.
func jobDescription(l *i18n.Locale, j *app.Job, body string) string {
	var b strings.Builder
	b.WriteString(body)
	b.WriteString("<ul>")
	for _, fact := range view.JobFacts(l, j) {
		b.WriteString("<li>" + html.EscapeString(fact.Term+": "+fact.Text) + "</li>")
	}
	b.WriteString("</ul>")
	return b.String()
}

// payUnits are the words of the vocabulary for what a salary is counted by.
var payUnits = map[app.PayPeriod]string{app.PerHour: "HOUR", app.PerDay: "DAY", app.PerMonth: "MONTH", app.PerYear: "YEAR"}

func payValue(j *app.Job) thing {
	unit := or(payUnits[j.SalaryPeriod], payUnits[app.PerMonth])
	v := thingOf("QuantitativeValue").with("unitText", unit)
	switch {
	case j.SalaryMax > j.SalaryMin:
		v["minValue"], v["maxValue"] = j.SalaryMin, j.SalaryMax
	default:
		v["value"] = j.SalaryMin
	}
	return v
}

// fullTime is in hours a week.
const fullTime = 35

func employmentType(j *app.Job) string {
	if hours := j.HoursPerDay * j.DaysPerWeek; hours > 0 && hours < fullTime {
		return "PART_TIME"
	}
	return "FULL_TIME"
}

// credentials are the words search engines know for levels of education; the
// levels below them are told in ours.
var credentials = map[app.Education]string{
	app.SLTA: "high school", app.Diploma: "associate degree", app.Bachelor: "bachelor degree", app.Master: "postgraduate degree",
}

func educationRequirements(l *i18n.Locale, e app.Education) any {
	switch e {
	case "", app.NoSchool:
		return "no requirements"
	}
	return thing{"@type": "EducationalOccupationalCredential", "credentialCategory": or(credentials[e], l.T("catalogue.education."+string(e)))}
}

func experienceRequirements(l *i18n.Locale, j *app.Job) any {
	switch {
	case j.ExperienceYears > 0:
		r := thing{"@type": "OccupationalExperienceRequirements", "monthsOfExperience": 12 * j.ExperienceYears}
		return r.with("description", j.Experience)
	case j.Experience != "":
		return j.Experience
	}
	return "no requirements"
}

// languageAsked names the language test a job asks for, and the one taken instead.
func languageAsked(l *i18n.Locale, j *app.Job) string {
	asked := l.Language(j.LanguageTest, j.LanguageLevel)
	if j.LanguageOrTest != "" {
		asked += " " + l.T("share.or") + " " + l.Language(j.LanguageOrTest, j.LanguageOrLevel)
	}
	return asked
}
