package lint

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// word is a rule that finds a word, in a line that ends in "!" with the line
// for a cause. Its message counts lines, so that no fingerprint may rest on it.
func word(id string) *Rule {
	return &Rule{ID: id, Outcome: Exposes, Run: func(p *Pass) {
		for _, f := range p.Site.Files {
			for at := 0; ; at++ {
				n := bytes.Index(f.Data[at:], []byte(id))
				if n < 0 {
					break
				}
				at += n
				line := f.LineSpan(at)
				cause := f.Span(at, at+len(id))
				if f.Data[line.End-1] == '!' {
					cause = line
				}
				if f.Data[line.Start] != '#' {
					p.Report(Diagnostic{
						Span: f.Span(at, at+len(id)), Cause: cause,
						Message: fmt.Sprintf("found in line %d", f.Position(at).Line),
					})
				}
			}
		}
	}}
}

// toy loads a file in which "<" and ">" on lines of their own are a section
// and every comment that speaks to authlint covers the next line or section.
func toy(name, text string) Job {
	return func() *model.Site {
		f := source.NewFile(name, []byte(text))
		site := &model.Site{Name: name, Files: []*source.File{f}}
		top := &model.Scope{Span: f.All(), Head: f.Span(0, 0)}
		site.Scopes = append(site.Scopes, top)
		var waiting []*model.Comment
		follow := func(end int) {
			for _, c := range waiting {
				c.Covers.End = end
			}
			waiting = nil
		}
		for c := source.NewCursor(f.Data); !c.EOF(); {
			start, end := c.Line()
			switch line := string(f.Data[start:end]); {
			case strings.HasPrefix(line, "<"):
				n := bytes.Index(f.Data[start:], []byte("\n>"))
				site.Scopes = append(site.Scopes, &model.Scope{
					Parent: top, Span: f.Span(start, start+n+2), Head: f.Span(start, end),
				})
				follow(start + n + 2)
			case Addressed(line):
				comment := &model.Comment{Span: f.Span(start, end), Covers: f.Span(start, len(f.Data))}
				site.Addressed = append(site.Addressed, comment)
				waiting = append(waiting, comment)
			case line != "" && line[0] != '#':
				follow(end)
			}
		}
		return site
	}
}

func check(t *testing.T, rules string, o Options, jobs ...Job) *Result {
	t.Helper()
	var list []*Rule
	for id := range strings.FieldsSeq(rules) {
		list = append(list, word(id))
	}
	o.Today = "2026-11-21"
	return Run(context.Background(), jobs, list, o)
}

// told is "rule:line" of each finding, with a "-" before what is suppressed.
func told(r *Result) string {
	var all []string
	for _, f := range r.Findings {
		sign := ""
		if f.Suppressed != nil {
			sign = "-"
		}
		all = append(all, fmt.Sprintf("%s%s:%d", sign, f.Rule.ID, f.Start.Line))
	}
	return strings.Join(all, " ")
}

func TestSuppressed(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"the next line", "# authlint:ignore aa -- x\naa\naa\n", "-aa:2 aa:3"},
		{"several above one line", "# authlint:ignore aa -- x\n# authlint:ignore bb -- x\n\naa bb\naa\n", "-aa:4 -bb:4 aa:5"},
		{"a section and what is in it", "# authlint:ignore aa -- x\n<\naa\n# authlint:ignore bb -- x\nbb\nbb\n>\naa\n", "-aa:3 -bb:5 bb:6 aa:8"},
		{"behind an inner one", "# authlint:ignore aa -- x\n<\n# authlint:ignore aa -- y\naa\naa\n>\n", "-aa:4 -aa:5"},
		{"the whole file", "# authlint:ignore-file aa -- x\nbb\naa\n", "bb:2 -aa:3"},
		{"not without a reason", "# authlint:ignore aa\naa\n", "aa:2"},
		{"not when it is over", "# authlint:ignore aa -- x until=2026-11-20\naa\n", "aa:2"},
		{"on its last day", "# authlint:ignore aa -- x until=2026-11-21\naa\n", "-aa:2"},
		{"another rule of the same cause", "# authlint:ignore aa -- x\naa bb!\naa bb!\n", "-aa:2 bb:2 aa:3"},
		{"a rule that did not run", "# authlint:ignore cc -- x\naa\n", "aa:2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := check(t, "aa bb", Options{}, toy("f", tt.text))
			if got := told(r); got != tt.want {
				t.Errorf("%s, not %s", got, tt.want)
			}
			if n := strings.Count(tt.want, "-"); r.Summary.Suppressed != n || r.Summary.Errors != len(r.Findings)-n {
				t.Errorf("%d suppressed, %d errors", r.Summary.Suppressed, r.Summary.Errors)
			}
			if got := told(check(t, "aa bb", Options{NoIgnores: true}, toy("f", tt.text))); strings.Contains(got, "-") {
				t.Errorf("suppressed all the same: %s", got)
			}
		})
	}
}

