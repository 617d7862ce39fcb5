// Package markdown turns the Markdown that organizers and agencies write into
// HTML that is safe to show.
package markdown

import (
	"bytes"
	"regexp"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// topHeading is the level that the highest heading of a text gets: the page
// has the h1, and the part that the text stands in has an h2.
const topHeading = 3

var renderer = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(goldmark.WithParserOptions(
		parser.WithASTTransformers(util.Prioritized(lowerHeadings{}, 100)),
	))
})

var policy = sync.OnceValue(textPolicy)

// picturePolicy also lets pictures through, but only those that staff
// uploaded here: one from elsewhere would tell that site who reads.
var picturePolicy = sync.OnceValue(func() *bluemonday.Policy {
	p := textPolicy()
	p.AllowAttrs("src").Matching(regexp.MustCompile(`^/berkas/[0-9a-z]{20,64}$`)).OnElements("img")
	p.AllowAttrs("alt").OnElements("img")
	return p
})

func textPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "strong", "em", "ul", "ol", "li", "blockquote", "h3", "h4", "h5", "h6")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("https", "http", "mailto", "tel")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnFullyQualifiedLinks(true)
	return p
}

// HTML renders Markdown. Raw HTML, pictures and every address that is not of
// the web, mail or telephone are left out; its highest headings become h3.
func HTML(s string) string { return render(s, policy()) }

// WithPictures renders as HTML does, and keeps pictures of this site.
func WithPictures(s string) string {
	return strings.ReplaceAll(render(s, picturePolicy()), "<img ", `<img loading="lazy" `)
}

func render(s string, allowed *bluemonday.Policy) string {
	if s == "" {
		return ""
	}
	var b bytes.Buffer
	if err := renderer().Convert([]byte(strings.ToValidUTF8(s, "\ufffd")), &b); err != nil {
		return "" // a bytes.Buffer does not fail
	}
	return allowed.SanitizeReader(&b).String()
}

// Plain returns the text of the Markdown without any markup, for the
// descriptions that search engines show.
func Plain(s string) string {
	source := []byte(s)
	var b bytes.Buffer
	doc := goldmark.DefaultParser().Parse(text.NewReader(source))
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(n.Value(source))
				if n.SoftLineBreak() || n.HardLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.RawHTML, *ast.HTMLBlock:
			return ast.WalkSkipChildren, nil
		default:
			if !entering && n.Type() == ast.TypeBlock && b.Len() > 0 && !bytes.HasSuffix(b.Bytes(), []byte(" ")) {
				b.WriteByte(' ')
			}
		}
		return ast.WalkContinue, nil
	})
	return string(bytes.TrimSpace(b.Bytes()))
}

// lowerHeadings moves the headings of a text under those of its page, however
// high its author began.
type lowerHeadings struct{}

func (lowerHeadings) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	var headings []*ast.Heading
	top := 6
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if h, ok := n.(*ast.Heading); ok && entering {
			headings = append(headings, h)
			top = min(top, h.Level)
		}
		return ast.WalkContinue, nil
	})
	for _, h := range headings {
		h.Level = min(h.Level-top+topHeading, 6)
	}
}
