package rules

import (
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// putBack takes the signs off that make comments of directives. What httpd 2.4
// keeps for old files alone is better written anew.
func putBack(p *lint.Pass, run []*model.Comment) []lint.Fix {
	var e lint.Edits
	for _, c := range run {
		switch {
		case c.Directive == "" && !strings.HasPrefix(c.Text, "<"):
			continue
		case !onNginx(c.Scope) && slices.Contains([]string{"Order", "Allow", "Deny", "Satisfy"}, c.Directive):
			return nil
		}
		sign := c.Span
		i := strings.Index(c.Span.Text(), c.Text)
		if i < 1 {
			return nil
		}
		sign.End = sign.Start + i
		e.Replace(sign, "")
	}
	return p.Fix("put the lines back", &e)
}
