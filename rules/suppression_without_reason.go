package rules

import "github.com/authlint/authlint/lint"

// SuppressionWithoutReason reports comments that do not say why they suppress
// a finding. They suppress nothing: whoever comes after could not tell whether
// they still should.
var SuppressionWithoutReason = &lint.Rule{
	ID:      "suppression-without-reason",
	Summary: "a comment that should suppress a finding gives no reason, and suppresses nothing",
	Outcome: lint.Stale,
	Doc:     doc("suppression-without-reason"),
	Final:   true,
	Review: func(r *lint.Review) {
		for i := range r.Ignores {
			if g := &r.Ignores[i]; g.Fault == lint.IgnoreNoReason {
				r.Report(lint.Finding{
					Place: g.Place, Site: g.Site,
					Message: "comment gives no reason, so that nothing is suppressed: write it behind the rules, after --",
				})
			}
		}
	},
}
