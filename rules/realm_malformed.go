package rules

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// RealmMalformed reports a realm that httpd does not accept, or that cannot be
// sent to the browser as it was meant. nginx sends whatever is written.
var RealmMalformed = &lint.Rule{
	ID:      "realm-malformed",
	Summary: "the realm's text is not one that can be sent to the browser",
	Outcome: lint.Breaks,
	Doc:     doc("realm-malformed"),
	Run: func(p *lint.Pass) {
		for _, r := range p.Site.Refusals {
			if strings.EqualFold(r.Directive, "AuthName") && (r.Kind == model.RefusedArguments || r.Kind == model.RefusedValue) {
				p.Report(refusedRealm(p, r))
			}
		}
		sent := realmsSent(p.Site)
		for s := range scopesInForce(p.Site) {
			realm := s.Own.Realm
			if realm.State != model.Set || !sent[realm] || p.Site.RefusalAt(realm.Cause) != nil {
				continue
			}
			odd := oddRealm
			if onNginx(s) {
				odd = oddHeader
			}
			if d := odd(realm.Value); d.Message != "" {
				d.Span, d.Cause = realm.Span, realm.Cause
				if strings.IndexAny(realm.Value, curlyQuotes) == 0 && !onNginx(s) && !s.Merged.UsesDigests() {
					d.Fixes = quoteRealm(p, realm.Value, model.Word{Span: realm.Span})
				}
				p.Report(d)
			}
		}
	},
}

// realmsSent are the realms of which somebody is told.
func realmsSent(site *model.Site) map[model.Setting[string]]bool {
	sent := map[model.Setting[string]]bool{}
	for s := range asking(site) {
		sent[s.Merged.Realm] = true
	}
	return sent
}

const curlyQuotes = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2018\u2019\u201a"

// refusedRealm words what httpd has against the directive. What it refuses it
// refuses for the whole folder, whether or not a password is asked for.
func refusedRealm(p *lint.Pass, r *model.Refusal) lint.Diagnostic {
	d := lint.Diagnostic{Span: r.Span, Cause: r.Cause, Assumption: r.Assumption}
	const everything = "httpd answers everything the file covers with 500"
	args := r.Cause
	args.Start += len(r.Directive)
	text := strings.TrimSpace(args.Text())
	switch {
	case r.Kind == model.RefusedValue:
		d.Message = "AuthName holds a variable httpd cannot read, and " + everything + ": " + r.Message
	case text == "" || text == `""` || text == "''":
		d.Message = "AuthName is empty, and " + everything + ": name the realm in quotes"
	case strings.ContainsAny(text, curlyQuotes):
		d.Message = "AuthName stands in curly quotes, which are letters to httpd, so that it has several words and " +
			everything + ": write straight quotes"
	default:
		d.Message = "AuthName has several words without quotes round all of them, and " + everything + ": quote the realm"
	}
	if r.Kind == model.RefusedArguments {
		args.Start += strings.Index(args.Text(), text)
		d.Fixes = quoteRealm(p, text, model.Word{Text: args.Text(), Span: args})
		if strings.Trim(text, `"' `) == "" {
			d.Fixes = nameRealm(p, model.Word{Span: r.Cause})
		}
	}
	return d
}

// oddRealm says what becomes of a realm that httpd accepts and that nobody can
// have meant. AuthName is a text with variables: a backslash in it makes the
// next letter a control character, or disappears.
func oddRealm(realm string) (d lint.Diagnostic) {
	if control := model.RealmControl(realm); control != "" {
		who := ": httpd"
		if len(control) > 1 {
			who = ", which httpd writes for " + control + ": it"
		}
		d.Message = fmt.Sprintf("realm %s has a control character%s answers 500 to everybody it should ask for the password",
			quoted(realm), who)
		return d
	}
	dropped := false
	for i := 0; i+1 < len(realm); i++ {
		if realm[i] == '\\' {
			i++
			dropped = dropped || strings.IndexByte(`\t"`, realm[i]) < 0
		}
	}
	switch {
	case dropped:
		d.Message = fmt.Sprintf("realm %s is sent without its backslash: write it four times in quotes, or not at all", quoted(realm))
	case strings.IndexAny(realm, curlyQuotes) == 0:
		d.Message = fmt.Sprintf("realm %s stands in curly quotes, which are letters to httpd: write straight ones", quoted(realm))
	}
	d.Outcome = lint.Confuses
	return d
}