func TestFinalRule(t *testing.T) {
	final := word("aa")
	final.Final = true
	r := Run(t.Context(), []Job{toy("f", "# authlint:ignore aa -- x\naa\n")}, []*Rule{final}, Options{})
	if told(r) != "aa:2" {
		t.Error(told(r))
	}
}

// A comment that did something for one site did something.
func TestReview(t *testing.T) {
	var seen []Ignore
	review := &Rule{ID: "review", Outcome: Stale, Review: func(r *Review) { seen = r.Ignores }}
	const text = "# authlint:ignore aa,bb,zz -- why\naa\n"
	jobs := []Job{toy("f", text), func() *model.Site {
		site := toy("f", text)()
		site.Files = nil // in which nothing is found
		return site
	}}
	slices.Reverse(jobs)
	rules := []*Rule{word("aa"), word("bb"), review}
	Run(t.Context(), jobs, rules, Options{Known: append(rules, word("zz"))})
	got := ""
	for _, g := range seen {
		got += fmt.Sprintf("%s ran=%t matched=%t %s; ", g.Rule, g.Ran, g.Matched, g.Reason)
	}
	if want := "aa ran=true matched=true why; bb ran=true matched=false why; zz ran=false matched=false why; "; got != want {
		t.Errorf("%s, not %s", got, want)
	}
}

// A file full of comments is bounded, and what is left out is said.
func TestManyIgnores(t *testing.T) {
	limits := &Rule{ID: "limits", Outcome: Confuses, Run: func(p *Pass) {
		for _, l := range p.Site.Limits {
			p.Report(Diagnostic{Span: l.Span, Message: l.What})
		}
	}}
	text := strings.Repeat("# authlint:ignore aa -- x\naa\n", maxIgnores+2)
	r := Run(t.Context(), []Job{toy("f", text)}, []*Rule{word("aa"), limits}, Options{})
	if r.Summary.Suppressed != maxIgnores || r.Summary.Errors != 2 || r.Summary.Notes != 1 {
		t.Errorf("%+v", r.Summary)
	}
}

func fingerprints(r *Result) []string {
	var all []string
	for _, f := range r.Findings {
		all = append(all, f.Fingerprint)
	}
	return all
}

