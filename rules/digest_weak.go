package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// DigestWeak reports the Digest scheme where somebody is asked for a password
// by it.
var DigestWeak = &lint.Rule{
	ID:      "digest-weak",
	Summary: "passwords are asked for by the Digest scheme, which rests on MD5",
	Outcome: lint.Weakens,
	Doc:     doc("digest-weak"),
	Run: func(p *lint.Pass) {
		seen := map[model.Setting[string]]bool{}
		for s := range asking(p.Site) {
			t := s.Merged.Type
			if t.State != model.Set || !strings.EqualFold(t.Value, "digest") || seen[t] {
				continue
			}
			seen[t] = true
			p.Report(lint.Diagnostic{
				Span: t.Span, Cause: t.Cause,
				Message: "Digest rests on MD5, and its user file holds what is as good as the passwords: " +
					"Basic over https with bcrypt keeps them safer",
			})
		}
	},
}
