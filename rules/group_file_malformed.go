package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// GroupFileMalformed reports lines of a group file whose members are not those
// that were meant.
var GroupFileMalformed = &lint.Rule{
	ID:      "group-file-malformed",
	Summary: "a line of a group file does not make the group it was meant to make",
	Outcome: lint.LocksOut,
	Doc:     doc("group-file-malformed"),
	Run: func(p *lint.Pass) {
		for _, store := range p.Site.Stores {
			if store.Kind != model.Groups {
				continue
			}
			faults(p, store, func(f *model.StoreFault) (lint.Diagnostic, bool) {
				message := malformedGroup(f)
				return lint.Diagnostic{Span: f.Span, Cause: f.Line(), Message: message, Fixes: p.Correct(f.Correction)}, message != ""
			})
		}
	},
}

func malformedGroup(f *model.StoreFault) string {
	switch f.Kind {
	case model.FaultGroupComma:
		return fmt.Sprintf("comma belongs to the name %s, so that nobody of the plain name is in the group: blanks alone stand between members", quoted(f.Text))
	case model.FaultGroupComment:
		return "comment behind a group is no comment, its words are members too: it stands on a line of its own"
	case model.FaultGroupSystem:
		return "line has the form of /etc/group, so that its members are not in the group: it is group: user user"
	case model.FaultGroupNoColon, model.FaultNoColon:
		rest := ""
		if f.Text != "" {
			rest = " (" + f.Text + ")"
		}
		return "line has no colon, so that it makes no group: it is group: user user" + rest
	case model.FaultQuoted:
		return fmt.Sprintf("quotes belong to the name of the group %s: it takes none", quoted(model.PlainName(f.Text)))
	case model.FaultLongLine:
		return "line is longer than the server reads, and it stops here without a word: groups on it and below have no members"
	}
	return ""
}
