package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
)

// RedirectDropsCredentials reports redirects, behind a password, to another
// host: clients do not send a password on to it.
var RedirectDropsCredentials = &lint.Rule{
	ID:      "redirect-drops-credentials",
	Summary: "who has logged in is redirected to another host, to which clients send no password",
	Outcome: lint.LocksOut,
	Doc:     doc("redirect-drops-credentials"),
	Run: func(p *lint.Pass) {
		for s := range asking(p.Site) {
			if !redirects(s) && !ofNginx(s) {
				continue
			}
			for _, probe := range p.Probes().Of(s) {
				if probe.Kind == access.ProbeUser && reportLost(p, probe.Request) {
					break
				}
			}
		}
	},
}

// reportLost reports what redirects a user who has logged in to another name
// of the same site.
func reportLost(p *lint.Pass, r access.Request) bool {
	d := p.Decide(&r)
	stranger := r
	stranger.Credentials = nil
	if before := p.Decide(&stranger); d.Outcome != access.Redirected || before.Outcome == access.Redirected {
		return false
	}
	next, same := follow(&r, d.Location)
	if !same || strings.EqualFold(next.Host, r.Host) {
		return false
	}
	l := looping(p, r)
	if l == nil {
		return false
	}
	p.Report(lint.Diagnostic{
		Span: l.by.Span, Severity: lint.Warning, Witness: &l.Witness,
		Message: "redirect to another host comes after the password: clients do not send it on, and people are asked twice; " +
			"it belongs into the server's configuration, before the password",
	})
	return true
}
