package paper

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// mm is the millimetres of a point, in which letters are measured.
const mm = 25.4 / 72

// style is how a line is written: weight, size in points, and colour.
type style struct {
	weight family
	size   float64
	colour colour
}

// height is the distance of two baselines.
func (st style) height() float64 { return st.size * mm * 1.28 }

// letter is a rune in a typeface.
type letter struct {
	face family
	r    rune
}

// geta is what Japanese printers put where they lack a type.
const geta = '〓'

// has reports whether the typeface has the letter. The maker of the file
// knows nothing beyond the first plane.
func (s *sheet) has(f family, r rune) bool {
	if r > 0xFFFF {
		return false
	}
	key := letter{f, r}
	known, seen := s.known[key]
	if !seen {
		i, err := s.shapes[f].GlyphIndex(&s.buffer, r)
		known = err == nil && i != 0
		s.known[key] = known
	}
	return known
}

// run is a piece of a line in one typeface.
type run struct {
	face family
	text string
}

// runs cuts a line where the typeface changes: PDF has no way to fall back.
func (s *sheet) runs(weight family, text string) []run {
	var out []run
	var current family
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			out = append(out, run{current, b.String()})
			b.Reset()
		}
	}
	for _, r := range text {
		face := weight
		switch {
		case s.has(weight, r):
			// A space between two Japanese words stays with them.
			if r == ' ' && current == japanese {
				face = japanese
			}
		case s.has(japanese, r):
			face = japanese
		case unicode.Is(unicode.Han, r):
			face, r = japanese, geta
		default:
			continue // pictures and signs that nobody has letters for
		}
		if face != current {
			flush()
			current = face
		}
		b.WriteRune(r)
	}
	flush()
	return out
}

// clean writes accents as one letter, as typefaces have them, and leaves out
// what has no shape.
func clean(text string) string {
	return norm.NFC.String(strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)), " "))
}

// use makes a typeface the current one. It is put into the file when it is
// first needed: reading the Japanese one takes longer than all the rest.
func (s *sheet) use(f family, size float64) {
	if !s.loaded[f] {
		s.pdf.AddUTF8FontFromBytes(string(f), "", s.files[f])
		s.loaded[f] = true
	}
	s.pdf.SetFont(string(f), "", size)
}

func (s *sheet) width(st style, text string) float64 {
	w := 0.0
	for _, r := range s.runs(st.weight, text) {
		s.use(r.face, st.size)
		w += s.pdf.GetStringWidth(r.text)
	}
	return w
}

// write sets one line from x on the baseline y and returns where it ends.
func (s *sheet) write(st style, x, y float64, text string) float64 {
	s.pdf.SetTextColor(st.colour.r, st.colour.g, st.colour.b)
	for _, r := range s.runs(st.weight, clean(text)) {
		s.use(r.face, st.size)
		s.pdf.Text(x, y, r.text)
		x += s.pdf.GetStringWidth(r.text)
	}
	return x
}

func (s *sheet) writeCentred(st style, x, y float64, text string) {
	s.write(st, x-s.width(st, clean(text))/2, y, text)
}

func (s *sheet) writeRight(st style, x, y float64, text string) {
	s.write(st, x-s.width(st, clean(text)), y, text)
}

// wrap breaks a text into lines at its spaces, and within a word only when it
// is longer than a line, as Japanese sentences are.
func (s *sheet) wrap(st style, text string, width float64) []string {
	var lines []string
	current := ""
	for _, word := range strings.SplitAfter(clean(text), " ") {
		if s.width(st, strings.TrimRight(current+word, " ")) <= width {
			current += word
			continue
		}
		if current != "" {
			lines = append(lines, strings.TrimRight(current, " "))
		}
		current = word
		for s.width(st, strings.TrimRight(current, " ")) > width {
			head := s.head(st, current, width)
			lines = append(lines, head)
			current = current[len(head):]
		}
	}
	if current = strings.TrimRight(current, " "); current != "" {
		lines = append(lines, current)
	}
	return lines
}

// head is as much of a text as fits, at least one letter.
func (s *sheet) head(st style, text string, width float64) string {
	end := 0
	for i, r := range text {
		next := i + len(string(r))
		if end > 0 && s.width(st, text[:next]) > width {
			break
		}
		end = next
	}
	return text[:end]
}

// clip shortens lines to at most n, the last with an ellipsis.
func (s *sheet) clip(st style, lines []string, n int, width float64) []string {
	if len(lines) <= n {
		return lines
	}
	last := lines[n-1]
	for last != "" && s.width(st, last+"…") > width {
		last = s.head(st, last, s.width(st, last)-.01)
		if s.width(st, last+"…") > width {
			runes := []rune(last)
			last = string(runes[:len(runes)-1])
		}
	}
	return append(append([]string{}, lines[:n-1]...), strings.TrimRight(last, " ")+"…")
}

// block sets a text in lines of a width, at most n of them, the first one's
// top at y, and returns where it ends.
func (s *sheet) block(st style, x, y, width float64, n int, text string) float64 {
	for _, l := range s.clip(st, s.wrap(st, text, width), n, width) {
		s.write(st, x, y+st.size*mm*.95, l)
		y += st.height()
	}
	return y
}

// fit sets a text like block, in the largest of the sizes in which it needs
// no more than n lines.
func (s *sheet) fit(st style, sizes []float64, x, y, width float64, n int, text string) float64 {
	for _, st.size = range sizes {
		if len(s.wrap(st, text, width)) <= n {
			break
		}
	}
	return s.block(st, x, y, width, n, text)
}
