package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// keepsRefusals is the directive by which a cache of nginx keeps refusals of the
// program behind it, for all visitors alike; nil for none. Only what says 401,
// 403 or any outright counts.
func keepsRefusals(s *model.Scope) *model.CacheRule {
	if !ofNginx(s) || s.Serving.Handler == nil {
		return nil
	}
	kind, _, _ := strings.Cut(s.Serving.Handler.Name, "_")
	cache := nearestCache(s, kind+"_cache")
	if cache == nil || len(cache.Args) == 0 || cache.Args[0].Text == "off" {
		return nil
	}
	for _, name := range [...]string{kind + "_cache_key", kind + "_cache_bypass", kind + "_no_cache"} {
		if c := nearestCache(s, name); c != nil && ofVisitor(c) {
			return nil
		}
	}
	valid := s.Nearest(func(s *model.Scope) bool { return cacheRule(s, kind+"_cache_valid") != nil })
	if valid == nil {
		return nil
	}
	for i := range valid.Serving.Caching {
		c := &valid.Serving.Caching[i]
		for _, a := range c.Args[:max(len(c.Args)-1, 0)] {
			if c.Name == kind+"_cache_valid" && (a.Text == "any" || a.Text == "401" || a.Text == "403") {
				return c
			}
		}
	}
	return nil
}

// nearestCache is the directive of that name that holds in a scope.
func nearestCache(s *model.Scope, name string) *model.CacheRule {
	return cacheRule(s.Nearest(func(s *model.Scope) bool { return cacheRule(s, name) != nil }), name)
}

// cacheRule is the directive of that name in the scope itself; nil for none.
func cacheRule(s *model.Scope, name string) *model.CacheRule {
	if s == nil {
		return nil
	}
	for i := range s.Serving.Caching {
		if c := &s.Serving.Caching[i]; c.Name == name {
			return c
		}
	}
	return nil
}

func reportKept(p *lint.Pass, s *model.Scope, c *model.CacheRule) {
	p.Report(lint.Diagnostic{
		Span: c.Span, Severity: lint.Warning, Fixes: notKept(p, s, c),
		Message:    "the cache keeps refusals too, so that a 401 or 403 for one visitor is given to those who may get in: name the statuses to keep, 200 and redirects",
		Assumption: "the program behind the server refuses some visitors",
	})
}
