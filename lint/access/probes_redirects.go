package access

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// Redirects are the probes for what redirects and rewriting rules name, which
// bear on who gets in less often than sections do: they are not among All.
func (s *ProbeSet) Redirects() []Probe {
	var all []Probe
	for _, scope := range s.site.Scopes {
		b := builder{site: s.site, scope: scope, sampled: s.sampled}
		b.redirects()
		if all = append(all, b.probes...); len(all) > maxProbes {
			return all[:maxProbes]
		}
	}
	return all
}

// redirects makes those of a scope.
func (b *builder) redirects() {
	s := b.scope
	if !s.Live() || s.Alone || len(s.Redirects)+len(s.Rewrite.Rules) == 0 {
		return
	}
	for _, d := range b.doors() {
		for i := range s.Redirects {
			r := &s.Redirects[i]
			form := model.MatchExact
			if r.Regexp {
				form = model.MatchRegexp
			}
			for _, path := range Samples(model.Matcher{Form: form, Pattern: r.From}) {
				b.at(&d, "", path)
			}
		}
		folder := ""
		if s.Dir != "" {
			at, ok := d.URLPath(s.Dir, true)
			if !ok {
				continue
			}
			folder = at
		}
		for _, r := range s.Rewrite.Rules {
			for _, path := range b.samples(model.Matcher{Form: model.MatchRegexp, Pattern: r.Pattern}) {
				b.at(&d, folder, path)
			}
		}
	}
}

// at adds the request for a path, which is relative to a folder where there is
// one.
func (b *builder) at(d *Door, folder, path string) {
	if folder == "" && !strings.HasPrefix(path, "/") || strings.Contains(path, "${") {
		return
	}
	r := d.Ask(folder + EscapePath(path))
	if r.Method = methodOf(b.scope); r.Method == "GET" {
		b.add(ProbePlain, r)
	}
}
