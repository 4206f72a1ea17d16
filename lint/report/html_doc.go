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

// htmlDoc is the page of a rule without its title. HTML in it is left out, and so
// are pictures, which the report may not load: a page is text.
func htmlDoc(doc string) template.HTML {
	source := []byte(escapeLines(withoutTitle(doc)))
	markdown := goldmark.New(goldmark.WithRendererOptions(html.WithXHTML()))
	tree := markdown.Parser().Parse(text.NewReader(source))
	var pictures []ast.Node
	err := ast.Walk(tree, func(n ast.Node, enter bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Heading:
			if enter {
				n.Level = min(n.Level+htmlHeading, 6)
			}
		case *ast.Image:
			if enter {
				pictures = append(pictures, n)
			}
		}
		return ast.WalkContinue, nil
	})
	for _, n := range pictures {
		n.Parent().RemoveChild(n.Parent(), n)
	}
	var page bytes.Buffer
	if err == nil {
		err = markdown.Renderer().Render(&page, source, tree)
	}
	if err != nil { // writing to memory does not fail
		return template.HTML(template.HTMLEscapeString(string(source)))
	}
	return template.HTML(page.String())
}

// escapeLines is Escape that leaves lines and tabs to the page.
func escapeLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = escapeCode(lines[i])
	}
	return strings.Join(lines, "\n")
}

// withoutTitle is a page without its first line where that is a heading.
func withoutTitle(doc string) string {
	if title, rest, found := strings.Cut(doc, "\n"); found && strings.HasPrefix(title, "# ") {
		return rest
	}
	return doc
}
