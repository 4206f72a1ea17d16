package rewrite

import (
	"errors"
	"strings"

	"github.com/authlint/authlint/lint/pcre"
)

// noTarget is the substitution that changes nothing.
const noTarget = "-"

// A Rule is one RewriteRule with the conditions before it.
type Rule struct {
	// Origin is the caller's own. The engine never reads it.
	Origin any
	// Conditions are the RewriteCond lines that belong to the rule, in order.
	Conditions []*Condition

	pattern *pcre.Regexp
	not     bool   // the pattern begins with "!"
	target  string // as written, less a last "?" that has done its work
	output  template
	flags   ruleFlags
	uses    groupUse
}

// groupUse says which groups are asked for. A pattern answers faster when
// nobody wants its groups.
type groupUse struct{ rule, condition bool }

func (u *groupUse) add(t template) {
	u.rule = u.rule || t.refers(ruleGroup)
	u.condition = u.condition || t.refers(conditionGroup)
}

// groups are those that the rule or one of its conditions asks for.
func (p *Rule) groups() groupUse {
	u := p.uses
	for _, c := range p.Conditions {
		u.rule = u.rule || c.uses.rule
		u.condition = u.condition || c.uses.condition
	}
	return u
}

// CompileRule makes a rule from the words of RewriteRule as mod_rewrite cuts
// them: the pattern with its "!", the substitution, and the flags with their
// brackets or "". An error says why httpd refuses the rule.
func CompileRule(pattern, target, flags string) (*Rule, error) {
	p := &Rule{target: target}
	if err := p.flags.parse(flags); err != nil {
		return nil, err
	}
	if p.not = strings.HasPrefix(pattern, "!"); p.not {
		pattern = pattern[1:]
	}
	var err error
	if p.pattern, err = compilePattern(pattern, p.flags.has(noCase)); err != nil {
		return nil, err
	}
	if target == noTarget {
		p.flags.set |= noSubstitution
	}
	p.queryMark()
	p.output = parseTemplate(p.target)
	for _, t := range p.flags.templates() {
		p.uses.add(t)
	}
	p.uses.add(p.output)
	return p, nil
}

// queryMark reads what a "?" at the end of the substitution asks for: the
// query goes, unless QSA keeps it.
func (p *Rule) queryMark() {
	switch {
	case strings.HasSuffix(p.target, "?") && p.flags.has(queryAppend):
		p.flags.set |= queryLast
	case strings.HasSuffix(p.target, "?"):
		p.flags.set |= queryNone
		p.target = p.target[:len(p.target)-1]
	case p.flags.has(queryDiscard) && !strings.Contains(p.target, "?"):
		p.flags.set |= queryNone
	}
}

// serverFlags are what httpd compiles every pattern with, unless
// RegexDefaultOptions says otherwise.
const serverFlags = pcre.DotAll | pcre.DollarEndOnly

// compilePattern compiles a regular expression.
func compilePattern(text string, ignoreCase bool) (*pcre.Regexp, error) {
	flags := serverFlags
	if ignoreCase {
		flags |= pcre.IgnoreCase
	}
	if why := pcre.Invalid(text, flags); why != "" {
		return nil, errors.New("the pattern is no regular expression: " + why)
	}
	return pcre.Compile(text, flags), nil
}
