package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// lineOut takes out a directive that has to go, of the server that a scope is of.
func lineOut(p *lint.Pass, s *model.Scope, directive model.Word) []lint.Fix {
	e := in(s)
	e.drop(directive)
	return p.Fix("take the line out", &e.Edits)
}

// sentAlways has nginx send headers with every answer. Nobody gets in by a
// header, and nobody is kept out.
func sentAlways(p *lint.Pass, headers ...*model.HeaderChange) []lint.Fix {
	var e lint.Edits
	for _, h := range headers {
		e.Append(h.Span, " always")
	}
	return p.SafeFix("send it with every answer", &e)
}

// namedToo puts one more name into the list that a header has for its value.
func namedToo(p *lint.Pass, h *model.HeaderChange, name string) []lint.Fix {
	var e lint.Edits
	end := h.Value.Span
	if end.Start = end.End; h.Value.Quoted {
		end.Start, end.End = end.End-1, end.End-1
	}
	switch {
	case strings.TrimSpace(h.Value.Text) == "" || !h.Value.Quoted && strings.Contains(h.Value.Text, ","):
		return nil // a blank would make two words of it
	case !h.Value.Quoted:
		e.Insert(h.Value.Span, `"`)
		e.Insert(end, ", "+name+`"`)
	default:
		e.Insert(end, ", "+name)
	}
	return p.Fix("name "+name+" too", &e)
}

// answerOptions has nginx answer what browsers ask first, with the headers that
// they look for.
func answerOptions(p *lint.Pass, s *model.Scope, c cors) []lint.Fix {
	if s.Kind != model.ScopeLocation {
		return nil // add_header does not stand in an if outside of locations
	}
	e, step := in(s), lint.Step(s.File())
	lines := []string{"if ($request_method = OPTIONS) {"}
	for _, h := range []*model.HeaderChange{c.origin, c.credentials, c.methods, c.headers} {
		if h != nil {
			lines = append(lines, step+e.Copy(h.Span)+";")
		}
	}
	e.into(s, joined(append(lines, step+"return 204;", "}")))
	return p.Fix("answer OPTIONS before anybody is asked", &e.Edits)
}

// notAlways has a header sent with pages alone, which says nothing of who gets in.
func notAlways(p *lint.Pass, s *model.Scope, h *model.HeaderChange) []lint.Fix {
	var e lint.Edits
	at := h.Span
	if onNginx(s) {
		at.Start = h.Value.Span.End
		e.Replace(at, "")
	} else {
		at.End = h.Name.Span.Start
		e.Replace(at, "Header "+h.Action+" ")
	}
	return p.SafeFix("send it with pages alone", &e)
}

// notKept has a cache keep no refusals.
func notKept(p *lint.Pass, s *model.Scope, c *model.CacheRule) []lint.Fix {
	e, left := in(s), len(c.Args)-1
	for _, a := range c.Args[:left] {
		switch a.Text {
		case "any":
			e.Replace(a.Span, "200 301 302")
		case "401", "403":
			e.Drop(a.Span)
			left--
		}
	}
	if left == 0 {
		return lineOut(p, s, model.Word{Span: c.Span})
	}
	return p.Fix("keep no refusals", &e.Edits)
}
