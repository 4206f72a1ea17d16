package rules

import (
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// redirects says that a scope redirects to URLs of its own making.
func redirects(s *model.Scope) bool {
	return len(s.Redirects) > 0 || slices.ContainsFunc(s.Rewrite.Rules, isRedirect)
}

func isRedirect(r *model.RewriteRule) bool {
	f := r.Flag("R", "redirect")
	return f != nil && (f.Value == "" || f.Value[0] != '4') || flagged(r, "permanent", "permanent") || strings.Contains(r.Target.Text, "://")
}

// redirected are requests that the redirects of a scope may be about.
func redirected(p *lint.Pass, s *model.Scope) []access.Request {
	var all []access.Request
	for _, probe := range p.Probes().Of(s) {
		if probe.Kind == access.ProbePlain {
			all = append(all, probe.Request)
		}
	}
	if len(all) == 0 {
		return nil
	}
	first := all[0]
	for _, r := range s.Redirects {
		switch {
		case r.Regexp:
			for _, sample := range access.Samples(model.Matcher{Form: model.MatchRegexp, Pattern: r.From}) {
				all = append(all, at(first, sample))
			}
		case strings.HasPrefix(r.From.Text, "/"):
			all = append(all, at(first, r.From.Text))
		}
	}
	for _, r := range s.Rewrite.Rules {
		if isRedirect(r) && !matchesAll(r) {
			for _, sample := range pathSamples(r) {
				all = append(all, requestsBelow(p, s, sample)...)
				if ofNginx(s) {
					all = append(all, at(first, sample))
				}
			}
		}
	}
	return all[:min(len(all), manyRedirects)]
}

// manyRedirects is how many requests are followed for one scope.
const manyRedirects = 40

// at is the same request for another path.
func at(r access.Request, target string) access.Request {
	if !strings.HasPrefix(target, "/") {
		target = "/" + target
	}
	r.Target = access.EscapePath(target)
	return r
}
