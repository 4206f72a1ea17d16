package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// LimitNoEffect reports a requirement for some methods beside one for all of
// them: the two are alternatives, and the looser wins.
var LimitNoEffect = &lint.Rule{
	ID:      "limit-no-effect",
	Summary: "a requirement inside Limit or LimitExcept changes nothing, because one outside lets the same requests in",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("limit-no-effect"),
	Run: func(p *lint.Pass) {
		requirements(p, func(_ *model.Scope, tree *model.Requirement) {
			alternatives(tree, func(c *model.Requirement) { reportLimited(p, c) })
		})
	},
}

// reportLimited reports the first useless requirement of each section.
func reportLimited(p *lint.Pass, container *model.Requirement) {
	var said *model.Methods
	for _, c := range container.Children {
		m := c.Bound()
		if m == nil || m == said {
			continue
		}
		wider := overruling(container, c, m)
		if wider == nil {
			continue
		}
		said = m
		cause := m.Span
		if wider.GrantsAll() {
			cause = wider.Span // which may undo more than this section
		}
		effect := fmt.Sprintf("%q inside <%s> refuses nobody, because %q outside is an alternative to it",
			c.Name(), m, wider.Name())
		p.Report(lint.Diagnostic{
			Span: m.Span, Cause: cause,
			Message: effect + ": <RequireAll> round both asks for both",
			Related: []lint.Related{
				{Span: c.Required(), Message: "has no effect"},
				{Span: wider.Required(), Message: "is enough"},
			},
			Fixes: limitBeside(p, m, wider),
		})
	}
}

// overruling returns the sibling for all methods beside which a bound child
// has no effect: one that lets everybody in or, where the child only denies,
// any other. nil for none.
func overruling(container, child *model.Requirement, m *model.Methods) *model.Requirement {
	method := coveredMethod(m)
	if method == "" || !refuses(child, method) {
		return nil
	}
	for _, c := range container.Children {
		if c.Bound() == nil && (c.GrantsAll() || child.DeniesAll() && !c.DeniesAll() && !c.Negative()) {
			return c
		}
	}
	return nil
}

// coveredMethod is a method that a section binds; empty for none.
func coveredMethod(m *model.Methods) string {
	for _, method := range []string{"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", unknownMethod} {
		if m.Covers(method) {
			return method
		}
	}
	if len(m.Names) > 0 && !m.Except {
		return m.Names[0].Text
	}
	return ""
}
