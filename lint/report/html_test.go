package report

import (
	"encoding/xml"
	"errors"
	"io"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/source"
)

// htmlElements are all that a page may be made of, with their attributes beside
// those of any.
var htmlElements = map[string][]string{
	"html": {"lang"}, "head": nil, "meta": {"charset", "http-equiv", "name", "content"}, "title": nil, "style": nil, "script": nil,
	"body": nil, "header": nil, "nav": nil, "main": nil, "footer": nil, "section": nil,
	"article": {"tabindex", "data-severity", "data-outcome", "data-rule", "data-site", "data-confidence", "data-suppressed"},
	"h1":      nil, "h2": nil, "h3": nil, "h4": nil, "h5": nil, "h6": nil, "p": nil, "ul": nil, "ol": nil, "li": nil, "dl": nil, "dt": nil, "dd": nil,
	"a": {"href"}, "span": nil, "b": nil, "code": nil, "pre": nil, "mark": nil, "kbd": nil, "del": nil, "ins": nil, "div": nil, "em": nil, "strong": nil,
	"form": {"hidden"}, "label": nil, "input": {"type", "name", "autocomplete", "spellcheck"}, "select": {"name"}, "option": {"value"}, "button": {"type"},
	"details": nil, "summary": nil, "table": nil, "caption": nil, "thead": nil, "tbody": nil, "tr": nil, "th": {"scope"}, "td": nil,
}

// htmlAnywhere are attributes that do nothing by themselves.
var htmlAnywhere = []string{"id", "class", "role", "aria-label", "aria-labelledby", "aria-live", "hidden"}

// readHTML complains of what a page must not hold, and returns its text by
// element, one piece for each.
func readHTML(t *testing.T, page string) map[string][]string {
	t.Helper()
	text := map[string][]string{}
	ids, links := map[string]bool{}, map[string]bool{}
	var open []string
	for d := xml.NewDecoder(strings.NewReader(page)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, page)
		}
		switch x := token.(type) {
		case xml.StartElement:
			checkElement(t, &x, ids, links)
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
	for link := range links {
		if !ids[link] {
			t.Errorf("a link to #%s, which is not there", link)
		}
	}
	return text
}

func checkElement(t *testing.T, x *xml.StartElement, ids, links map[string]bool) {
	t.Helper()
	known, ok := htmlElements[x.Name.Local]
	if !ok {
		t.Errorf("an element %s", x.Name.Local)
	}
	for _, a := range x.Attr {
		name := a.Name.Local
		if !slices.Contains(known, name) && !slices.Contains(htmlAnywhere, name) {
			t.Errorf("%s has %s=%q", x.Name.Local, name, a.Value)
		}
		switch {
		case name == "id" && ids[a.Value]:
			t.Errorf("two elements are called %q", a.Value)
		case name == "id":
			ids[a.Value] = true
		case name == "href" && a.Value == "": // of a link in a page of a rule that may not be followed
		case name == "href" && strings.HasPrefix(a.Value, "#"):
			links[a.Value[1:]] = true
		case name == "href" && !strings.HasPrefix(a.Value, home):
			t.Errorf("a link to %q", a.Value)
		}
	}
}

// evil is what somebody may write into a file.
const evil = `</pre></style></script><script>alert(1)</script><img src=x onerror="a"> & &lt; ' " {{.}} javascript:x`

// Whatever stands in a file is text in the page.
func TestHTMLEscapes(t *testing.T) {
	r := many(1, 0, 0)
	r.Summary.Assumptions = []string{evil}
	f := &r.Findings[0]
	f.Message, f.Assumption, f.File, f.Site = evil, evil, evil, evil
	f.Rule = &lint.Rule{ID: `x"><script>`, Summary: evil, Doc: "# x\n\n" + evil + "\n\n[a](javascript:alert(1))\n\n```\n" + evil + "\n```\n"}
	f.Snippet = lint.Snippet{Text: "\t" + evil + " behind", From: 1, To: 1 + len(evil)}
	other := f.Place
	other.Start.Line++
	f.Related = []lint.RelatedPlace{{Place: other, Message: evil}, {Place: f.Place, Message: "the same line, which is shown once"}}
	f.Fixes = []lint.FixPlace{{Title: evil, Edits: []lint.EditPlace{{File: evil, NewText: evil, Snippet: lint.Snippet{Text: "was " + evil, From: 0, To: 4}}}}}
	f.Suppressed = &lint.Suppression{Kind: lint.InSource, Reason: evil}
	m := hostileMap(evil, f.Place)
	page := readHTML(t, write(t, "html", r, Options{Version: evil, Maps: []*Map{m}}))
	for element, want := range map[string][]string{
		"h5":      {f.Severity.String() + " " + evil},
		"mark":    {evil, evil, evil},
		"caption": {evil},
		"del":     {"-was " + evil},
		"ins":     {"+" + evil + evil},
		"script":  {strings.NewReplacer("<![CDATA[", "", "]]>", "").Replace(htmlScript)},
		"style":   {htmlStyle},
	} {
		if got := page[element]; !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", element, got, want)
		}
	}
	if got := page["pre"][0]; got != "1\t"+evil+" behind" {
		t.Errorf("the line is %q", got)
	}
	for element, want := range map[string]string{
		"dd": evil, "th": evil + " " + evil, "td": "anonymousx" + evil, "li": "goes on as " + evil + evil + " passes " + evil, "h3": evil + " 1 suppressed", "dt": "suppressed", "option": evil + " (1)",
	} {
		if !slices.ContainsFunc(page[element], func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Errorf("%s: %q is not told: %q", element, want, page[element])
		}
	}
}

