package web

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
)

// Tally is what became of many things that were done one after the other,
// each in a transaction of its own.
type Tally struct {
	Done, Refused int
	Left          int   // not reached, because of Failed
	Failed        error // what ended it before its end; nil when nothing did
	refusals      []error
}

// Each does something to one item after the other. An item that is refused
// does not keep the others from their turn. A failure of the site ends it;
// what was done until then stands and is in the tally.
func Each[T any](items []T, do func(T) error) Tally {
	var t Tally
	for i, item := range items {
		err := do(item)
		switch kind := app.KindOf(err); {
		case err == nil:
			t.Done++
		case kind == app.Internal || kind == app.Unavailable:
			t.Failed, t.Left = err, len(items)-i
			return t
		default:
			t = t.Refuse(1, err)
		}
	}
	return t
}

// Refuse counts n more that were refused because of err.
func (t Tally) Refuse(n int, err error) Tally {
	for range n {
		t.refusals = append(t.refusals, err)
	}
	t.Refused += n
	return t
}

// Err is why nothing at all was done: the failure, or the last refusal; nil
// when something was done.
func (t Tally) Err() error {
	switch {
	case t.Done > 0:
		return nil
	case t.Failed != nil:
		return t.Failed
	case t.Refused > 0:
		return t.refusals[t.Refused-1]
	}
	return nil
}

// shownReasons is how many different reasons a message names.
const shownReasons = 3

// why names the reasons of refusals, the most frequent first, with how many
// each kept back.
func (t Tally) why(l *i18n.Locale) string {
	counts := map[string]int{}
	var texts []string
	for _, err := range t.refusals {
		text := strings.TrimSuffix(Reason(l, err), ".")
		if counts[text]++; counts[text] == 1 {
			texts = append(texts, text)
		}
	}
	slices.SortStableFunc(texts, func(a, b string) int { return counts[b] - counts[a] })
	var out []string
	for _, text := range texts[:min(len(texts), shownReasons)] {
		if len(texts) > 1 {
			text += fmt.Sprintf(" (%s)", l.Number(int64(counts[text])))
		}
		out = append(out, text)
	}
	if len(texts) > shownReasons {
		out = append(out, l.T("common.tally.others"))
	}
	return strings.Join(out, "; ")
}

// Reason says in words why something was refused.
func Reason(l *i18n.Locale, err error) string {
	if fields, ok := errors.AsType[app.FieldErrors](err); ok && len(fields) > 0 {
		return l.T(fields[0].Key, fields[0].Args...)
	}
	if e, ok := errors.AsType[*app.Error](err); ok {
		return l.T(e.Key, e.Args...)
	}
	return l.T("error.invalid")
}

// FlashTally leaves for the next page what became of everything: key says in
// words that it was done, with argument n; then how many could not be and why,
// and how many were not reached.
func (k *Kit) FlashTally(c *fiber.Ctx, key string, t Tally) {
	l, kind := k.Locale(c), "ok"
	n := func(v int) string { return l.Number(int64(v)) }
	said := l.T(key, "n", n(t.Done))
	if t.Refused > 0 {
		kind, said = "warn", said+" "+l.T("common.tally.refused", "n", n(t.Refused), "why", t.why(l))
	}
	if t.Failed != nil {
		k.Log.Error("stopped half-way", "path", Path(c), "request_id", RequestID(c), "done", t.Done, "left", t.Left, "error", t.Failed)
		kind, said = "err", said+" "+l.T("common.tally.left", "n", n(t.Left))
	}
	k.Flash(c, kind, "common.tally.said", "text", said)
}
