package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
)

// ExpectationFailed reports expectations of the configuration that the server's
// files do not meet, and those of which nothing can be known. It finds them
// whatever files are named: each of them may have a part in it.
var ExpectationFailed = &lint.Rule{
	ID:      "expectation-failed",
	Summary: "the server answers otherwise than .authlint.hcl expects",
	Outcome: lint.Exposes,
	Doc:     doc("expectation-failed"),
	Final:   true,
	Review: func(r *lint.Review) {
		for _, e := range r.Expected() {
			f := lint.Finding{Place: e.Place, Site: e.Site, Related: e.Related, Witness: e.Witness, Assumption: strings.Join(e.Assumptions, "; ")}
			switch {
			case e.Met:
				continue
			case e.Undecided != "":
				f.Outcome = lint.Stale
				f.Message = quoted(e.Name) + " cannot be checked, because " + e.Undecided
			default:
				f.Outcome, f.Severity = e.Outcome, lint.Error
				f.Message = quoted(e.Name) + " expects " + e.Wanted + " and gets " + e.Got + consequence(e.Outcome) +
					": mend the lines that decide, or what is expected"
			}
			r.Insist(f)
		}
	},
}

// consequence is what an answer that was not expected does to visitors.
func consequence(o lint.Outcome) string {
	switch o {
	case lint.Exposes:
		return ", so that those get further who should not"
	case lint.LocksOut:
		return ", so that those are turned away who should get in"
	case lint.Breaks:
		return ", which is an error for everybody"
	}
	return ""
}
