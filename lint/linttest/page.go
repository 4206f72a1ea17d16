package linttest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/authlint/authlint/lint"
)

// sections are those of a rule's page, in order.
var sections = []string{"Bad", "Why", "Fix", "When not to worry", "Since"}

// RunPages runs the examples of every rule page that the glob names, each with
// its own rule alone, and holds the page against the form (a rule that reviews
// what others found has them all run, and its own findings looked at):
//
//	# rule-id
//	(blank)
//	The rule's summary, as a sentence.
//	(blank)
//	## Bad
//
// and so on through Why, Fix, When not to worry and Since. In Bad and Fix a
// fenced block whose info string has file=PATH, and perhaps the options of a
// case's section header, is a file of an example. In Bad a block of kind text
// ends the example and holds the exact concise output of the rule, written by
// -update. In Fix the rule must find nothing; there a file that the example
// has already begins the next example. Other blocks are prose.
func RunPages(t *testing.T, glob string, h Harness) {
	t.Helper()
	for _, file := range files(t, glob) {
		id := strings.TrimSuffix(filepath.Base(file), ".md")
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			i := slices.IndexFunc(h.Rules, func(r *lint.Rule) bool { return r.ID == id })
			if i < 0 {
				t.Fatalf("%s belongs to no rule", file)
			}
			one := h
			one.only = h.Rules[i]
			runPage(t, file, one)
		})
	}
}

// runPage runs a page with its rule.
func runPage(t *testing.T, file string, h Harness) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p := parsePage(string(data))
	if problem := p.form(h.only); problem != "" {
		t.Fatalf("%s: %s", file, problem)
	}
	examples, err := p.examples()
	if err != nil {
		t.Fatalf("%s:%v", file, err)
	}
	shown := map[string]int{}
	for _, e := range examples {
		shown[e.section]++
		runExample(t, file, p, e, h)
	}
	for _, s := range []string{"Bad", "Fix"} {
		if shown[s] == 0 {
			t.Errorf("%s: no example under %s", file, s)
		}
	}
	if Update() && p.text() != string(data) {
		write(t, file, []byte(p.text()))
	}
}

func runExample(t *testing.T, file string, p *page, e example, h Harness) {
	t.Helper()
	out := run(t, e.site, h)
	switch {
	case e.section == "Fix" && out.concise != "":
		t.Errorf("%s:%d: the mended example is still reported\n%s", file, e.line, out.concise)
	case e.section == "Bad" && out.concise == "":
		t.Errorf("%s:%d: nothing is found in the example", file, e.line)
	case e.section == "Bad" && Update():
		p.blocks[e.output].body = out.concise
	case e.section == "Bad" && out.concise != p.blocks[e.output].body:
		t.Errorf("%s:%d: the output is another\n%s", file, e.line,
			out.secrets.hide(difference(p.blocks[e.output].body, out.concise)))
	}
}

// A page is a sequence of blocks: fenced ones and the prose between them.
type page struct {
	blocks []block
}

type block struct {
	line    int // of the page, from 1
	section string
	// fence is the opening line of a fenced block; empty for prose.
	fence string
	body  string
}

const fenceMark = "```"

func parsePage(text string) *page {
	p := &page{}
	section, number := "", 0
	at := block{line: 1}
	flush := func(next block) {
		if at.fence != "" || at.body != "" {
			p.blocks = append(p.blocks, at)
		}
		at = next
	}
	for line := range strings.Lines(text) {
		number++
		switch {
		case at.fence == "" && strings.HasPrefix(line, fenceMark):
			flush(block{line: number, section: section, fence: line})
		case at.fence != "" && strings.TrimSpace(line) == fenceMark:
			flush(block{line: number + 1, section: section})
		case at.fence == "" && strings.HasPrefix(line, "## "):
			section = strings.TrimSpace(line[3:])
			flush(block{line: number, section: section, body: line})
		default:
			at.body += line
		}
	}
	flush(block{})
	return p
}

// text is the page again.
func (p *page) text() string {
	var b strings.Builder
	for _, x := range p.blocks {
		if x.fence == "" {
			b.WriteString(x.body)
			continue
		}
		b.WriteString(x.fence + x.body + fenceMark + "\n")
	}
	return b.String()
}

// form says what of the page's form is wrong; empty when nothing is.
func (p *page) form(rule *lint.Rule) string {
	sentence := Sentence(rule.Summary)
	head := "# " + rule.ID + "\n\n" + sentence + "\n\n"
	if len(p.blocks) == 0 || p.blocks[0].body != head {
		return fmt.Sprintf("the page does not begin with the lines %q, a blank, %q, a blank", "# "+rule.ID, sentence)
	}
	var found []string
	for _, b := range p.blocks {
		if b.fence == "" && strings.HasPrefix(b.body, "## ") {
			found = append(found, b.section)
		}
	}
	if !slices.Equal(found, sections) {
		return fmt.Sprintf("the sections are %q, not %q", found, sections)
	}
	return ""
}

// Sentence makes a sentence of a clause.
func Sentence(clause string) string {
	first, n := utf8.DecodeRuneInString(clause)
	return string(unicode.ToUpper(first)) + clause[n:] + "."
}

// An example is a site that a page shows.
type example struct {
	section string
	line    int
	site    *Case
	output  int // the index of the block that holds its output, under Bad
}

func (p *page) examples() ([]example, error) {
	var all []example
	var at *example
	for i, b := range p.blocks {
		kind, header, isFile := fileFence(b.fence)
		if at != nil && at.section != b.section {
			if at.section == "Bad" {
				return nil, fmt.Errorf("%d: the example has no text block with its output", at.line)
			}
			all, at = append(all, *at), nil
		}
		switch {
		case b.section != "Bad" && b.section != "Fix":
		case isFile:
			if at != nil && b.section == "Fix" && at.has(header) {
				all, at = append(all, *at), nil
			}
			if at == nil {
				at = &example{section: b.section, line: b.line, site: &Case{}}
			}
			if err := at.site.Add(header, []byte(b.body)); err != nil {
				return nil, fmt.Errorf("%d: %w", b.line, err)
			}
		case kind == "text" && b.section == "Bad":
			if at == nil {
				return nil, fmt.Errorf("%d: output without files before it", b.line)
			}
			at.output = i
			all, at = append(all, *at), nil
		}
	}
	return all, nil
}

func (e *example) has(header string) bool {
	name, _, err := splitHeader(header)
	return err == nil && e.site.has("/"+name)
}

// fileFence takes an opening line apart: "apache file=site/.htaccess mode=0600".
func fileFence(fence string) (kind, header string, isFile bool) {
	info := strings.TrimSpace(strings.TrimPrefix(fence, fenceMark))
	kind, rest, _ := strings.Cut(info, " ")
	header, isFile = strings.CutPrefix(rest, "file=")
	return kind, header, isFile
}
