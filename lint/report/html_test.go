package report

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
)

// htmlElements are all that a page may be made of, with their attributes.
var htmlElements = map[string][]string{
	"html": {"lang"}, "head": nil, "meta": {"charset", "http-equiv", "name", "content"}, "title": nil, "style": nil,
	"body": nil, "h1": nil, "nav": nil, "ul": nil, "li": nil, "main": nil, "section": {"id"}, "h2": nil,
	"article": {"class"}, "h3": nil, "span": {"class"}, "pre": nil, "mark": nil, "dl": nil, "dt": nil, "dd": nil,
	"a": {"href"}, "p": nil, "footer": {"class"},
}

// readHTML complains of what a page must not hold, and returns its text by
// element, one piece for each.
func readHTML(t *testing.T, page string) map[string][]string {
	t.Helper()
	text := map[string][]string{}
	var open []string
	for d := xml.NewDecoder(strings.NewReader(page)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return text
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, page)
		}
		switch x := token.(type) {
		case xml.StartElement:
			known, ok := htmlElements[x.Name.Local]
			if !ok {
				t.Errorf("an element %s", x.Name.Local)
			}
			for _, a := range x.Attr {
				if !slices.Contains(known, a.Name.Local) {
					t.Errorf("%s has %s=%q", x.Name.Local, a.Name.Local, a.Value)
				}
				if a.Name.Local == "href" && !strings.HasPrefix(a.Value, "#file-") && !strings.HasPrefix(a.Value, home) {
					t.Errorf("a link to %q", a.Value)
				}
			}
			open = append(open, x.Name.Local)
			text[x.Name.Local] = append(text[x.Name.Local], "")
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			for _, name := range open {
				list := text[name]
				list[len(list)-1] += string(x)
			}
		}
	}
}

// Whatever stands in a file is text in the page.
func TestHTMLEscapes(t *testing.T) {
	const evil = `</pre></style><script>alert(1)</script><img src=x onerror="a"> & &lt; ' " {{.}} javascript:x`
	r := many(1, 0, 0)
	r.Summary.Assumptions = []string{evil}
	f := &r.Findings[0]
	f.Message, f.Assumption, f.File = evil, evil, evil
	f.Rule = &lint.Rule{ID: `x"><script>`, Summary: evil}
	f.Snippet = lint.Snippet{Text: "\t" + evil + " behind", From: 1, To: 1 + len(evil)}
	f.Related = []lint.RelatedPlace{{Place: f.Place, Message: evil}}
	f.Fixes = []lint.FixPlace{{Title: evil}}
	page := readHTML(t, write(t, "html", r, Options{Version: evil}))
	if got := page["h3"]; len(got) != 1 || got[0] != f.Severity.String()+": "+evil {
		t.Errorf("the message is %q", got)
	}
	if got := page["h2"]; len(got) != 1 || got[0] != evil {
		t.Errorf("the file is %q", got)
	}
	if got := page["mark"]; !slices.Equal(got, []string{evil, evil}) {
		t.Errorf("what is marked is %q", got)
	}
	if got := page["pre"][0]; got != "1 \t"+evil+" behind" {
		t.Errorf("the line is %q", got)
	}
	for _, want := range []string{evil, evil + ":1:1: " + evil, `x"><script>: ` + evil} {
		if !slices.Contains(page["dd"], want) && !slices.ContainsFunc(page["dd"], func(s string) bool { return strings.HasPrefix(s, want+"\n") }) {
			t.Errorf("%q is not told: %q", want, page["dd"])
		}
	}
}

// A file has one section, to which the list at the top leads.
func TestHTMLFiles(t *testing.T) {
	text := write(t, "html", everything(), Options{})
	page := readHTML(t, text)
	want := []string{`public/\x1b[2Jfolder\xff`, "public/.htaccess", "public/.htpasswd"}
	if !slices.Equal(page["h2"], want) {
		t.Errorf("sections of %q", page["h2"])
	}
	if want := []string{want[0] + ": 1 error", want[1] + ": 1 error, 2 notes", want[2] + ": 1 warning"}; !slices.Equal(page["li"], want) {
		t.Errorf("the list is %q", page["li"])
	}
	for _, part := range []string{`<a href="#file-2">public/.htaccess</a>`, `<section id="file-2">`, `href="` + pageURL(&lint.Rule{ID: "left-open"}) + `"`, "prefers-color-scheme: dark", "default-src 'none'"} {
		if !strings.Contains(text, part) {
			t.Errorf("the page has no %s", part)
		}
	}
}
