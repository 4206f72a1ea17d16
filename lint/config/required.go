package config

import (
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// required checks the version that the file asks for, whatever else stands in
// it, and says whether this build is one.
func (d *decoder) required(body hcl.Body) bool {
	content, _, _ := body.PartialContent(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "authlint"}}})
	if content == nil || len(content.Blocks) == 0 {
		return true
	}
	inner, _, _ := content.Blocks[0].Body.PartialContent(&hcl.BodySchema{
		Attributes: []hcl.AttributeSchema{{Name: "required_version"}},
	})
	if inner == nil || inner.Attributes["required_version"] == nil {
		return true
	}
	e := inner.Attributes["required_version"].Expr
	v, ok := d.text(e)
	if !ok {
		return false
	}
	d.config.Required = v
	for part := range strings.SplitSeq(v.V, ",") {
		m := constraint.FindStringSubmatch(part)
		if m == nil {
			d.errorf(e.Range(), "%s is no requirement, as in \">= 0.1.0\" or \">= 0.1.0, < 2.0.0\"", quote(strings.TrimSpace(part)))
			return false
		}
		if !isRelease(d.known.Version) || meets(m[1], semver.Compare(d.known.Version, "v"+m[2])) {
			continue
		}
		d.errorf(e.Range(), "this is authlint %s, and the file asks for %s: install such a version", strings.TrimPrefix(d.known.Version, "v"), v.V)
		return false
	}
	return true
}

var constraint = regexp.MustCompile(`^\s*(=|!=|>|>=|<|<=|)\s*v?(\d{1,9}(?:\.\d{1,9}){0,2}(?:-[0-9A-Za-z.]+)?)\s*$`)

// isRelease says whether a version was given to what was released. Builds from
// a working copy are called after the release before them and may hold what
// comes in the next.
func isRelease(version string) bool {
	return semver.IsValid(version) && !module.IsPseudoVersion(version) && semver.Build(version) == ""
}

func meets(operator string, order int) bool {
	switch operator {
	case "!=":
		return order != 0
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	}
	return order == 0
}
