package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
)

// UnusedSuppression reports comments, and blocks of the configuration, that
// suppress nothing: what they were written for is mended, or they never did
// what they say. Of rules that did not run nothing is known.
var UnusedSuppression = &lint.Rule{
	ID:      "unused-suppression",
	Summary: "a comment or block that is to suppress findings suppresses nothing",
	Outcome: lint.Stale,
	Doc:     doc("unused-suppression"),
	Final:   true,
	Review: func(r *lint.Review) {
		for i := range r.Ignores {
			g := &r.Ignores[i]
			message, certain := unused(g)
			if message == "" {
				continue
			}
			f := lint.Finding{Place: g.Place, Message: message, Fixes: g.Removal, Site: g.Site}
			if !certain && g.Assumption != "" {
				f.Assumption, f.Severity, f.Fixes = g.Assumption, lint.Note, nil
			}
			r.Report(f)
		}
	},
}

// unused says why a comment suppresses nothing, empty where it does or another
// rule says so, and whether that is certain whatever else there is to find.
func unused(g *lint.Ignore) (message string, certain bool) {
	const nothing = ", so that nothing is suppressed: "
	switch g.Fault {
	case lint.IgnoreMalformed:
		return "comment is none that authlint understands" + nothing + "it is authlint:ignore or authlint:ignore-file", true
	case lint.IgnoreMisplaced:
		return "authlint:ignore-file stands below a directive" + nothing + "it belongs at the top of the file", true
	case lint.IgnoreNoRule:
		return "comment names no rule" + nothing + "the id of one follows authlint:ignore", true
	case lint.IgnoreBadDate:
		return quoted(g.Until) + " is no day" + nothing + "it is written as in until=2027-01-31", true
	case lint.IgnoreUnknown:
		help := "authlint rules lists them"
		if len(g.Near) > 0 {
			help = "it may be " + strings.Join(g.Near, " or ")
		}
		return "no rule is called " + quoted(g.Rule) + nothing + help, true
	case lint.IgnoreFinal:
		return g.Rule + " cannot be suppressed in a file: mend what it reports, or delete the comment", true
	case lint.IgnoreSound:
		if g.Ran && !g.Matched {
			return g.Rule + " finds nothing " + where(g) + " that the " + carrier(g) + " could suppress: delete it", false
		}
	}
	return "", false
}

// where is where a suppression holds.
func where(g *lint.Ignore) string {
	if g.Block {
		return "in these files"
	}
	return "here"
}
