package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// ClientCertificateOptional reports a client certificate that is asked for
// while nothing in view looks whether one came: everybody gets in without.
var ClientCertificateOptional = &lint.Rule{
	ID:      "client-certificate-optional",
	Summary: "a client certificate is asked for and nothing tests whether one came",
	Outcome: lint.Exposes,
	Doc:     doc("client-certificate-optional"),
	Run: func(p *lint.Pass) {
		var optional []*model.Scope
		for s := range scopesInForce(p.Site) {
			switch c := s.ClientCertificate; strings.ToLower(c.Value) {
			case "optional", "optional_no_ca":
				optional = append(optional, s)
			case "require", "on":
				return // asked for in general, demanded where it counts
			}
		}
		if len(optional) == 0 || testsCertificate(p.Site) {
			return
		}
		for _, s := range optional {
			c := s.ClientCertificate
			name := "SSL_CLIENT_VERIFY"
			if onNginx(s) {
				name = "$ssl_client_verify"
			}
			d := lint.Diagnostic{
				Span: c.Span, Cause: c.Cause, Severity: lint.Warning, Assumption: "no program behind the server looks at " + name,
				Message: fmt.Sprintf("client certificate is asked for (%s) and nothing tests it: "+
					"visitors without one get in as well, demand it or test %s", c.Value, name),
			}
			if strings.EqualFold(c.Value, "optional") { // the other has no authority to check it by
				d.Fixes = demandCertificate(p, s)
			}
			p.Report(d)
		}
	},
}

// testsCertificate says whether anything in view looks at what became of the
// certificate.
func testsCertificate(site *model.Site) bool {
	for _, s := range site.Scopes {
		if ownTests(s) || onNginx(s) && (s.Own.Elsewhere || s.Own.Uncertain) {
			return true
		}
		for _, c := range s.Conditions {
			if c.Body != nil && ownTests(c.Body) {
				return true
			}
		}
	}
	return false
}

func ownTests(s *model.Scope) bool {
	words := slices.Concat([]model.Word{s.Matcher.Pattern}, s.Expressions, s.TLSOptions)
	s.Own.Require.Walk(func(r *model.Requirement) {
		words = append(append(words, r.Provider), r.Args...)
	})
	for _, r := range s.Rewrite.Rules {
		words = append(words, r.Target)
		for _, c := range r.Conditions {
			words = append(words, c.Test)
		}
	}
	for i := range s.Serving.Returns {
		words = append(words, s.Serving.Returns[i].Target)
	}
	for _, h := range s.Headers {
		words = append(words, h.Value)
	}
	for _, e := range s.Env {
		words = append(words, e.Attribute, e.Pattern, model.Word{Text: e.Value})
	}
	for _, w := range words {
		upper := strings.ToUpper(w.Text)
		if strings.Contains(upper, "SSL_CLIENT_") || upper == "SSL-VERIFY-CLIENT" || handsOn(upper) {
			return true
		}
	}
	return false
}

// handsOn says that an option tells programs, or the password's gate, what
// became of the certificate.
func handsOn(option string) bool {
	switch strings.TrimPrefix(option, "+") {
	case "STDENVVARS", "EXPORTCERTDATA", "FAKEBASICAUTH":
		return true
	}
	return false
}

func demandCertificate(p *lint.Pass, s *model.Scope) []lint.Fix {
	var e lint.Edits
	word := "require"
	if onNginx(s) {
		word = "on"
	}
	e.Replace(s.ClientCertificate.Span, word)
	return p.Fix("demand a certificate", &e)
}
