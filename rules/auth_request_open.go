package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// AuthRequestOpen reports an auth_request that says yes to everybody: the page
// that is asked is there for all, or an answer to one visitor is kept for the
// others.
var AuthRequestOpen = &lint.Rule{
	ID:      "auth-request-open",
	Summary: "what auth_request asks says yes to everybody",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Nginx},
	Doc:     doc("auth-request-open"),
	Run: func(p *lint.Pass) {
		said, t := map[model.Word]bool{}, newRoutes(p)
		for s := range scopesInForce(p.Site) {
			by := model.Word{Span: s.Merged.AuthRequest.Cause}
			if s.Merged.AuthRequest.State != model.Set || said[by] {
				continue
			}
			if kept := keptAnswer(p.Site, s); kept != nil {
				said[by] = true
				p.Report(lint.Diagnostic{
					Span: kept.Span,
					Message: "answer of " + quoted(s.Merged.AuthRequest.Value) + " is kept without regard to who asks, so that one visitor's login opens the place for all: " +
						"the cache's key has to have what visitors log in with, such as $http_authorization$http_cookie",
					Related: []lint.Related{{Span: by.Span, Message: "asks here who may enter"}},
				})
				continue
			}
			if t.reportNobodyAsked(s, by) {
				said[by] = true
				continue
			}
			for r := range plainRequests(p, s) {
				if w := witness(p, r, gotIn); w != nil && passedBy(p, r, by) {
					said[by] = true
					p.Report(lint.Diagnostic{
						Span: s.Merged.AuthRequest.Span, Cause: by.Span, Witness: w,
						Message: quoted(s.Merged.AuthRequest.Value) + " answers everybody with 2xx, which lets everybody in: it has to be a location of its own, " +
							"and answer 401 to who has not logged in",
					})
					break
				}
			}
		}
	},
}

// passedBy says that an auth_request was asked for a request, and granted it.
func passedBy(p *lint.Pass, r access.Request, by model.Word) bool {
	_, trace := p.Explain(&r)
	for _, at := range trace {
		if at.Gate == access.GateAuthRequest && at.Verdict <= access.GrantsAll && len(at.Because) > 0 && by.Span.Contains(at.Because[0]) {
			return true
		}
	}
	return false
}

// keptAnswer is the cache of the location that an auth_request asks, where its
// key has nothing of the visitor in it; nil for none.
func keptAnswer(site *model.Site, s *model.Scope) *model.CacheRule {
	for _, asked := range site.Scopes {
		m := &asked.Matcher
		if asked.Kind != model.ScopeLocation || asked.Host != s.Host || m.Pattern.Text != s.Merged.AuthRequest.Value ||
			m.Form != model.MatchExact && m.Form != model.MatchPrefix {
			continue
		}
		var cache *model.CacheRule
		valid, known := false, false
		for at := asked; at != nil; at = at.Parent {
			for i := range at.Serving.Caching {
				c := &at.Serving.Caching[i]
				switch {
				case c.Name == "proxy_cache" && cache == nil && len(c.Args) > 0:
					cache = c
				case c.Name == "proxy_cache_valid":
					valid = valid || keepsSuccess(c)
				case strings.HasPrefix(c.Name, "proxy_"):
					known = known || ofVisitor(c)
				}
			}
		}
		if cache != nil && cache.Args[0].Text != "off" && valid && !known {
			return cache
		}
	}
	return nil
}

// keepsSuccess says that a proxy_cache_valid is for 200 too.
func keepsSuccess(c *model.CacheRule) bool {
	for i, a := range c.Args {
		if a.Text == "200" || a.Text == "any" || i == 0 && len(c.Args) == 1 {
			return true
		}
	}
	return false
}

// ofVisitor says that a cache's directive looks at what tells visitors apart.
func ofVisitor(c *model.CacheRule) bool {
	for _, a := range c.Args {
		if strings.Contains(a.Text, "$http_") || strings.Contains(a.Text, "$cookie_") || strings.Contains(a.Text, "$remote_user") ||
			strings.Contains(a.Text, "$arg_") {
			return true
		}
	}
	return false
}
