package i18n

import (
	"strings"

	"gerbang/app"
)

// RoundName names a sitting of a selection by what is taken in it; nothing
// when that is nothing.
func (l *Locale) RoundName(p *app.SelectionPlan, round int) string {
	var names []string
	for i := range p.Components {
		if c := &p.Components[i]; c.Round == round {
			names = append(names, l.Choose(c.Name, c.NameEN))
		}
	}
	return strings.Join(names, ", ")
}