// Findings stand by site and outcome, graver ones first.
func TestHTMLGroups(t *testing.T) {
	r := many(1, 1, 1)
	r.Findings[0].Outcome, r.Findings[1].Outcome, r.Findings[2].Outcome = lint.Stale, lint.Weakens, lint.Breaks
	r.Findings[1].Site, r.Findings[2].Site = "b", "b"
	page := readHTML(t, write(t, "html", r, Options{}))
	sites, outcomes := page["h3"], []string(nil)
	for _, h := range page["h4"] {
		name, _, _ := strings.Cut(h, " ")
		outcomes = append(outcomes, name)
	}
	if want := []string{".htaccess 1 note", "b 1 error, 1 warning"}; !slices.Equal(sites, want) {
		t.Errorf("sites %q, want %q", sites, want)
	}
	if want := []string{"stale", "breaks", "weakens"}; !slices.Equal(outcomes, want) {
		t.Errorf("outcomes %q, want %q", outcomes, want)
	}
}

// Edits show as the lines that they change.
func TestHTMLDiff(t *testing.T) {
	for _, c := range []struct {
		name string
		edit lint.EditPlace
		want string
	}{
		{"a word", lint.EditPlace{NewText: "b", Snippet: lint.Snippet{Text: "a c", From: 0, To: 1}}, "-a c|+b c"},
		{"a line more", lint.EditPlace{NewText: "new\n", Snippet: lint.Snippet{Text: "old", From: 0, To: 0}}, "+new| old"},
		{"a line less", lint.EditPlace{Snippet: lint.Snippet{Text: "gone\nstays", From: 0, To: 5}}, "-gone| stays"},
		{"an empty file", lint.EditPlace{NewText: "new\n"}, "+new"},
		{"within a line", lint.EditPlace{NewText: "x\ny", Snippet: lint.Snippet{Text: "a\nbc\nd", From: 3, To: 3}}, " a|-bc|+bx|+yc| d"},
		{"the first of many lines", lint.EditPlace{NewText: "x", Snippet: lint.Snippet{Text: "ab", From: 0, To: 1, CutAfter: true}}, "-ab|+xb| " + ellipsis},
		{"control characters", lint.EditPlace{NewText: "\x1b\r\n", Snippet: lint.Snippet{Text: "\u202e", From: 0, To: 3}}, `-\u202e|+\x1b\r`},
	} {
		var lines []string
		for _, l := range editLines(&c.edit) {
			sign := " "
			switch {
			case l.Gone:
				sign = "-"
			case l.Comes:
				sign = "+"
			}
			lines = append(lines, sign+l.Text)
		}
		if got := strings.Join(lines, "|"); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// The map stands in a table for each host, and cells lead to their walks.
func TestHTMLMap(t *testing.T) {
	at := lint.Place{File: "a/.htaccess", Start: source.Position{Line: 3}, Snippet: lint.Snippet{Text: "Require valid-user", To: 18}}
	answered := MapCell{
		As: `as "ann"`, Answer: "401 challenged", Leads: `(Basic realm="A")`, Decision: access.Decision{Outcome: access.Challenged, Status: 401},
		Request: access.Request{Remote: netip.MustParseAddr("192.0.2.1")},
		Walk: []Step{
			{Gate: "htaccess", Note: "these hold", Places: []StepPlace{{Place: at, WholeFile: true}}},
			{Gate: "password", Verdict: access.Challenges, Status: 401, Note: "no credentials", Places: []StepPlace{{Place: at}, {Place: at}}},
			{Depth: 1, Begins: "/e", LookedFor: true, Gate: "files", Verdict: access.Unsure},
		},
	}
	m := &Map{Site: "a", Callers: []Caller{{Name: "anonymous"}}, Rows: []MapRow{
		{Origin: "http://a", Target: "/", What: "front page", Cells: []MapCell{answered}},
		{Origin: "http://b", Target: "/", What: "front page", Cells: []MapCell{{Empty: "nobody asks"}}},
	}}
	text := write(t, "html", &lint.Result{}, Options{Maps: []*Map{m}})
	page := readHTML(t, text)
	for element, want := range map[string][]string{
		"caption": {"http://a", "http://b"},
		"td":      {`anonymous401 challengedas "ann"`, "anonymousnobody asks"},
		"ol":      {"\nhtaccess passes these holda/.htaccess\npassword challenges 401 no credentialsa/.htaccess:33Require valid-user3Require valid-user\nlooks for /efiles unknown \n"},
	} {
		if got := page[element]; !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", element, got, want)
		}
	}
	for _, part := range []string{`<td role="cell" class="asked"><a href="#walk-1-1-1">`, `<article class="walk" id="walk-1-1-1"`, `<a href="#row-1-1">Back`} {
		if !strings.Contains(text, part) {
			t.Errorf("the page has no %s", part)
		}
	}
}
