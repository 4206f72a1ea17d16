package rules

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// AccessDependsOnDns reports access decided by host names: whoever answers for
// the addresses' names decides, and when nobody answers nothing matches.
var AccessDependsOnDns = &lint.Rule{
	ID:      "access-depends-on-dns",
	Summary: "access is decided by a host name, and so by whoever answers for it in DNS",
	Outcome: lint.Exposes,
	Doc:     doc("access-depends-on-dns"),
	Run: func(p *lint.Pass) {
		for _, s := range p.Site.Scopes {
			if !s.Live() {
				continue
			}
			for i := range s.Own.Address.Rules {
				r := &s.Own.Address.Rules[i]
				if r.Kind == model.AddressHost && !meantAsAddress(r.Operand.Text) && hostName(r.Operand.Text) {
					p.Report(byName(r.Operand, model.Word{Span: r.Span}, r.Allow))
				}
			}
			s.Own.Require.Walk(func(n *model.Requirement) {
				if n.Kind != model.RequireLeaf || n.Dynamic || len(n.Args) == 0 {
					return
				}
				if (n.Provider.Text == "host" || n.Provider.Text == "forward-dns") && hostName(n.Args[0].Text) {
					p.Report(byName(n.Args[0], model.Word{Span: n.Span}, !n.Not))
				}
			})
		}
	},
}

// hostName says that a text is a name that DNS is asked for.
func hostName(text string) bool {
	return strings.Contains(text, ".") && !strings.HasPrefix(text, "#") && strings.Trim(text, "0123456789.:") != ""
}

func byName(w, directive model.Word, grants bool) lint.Diagnostic {
	effect := "keeps nobody out whose address has no such name in DNS"
	if grants {
		effect = "lets in whoever DNS gives that name, and nobody when it does not answer"
	}
	return lint.Diagnostic{
		Span: w.Span, Cause: directive.Span, Severity: lint.Warning,
		Message: fmt.Sprintf("host name %q %s: addresses are what can be relied on", w.Text, effect),
	}
}
