package rules

import (
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// shown returns the first probe of a kind for a scope whose answer fits, with
// the answer; nil where no answer is known or none fits.
func shown(p *lint.Pass, s *model.Scope, kind access.ProbeKind, fits func(*access.Decision) bool) *lint.Witness {
	for _, probe := range p.Probes().Of(s) {
		if probe.Kind != kind {
			continue
		}
		if w := witness(p, probe.Request, fits); w != nil {
			return w
		}
	}
	return nil
}

// witness is a request whose answer fits, or nil.
func witness(p *lint.Pass, r access.Request, fits func(*access.Decision) bool) *lint.Witness {
	if d := p.Decide(&r); fits(&d) {
		return &lint.Witness{Request: r, Decision: d}
	}
	return nil
}

// gotIn says that the answer is what somebody wanted who asked.
func gotIn(d *access.Decision) bool {
	return d.Outcome == access.Upstream || d.Outcome == access.Served && d.Status/100 == 2
}

// answered says that the answer has a status.
func answered(status int) func(*access.Decision) bool {
	return func(d *access.Decision) bool { return d.HasStatus() && d.Status == status }
}

// openTo is a request by which a stranger reads something in a scope.
func openTo(p *lint.Pass, s *model.Scope) *lint.Witness { return shown(p, s, access.ProbePlain, gotIn) }

// openBy is a request by which a stranger gets in with one of the methods.
func openBy(p *lint.Pass, s *model.Scope, methods []string) *lint.Witness {
	for _, probe := range p.Probes().Of(s) {
		if slices.Contains(methods, probe.Request.Method) {
			if w := witness(p, probe.Request, gotIn); w != nil {
				return w
			}
		}
	}
	return nil
}

// refusedTo is a request by which a stranger gets an answer of that status in
// a scope.
func refusedTo(p *lint.Pass, s *model.Scope, status int) *lint.Witness {
	return shown(p, s, access.ProbePlain, answered(status))
}

// failsFor is a request by which a user who types a password gets 500, or from
// nginx 403.
func failsFor(p *lint.Pass, s *model.Scope) *lint.Witness {
	fails := func(d *access.Decision) bool {
		return d.HasStatus() && (d.Status == 500 || d.Status == 403 && onNginx(s))
	}
	for _, probe := range p.Probes().Of(s) {
		if probe.Kind != access.ProbePlain {
			continue
		}
		probe.Request.Credentials = &access.Credentials{User: "alice", Proof: access.ProofRight}
		if w := witness(p, probe.Request, fails); w != nil {
			return w
		}
	}
	return nil
}

// fileFails is a request that gets 500 because httpd refuses the .htaccess in
// which a scope is written.
func fileFails(p *lint.Pass, s *model.Scope) *lint.Witness {
	if s == nil || s.ServerConfiguration() {
		return nil
	}
	for s.Parent != nil {
		s = s.Parent
	}
	return refusedTo(p, s, 500)
}

// atRoot is the assumption that paths of the whole site rest on where only the
// folder of the topmost .htaccess was taken for the site's root.
func atRoot(site *model.Site) string {
	if len(site.Servers) > 0 && site.Servers[0].Kind == model.Nginx {
		return "" // which says itself what its URLs lead to
	}
	for _, r := range site.Roots {
		if r.Certain {
			return ""
		}
	}
	return "the folder of the topmost .htaccess in view is the root of the site"
}
