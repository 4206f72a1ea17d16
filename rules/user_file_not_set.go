package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// UserFileNotSet reports a password that is asked for while no file says what
// it is. Other providers than the file are silent: where they look up users is
// their own matter.
var UserFileNotSet = &lint.Rule{
	ID:      "user-file-not-set",
	Summary: "a password is asked for and no user file is set",
	Outcome: lint.Breaks,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("user-file-not-set"),
	Run: func(p *lint.Pass) {
		for s, r := range gates(p.Site) {
			if s.Merged.UserFile.Written() || !s.Merged.FileDecides() {
				continue
			}
			assumption, ok := noneElsewhere(p.Site, s, "AuthUserFile", func(a *model.Access) bool { return a.UserFile.Written() })
			if !ok {
				continue
			}
			d := gap(s, r, fmt.Sprintf("AuthType %s has no AuthUserFile, %s: name the file",
				s.Merged.Type.Value, answered500), assumption)
			d.Witness = failsFor(p, s)
			p.Report(d)
		}
	},
}
