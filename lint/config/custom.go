package config

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/custom"
	"github.com/authlint/authlint/lint/source"
)

// customBlock is a rule that the project wrote itself. Package custom says what
// its expressions mean.
type customBlock struct {
	ID        string         `hcl:"id,label"`
	IDRange   hcl.Range      `hcl:"id,label_range"`
	Range     hcl.Range      `hcl:",type_range"`
	Target    *hcl.Attribute `hcl:"target,optional"`
	When      *hcl.Attribute `hcl:"when,optional"`
	Condition *hcl.Attribute `hcl:"condition,optional"`
	Message   *hcl.Attribute `hcl:"error_message,optional"`
	Severity  *hcl.Attribute `hcl:"severity,optional"`
	Outcome   *hcl.Attribute `hcl:"outcome,optional"`
	At        *hcl.Attribute `hcl:"at,optional"`
	Docs      *hcl.Attribute `hcl:"docs,optional"`
	Help      *hcl.Attribute `hcl:"help,optional"`
	Tests     []testBlock    `hcl:"test,block"`
}

type testBlock struct {
	Name      string         `hcl:"name,label"`
	NameRange hcl.Range      `hcl:"name,label_range"`
	Files     []fileBlock    `hcl:"file,block"`
	Server    *hcl.Attribute `hcl:"config,optional"`
	OK        *hcl.Attribute `hcl:"ok,optional"`
	Want      *hcl.Attribute `hcl:"want,optional"`
	Count     *hcl.Attribute `hcl:"count,optional"`
}

type fileBlock struct {
	Path      string         `hcl:"path,label"`
	PathRange hcl.Range      `hcl:"path,label_range"`
	Content   *hcl.Attribute `hcl:"content,optional"`
}

// CustomRule is a rule of the project's own.
type CustomRule struct {
	custom.Rule
	At source.Span // the id
	// Parts are the arguments of its block, for whoever shows it.
	Parts []source.Span
}

// customRules decodes the rules of the project's own, before anything else
// that may speak of them.
func (d *decoder) customRules(blocks []customBlock) {
	for i := range blocks {
		b := &blocks[i]
		if d.customID(b) {
			d.customRule(b)
		}
	}
	for i := range d.config.Custom {
		d.known.Rules = append(d.known.Rules[:len(d.known.Rules):len(d.known.Rules)], d.config.Custom[i].Rule.Rule)
	}
}

// customID says whether the id of a rule may be one.
func (d *decoder) customID(b *customBlock) bool {
	wrong := custom.CheckID(b.ID)
	if d.known.rule(b.ID) != nil {
		wrong = "authlint has a rule " + b.ID + " of its own; take another name"
	}
	for _, other := range d.config.Custom {
		if other.ID == b.ID {
			wrong = "the file has a rule " + b.ID + " already"
		}
	}
	if wrong != "" {
		d.errorf(b.IDRange, "%s", wrong)
	}
	return wrong == ""
}

func (d *decoder) customRule(b *customBlock) {
	if b.Target == nil || b.Condition == nil || b.Message == nil {
		d.errorf(b.Range, "a block custom_rule needs target, condition and error_message")
		return
	}
	def := custom.Definition{ID: b.ID, Condition: b.Condition.Expr, Message: b.Message.Expr, Severity: lint.Warning, Outcome: lint.Confuses}
	target, ok := d.text(b.Target.Expr)
	if !ok {
		return
	}
	def.Target, def.TargetAt = target.V, b.Target.Expr.Range()
	if b.When != nil {
		def.When = b.When.Expr
	}
	if b.At != nil {
		at, _ := d.text(b.At.Expr)
		def.At, def.AtSpan = at.V, b.At.Expr.Range()
	}
	if b.Outcome != nil {
		def.Outcome = d.outcome(b.Outcome.Expr)
		def.Severity = def.Outcome.Severity()
	}
	if b.Severity != nil {
		def.Severity = cmp.Or(d.severity(b.Severity.Expr).V, def.Severity)
	}
	if b.Docs != nil {
		def.Docs, _ = d.passage(b.Docs.Expr)
	}
	if b.Help != nil {
		def.Help = d.webAddress(b.Help.Expr)
	}
	for _, a := range []*hcl.Attribute{b.When, b.Condition, b.Message} {
		if a != nil {
			def.Source = append(def.Source, d.span(a.Range))
		}
	}
	rule, problems := custom.Compile(def)
	for _, p := range problems {
		d.errorf(p.At, "%s", p.Message)
	}
	made := CustomRule{At: d.span(b.IDRange), Rule: custom.Rule{Rule: rule, Tests: d.tests(b.Tests)}}
	for _, a := range []*hcl.Attribute{b.Target, b.When, b.Condition, b.Message, b.Severity, b.Outcome, b.At, b.Docs, b.Help} {
		if a != nil {
			made.Parts = append(made.Parts, d.span(a.Range))
		}
	}
	if rule != nil {
		d.config.Custom = append(d.config.Custom, made)
	}
}

func (d *decoder) outcome(e hcl.Expression) lint.Outcome {
	v, ok := d.text(e)
	outcome, known := lint.ParseOutcome(v.V)
	if ok && !known {
		var names []string
		for o := lint.Breaks; o <= lint.Confuses; o++ {
			names = append(names, o.String())
		}
		d.errorf(e.Range(), "there is no outcome %s; it must be %s", quote(v.V), either(names))
	}
	return outcome
}

