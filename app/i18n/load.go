package i18n

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

func load(files fs.FS) (*Bundle, error) {
	id, errID := readLocale(files, "id")
	en, errEN := readLocale(files, "en")
	if err := errors.Join(errID, errEN); err != nil {
		return nil, err
	}
	if err := parity(id, en); err != nil {
		return nil, err
	}
	id.group, id.decimal, id.clockSep = '.', ',', '.'
	en.group, en.decimal, en.clockSep = ',', '.', ':'
	if err := errors.Join(id.calendarWords(), en.calendarWords()); err != nil {
		return nil, err
	}
	return &Bundle{id: id, en: en}, nil
}

func readLocale(files fs.FS, tag string) (*Locale, error) {
	names, err := fs.Glob(files, path.Join("locales", tag, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("i18n: %w", err)
	}
	l := &Locale{tag: tag, messages: make(map[string]message), plurals: make(map[string]plural)}
	origin := make(map[string]string)
	var findings []error
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("i18n: %w", err)
		}
		err = readFlat(data, func(key, text string) error {
			if first, taken := origin[key]; taken {
				return fmt.Errorf("i18n: key %q stands in %s and in %s", key, first, name)
			}
			origin[key] = name
			m, err := parse(text)
			if err != nil {
				return fmt.Errorf("i18n: %s: key %q %w", name, key, err)
			}
			l.messages[key] = m
			return nil
		})
		if err != nil {
			findings = append(findings, fmt.Errorf("%s: %w", name, err))
		}
	}
	if err := errors.Join(findings...); err != nil {
		return nil, err
	}
	for key, m := range l.messages {
		if base, ok := strings.CutSuffix(key, ".other"); ok {
			one, hasOne := l.messages[base+".one"]
			l.plurals[base] = plural{one: one, other: m, hasOne: hasOne}
		}
	}
	return l, nil
}

// readFlat calls each for every pair of a flat JSON object, in order and with repeated keys, which decoding into
// a map would hide.
func readFlat(data []byte, each func(key, text string) error) error {
	d := json.NewDecoder(bytes.NewReader(data))
	open, err := d.Token()
	if err != nil {
		return err
	}
	if open != json.Delim('{') {
		return errors.New("is not a JSON object")
	}
	var findings []error
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		value, err := d.Token()
		if err != nil {
			return err
		}
		text, ok := value.(string)
		if !ok {
			return fmt.Errorf("key %q has no text", key)
		}
		if err := each(key.(string), text); err != nil {
			findings = append(findings, err)
		}
	}
	if _, err := d.Token(); err != nil {
		return err
	}
	if d.More() {
		return errors.New("has more after its object")
	}
	return errors.Join(findings...)
}

// parity lists what one locale has and the other lacks. A ".one" text may leave {n} out in one language only,
// because "one seat left" and "1 kursi" are both natural.
func parity(a, b *Locale) error {
	var findings []error
	for _, key := range slices.Sorted(maps.Keys(a.messages)) {
		other, ok := b.messages[key]
		if !ok {
			findings = append(findings, fmt.Errorf("i18n: key %q is in %s but not in %s", key, a.tag, b.tag))
			continue
		}
		mine, theirs := a.messages[key].names(), other.names()
		if strings.HasSuffix(key, ".one") {
			delete(mine, "n")
			delete(theirs, "n")
		}
		if !maps.Equal(mine, theirs) {
			findings = append(findings, fmt.Errorf("i18n: key %q has other placeholders in %s than in %s: %v, %v", key, a.tag, b.tag,
				slices.Sorted(maps.Keys(mine)), slices.Sorted(maps.Keys(theirs))))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(b.messages)) {
		if _, ok := a.messages[key]; !ok {
			findings = append(findings, fmt.Errorf("i18n: key %q is in %s but not in %s", key, b.tag, a.tag))
		}
	}
	return errors.Join(findings...)
}

// calendarWords takes the names of months and days out of the texts, so that formatting looks nothing up.
func (l *Locale) calendarWords() error {
	var findings []error
	word := func(key string) string {
		m, ok := l.messages[key]
		if !ok {
			findings = append(findings, fmt.Errorf("i18n: %s has no %q", l.tag, key))
		}
		return m.text
	}
	for i := range l.months {
		l.months[i] = word("format.month." + strconv.Itoa(i+1))
		l.monthsSh[i] = word("format.month_short." + strconv.Itoa(i+1))
	}
	for i := range l.days {
		l.days[i] = word("format.day." + strconv.Itoa(i))
	}
	return errors.Join(findings...)
}