func TestFingerprints(t *testing.T) {
	before := fingerprints(check(t, "aa", Options{}, toy("f", "aa x\n<one\naa\naa\n>\naa aa\n")))
	for _, tt := range []struct {
		name, rules, text string
		same              []int // of before, in their order
	}{
		{"lines move", "aa", "\n#\n\n aa x\n\n<one\n aa\n\taa\n>\nbb\naa aa\n", []int{0, 1, 2, 3, 4}},
		{"other rules run", "bb aa", "bb\naa x\n<one\nbb\naa\naa\n>\naa aa\n", []int{-1, 0, -1, 1, 2, 3, 4}},
		{"the same elsewhere", "aa", "aa x\n<zero\naa\n>\n<one\naa\naa\n>\naa aa\naa\n", []int{0, -1, 1, 2, 3, 4, -1}},
		{"one of two is mended", "aa", "aa x\n<one\naa\n>\naa aa\n", []int{0, 1, 3, 4}},
		{"the section is another", "aa", "aa x\n<two\naa\naa\n>\naa aa\n", []int{0, -1, -1, 3, 4}},
		{"some are suppressed", "aa", "# authlint:ignore aa -- x\naa x\n<one\naa\n# authlint:ignore aa -- x\naa\n>\naa aa\n", []int{0, 1, 2, 3, 4}},
	} {
		after := fingerprints(check(t, tt.rules, Options{}, toy("f", tt.text)))
		var same []int
		for _, print := range after {
			same = append(same, slices.Index(before, print))
		}
		if !slices.Equal(same, tt.same) {
			t.Errorf("%s: %v, not %v", tt.name, same, tt.same)
		}
	}
	if other := fingerprints(check(t, "aa", Options{}, toy("g", "aa x\n"))); other[0] == before[0] {
		t.Error("the file makes no difference")
	}
	o := Options{Identity: func(string) string { return "f" }}
	if same := fingerprints(check(t, "aa", o, toy("../f", "aa x\n"))); same[0] != before[0] {
		t.Error("the name it is called by makes a difference")
	}
}

// What is asked for makes no difference to the number of the rest.
func TestFingerprintsOfSome(t *testing.T) {
	related := &Rule{ID: "aa", Outcome: Exposes, Run: func(p *Pass) {
		f := p.Site.Files[0]
		other := source.NewFile("other", nil)
		p.Report(Diagnostic{Span: f.Span(0, 2), Message: "x"})
		p.Report(Diagnostic{Span: f.Span(3, 5), Message: "x", Related: []Related{{Span: other.Span(0, 0)}}})
	}}
	jobs := func() []Job { return []Job{toy("f", "aa\naa\n")} }
	all := Run(t.Context(), jobs(), []*Rule{related}, Options{})
	some := Run(t.Context(), jobs(), []*Rule{related}, Options{Keep: func(f string) bool { return f == "other" }})
	if len(some.Findings) != 1 || some.Findings[0].Fingerprint != all.Findings[1].Fingerprint {
		t.Error("the second of two has another number when it is the only one wanted")
	}
}

func TestSince(t *testing.T) {
	masked := func(text string) Job {
		return func() *model.Site {
			site := toy("f", text)()
			for _, f := range site.Files {
				f.Mask(f.Span(bytes.IndexByte(f.Data, ':')+1, bytes.IndexByte(f.Data, '\n')))
			}
			return site
		}
	}
	before := check(t, "aa", Options{}, masked("aa:old\naa\nx aa\n"))
	for text, want := range map[string]string{
		"aa:old\naa\nx aa\n":             "",
		"\n\naa:old\nx aa\n":             "",
		"aa:new\naa\nx aa\n":             "aa:1",
		"aa:old\naa\nx aa\naa\nx aa y\n": "aa:4 aa:5",
	} {
		r := check(t, "aa", Options{}, masked(strings.TrimLeft(text, "\n")))
		r.Since(before)
		if got := told(r); got != want || r.Summary.Errors != len(r.Findings) {
			t.Errorf("%q: new are %q, not %q", text, got, want)
		}
	}
}

