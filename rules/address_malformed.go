package rules

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// AddressMalformed reports operands of address rules that were meant as an
// address and are none: the server refuses them, or takes them for a host name
// that no visitor has.
var AddressMalformed = &lint.Rule{
	ID:      "address-malformed",
	Summary: "the operand of an address rule is no address: it is refused, or never matches",
	Outcome: lint.Breaks,
	Doc:     doc("address-malformed"),
	Run: func(p *lint.Pass) {
		for _, s := range p.Site.Scopes {
			if !s.Live() {
				continue
			}
			for i := range s.Own.Address.Rules {
				r := &s.Own.Address.Rules[i]
				if strings.HasPrefix(r.Operand.Text, "#") {
					continue // a comment that is none
				}
				d := lint.Diagnostic{Span: r.Operand.Span, Cause: r.Span}
				switch {
				case r.Kind == model.AddressMalformed:
					d.Message = fmt.Sprintf("%q is no address, for which httpd answers 500 to everything here", r.Operand.Text)
					if onNginx(s) {
						d.Message = fmt.Sprintf("%q is no address, so that nginx does not start: it takes addresses, \"all\" and \"unix:\"", r.Operand.Text)
						d.Fixes = oneEach(p, s, r)
					}
				case r.Kind == model.AddressHost && meantAsAddress(r.Operand.Text):
					d.Outcome, d.Message = neverMatches(r)
					if refusal := p.Site.RefusalAt(r.Span); refusal != nil && refusal.Span == r.Operand.Span {
						d.Outcome, d.Message = lint.Breaks, refusal.Message+": "+everythingFails(s)
					}
					d.Fixes = addressMeant(p, s, r)
				default:
					continue
				}
				p.Report(d)
			}
		}
	},
}

// neverMatches says what follows from an operand that no visitor fits.
func neverMatches(r *model.AddressRule) (lint.Outcome, string) {
	if r.Allow {
		return lint.LocksOut, fmt.Sprintf("%q is taken for a host name, which no visitor has: it allows nobody", r.Operand.Text)
	}
	return lint.Exposes, fmt.Sprintf("%q is taken for a host name, which no visitor has: it denies nobody", r.Operand.Text)
}

// meantAsAddress says that a text, taken for a host name, can only have been
// meant as an address, a list of them, or a wildcard.
func meantAsAddress(text string) bool {
	if strings.ContainsAny(text, ",*!") {
		return true
	}
	if text == "" || text[0] < '0' || text[0] > '9' {
		return false
	}
	return strings.Trim(text, "0123456789.:-/") == ""
}
