package rules

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// AuthTypeUnknown reports a value of AuthType that no module answers to. The
// schemes of modules that are not part of httpd are silent.
var AuthTypeUnknown = &lint.Rule{
	ID:      "auth-type-unknown",
	Summary: "AuthType names a scheme that no loaded module provides",
	Outcome: lint.Breaks,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("auth-type-unknown"),
	Run: func(p *lint.Pass) {
		used := map[model.Setting[string]]*model.Requirement{}
		for s, r := range asking(p.Site) {
			if used[s.Merged.Type] == nil {
				used[s.Merged.Type] = r.Requirement
			}
		}
		for s := range scopesInForce(p.Site) {
			t := s.Own.Type
			if t.State != model.Set || used[t] == nil || p.Site.RefusalAt(t.Cause) != nil {
				continue
			}
			message, assumption := unknownScheme(s.Server, t.Value)
			if message == "" {
				continue
			}
			var e lint.Edits
			meant := schemeMeant(t.Value)
			if meant == "None" || assumption != "" || needsRealm(t.Value) {
				meant = "" // which would leave the requirement without a scheme, or is one
			}
			e.Replace(t.Span, meant)
			if meant == "" {
				e.Spoil()
			}
			p.Report(lint.Diagnostic{
				Fixes: p.Fix("write "+meant, &e),
				Span:  t.Span, Cause: t.Cause, Message: message, Assumption: assumption,
				Related: []lint.Related{{Span: used[t].Span, Message: "what asks for a user"}},
				Witness: refusedTo(p, s, 500),
			})
		}
	},
}

// unknownScheme says what is wrong with a scheme; empty when nothing is known
// to be.
func unknownScheme(server *model.Server, value string) (message, assumption string) {
	const answers = ": httpd answers every request with 500"
	if needsRealm(value) {
		module := "mod_auth_" + strings.ToLower(value) + ".c"
		if server != nil && server.Module != nil && server.Module(module) == model.No {
			return fmt.Sprintf("AuthType %s needs %s, which is not loaded", value, module) + answers, ""
		}
		return "", ""
	}
	if foreignScheme(value) {
		return "", ""
	}
	if meant := schemeMeant(value); meant != "" {
		return fmt.Sprintf("AuthType %s is no scheme httpd knows", quoted(value)) + answers + ", " + meant + " was meant", ""
	}
	return fmt.Sprintf("AuthType %s is no scheme of httpd's own modules", quoted(value)) + answers,
		"no other module of this server provides it"
}

// schemeMeant finds the scheme that a misspelt value stands for; empty when it
// may be another module's.
func schemeMeant(value string) string {
	plain := strings.Trim(strings.ToLower(value), " \t,;.:=\"'"+curlyQuotes)
	switch plain {
	case "off", "no", "false", "disabled":
		return "None"
	case "auth_basic", "mod_auth_basic", "basicauth", "basic-auth", "http-basic", "httpbasic", "basica":
		return "Basic"
	case "digest-auth", "digestauth", "auth_digest", "mod_auth_digest", "digest-md5", "md5":
		return "Digest"
	}
	for _, scheme := range [...]string{"Basic", "Digest", "None"} {
		if lower := strings.ToLower(scheme); plain == lower || model.OneSlip(plain, lower) {
			return scheme
		}
	}
	return ""
}
