package fix

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// word is a word that a toy check finds, and what it offers: some texts in place
// of it, each safe where it begins in a dot.
type word struct {
	rule    *lint.Rule
	offers  []string
	outcome lint.Outcome
}

// toy finds words in one file and counts its checks.
type toy struct {
	text   string
	words  map[string]word
	checks int
}

func (c *toy) check(_ context.Context, texts map[string][]byte, _ bool) (*lint.Result, *Files, error) {
	c.checks++
	data := []byte(c.text)
	if text, edited := texts["/f"]; edited {
		data = text
	}
	f := source.NewFile("f", data)
	f.Path = "/f"
	r := &lint.Result{}
	seen := map[string]int{}
	for at := 0; at < len(data); at++ {
		end := at
		for end < len(data) && data[end] != ' ' && data[end] != '\n' {
			end++
		}
		name := string(data[at:end])
		w, bad := c.words[name]
		if !bad {
			at = end
			continue
		}
		seen[name]++
		x := lint.Finding{Rule: w.rule, Place: lint.PlaceOf(f.Span(at, end)), Outcome: w.outcome, Severity: lint.Error,
			Message: name + " is wrong", Fingerprint: fmt.Sprintf("%s%d", name, seen[name])}
		for _, offer := range w.offers {
			text, safe := strings.CutPrefix(offer, ".")
			x.Fixes = append(x.Fixes, lint.FixPlace{Title: "write " + text, Safe: safe, Edits: []lint.EditPlace{
				{File: "f", Start: f.Position(at), End: f.Position(end), NewText: text},
			}})
		}
		r.Findings = append(r.Findings, x)
		at = end
	}
	files := &Files{Edited: texts}
	files.Gather(&model.Site{Files: []*source.File{f}}, pointers(r))
	return r, files, nil
}

func pointers(r *lint.Result) []*lint.Finding {
	var all []*lint.Finding
	for i := range r.Findings {
		all = append(all, &r.Findings[i])
	}
	return all
}

func rule(id string) *lint.Rule { return &lint.Rule{ID: id} }

func run(t *testing.T, c *toy, o Options) (text string, out *Outcome) {
	t.Helper()
	out, err := Run(t.Context(), c.check, o)
	if err != nil {
		t.Fatal(err)
	}
	text = c.text
	for _, changed := range out.Changed {
		if string(changed.Old.Data) != c.text || changed.New == nil || !bytes.Equal(changed.New.Data, changed.Text) {
			t.Errorf("changed is %q", changed.Text)
		}
		text = string(changed.Text)
	}
	return text, out
}

func TestRun(t *testing.T) {
	a, b := rule("a"), rule("b")
	words := map[string]word{
		"one":    {rule: a, offers: []string{".1"}},
		"two":    {rule: a, offers: []string{"2"}},
		"both":   {rule: a, offers: []string{"unsafe", ".safe"}},
		"chain":  {rule: b, offers: []string{".one"}}, // brings another finding
		"stays":  {rule: b, offers: []string{".stays"}},
		"second": {rule: b, offers: []string{".stays", ".2nd"}}, // the first does not do
		"none":   {rule: b},
	}
	for _, tt := range []struct {
		name, text string
		unsafe     bool
		want       string
		left       []string
	}{
		{"safe ones", "one two one\n", false, "1 two 1\n", []string{onlyUnsafe}},
		{"unsafe ones too", "one two one\n", true, "1 2 1\n", nil},
		{"the safe one of two", "both\n", true, "safe\n", nil},
		{"nothing to offer", "none\n", true, "none\n", nil},
		{"what brings another finding", "one chain one\n", false, "1 chain 1\n", []string{"it would bring another finding: one is wrong [a]"}},
		{"what leaves its own", "one stays\n", false, "1 stays\n", []string{"it would leave what it is for, or bring the same somewhere else"}},
		{"the next one does", "second one\n", false, "2nd 1\n", nil},
		{"nothing wrong", "fine\n", true, "fine\n", nil},
	} {
		c := &toy{text: tt.text, words: words}
		text, out := run(t, c, Options{Unsafe: tt.unsafe})
		var left []string
		for _, l := range out.Left {
			left = append(left, l.Why)
		}
		if text != tt.want || !slices.Equal(left, tt.left) {
			t.Errorf("%s: %q, left are %q", tt.name, text, left)
		}
		if again, _ := run(t, &toy{text: text, words: words}, Options{Unsafe: tt.unsafe}); again != text {
			t.Errorf("%s: a second run makes %q of %q", tt.name, again, text)
		}
	}
}

// Many fixes are tried together, and the one that does not do is found among
// them.
func TestRunFindsTheOneThatDoesNot(t *testing.T) {
	c := &toy{text: strings.Repeat("one ", 100) + "stays " + strings.Repeat("one ", 100), words: map[string]word{
		"one": {rule: rule("a"), offers: []string{".1"}}, "stays": {rule: rule("b"), offers: []string{".stays"}},
	}}
	text, out := run(t, c, Options{})
	if want := strings.Repeat("1 ", 100) + "stays " + strings.Repeat("1 ", 100); text != want || len(out.Applied) != 200 || len(out.Left) != 1 {
		t.Errorf("%d applied, %d left, %q", len(out.Applied), len(out.Left), text)
	}
	if c.checks > 30 {
		t.Errorf("%d checks", c.checks)
	}
}

