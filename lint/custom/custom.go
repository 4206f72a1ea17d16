// Package custom makes rules of what users write in HCL: a condition over one
// object of the common model, and what to say where it does not hold.
//
// Begin with Compile. What a rule may speak of is a target (target.go): a table
// of attributes with their types, from which the reference is printed too, so
// that the two cannot differ. check.go looks for mistakes before anything is
// judged, evaluate.go judges, functions.go and decision.go are what may be
// called. Texts go through reader.go on their way into HCL's values: places and
// bytes stay outside of them.
//
// Whoever writes rules may be anybody who opens a pull request. So an expression
// is bounded in length, in loops and in what it is asked about, and a stored
// password is a value that no message can carry.
package custom

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/source"
)

// Definition is a block custom_rule as it is written.
type Definition struct {
	ID string
	// Target names what the rule is about, At the part of it that a finding
	// marks; empty for the whole.
	Target, At       string
	TargetAt, AtSpan hcl.Range
	// When says which objects the condition is for; nil for all. Condition is
	// true where nothing is wrong, and Message what is said where it is not.
	When, Condition, Message hcl.Expression
	Severity                 lint.Severity
	Outcome                  lint.Outcome
	// Docs is Markdown, Help the address of a page about the rule.
	Docs, Help string
	// Source is the text of the condition and of the message, for the page.
	Source []source.Span
}

// Rule is a block that was compiled.
type Rule struct {
	*lint.Rule
	Tests []Test
}

// Test is a small site with what the rule is to say of it.
type Test struct {
	Name string
	At   source.Span
	// Files are those of the site; Server the one among them that is the
	// configuration in force, empty for none.
	Files  []File
	Server string
	// Want are the places of findings, each FILE:LINE; Count is their number
	// where the places are not told, and -1 where they are.
	Want  []string
	Count int
}

// File is a file of a test.
type File struct{ Path, Content string }

// Problem is a mistake in a rule, as a clause.
type Problem struct {
	At      hcl.Range
	Message string
}

// Bounds of an expression: what it may cost grows with both.
const (
	maxSource = 4 << 10 // bytes
	maxNodes  = 1000
)

// idForm is that of the ids of rules.
var idForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// maxID bounds an id: it stands in every finding.
const maxID = 60

// CheckID says what is wrong with an id; empty where nothing is.
func CheckID(id string) string {
	switch {
	case len(id) > maxID:
		return fmt.Sprintf("an id has at most %d characters", maxID)
	case !idForm.MatchString(id):
		return "an id is made of small letters, digits and hyphens, as in \"no-shared-users\""
	}
	return ""
}

// Compile makes a rule of a definition, or says what is wrong with it.
func Compile(d Definition) (*lint.Rule, []Problem) {
	t := targetOf(d.Target)
	if t == nil {
		return nil, []Problem{{d.TargetAt, fmt.Sprintf("there is no target %q; it must be %s", d.Target, either(TargetNames()))}}
	}
	c := checker{target: t, patterns: patterns{}}
	r := &program{
		id: d.ID, target: t, place: c.place(d),
		when: c.expression("when", d.When), condition: c.expression("condition", d.Condition),
		message: c.expression("error_message", d.Message), patterns: c.patterns,
	}
	if c.check(r); len(c.problems) > 0 {
		return nil, c.problems
	}
	r.settle(c.decides)
	return &lint.Rule{
		ID: d.ID, Summary: summary(d), Outcome: d.Outcome, Severity: d.Severity, Doc: page(d), Page: d.Help, Project: true,
		Run: r.run,
	}, nil
}

// expression is one of hcl's native syntax.
func (c *checker) expression(name string, e hcl.Expression) hclsyntax.Expression {
	if e == nil {
		return nil
	}
	native, is := e.(hclsyntax.Expression)
	if !is {
		c.problem(e.Range(), "%s is no expression", name)
		return nil
	}
	r := e.Range()
	if r.End.Byte-r.Start.Byte > maxSource {
		c.problem(r, "%s has more than %d KiB", name, maxSource>>10)
		return nil
	}
	return native
}

// place is the part of the target that is marked.
func (c *checker) place(d Definition) *attribute {
	if d.At == "" {
		return nil
	}
	var places []string
	for i := range c.target.attributes {
		a := &c.target.attributes[i]
		if a.name == d.At && a.span != nil {
			return a
		}
		if a.span != nil {
			places = append(places, a.name)
		}
	}
	said := fmt.Sprintf("a %s has no place %q; ", c.target.name, d.At)
	if len(places) == 0 {
		said += "leave \"at\" out, and all of it is marked"
	} else {
		said += "it must be " + either(places)
	}
	c.problem(d.AtSpan, "%s", said)
	return nil
}

// summary is the first sentence of the docs, as rules have theirs.
func summary(d Definition) string {
	first, _, _ := strings.Cut(strings.TrimSpace(d.Docs), "\n")
	if before, _, more := strings.Cut(first, ". "); more {
		first = before
	}
	if first = strings.TrimSuffix(strings.TrimLeft(first, "# "), "."); first != "" {
		return first
	}
	return "a rule of the project about each " + d.Target
}

// page is the rule's page, like those of the rules that are built in.
func page(d Definition) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\nA rule of the project's own, about each %s.\n", d.ID, d.Target)
	if docs := strings.TrimSpace(d.Docs); docs != "" {
		b.WriteString("\n## Why\n\n" + docs + "\n")
	}
	b.WriteString("\n## What must hold\n\n```hcl\n")
	for _, part := range d.Source {
		b.WriteString(part.Text() + "\n")
	}
	b.WriteString("```\n")
	if d.Help != "" {
		b.WriteString("\n<" + d.Help + ">\n")
	}
	return b.String()
}

// either lists names for a choice.
func either(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// CheckPath says what is wrong with the path of a test's file; empty where
// nothing is. Its folder is a site, and its files lie in it or below.
func CheckPath(name string) string {
	if name == "" || strings.HasPrefix(name, "/") || path.Clean("/"+name) != "/"+name || strings.ContainsFunc(name, unicode.IsControl) {
		return "a path of a test is relative and clean, as in \"site/.htaccess\""
	}
	return ""
}
