package rules

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// AnonymousAccepted reports user names that pass with any password.
var AnonymousAccepted = &lint.Rule{
	ID:      "anonymous-accepted",
	Summary: "a user name is accepted with any password",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("anonymous-accepted"),
	Run: func(p *lint.Pass) {
		seen := map[*model.Word]bool{}
		for s, r := range asking(p.Site) {
			a := &s.Merged
			if a.Type.State != model.Set || !strings.EqualFold(a.Type.Value, "basic") || a.Anonymous.State != model.Set || !provides(a, "anon") {
				continue
			}
			for i := range a.Anonymous.Value {
				name := &a.Anonymous.Value[i]
				if seen[name] || !lets(a, r.method, name.Text) {
					continue
				}
				seen[name] = true
				p.Report(lint.Diagnostic{
					Span: name.Span, Cause: a.Anonymous.Cause, Message: anonymousMessage(name.Text), Fixes: withoutAnon(p, a, r),
					Related: []lint.Related{{Span: r.Span, Message: "the requirement that is met"}},
				})
				break
			}
		}
	},
}

func anonymousMessage(name string) string {
	if name == "*" {
		return "Anonymous * takes any password for any user name: the prompt protects nothing"
	}
	return fmt.Sprintf("user %s gets in with any password: whoever tries the name is let in", quoted(name))
}

// withoutAnon takes the provider of such names away, where the file is left and
// has users who get in.
func withoutAnon(p *lint.Pass, a *model.Access, r question) []lint.Fix {
	file := a.UserFile.Value
	if !anyUser(r.Requirement) || a.UserFile.State != model.Set || file.Store == nil || isEmpty(file.Store) || !provides(a, "file") {
		return nil
	}
	var left []string
	for _, w := range a.Providers.Value {
		if w.Text != "anon" {
			left = append(left, w.Text)
		}
	}
	var e lint.Edits
	e.Replace(a.Providers.Span, strings.Join(left, " "))
	return p.Fix("take anon out of the providers", &e)
}

// provides says that users are looked up with a provider that was written.
func provides(a *model.Access, provider string) bool {
	if a.Providers.State != model.Set {
		return false
	}
	for _, p := range a.Providers.Value {
		if p.Text == provider {
			return true
		}
	}
	return false
}

// lets says that what is required is met by a user, "*" standing for whichever
// name it takes.
func lets(a *model.Access, method, user string) bool {
	return access.Require(a.Require, method, func(leaf *model.Requirement) access.Answers {
		if user == "*" && leaf.Provider.Text == "user" {
			return access.Granted
		}
		return meets(a, leaf, method, user)
	}).Is(access.Granted)
}
