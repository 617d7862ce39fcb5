package card

import (
	"strings"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// readable leaves out what the typeface cannot write, such as Japanese, instead of drawing boxes: letters without
// a shape, and then words and brackets that have nothing left in them.
func (p *Painter) readable(f *sfnt.Font, s string) string {
	var buffer sfnt.Buffer
	known := func(r rune) bool {
		return has(f, &buffer, r) || p.other != nil && has(p.other, &buffer, r)
	}
	var words []string
	for _, word := range strings.FieldsFunc(norm.NFC.String(s), unicode.IsSpace) { // typefaces have accents as one letter
		kept := strings.Map(func(r rune) rune {
			if known(r) {
				return r
			}
			return -1
		}, word)
		hasLetters := strings.ContainsFunc(kept, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
		if kept != word && !hasLetters {
			continue
		}
		if kept != "" {
			words = append(words, kept)
		}
	}
	for len(words) > 0 && strings.Trim(words[len(words)-1], "–—-·:|/") == "" { // a dash that now leads nowhere
		words = words[:len(words)-1]
	}
	return strings.Join(words, " ")
}

func has(f *sfnt.Font, buffer *sfnt.Buffer, r rune) bool {
	i, err := f.GlyphIndex(buffer, r)
	return err == nil && i != 0
}

// Sizes that a title is set in, from the largest on.
var titleSizes = []float64{76, 68, 60, 54, 48, 42}

func lineHeight(size float64) int { return int(size * 1.16) }

func titleHeight(size float64, lines int) int { return lineHeight(size) * lines }

// maxLines keeps a title a title.
const maxLines = 3

// fit breaks a title into lines for a place, in the largest size that fits. One that is too long in the smallest
// ends with an ellipsis.
func (b *brush) fit(title string, width, height int) (float64, []string) {
	title = b.painter.readable(b.painter.bold, title)
	for _, size := range titleSizes {
		if lines := b.wrap(title, size, width); len(lines) <= maxLines && titleHeight(size, len(lines)) <= height && b.fits(lines, size, width) {
			return size, lines
		}
	}
	size := titleSizes[len(titleSizes)-1]
	most := max(1, min(maxLines, height/lineHeight(size)))
	lines := b.wrap(title, size, width)
	if len(lines) > most {
		lines = append(lines[:most-1], strings.Join(lines[most-1:], " "))
	}
	for i := range lines {
		lines[i] = b.clip(b.painter.bold, size, lines[i], width)
	}
	return size, lines
}

func (b *brush) fits(lines []string, size float64, width int) bool {
	for _, line := range lines {
		if b.width(b.painter.bold, size, line) > width {
			return false
		}
	}
	return true
}

// wrap breaks a text between words.
func (b *brush) wrap(s string, size float64, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(s) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && b.width(b.painter.bold, size, longer) > width {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// clip shortens a line to the width.
func (b *brush) clip(f *sfnt.Font, size float64, s string, width int) string {
	s = b.painter.readable(f, s)
	if b.width(f, size, s) <= width {
		return s
	}
	letters := []rune(s)
	low, high := 0, len(letters) // the most letters that fit
	for low < high {
		n := (low + high + 1) / 2
		if b.width(f, size, strings.TrimSpace(string(letters[:n]))+"…") <= width {
			low = n
		} else {
			high = n - 1
		}
	}
	return strings.TrimSpace(string(letters[:low])) + "…"
}
