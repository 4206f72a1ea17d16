package engine

import (
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/pcre"
)

// proxyPass hands URLs on to another server: by the ProxyPass of a Location,
// else by the first of the host's that fits. A "!" ends the search.
func (r *request) proxyPass() access.Action {
	if len(r.host.Proxied) == 0 && r.settings.Proxied == nil || !strings.HasPrefix(r.uri, "/") {
		return access.Action{}
	}
	switch _, set, why := r.variable("no-proxy"); {
	case why != "":
		return access.CannotSay("whether the variable no-proxy is set is not known: " + why)
	case set:
		return access.Action{}
	}
	if own := r.settings.Proxied; own != nil {
		if a, decided := r.proxyBy(own); decided {
			return a
		}
	}
	for _, p := range r.host.Proxied {
		if a, decided := r.proxyBy(p); decided {
			return a
		}
	}
	return access.Action{}
}

// proxyBy carries out one ProxyPass, and says whether that ends the search.
func (r *request) proxyBy(p *Proxied) (a access.Action, decided bool) {
	to := ""
	if p.Pattern == nil {
		n, fits := aliasMatches(r.uri, p.From)
		if !fits {
			return a, false
		}
		to = p.To + r.uri[n:]
	} else {
		groups, answer := p.Pattern.Find(r.uri, nil)
		switch answer {
		case pcre.CannotSay:
			return access.CannotSay("whether a ProxyPassMatch fits cannot be said: "+p.Pattern.Why(), places(p.Span)...), true
		case pcre.DoesNot:
			return a, false
		}
		to = substitute(p.To, r.uri, groups)
	}
	if !p.Not {
		r.proxied, r.proxiedTo = p.Span, to
	}
	return a, true
}

// proxySections merges the Proxy sections of the address that the request goes
// to. They stand in the place of folders, .htaccess files and Files sections.
func (r *request) proxySections() access.Action {
	for _, s := range r.host.ProxySections {
		fits := false
		switch {
		case s.Pattern == nil && s.Wild && strings.ContainsAny(s.Path, `[\`):
			return access.CannotSay("whether a Proxy section's wildcards fit is not known", places(s.Span)...)
		case s.Pattern == nil && s.Wild:
			fits = wildcard(s.Path, r.proxiedTo)
		case s.Pattern == nil:
			fits = strings.HasPrefix(r.proxiedTo, s.Path)
		default:
			var doubt *Doubt
			if fits = r.matches(s, r.proxiedTo, &doubt); doubt != nil {
				return access.CannotSay(doubt.Why, places(doubt.Span)...)
			}
		}
		if fits {
			r.settings = r.memory.merge(r.settings, s.Settings)
			r.took(s)
		}
	}
	return access.Action{}
}
