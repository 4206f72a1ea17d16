package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// RedirectLoop reports redirects that lead back to where they began, as the
// engine walks them.
var RedirectLoop = &lint.Rule{
	ID:      "redirect-loop",
	Summary: "a redirect leads to a URL that is redirected again, without end",
	Outcome: lint.Breaks,
	Doc:     doc("redirect-loop"),
	Run: func(p *lint.Pass) {
		said := map[model.Word]bool{}
		for s := range scopesInForce(p.Site) {
			if !redirects(s) {
				continue
			}
			for _, r := range redirected(p, s) {
				if w := walkRedirects(p, r); w != nil && !said[w.by] && !proxied(p.Site, w) {
					said[w.by] = true
					d := lint.Diagnostic{
						Span: w.by.Span, Witness: &w.Witness, Assumption: atRoot(p.Site),
						Message: "redirect leads to a URL that is redirected again, and so on without end: browsers give up, the target must not match",
					}
					for _, other := range w.also {
						if !said[other] {
							said[other] = true
							d.Related = append(d.Related, lint.Related{Span: other.Span, Message: "redirects it again"})
						}
					}
					p.Report(d)
				}
			}
		}
	},
}

// proxied says that the redirects may look at what a proxy in front of the
// server adds to a request, so that with it they come to an end.
func proxied(site *model.Site, l *loop) bool {
	for _, s := range site.Scopes {
		for _, by := range append([]model.Word{l.by}, l.also...) {
			if s.Kind == model.ScopeIf && s.Span.Contains(by.Span) && asksOthers(s.Matcher.Pattern.Text) {
				return true
			}
			if within := s.Span.Contains(by.Span) && s.Span.File == by.Span.File; within && s.Test != nil && !ofRequest(s.Test) {
				return true
			}
			for _, r := range s.Rewrite.Rules {
				for _, c := range r.Conditions {
					if r.Span.Contains(by.Span) && asksOthers(c.Test.Text) {
						return true
					}
				}
			}
		}
	}
	return false
}

// asksOthers says that a condition asks for a header other than Host, a cookie
// among them, or for a variable.
func asksOthers(text string) bool {
	upper := strings.ToUpper(strings.ReplaceAll(text, "HTTP_HOST", ""))
	for _, what := range [...]string{"HTTP:", "HTTP_", "ENV", "REQ", "COOKIE", "SSL"} {
		if strings.Contains(strings.ReplaceAll(upper, "REQUEST_", ""), what) {
			return true
		}
	}
	return false
}

// ofRequest says that an if of nginx asks for what the address in the browser
// and nothing else makes.
func ofRequest(t *model.Test) bool {
	switch t.Variable.Text {
	case "$host", "$http_host", "$scheme", "$https", "$server_port", "$request_uri", "$uri", "$document_uri", "$args", "$request_method":
		return true
	}
	return t.Operator == "-f" || t.Operator == "-e" || t.Operator == "-d" || strings.HasPrefix(t.Operator, "!-")
}
