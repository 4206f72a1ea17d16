package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// AcmeChallengeBlocked reports a site that refuses the requests by which a
// certificate is renewed, where something in it tells that they come.
var AcmeChallengeBlocked = &lint.Rule{
	ID:      "acme-challenge-blocked",
	Summary: "the requests by which the site's certificate is renewed are refused",
	Outcome: lint.LocksOut,
	Doc:     doc("acme-challenge-blocked"),
	Run: func(p *lint.Pass) {
		for _, h := range p.Site.Hosts {
			reportACMEOfNginx(p, h)
		}
		at := acmeEvidence(p.Site)
		if at.Text == "" {
			return
		}
		for _, d := range access.Doors(p.Site, "") {
			reportACME(p, d.Ask(acmePath+"a-token"), at, letAuthorityIn(p))
		}
	},
}

// acmePath is where a certificate authority asks (RFC 8555, section 8.3).
const acmePath = "/.well-known/acme-challenge/"

// reportACME reports what refuses the authority's request.
func reportACME(p *lint.Pass, r access.Request, evidence model.Word, fixes []lint.Fix) {
	w := witness(p, r, func(d *access.Decision) bool { return d.HasStatus() && (d.Status == 401 || d.Status == 403) })
	if w == nil {
		return
	}
	_, trace := p.Explain(&r)
	for _, t := range trace {
		if (t.Verdict != access.Challenges && t.Verdict != access.Refuses) || len(t.Because) == 0 {
			continue
		}
		p.Report(lint.Diagnostic{
			Span: t.Because[0], Witness: w, Assumption: atRoot(p.Site), Fixes: fixes,
			Message: "certificate authority is refused here, so that the certificate is not renewed: " +
				"what lies below /.well-known/acme-challenge/ has to be open to everybody",
			Related: []lint.Related{{Span: evidence.Span, Message: "tells that the certificate is renewed by such requests"}},
		})
		return
	}
}

// acmeEvidence is a place that speaks of those requests.
func acmeEvidence(site *model.Site) model.Word {
	for s := range scopesInForce(site) {
		if ofNginx(s) {
			continue
		}
		if speaksOfACME(s.Matcher.Pattern.Text) {
			return model.Word{Text: s.Matcher.Pattern.Text, Span: s.Head}
		}
		for _, r := range s.Rewrite.Rules {
			if speaksOfACME(r.Pattern.Text) {
				return r.Pattern
			}
			for _, c := range r.Conditions {
				if speaksOfACME(c.Pattern.Text) {
					return c.Pattern
				}
			}
		}
	}
	return model.Word{}
}

func speaksOfACME(text string) bool { return strings.Contains(text, "acme-challenge") }
