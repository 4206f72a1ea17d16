package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// refusal401 is a request that is asked for a password and answered by way of
// an error document.
type refusal401 struct {
	lint.Witness
	// document is the ErrorDocument; a word only for its span.
	document model.Word
	// again says that the document asks for a password itself, rewritten
	// that a rule leads from it to another page.
	again, rewritten bool
}

// pages401 calls f for every scope that asks for a password and has an
// ErrorDocument for it, as the engine finds it, once for each document.
func pages401(p *lint.Pass, f func(s *model.Scope, r refusal401)) {
	if !setsPage401(p.Site) {
		return
	}
	seen := map[model.Word]bool{}
	for s := range asking(p.Site) {
		for _, probe := range p.Probes().Of(s) {
			if probe.Kind != access.ProbePlain {
				continue
			}
			if r, is := page401(p, probe.Request); is && !seen[r.document] {
				seen[r.document] = true
				f(s, r)
			}
		}
	}
}

// setsPage401 says that somebody wrote an ErrorDocument for 401.
func setsPage401(site *model.Site) bool {
	for _, s := range site.Scopes {
		for i := range s.ErrorDocuments {
			if s.ErrorDocuments[i].Status.Text == "401" {
				return true
			}
		}
	}
	return false
}

// page401 follows a request to its error document.
func page401(p *lint.Pass, r access.Request) (found refusal401, is bool) {
	d, trace := p.Explain(&r)
	found.Request, found.Decision = r, d
	asked := false
	for _, t := range trace {
		switch {
		case t.Verdict == access.Challenges && !is:
			asked = true
		case t.Gate == access.GateErrorDocument && asked && (t.Status == 401 || t.Verdict == access.HandsOn) && len(t.Because) > 0 && !is:
			found.document, is = model.Word{Span: t.Because[0]}, true
		case is && t.Verdict == access.Challenges:
			found.again = true
		case is && (t.Gate == access.GateRewrite || t.Gate == access.GateServerRewrite) && t.Verdict == access.HandsOn:
			found.rewritten = true
		}
	}
	return found, is && d.Undecided == ""
}

// errorDocument is the ErrorDocument whose target or directive lies at a place.
func errorDocument(site *model.Site, at model.Word) *model.ErrorDocument {
	for _, s := range site.Scopes {
		for i := range s.ErrorDocuments {
			if e := &s.ErrorDocuments[i]; e.Span.Contains(at.Span) {
				return e
			}
		}
	}
	return nil
}

// runsWordPress says that a scope belongs to an installation of WordPress.
func runsWordPress(site *model.Site, s *model.Scope) bool {
	for ; s != nil; s = s.Parent {
		for _, app := range site.Apps {
			if app.Kind == "wordpress" && (s.Dir == app.Dir || strings.HasPrefix(s.Dir, strings.TrimSuffix(app.Dir, "/")+"/")) {
				return true
			}
		}
	}
	return false
}

// serverName is what the server of a scope is called in messages.
func serverName(s *model.Scope) string {
	if ofNginx(s) {
		return "nginx"
	}
	return "httpd"
}
