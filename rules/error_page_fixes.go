package rules

import (
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// refuseAsIs takes the refusals out of an error_page, and all of it where it is
// for nothing else.
func refuseAsIs(p *lint.Pass, s *model.Scope, page *model.ErrorDocument) []lint.Fix {
	e, others := in(s), false
	var refusals []model.Word
	for _, at := range p.Site.Scopes {
		for _, other := range at.ErrorDocuments {
			switch {
			case other.Span != page.Span || slices.Contains(refusals, other.Status):
			case opensNamed(&other):
				refusals = append(refusals, other.Status)
			default:
				others = true
			}
		}
	}
	if !others {
		e.drop(model.Word{Span: page.Span})
	}
	for _, status := range refusals {
		if others {
			e.Drop(status.Span)
		}
	}
	return p.Fix("refuse without the error_page", &e.Edits)
}

// statusKept takes the status out that an error_page answers instead.
func statusKept(p *lint.Pass, page *model.ErrorDocument) []lint.Fix {
	var e lint.Edits
	e.Drop(page.As.Span)
	return p.Fix("leave the status as it is", &e)
}