// What never ends is ended, and that is said.
func TestRunIsBounded(t *testing.T) {
	words := map[string]word{}
	for i := range 2 * maxRounds {
		words[fmt.Sprintf("w%d", i)] = word{rule: rule(fmt.Sprint(i)), offers: []string{fmt.Sprintf(".w%d", i+1)}}
	}
	_, out := run(t, &toy{text: "w0\n", words: words}, Options{})
	if len(out.Applied) != 0 || len(out.Left) != 1 || !strings.HasPrefix(out.Left[0].Why, "it would bring another finding") {
		t.Errorf("%+v", out)
	}
	// Findings that others stand for come one after the other.
	for i := range 2 * maxRounds {
		words[fmt.Sprintf("w%d", i)] = word{rule: rule("same"), offers: []string{fmt.Sprintf(".w%d w", i+1)}}
	}
	c := &toy{text: "w0\n", words: words}
	check := func(ctx context.Context, texts map[string][]byte, judge bool) (*lint.Result, *Files, error) {
		r, files, err := c.check(ctx, texts, judge)
		for i := range r.Findings {
			r.Findings[i].Related = []lint.RelatedPlace{{Place: r.Findings[i].Place, Rule: rule("same")}}
		}
		return r, files, err
	}
	out, err := Run(t.Context(), check, Options{})
	if err != nil || len(out.Applied) != maxRounds || len(out.Left) != 1 || !strings.Contains(out.Left[0].Why, "another run") {
		t.Errorf("%d applied, %+v, %v", len(out.Applied), out.Left, err)
	}
	words = map[string]word{"stays": {rule: rule("b"), offers: []string{".stays"}}}
	c = &toy{text: strings.Repeat("stays ", 500), words: words}
	if _, out = run(t, c, Options{}); c.checks > maxTrials+2 || len(out.Left) != 500 {
		t.Errorf("%d checks, %d left", c.checks, len(out.Left))
	}
}

// Of fixes that change the same text one is applied; the other is named with it
// where no round is left for it.
func TestConflicts(t *testing.T) {
	f := source.NewFile("f", []byte("abcdef"))
	files := &Files{}
	place := func(start, end int, text string) lint.EditPlace {
		return lint.EditPlace{File: "f", Start: f.Position(start), End: f.Position(end), NewText: text}
	}
	finding := func(id string, edits ...lint.EditPlace) lint.Finding {
		return lint.Finding{Rule: rule(id), Place: lint.PlaceOf(f.All()), Fingerprint: id,
			Fixes: []lint.FixPlace{{Title: "mend " + id, Safe: true, Edits: edits}}}
	}
	for _, tt := range []struct {
		name  string
		other lint.Finding
		want  string // of left; empty for none
		text  string
	}{
		{"overlapping", finding("b", place(2, 4, "y")), `"mend a" (f:1) changes the same text: another run may apply it`, "axdef"},
		{"inside", finding("b", place(2, 2, "y")), `"mend a" (f:1) changes the same text: another run may apply it`, "axdef"},
		{"touching", finding("b", place(3, 4, "y")), "", "axyef"},
		{"in front", finding("b", place(1, 1, "y")), "", "ayxdef"},
		{"behind", finding("b", place(3, 3, "y")), "", "axydef"},
		{"the very same", finding("b", place(1, 3, "x")), "", "axdef"},
		{"one of two", finding("b", place(5, 6, ""), place(0, 2, "")), `"mend a" (f:1) changes the same text: another run may apply it`, "axdef"},
	} {
		findings := []lint.Finding{finding("a", place(1, 3, "x")), tt.other}
		files.Gather(&model.Site{Files: []*source.File{f}}, []*lint.Finding{&findings[0], &findings[1]})
		c := chooser{o: &Options{}, files: files}
		c.choose(findings)
		why := ""
		if len(c.left) > 0 {
			why = c.left[0].Why
		}
		if got := string(edited(files, c.chosen)[f.Path]); why != tt.want || got != tt.text {
			t.Errorf("%s: %q, %q", tt.name, got, why)
		}
	}
}

// What is suppressed, not wanted, refused or in a file that is closed stays.
func TestRunLeaves(t *testing.T) {
	words := map[string]word{"one": {rule: rule("a"), offers: []string{".1"}}}
	refusing := func(refuse func(*lint.Finding)) Check {
		c := &toy{text: "one\n", words: words}
		return func(ctx context.Context, texts map[string][]byte, judge bool) (*lint.Result, *Files, error) {
			r, files, err := c.check(ctx, texts, judge)
			refuse(&r.Findings[0])
			return r, files, err
		}
	}
	for _, tt := range []struct {
		name   string
		refuse func(*lint.Finding)
		o      Options
		want   string
	}{
		{"suppressed", func(f *lint.Finding) { f.Suppressed = &lint.Suppression{} }, Options{}, ""},
		{"not wanted", func(*lint.Finding) {}, Options{Wanted: func(*lint.Finding) bool { return false }}, ""},
		{"refused", func(f *lint.Finding) { f.Fixes[0].Refused = "it is not ours" }, Options{}, "it is not ours"},
		{"closed", func(*lint.Finding) {}, Options{Closed: func(name, path string) string { return name + path + " is read-only" }}, "f: f/f is read-only"},
	} {
		out, err := Run(t.Context(), refusing(tt.refuse), tt.o)
		if err != nil || len(out.Applied)+len(out.Changed) > 0 {
			t.Errorf("%s: %+v, %v", tt.name, out, err)
			continue
		}
		why := ""
		for _, l := range out.Left {
			why += l.Why
		}
		if why != tt.want {
			t.Errorf("%s: left for %q", tt.name, why)
		}
	}
	failed := errors.New("no disk")
	if _, err := Run(t.Context(), func(context.Context, map[string][]byte, bool) (*lint.Result, *Files, error) { return nil, nil, failed }, Options{}); !errors.Is(err, failed) {
		t.Errorf("a check that fails: %v", err)
	}
}
