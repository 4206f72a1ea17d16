package rules

import (
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// oddHeader says what becomes of a realm that nginx puts between the quotes of
// its header as it is.
func oddHeader(realm string) (d lint.Diagnostic) {
	control := strings.IndexFunc(realm, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f })
	switch {
	case control >= 0:
		d.Message = fmt.Sprintf("realm %s has a control character, which nginx sends as it is and clients take for the end of the header: "+
			"write it on one line", quoted(realm))
	case strings.Contains(realm, `"`):
		d.Outcome, d.Severity = lint.Confuses, lint.Warning
		d.Message = fmt.Sprintf("realm %s has a quote, which ends it for browsers: write it without", quoted(realm))
	case strings.IndexAny(realm, curlyQuotes) == 0:
		d.Outcome = lint.Confuses
		d.Message = fmt.Sprintf("realm %s stands in curly quotes, which are letters to nginx: write straight ones", quoted(realm))
	}
	return d
}

// looksLikeOff says that a realm was meant to switch the password off. To nginx
// off in small letters does that alone.
func looksLikeOff(realm string) bool {
	switch strings.ToLower(strings.TrimSpace(realm)) {
	case "off":
		return realm != "off"
	case "none", "no", "false", "disable", "disabled":
		return true
	}
	return false
}

// nameRealm names a realm in a directive that has none.
func nameRealm(p *lint.Pass, directive model.Word) []lint.Fix {
	var e lint.Edits
	e.Replace(directive.Span, someRealm)
	return p.Fix("name a realm", &e)
}

// quoteRealm puts straight quotes round all words of the directive.
func quoteRealm(p *lint.Pass, text string, args model.Word) []lint.Fix {
	var e lint.Edits
	bare := strings.TrimSpace(strings.Trim(text, curlyQuotes))
	if bare == "" || strings.ContainsAny(bare, "\"'\\\n"+curlyQuotes) {
		return nil
	}
	e.Replace(args.Span, `"`+bare+`"`)
	return p.Fix("put the realm in quotes", &e)
}
