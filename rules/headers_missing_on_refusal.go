package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// HeadersMissingOnRefusal reports headers for scripts of other sites, and for
// the browser's safety, that nginx leaves out where it asks for a password.
var HeadersMissingOnRefusal = &lint.Rule{
	ID:      "headers-missing-on-refusal",
	Summary: "headers of add_header are missing from the answer that asks for a password",
	Outcome: lint.Weakens,
	Servers: []model.ServerKind{model.Nginx},
	Doc:     doc("headers-missing-on-refusal"),
	Run: func(p *lint.Pass) {
		said := map[*model.Scope]bool{}
		for s := range asking(p.Site) {
			from := headersFrom(s)
			if from == nil || said[from] {
				continue
			}
			missing := missingHeaders(from)
			if len(missing) == 0 {
				continue
			}
			w := shown(p, s, access.ProbePlain, answered(401))
			if w == nil {
				continue
			}
			said[from] = true
			d := lint.Diagnostic{
				Span: missing[0].Name.Span, Cause: missing[0].Span, Witness: w,
				Message: quoted(missing[0].Name.Text) + more(len(missing)-1, "header") +
					" will be missing from the 401 that asks for a password: \"always\" behind the value sends it with every answer",
			}
			for _, h := range missing[1:min(len(missing), 1+fewRelated)] {
				d.Related = append(d.Related, lint.Related{Span: h.Span, Message: "is missing too"})
			}
			if c := corsOf(s); c.headers == nil && c.methods == nil { // which want their question answered first
				d.Fixes = sentAlways(p, missing...)
			}
			p.Report(d)
		}
	},
}

// missingHeaders are those of a scope that browsers need with a 401 too.
func missingHeaders(s *model.Scope) []*model.HeaderChange {
	var missing []*model.HeaderChange
	for i := range s.Headers {
		h := &s.Headers[i]
		name := strings.ToLower(h.Name.Text)
		if h.By == "add_header" && !h.Always && (name == "strict-transport-security" || name == "content-security-policy" ||
			name == "x-frame-options" || name == "access-control-allow-origin") {
			missing = append(missing, h)
		}
	}
	return missing
}
