package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// hiddenRefused denies files whose names begin with .ht in the server block of
// nginx that sends one, where no pattern or exact location takes the request.
func hiddenRefused(p *lint.Pass, file string, r access.Request) []lint.Fix {
	way := newRoutes(p).of(r, answered(200))
	if way == nil || way.handed || way.last() == nil || !ofNginx(way.last()) || !strings.HasPrefix(path.Base(file), ".ht") {
		return nil
	}
	last := way.last()
	if last.Host == nil || last.Kind == model.ScopeLocation && (last.Matcher.Form != model.MatchPrefix || last.Matcher.NoRegexp || last.Parent != last.Host.Scope) {
		return nil
	}
	e := in(last.Host.Scope)
	e.into(last.Host.Scope, joined([]string{`location ~ /\.ht {`, lint.Step(last.File()) + "deny all;", "}"}))
	return p.Fix("deny files that begin with .ht", &e.Edits)
}

// toSecure redirects visitors of a host of nginx that come over http to the same
// host, or the one of its name, that speaks TLS.
func toSecure(p *lint.Pass, h *model.Host) []lint.Fix {
	const redirect = "return 301 https://$host$request_uri"
	e, step := in(h.Scope), lint.Step(h.Scope.File())
	if h.TLS == model.Yes {
		e.into(h.Scope, joined([]string{"if ($scheme = http) {", step + redirect + ";", "}"}))
		return p.Fix("redirect http to https", &e.Edits)
	}
	twin := slices.ContainsFunc(p.Site.Hosts, func(o *model.Host) bool {
		return o != h && o.TLS == model.Yes && slices.ContainsFunc(o.Names, func(n model.Word) bool {
			return n.Text != "" && n.Text != "_" && slices.ContainsFunc(h.Names, func(own model.Word) bool { return own.Text == n.Text })
		})
	})
	if !twin {
		return nil
	}
	e.into(h.Scope, redirect)
	return p.Fix("redirect everything to https", &e.Edits)
}