// A finding of several places is known when all of them are, and a place that
// a comment suppresses is told of apart.
func TestParts(t *testing.T) {
	pile := &Rule{ID: "aa", Outcome: Exposes, Run: func(p *Pass) {
		var piles [2]Diagnostic
		word("aa").Run(&Pass{Site: p.Site, report: func(d Diagnostic) {
			i := 0
			if p.Ignored(d.Span) {
				i = 1
			}
			if piles[i].Span.IsZero() {
				piles[i] = d
			}
			piles[i].Parts = append(piles[i].Parts, d.Span)
		}})
		for _, d := range piles {
			if !d.Span.IsZero() {
				p.Report(d)
			}
		}
	}}
	run := func(text string) *Result {
		return Run(t.Context(), []Job{toy("f", text)}, []*Rule{pile}, Options{})
	}
	before := run("aa 1\naa 2\naa 3\n")
	if len(before.Findings) != 1 || len(before.Findings[0].Parts) != 3 || before.Findings[0].Parts[0] != before.Findings[0].Fingerprint {
		t.Fatalf("%+v", before.Findings)
	}
	for text, want := range map[string]string{
		"aa 3\naa 2\n":                                  "",
		"aa 0\naa 1\naa 2\n":                            "aa:1",
		"aa 1\naa 2\naa 4\n":                            "aa:1",
		"aa 1\n# authlint:ignore aa -- x\naa 4\n":       "-aa:3",
		"# authlint:ignore aa -- x\naa 4\naa 5\naa 1\n": "-aa:2 aa:3",
	} {
		r := run(text)
		r.Since(before)
		if got := told(r); got != want {
			t.Errorf("%q: new are %q, not %q", text, got, want)
		}
	}
	many := run(strings.Repeat("aa\n", maxParts+5))
	if n := len(many.Findings[0].Parts); n != maxParts+1 {
		t.Errorf("%d parts", n)
	}
	if more := run(strings.Repeat("aa\n", maxParts+6)); func() bool { more.Since(many); return len(more.Findings) == 0 }() {
		t.Error("one more of very many is not new")
	}
}

// Of more diagnostics than are wanted the first rules' are kept, and the others
// counted.
func TestMaxFindings(t *testing.T) {
	jobs := []Job{toy("a", "two one\n"), toy("b", "two two one\n"), toy("c", "one\n")}
	r := Run(t.Context(), jobs, []*Rule{word("one"), word("two")}, Options{MaxFindings: 4, Jobs: 1})
	var got []string
	for i := range r.Findings {
		got = append(got, r.Findings[i].File+" "+r.Findings[i].Rule.ID)
	}
	if !slices.Equal(got, []string{"a two", "a one", "b two", "b one"}) || r.Summary.Dropped != 2 {
		t.Errorf("%q, %d dropped", got, r.Summary.Dropped)
	}
}

// When the time is up, no rule begins and nothing is decided any more.
func TestRunEndsBetweenRules(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	rule := &Rule{ID: "ends", Outcome: Exposes, Run: func(p *Pass) {
		p.Report(Diagnostic{Path: "a", Message: "found"})
		cancel()
		if d := p.Decide(&access.Request{Method: "GET", Target: "/"}); d.Undecided != "the time for the site is up" {
			t.Errorf("decided: %+v", d)
		}
	}}
	never := &Rule{ID: "never", Outcome: Exposes, Run: func(*Pass) { t.Error("another rule began") }}
	job := func() *model.Site { return &model.Site{Servers: []*model.Server{{Program: &counting{}}}} }
	if r := Run(ctx, []Job{job, job}, []*Rule{rule, never}, Options{Jobs: 1}); len(r.Findings) != 1 || r.Summary.Sites != 1 {
		t.Errorf("%+v", r)
	}
}

// With one job nothing leaves the goroutine of the caller, whose thread may be
// somebody.
func TestRunOnOneGoroutine(t *testing.T) {
	caller := goroutine()
	job := func() *model.Site {
		if goroutine() != caller {
			t.Error("a site is loaded on another goroutine")
		}
		return &model.Site{}
	}
	rule := &Rule{ID: "x", Outcome: Exposes, Run: func(*Pass) {
		if goroutine() != caller {
			t.Error("a rule runs on another goroutine")
		}
	}}
	if r := Run(t.Context(), []Job{job, job}, []*Rule{rule}, Options{Jobs: 1}); r.Summary.Sites != 2 {
		t.Errorf("%+v", r.Summary)
	}
}

// goroutine is the number of the calling goroutine.
func goroutine() string {
	var buf [64]byte
	return strings.Fields(string(buf[:runtime.Stack(buf[:], false)]))[1]
}
