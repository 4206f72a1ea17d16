package report

import (
	"bytes"
	"html/template"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
)

// htmlHeading is how deep the headings of a page of a rule lie in the report.
const htmlHeading = 2

// htmlDoc is the page of a rule without its title. HTML in it is left out: a
// page is Markdown.
func htmlDoc(doc string) template.HTML {
	source := []byte(withoutTitle(doc))
	markdown := goldmark.New(goldmark.WithRendererOptions(html.WithXHTML()))
	tree := markdown.Parser().Parse(text.NewReader(source))
	for n := tree.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok {
			h.Level = min(h.Level+htmlHeading, 6)
		}
	}
	var page bytes.Buffer
	if err := markdown.Renderer().Render(&page, source, tree); err != nil {
		return template.HTML(template.HTMLEscapeString(doc)) // writing to memory does not fail
	}
	return template.HTML(page.String())
}

// withoutTitle is a page without its first line where that is a heading.
func withoutTitle(doc string) string {
	if title, rest, found := strings.Cut(doc, "\n"); found && strings.HasPrefix(title, "# ") {
		return rest
	}
	return doc
}