// webAddress has no character that means anything to a report.
var webAddress = regexp.MustCompile(`^https?://[A-Za-z0-9._~:/?#@!$&*+,;=%-]+$`)

func (d *decoder) webAddress(e hcl.Expression) string {
	v, ok := d.text(e)
	if ok && !webAddress.MatchString(v.V) {
		d.errorf(e.Range(), "%s is no address of a page, as in \"https://wiki.example/auth\"", quote(v.V))
	}
	return v.V
}

// passage decodes a text of several lines, such as a heredoc.
func (d *decoder) passage(e hcl.Expression) (string, bool) {
	if template, is := e.(*hclsyntax.TemplateExpr); !is || !d.literal(template) {
		if !is {
			d.errorf(e.Range(), "a text in quotes or a heredoc belongs here")
		}
		return "", false
	}
	var text string
	diags := gohcl.DecodeExpression(e, nil, &text)
	d.take(diags)
	return text, !diags.HasErrors()
}

func (d *decoder) tests(blocks []testBlock) []custom.Test {
	var tests []custom.Test
	for i := range blocks {
		b := &blocks[i]
		test := custom.Test{Name: b.Name, At: d.span(b.NameRange), Count: -1}
		for _, other := range tests {
			if other.Name == b.Name {
				d.errorf(b.NameRange, "the rule has a test of that name already, in line %d", other.At.Position().Line)
			}
		}
		if len(b.Files) == 0 {
			d.errorf(b.NameRange, "a test has the files of a small site: file \"site/.htaccess\" { content = ... }")
		}
		for j := range b.Files {
			d.testFile(&test, &b.Files[j])
		}
		if b.Server != nil {
			d.testServer(&test, b.Server.Expr)
		}
		d.expectation(&test, b)
		tests = append(tests, test)
	}
	return tests
}

func (d *decoder) testFile(t *custom.Test, b *fileBlock) {
	if b.Content == nil {
		d.errorf(b.PathRange, "a file of a test has its text as content")
		return
	}
	// It may be a password file.
	d.file.Mask(d.span(b.Content.Expr.Range()))
	if wrong := custom.CheckPath(b.Path); wrong != "" {
		d.errorf(b.PathRange, "%s", wrong)
	}
	for _, other := range t.Files {
		if other.Path == b.Path {
			d.errorf(b.PathRange, "the test has that file already")
		}
	}
	text, _ := d.passage(b.Content.Expr)
	t.Files = append(t.Files, custom.File{Path: b.Path, Content: text})
}

// maskEntries masks what may be a line of a password file, in a file that could
// not be parsed: mistakes are shown with their lines, and nobody knows which of
// them are those of a test's file.
func (d *decoder) maskEntries() {
	tokens, _ := hclsyntax.LexConfig(d.file.Data, "", hcl.InitialPos)
	for _, t := range tokens {
		if t.Type != hclsyntax.TokenQuotedLit && t.Type != hclsyntax.TokenStringLit {
			continue
		}
		if colon := bytes.IndexByte(t.Bytes, ':'); colon >= 0 {
			start := d.span(t.Range).Start + colon + 1
			d.file.Mask(d.file.Span(start, max(start, d.file.LineSpan(start).End)))
		}
	}
}

func (d *decoder) testServer(t *custom.Test, e hcl.Expression) {
	v, ok := d.text(e)
	t.Server = v.V
	for _, f := range t.Files {
		if f.Path == v.V {
			return
		}
	}
	if ok {
		d.errorf(e.Range(), "the test has no file %s", quote(v.V))
	}
}

// expectation decodes what a test is to find, which it says in one of three
// ways.
func (d *decoder) expectation(t *custom.Test, b *testBlock) {
	said := 0
	if b.OK != nil {
		said++
		if v, ok := d.truth(b.OK.Expr); ok && !v.V {
			d.errorf(b.OK.Expr.Range(), "ok is true, where the rule finds nothing; else want or count says what it finds")
		}
	}
	if b.Want != nil {
		said++
		items, _ := d.items(b.Want.Expr)
		for _, item := range items {
			if v, ok := d.text(item); ok {
				if !findingPlace.MatchString(v.V) {
					d.errorf(item.Range(), "%s is no place of a finding, as in \"site/.htaccess:3\"", quote(v.V))
				}
				t.Want = append(t.Want, v.V)
			}
		}
	}
	if b.Count != nil {
		said++
		v, ok := d.number(b.Count.Expr)
		if ok && v.V < 0 {
			d.errorf(b.Count.Expr.Range(), "a test finds nothing at least")
		}
		t.Count = v.V
	}
	if said != 1 {
		d.errorf(b.NameRange, "a test says one of ok = true, want = [\"site/.htaccess:3\"] and count = 1")
	}
}

var findingPlace = regexp.MustCompile(`^.+:[0-9]{1,9}$`)

// show is the rule without its tests, as it was written.
func (r *CustomRule) show(s shower) {
	fmt.Fprintf(s, "custom_rule %s { # %s\n", text(r.ID), origin(r.At))
	for _, part := range r.Parts {
		s.WriteString("  " + strings.TrimRight(part.Text(), "\n") + "\n")
	}
	s.close()
}
