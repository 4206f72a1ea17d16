package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// RewriteUnreachable reports rewrite rules that no request comes to, because
// one before them takes everything they could match.
var RewriteUnreachable = &lint.Rule{
	ID:      "rewrite-unreachable",
	Summary: "no request comes to a rewrite rule, because one before it takes them all",
	Outcome: lint.Stale,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("rewrite-unreachable"),
	Run: func(p *lint.Pass) {
		for s := range scopesInForce(p.Site) {
			if on := s.Rewrite.Engine; len(s.Rewrite.Rules) > 1 && on.State == model.Set && on.Value {
				reportUnreachable(p, s)
			}
		}
	},
}

// reportUnreachable reports the rules behind the first that takes everything,
// at the first of them.
func reportUnreachable(p *lint.Pass, s *model.Scope) {
	rules := s.Rewrite.Rules
	var taker *model.RewriteRule
	var dead []*model.RewriteRule
	var d lint.Diagnostic
	for i, r := range rules {
		switch {
		case taker == nil && takesAll(rules, i):
			taker = r
		case taker == nil:
		case overtaken(p, s, taker, r, &d):
			dead = append(dead, r)
		}
	}
	if len(dead) == 0 {
		return
	}
	d.Span, d.Cause = dead[0].Span, dead[0].Span
	d.Message = "rule is never reached: the one before it takes every request that this one could match, and ends the rules; it has to stand before that one"
	if n := len(dead) - 1; n > 0 {
		d.Message += fmt.Sprintf(" (and %d more behind it)", n)
	}
	for _, r := range dead {
		d.Parts = append(d.Parts, r.Span)
	}
	d.Related = []lint.Related{{Span: taker.Span, Message: "takes everything"}}
	p.Report(d)
}

// takesAll says that a rule ends the rules for every path, or for every path
// at which no file lies.
func takesAll(rules []*model.RewriteRule, i int) bool {
	r := rules[i]
	if !matchesAll(r) || flagged(r, "C", "chain", "NS", "nosubreq") || i > 0 && flagged(rules[i-1], "C", "chain") {
		return false
	}
	for _, before := range rules[:i] {
		if flagged(before, "S", "skip", "N", "next") {
			return false // rules may be skipped, this one too
		}
	}
	ends := flagged(r, "L", "last", "END", "end") || blocks(r)
	if f := r.Flag("R", "redirect"); f != nil {
		ends = true // what is redirected comes back as another request
	}
	if !ends || r.Target.Text == "-" && !blocks(r) && len(r.Conditions) > 0 {
		return false
	}
	for _, c := range r.Conditions {
		if len(c.Flags) > 0 || !missingTest(&c) {
			return false
		}
	}
	return true
}

// overtaken says that requests a rule could match are taken by an earlier one,
// as the engine shows for paths that its pattern fits.
func overtaken(p *lint.Pass, s *model.Scope, taker, r *model.RewriteRule, d *lint.Diagnostic) bool {
	if len(taker.Conditions) == 0 {
		return true
	}
	if matchesAll(r) || !plainPattern(r.Pattern.Text) {
		return false // it may be for files that are there
	}
	shown := false
	for _, sample := range pathSamples(r) {
		for _, request := range requestsBelow(p, s, sample) {
			decision, trace := p.Explain(&request)
			if decision.Undecided != "" || decidedBy(trace, model.Word{Span: r.Span}) || !decidedBy(trace, model.Word{Span: taker.Span}) {
				return false
			}
			if shown = true; d.Witness == nil {
				d.Witness = &lint.Witness{Request: request, Decision: decision}
			}
		}
	}
	return shown
}
