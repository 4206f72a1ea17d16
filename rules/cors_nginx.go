package rules

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// reflectsOrigin says that a header's value is the Origin of the request to
// nginx, whatever it says.
func reflectsOrigin(s *model.Scope, value string) bool {
	for at := s; at != nil; at = at.Parent {
		if at.Test != nil && strings.Contains(at.Test.Variable.Text, "origin") {
			return false // the if lets some origins through
		}
	}
	if value == "$http_origin" {
		return true
	}
	name, variable := strings.CutPrefix(value, "$")
	reflected := false
	for at := s; at != nil && variable; at = at.Parent {
		for i := range at.Env {
			if e := &at.Env[i]; e.Name == name && e.When == model.EnvEarly && e.Value == "$http_origin" {
				reflected = reflected || e.Attribute.Text == "" || anyText(strings.TrimPrefix(e.Pattern.Text, "(?i)"))
			}
		}
	}
	return reflected
}

// headersFrom is the scope of nginx whose add_header hold in another: those of
// the nearest that has any replace all others. It is nil where none has.
func headersFrom(s *model.Scope) *model.Scope { return s.Nearest(replacesHeaders) }
