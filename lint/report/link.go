package report

import "github.com/authlint/authlint/lint"

// ruleID is the id of a rule, and where links are wanted a link to its page,
// as terminals understand it (OSC 8).
func (t *textWriter) ruleID(r *lint.Rule) string {
	page := pageURL(r)
	if !t.links || page == "" {
		return r.ID
	}
	return "\x1b]8;;" + page + "\x1b\\" + r.ID + "\x1b]8;;\x1b\\"
}
