package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// SourceServed reports protected locations of nginx in which PHP files are sent
// as they are: what runs PHP stands in a location that does not hold there.
var SourceServed = &lint.Rule{
	ID:      "source-served",
	Summary: "a protected location sends the source of PHP files to those who may enter",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Nginx},
	Doc:     doc("source-served"),
	Run: func(p *lint.Pass) {
		t := newRoutes(p)
		for s := range fenced(p.Site) {
			php := phpOf(p.Site, s.Host)
			if php == nil {
				continue
			}
			if w := t.sourceOf(s); w != nil {
				p.Report(lint.Diagnostic{
					Span: s.Matcher.Pattern.Span, Cause: s.Head, Witness: w,
					Message: "whoever may enter gets the source of the program with all that stands in it, for PHP is run by " + locationName(php) +
						" alone, which does not hold here: a copy of it has to stand in this location",
					Related: []lint.Related{{Span: php.Head, Message: "runs PHP elsewhere"}},
					Fixes:   phpNested(p, php, s),
				})
			}
		}
	},
}

// phpOf is a location of a host that runs PHP, by its endings; nil for none.
func phpOf(site *model.Site, h *model.Host) *model.Scope {
	for _, s := range site.Scopes {
		if s.Host == h && s.Kind == model.ScopeLocation && s.Matcher.Form == model.MatchRegexp && strings.Contains(s.Matcher.Pattern.Text, "php") &&
			s.Serving.Handler != nil && s.Live() {
			return s
		}
	}
	return nil
}

// sourceOf is a request by which somebody who may enter gets a PHP file as it
// is; nil for none.
func (t *routes) sourceOf(s *model.Scope) *lint.Witness {
	for r := range plainRequests(t.p, s) {
		targets := []string{r.Target}
		if strings.HasSuffix(r.Target, "/") {
			targets = []string{r.Target + "index.php", r.Target + "admin.php"}
		}
		for _, target := range targets {
			if !strings.HasSuffix(target, ".php") {
				continue
			}
			r.Target = target
			for _, r := range insiders(s, r) {
				sent := func(d *access.Decision) bool { return d.Outcome == access.Served && d.Status == 200 }
				w := witness(t.p, r, sent)
				if w == nil {
					continue
				}
				if way := t.of(r, sent); way.first() == s && !way.handed && way.fromHandler() {
					return w
				}
			}
		}
	}
	return nil
}

// insiders are the same request from those who may enter a scope.
func insiders(s *model.Scope, r access.Request) []access.Request {
	var all []access.Request
	for i := range s.Merged.Address.Rules {
		if rule := &s.Merged.Address.Rules[i]; rule.Allow && rule.Kind == model.AddressRange {
			from := r
			from.Remote = rule.Prefix.Addr()
			all = append(all, from)
			break
		}
	}
	if store := s.Merged.Users(); store != nil {
		for _, e := range store.Entries {
			if e.Usable() && e.Hash.Works == model.Yes {
				as := r
				as.Credentials = &access.Credentials{User: e.User.Text, Proof: access.ProofRight}
				return append(all, as)
			}
		}
	}
	return all
}

// phpNested puts what runs PHP elsewhere into a location.
func phpNested(p *lint.Pass, php, s *model.Scope) []lint.Fix {
	e := in(s)
	e.nest(php, s)
	return p.Fix("put a copy of "+locationName(php)+" here", &e.Edits)
}
