// Package lint is the vocabulary of authlint and the engine that runs rules.
//
// Begin with Rule and Pass: a rule is a value with a pure function that reads
// the common model (package model) through a Pass and reports Diagnostics.
// Front ends (packages apache, apache/htpasswd) build the model; package scan
// finds what to load; Run runs every rule over every site and turns what they
// report into Findings, which hold no file text but masked snippets; package
// report prints those.
//
// What imports what, and why not the other way round:
//
//	source <- model <- lint <- apache, wordpress, rules, lint/scan, lint/report <- lint/standard <- cmd
//
// lint itself knows no front end, no rule and no format.
package lint

import (
	"cmp"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Rule is one check. It holds no state: Run may be called from several
// goroutines at once.
type Rule struct {
	// ID is kebab-case and final; it names the rule's file, page and
	// fixtures too.
	ID string
	// Summary says in a clause what is wrong.
	Summary string
	// Outcome is what a visitor or the owner will notice; it sets the
	// default severity.
	Outcome Outcome
	// Servers are where it can occur; empty for everywhere. What the
	// configuration of others says the rule does not see.
	Servers []model.ServerKind
	// Options are what users may set of it.
	Options []*Option
	// Severity is that of what it reports; zero for that of the outcome.
	Severity Severity
	// Doc is the rule's page in Markdown.
	Doc string
	// Project says that a project wrote the rule itself, so that its page is
	// none of authlint's; Page is the address of one, empty for none.
	Project bool
	Page    string
	// Run reports what it finds. It must not change the model. It is nil in
	// a rule that has Review.
	Run func(*Pass)
	// Review is called once, after all rules have run over all sites, in the
	// rules about authlint's own comments and configuration: only then is it
	// known which of them did anything.
	Review func(*Review)
	// Unheeded says that the rule tells of files that the server does not read.
	// What others find in such a file is not so.
	Unheeded bool
	// Final says that no comment in a file can suppress the rule: what could
	// not be read is never clean.
	Final bool

	settings SettingsOf // of With
}

// Gravity is the severity of what the rule reports, where the case is no other.
func (r *Rule) Gravity() Severity { return cmp.Or(r.Severity, r.Outcome.Severity()) }

// Pass is one rule's look at one site.
type Pass struct {
	Site     *model.Site
	report   func(Diagnostic)
	ignored  func(source.Span) bool
	settings SettingsOf
	engine   *engine
}

// Ignored says that a comment suppresses what the rule finds at a place. Only
// rules that tell of several places at once ask: of those they tell apart.
func (p *Pass) Ignored(at source.Span) bool { return p.ignored(at) }

// Limit notes a bound that the rule hit, for the rule that reports them.
func (p *Pass) Limit(l *model.Limit) { p.engine.limit(l) }

// Report hands a diagnostic to the engine.
func (p *Pass) Report(d Diagnostic) { p.report(d) }

// Outcome is what a visitor or the owner will notice.
type Outcome uint8

// The outcomes, gravest first. The zero value stands for the rule's own.
const (
	OutcomeOfRule Outcome = iota
	Breaks                // 500, or the server does not start
	LocksOut              // 401 or 403 for those who should get in
	Exposes               // lets in those who should not
	Weakens               // crackable or sniffable
	Stale                 // left over, does nothing
	Confuses              // works by accident; deprecated
)

var outcomeNames = [...]string{"", "breaks", "locks-out", "exposes", "weakens", "stale", "confuses"}

// String is the outcome's name in every format.
func (o Outcome) String() string { return outcomeNames[o] }

// ParseOutcome returns the outcome of that name.
func ParseOutcome(name string) (Outcome, bool) {
	for i, n := range outcomeNames {
		if i > 0 && n == name {
			return Outcome(i), true
		}
	}
	return OutcomeOfRule, false
}

// Severity is what a finding means for whoever runs the check.
type Severity uint8

// The severities, gravest first. The zero value stands for the rule's own.
const (
	SeverityOfRule Severity = iota
	Error
	Warning
	Note
)

var severityNames = [...]string{"", "error", "warning", "note"}

// String is the severity's name in every format.
func (s Severity) String() string { return severityNames[s] }

// ParseSeverity returns the severity of that name.
func ParseSeverity(name string) (Severity, bool) {
	for i, n := range severityNames {
		if i > 0 && n == name {
			return Severity(i), true
		}
	}
	return SeverityOfRule, false
}

// Severity is the outcome's default severity.
func (o Outcome) Severity() Severity {
	switch o {
	case Breaks, LocksOut, Exposes:
		return Error
	case Weakens, Stale:
		return Warning
	}
	return Note
}
