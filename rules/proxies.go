package rules

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// proxyHeaders are the headers that proxies and content networks add, in lower
// case.
var proxyHeaders = [...]string{"x-forwarded-proto", "x-forwarded-ssl", "cf-visitor", "cf-connecting-ip", "true-client-ip"}

// proxyHeader finds a condition that asks for a header of a proxy; at is a word
// only for its place.
func proxyHeader(site *model.Site) (name string, at model.Word) {
	for s := range scopesInForce(site) {
		for _, r := range s.Rewrite.Rules {
			for _, c := range r.Conditions {
				if name := namedHeader(c.Test.Text); name != "" {
					return name, model.Word{Span: c.Span}
				}
			}
		}
		if s.Test != nil {
			if name := namedHeader(s.Test.Variable.Text); name != "" {
				return name, s.Test.Variable
			}
		}
		for _, h := range s.Headers {
			if name := namedHeader(h.Value.Text); name != "" && onNginx(s) {
				return name, model.Word{Span: h.Span}
			}
		}
		for _, e := range s.Env {
			if name := namedHeader(e.Attribute.Text); name != "" {
				return name, model.Word{Span: e.Span}
			}
		}
	}
	return "", at
}

func namedHeader(text string) string {
	lower := strings.ReplaceAll(strings.ToLower(text), "_", "-")
	for _, h := range proxyHeaders {
		if strings.Contains(lower, h) {
			return h
		}
	}
	return ""
}

// clientTold says that the server takes the client's address from a header.
func clientTold(site *model.Site) bool {
	for _, s := range site.Scopes {
		if s.AddressHeader.Written() || len(s.AddressProxies) > 0 {
			return true
		}
	}
	return false
}
