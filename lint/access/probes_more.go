package access

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// Bounds of the probes that are not among All.
const (
	maxMoreProbes  = 160 // of a scope
	maxMoreSamples = 64  // of a pattern
)

// More are probes that are not among All, for who holds versions against each
// other: what redirects and rewriting rules name, and many texts of each pattern,
// since a name more or less in one is what people change.
func (s *ProbeSet) More() []Probe {
	var all []Probe
	sampled := map[string][]string{}
	for _, scope := range s.site.Scopes {
		b := builder{site: s.site, scope: scope, sampled: sampled, most: maxMoreProbes, draw: sampler{maxMoreSamples, true}}
		if scope.Matcher.Form == model.MatchRegexp && scope.Live() && !scope.Alone {
			for _, d := range b.doors() {
				for _, p := range b.paths(&d, scope) {
					b.ask(&d, p)
				}
			}
		}
		b.redirects()
		if all = append(all, b.probes...); len(all) > maxProbes {
			return all[:maxProbes]
		}
	}
	return all
}

// redirects makes those for the redirects and rewriting rules of a scope.
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
			for _, path := range b.samples(model.Matcher{Form: form, Pattern: r.From}) {
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
	if (folder == "") != strings.HasPrefix(path, "/") || strings.Contains(path, "${") {
		return
	}
	b.ask(d, folder+EscapePath(path))
}

// ask adds the request for a URL path.
func (b *builder) ask(d *Door, path string) {
	r := d.Ask(path)
	if r.Method = methodOf(b.scope); r.Method == "GET" {
		b.add(ProbePlain, r)
	}
}
