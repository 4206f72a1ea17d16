package rules

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// commentedGate returns the comment that would keep visitors out of a scope of
// nginx where nothing does, when the run is made of directives alone: realm and
// user file, or addresses and the deny for all others. Where prose stands beside
// them they are an example to be switched on.
func commentedGate(run []*model.Comment) *model.Comment {
	s := run[0].Scope
	if len(run) < 2 || snippet(s) || !s.Live() || !letsIn(&s.Merged) || answersItself(s) || s.Serving.Internal {
		return nil
	}
	var realm, allow, deny *model.Comment
	file := false // one that somebody filled in
	for _, c := range run {
		words := strings.Fields(strings.TrimRight(c.Text, "; \t"))
		switch c.Directive {
		case "":
			if !strings.HasSuffix(c.Text, ";") {
				return nil
			}
		case "auth_basic":
			realm = c
		case "auth_basic_user_file":
			file = len(words) > 1 && !tutorialPath(words[1]) && !leftToProgram(words[1])
		case "allow":
			allow = c
		case "deny":
			if len(words) > 1 && words[1] == "all" {
				deny = c
			}
		}
	}
	switch {
	case realm != nil && file:
		return realm
	case allow != nil && deny != nil:
		return deny
	}
	return nil
}
