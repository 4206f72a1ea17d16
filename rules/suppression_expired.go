package rules

import "github.com/authlint/authlint/lint"

// SuppressionExpired reports comments, and blocks of the configuration, whose
// day is over. What they suppressed is reported again.
var SuppressionExpired = &lint.Rule{
	ID:      "suppression-expired",
	Summary: "the day is over until which a finding was to be suppressed",
	Outcome: lint.Stale,
	Doc:     doc("suppression-expired"),
	Final:   true,
	Review: func(r *lint.Review) {
		for i := range r.Ignores {
			if g := &r.Ignores[i]; g.Fault == lint.IgnoreExpired {
				r.Report(lint.Finding{
					Place: g.Place, Site: g.Site, Fixes: g.Removal,
					Message: g.Until + " is over, so that the " + carrier(g) + " suppresses nothing any more: mend what it was written for, or decide on another day",
				})
			}
		}
	},
}

// carrier is what a suppression stands in.
func carrier(g *lint.Ignore) string {
	if g.Block {
		return "block"
	}
	return "comment"
}
