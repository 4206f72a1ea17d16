package rules

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// forgedConditions reports conditions of nginx that keep out who does not send
// the right header, and headers that switch the password off. To refuse who
// sends a wrong one is a nuisance to bots and no promise to anybody.
func forgedConditions(p *lint.Pass) {
	for s := range scopesInForce(p.Site) {
		if !onNginx(s) {
			continue
		}
		if header, value, is := entrance(s); is {
			p.Report(lint.Diagnostic{
				Span: s.Test.Variable.Span, Cause: s.Head, Severity: lint.Warning,
				Message: fmt.Sprintf("%s is whatever the client sends: anybody gets in who sends the right one", header),
				Witness: openWith(p, s, access.Header{Name: header, Value: value}),
			})
		}
		if _, asked := askedFor(s); asked && s.Own.Realm.State == model.Dynamic {
			for _, e := range switchesOff(p.Site, s.Own.Realm.Value) {
				p.Report(lint.Diagnostic{
					Span: e.Span, Severity: lint.Warning,
					Message: fmt.Sprintf("%s is whatever the client sends: nobody is asked for a password who sends the right one", headerName(e.Attribute.Text)),
					Related: []lint.Related{{Span: s.Own.Realm.Span, Message: "asks for no password where this is off"}},
					Witness: shown(p, s, access.ProbeHeader, gotIn),
				})
			}
		}
	}
}

// entrance is the header, with a value that gets in, that an if refuses all
// others by. Locations for some kinds of files keep other sites from showing
// them by the Referer, which is no question of access.
func entrance(s *model.Scope) (header, value string, is bool) {
	if s.Kind != model.ScopeIf || s.Test == nil || len(s.Serving.Returns) != 1 || !s.Serving.Returns[0].Refuses() {
		return "", "", false
	}
	name, fromHeader := strings.CutPrefix(s.Test.Variable.Text, "$http_")
	header = headerName(name)
	media := strings.EqualFold(header, "referer") && s.Parent != nil && s.Parent.Matcher.Form == model.MatchRegexp
	if !fromHeader || media || !clientsOwn(header) {
		return "", "", false
	}
	switch operand := s.Test.Operand; s.Test.Operator {
	case "!=":
		return header, operand.Text, operand.Text != ""
	case "!~", "!~*":
		samples := access.Samples(model.Matcher{Form: model.MatchRegexp, Pattern: operand})
		if len(samples) == 0 {
			return header, "", true
		}
		return header, samples[0], true
	}
	return "", "", false
}

// clientsOwn says that a header says of a client what it likes to.
func clientsOwn(header string) bool {
	switch strings.ToLower(header) {
	case "referer", "user-agent", "origin":
		return true
	}
	return proxiedAddress(header)
}

// switchesOff are the lines of map by which a header of the client's own makes a
// realm "off".
func switchesOff(site *model.Site, realm string) []*model.EnvChange {
	var all []*model.EnvChange
	for _, s := range site.Scopes {
		for i := range s.Env {
			e := &s.Env[i]
			if e.Value == "off" && clientsOwn(e.Attribute.Text) && (realm == "$"+e.Name || realm == "${"+e.Name+"}") {
				all = append(all, e)
			}
		}
	}
	return all
}

// headerName is how a header is written: X-Forwarded-For for x_forwarded_for.
func headerName(variable string) string {
	words := strings.FieldsFunc(variable, func(c rune) bool { return c == '_' || c == '-' })
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, "-")
}
