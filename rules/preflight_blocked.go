package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// PreflightBlocked reports a password asked of the requests by which browsers
// ask whether another site's script may come: they never carry one.
var PreflightBlocked = &lint.Rule{
	ID:      "preflight-blocked",
	Summary: "scripts of other sites are invited, and the question that browsers ask first needs a password",
	Outcome: lint.LocksOut,
	Doc:     doc("preflight-blocked"),
	Run: func(p *lint.Pass) {
		for s := range asking(p.Site) {
			c := corsOf(s)
			if c.origin == nil || c.headers == nil && c.methods == nil || !c.writtenIn(s) && s.Own.Require == nil ||
				!access.Enter(&s.Merged, access.Stranger("OPTIONS")).Is(access.Asked) {
				continue
			}
			d := lint.Diagnostic{
				Span: s.Merged.Require.Children[0].Required(), Cause: c.origin.Span, Witness: asksOptions(p, s),
				Message: "OPTIONS asks for a password, which browsers never send with it, so that no script of another site gets in: " +
					"<LimitExcept OPTIONS> round the requirement lets the question through",
				Related: []lint.Related{{Span: c.origin.Span, Message: "invites scripts of other sites"}},
			}
			d.Fixes = letMethodIn(p, s, "OPTIONS")
			if ofNginx(s) {
				d.Fixes = nil
				if d.Witness == nil {
					continue // an if answers before
				}
				d.Span, d.Cause = c.origin.Name.Span, c.origin.Span
				d.Message = "OPTIONS asks for a password, which browsers never send with it, so that no script of another site gets in: " +
					"\"if ($request_method = OPTIONS)\" with the headers and \"return 204\" in it answers before"
				d.Related = []lint.Related{{Span: gateWord(&s.Merged).Span, Message: "asks for a password, whatever the method"}}
				d.Fixes = answerOptions(p, s, c)
			}
			p.Report(d)
		}
	},
}

// asksOptions is the question that is refused.
func asksOptions(p *lint.Pass, s *model.Scope) *lint.Witness {
	for _, probe := range p.Probes().Of(s) {
		if probe.Kind == access.ProbePlain {
			probe.Request.Method = "OPTIONS"
			if w := witness(p, probe.Request, answered(401)); w != nil {
				return w
			}
		}
	}
	return nil
}
