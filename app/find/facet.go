package find

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"gerbang/app"
)

// Facet is something that jobs are filtered by.
type Facet int

// The facets.
const (
	ByCountry Facet = iota
	BySector
	ByScheme
	ByLanguage
	ByEducation
	BySalary
	BySex
	ByDeadline
	ByCost
	facets
)

// Every facet works alike: a job has a set of its values, as addresses write
// them, and passes when one of those chosen is among them. Somebody's level
// of education, for instance, is a value of all jobs that ask for no more.

// chosen returns the values of a facet that the query asks for, none for all.
func (q *Query) chosen(f Facet) []string {
	one := func(value string, set bool) []string {
		if !set {
			return nil
		}
		return []string{value}
	}
	switch f {
	case ByCountry:
		return q.Countries
	case BySector:
		return q.Sectors
	case ByScheme:
		schemes := make([]string, len(q.Schemes))
		for i, s := range q.Schemes {
			schemes[i] = string(s)
		}
		return schemes
	case ByLanguage:
		return q.Languages
	case ByEducation:
		return one(string(q.Education), q.Education != "")
	case BySalary:
		return one(strconv.Itoa(q.Salary), q.Salary != 0)
	case BySex:
		return one(sexValue(q.Sex), q.Sex != "")
	case ByDeadline:
		return one(strconv.Itoa(q.Deadline), q.Deadline != 0)
	default:
		return one("1", q.Free)
	}
}

func sexValue(s app.Sex) string {
	if s == app.Male {
		return "l"
	}
	return "p"
}

// values returns the values of a facet that a job has on a day.
func (j *Job) values(f Facet, today time.Time) []string {
	switch f {
	case ByCountry:
		return []string{j.Country}
	case BySector:
		return []string{j.Sector}
	case ByScheme:
		return []string{string(j.Scheme)}
	case ByLanguage:
		if names := j.Languages(); len(names) > 0 {
			return names
		}
		return []string{NoLanguage}
	case ByEducation:
		levels := app.Educations()
		var enough []string
		for _, e := range levels[max(0, j.Education.Rank()):] {
			enough = append(enough, string(e))
		}
		return enough
	case BySalary:
		return numbers(Salaries(), func(millions int) bool { return j.Salary >= int64(millions)*1_000_000 })
	case BySex:
		var admitted []string
		if j.Men {
			admitted = append(admitted, "l")
		}
		if j.Women {
			admitted = append(admitted, "p")
		}
		return admitted
	case ByDeadline:
		left := daysLeft(j.ClosesOn, today)
		return numbers(Deadlines(), func(days int) bool { return left <= days })
	default:
		if j.Free {
			return []string{"1"}
		}
		return nil
	}
}

func numbers(all []int, holds func(int) bool) []string {
	var out []string
	for _, n := range all {
		if holds(n) {
			out = append(out, strconv.Itoa(n))
		}
	}
	return out
}

func daysLeft(closes, today time.Time) int { return int(app.Day(closes).Sub(today).Hours() / 24) }

// alike is the same for jobs that have the same values of a facet; it is told
// without making the set.
func (j *Job) alike(f Facet, today time.Time) [4]string {
	switch f {
	case ByCountry:
		return [4]string{j.Country}
	case BySector:
		return [4]string{j.Sector}
	case ByScheme:
		return [4]string{string(j.Scheme)}
	case ByLanguage:
		return [4]string{j.LanguageTest, j.LanguageLevel, j.LanguageOrTest, j.LanguageOrLevel}
	case ByEducation:
		return [4]string{string(j.Education)}
	case BySalary:
		return [4]string{strconv.Itoa(int(min(j.Salary/1_000_000, 99)))} // two digits are made without memory
	case BySex:
		return [4]string{yes(j.Men), yes(j.Women)}
	case ByDeadline:
		return [4]string{strconv.Itoa(max(0, min(daysLeft(j.ClosesOn, today), 99)))}
	default:
		return [4]string{yes(j.Free)}
	}
}

func yes(b bool) string {
	if b {
		return "1"
	}
	return ""
}

// fixed returns the values of a facet that are always offered, in their order.
func fixed(f Facet) []string {
	var out []string
	switch f {
	case ByScheme:
		for _, s := range app.Schemes() {
			out = append(out, string(s))
		}
	case ByEducation:
		for _, e := range app.Educations() {
			out = append(out, string(e))
		}
	case BySalary:
		return numbers(Salaries(), func(int) bool { return true })
	case BySex:
		return []string{"l", "p"}
	case ByDeadline:
		return numbers(Deadlines(), func(int) bool { return true })
	case ByCost:
		return []string{"1"}
	}
	return out
}

// column is a facet of all jobs. Jobs with the same set of values share a code.
type column struct {
	values []string // in the order they are offered
	codes  []uint16 // of each job
	sets   [][]int  // of each code, the positions of its values
}

// maxCodes is how many different sets of values a facet can have; a rarer
// one beyond counts as having none.
const maxCodes = 1 << 16

func newColumn(f Facet, jobs []Job, today time.Time) column {
	c := column{values: fixed(f), codes: make([]uint16, len(jobs)), sets: [][]int{nil}}
	place := map[string]int{}
	for i, v := range c.values {
		place[v] = i
	}
	known := map[[4]string]uint16{}
	for i := range jobs {
		key := jobs[i].alike(f, today)
		code, ok := known[key]
		if !ok && len(c.sets) < maxCodes {
			code = uint16(len(c.sets))
			known[key] = code
			var set []int
			for _, v := range jobs[i].values(f, today) {
				p, ok := place[v]
				if !ok {
					p = len(c.values)
					place[v] = p
					c.values = append(c.values, v)
				}
				set = append(set, p)
			}
			c.sets = append(c.sets, set)
		}
		c.codes[i] = code
	}
	if len(fixed(f)) == 0 {
		c.sort()
	}
	return c
}

// sort puts the values in alphabetical order.
func (c *column) sort() {
	order := make([]int, len(c.values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(c.values[a], c.values[b]) })
	values, moved := make([]string, len(order)), make([]int, len(order))
	for to, from := range order {
		values[to], moved[from] = c.values[from], to
	}
	c.values = values
	for _, set := range c.sets {
		for i := range set {
			set[i] = moved[set[i]]
		}
	}
}

// pass tells for each code whether its jobs have one of the values chosen.
func (c *column) pass(chosen []string) []bool {
	pass := make([]bool, len(c.sets))
	for code, set := range c.sets {
		pass[code] = len(chosen) == 0 || slices.ContainsFunc(set, func(p int) bool { return slices.Contains(chosen, c.values[p]) })
	}
	return pass
}

// count turns jobs per code into jobs per value.
func (c *column) count(perCode []int) []Count {
	counts := make([]Count, len(c.values))
	for i, v := range c.values {
		counts[i].Value = v
	}
	for code, n := range perCode {
		for _, p := range c.sets[code] {
			counts[p].Jobs += n
		}
	}
	return counts
}
