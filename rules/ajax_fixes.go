package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// ajaxExempted lets everybody at admin-ajax.php where the scope with what refuses
// it says so of all programs.
func ajaxExempted(p *lint.Pass, scopes []*model.Scope, w *lint.Witness, at model.Word) []lint.Fix {
	var closed *model.Scope
	for _, s := range scopes {
		if s.File() == at.Span.File && s.Span.Contains(at.Span) && (closed == nil || closed.Span.Contains(s.Span)) {
			closed = s
		}
	}
	if closed != nil && closed.Kind == model.ScopeFiles && closed.Parent != nil {
		closed = closed.Parent // what comes later in it wins
	}
	switch {
	case closed == nil:
		return nil
	case onNginx(closed):
		return ajaxLocation(p, closed, w.Request)
	case closed.Kind != model.ScopeHtaccess && closed.Kind != model.ScopeDirectory || closed.Merged.Address.Written():
		return nil // what a section for files says does not undo it
	}
	e := in(closed)
	e.into(closed, joined([]string{"<Files admin-ajax.php>", lint.Step(closed.File()) + "Require all granted", "</Files>"}))
	return p.Fix("exempt admin-ajax.php", &e.Edits)
}

// ajaxLocation puts a location for admin-ajax.php beside the one that runs it,
// with what that has in it.
func ajaxLocation(p *lint.Pass, closed *model.Scope, r access.Request) []lint.Fix {
	way := newRoutes(p).of(r, anyAnswer)
	if way == nil || way.first() == nil || way.rewritten || way.first().Kind != model.ScopeLocation {
		return nil
	}
	runs := way.first()
	if runs.Serving.Handler == nil || writesGate(&runs.Own) || !within(runs, closed) || len(runs.Children) > 0 {
		return nil // the copy would say what it has to undo
	}
	e := in(closed)
	text := e.Copy(runs.Span)
	path, _, _ := strings.Cut(r.Target, "?")
	body, is := strings.CutPrefix(text, runs.Head.Text())
	if !is || !strings.HasSuffix(body, "}") {
		return nil
	}
	body = strings.TrimSuffix(body, "}")
	open := openTexts(runs)
	if strings.Contains(body, "\n") {
		for i, text := range open {
			open[i] = lint.Step(closed.File()) + text + ";\n"
		}
	} else {
		for i, text := range open {
			open[i] = text + "; "
		}
	}
	e.below(model.Word{Span: runs.Span}, "location = "+path+body+strings.Join(open, "")+"}")
	return p.Fix("exempt "+path, &e.Edits)
}

// openTexts are the directives by which a scope of nginx asks for nothing of what
// it inherits.
func openTexts(s *model.Scope) []string {
	var texts []string
	if s.Merged.Realm.Written() && s.Merged.Realm.State != model.Off {
		texts = append(texts, "auth_basic off")
	}
	if s.Merged.AuthRequest.Written() && s.Merged.AuthRequest.State != model.Off {
		texts = append(texts, "auth_request off")
	}
	if len(s.Merged.Address.Rules) > 0 {
		texts = append(texts, "allow all")
	}
	return texts
}

// exemptionMended has a section for admin-ajax.php exempt it: what it says of
// addresses leaves the password as it is.
func exemptionMended(p *lint.Pass, s *model.Scope) []lint.Fix {
	e, own := in(s), &s.Own.Address
	outer := s.Outer()
	switch {
	case own.Written() && outer != nil && outer.Merged.Address.Written() && len(own.Rules) > 0 && len(own.Satisfies) == 0:
		e.below(lastRule(own), "Satisfy any")
		return p.Fix("let the address suffice", &e.Edits)
	case own.Written() && s.Own.Require == nil && len(own.Rules) == 1 && len(own.Orders) == 1 && ruleForAll(own, true) != nil:
		e.Drop(own.Orders[0].Span)
		e.Swap(own.Rules[0].Span, "Require all granted")
		return p.Fix("let everybody in there", &e.Edits)
	case own.Written() || s.Own.Require != nil || s.Merged.Address.Written():
		return nil
	}
	e.into(s, "Require all granted")
	return p.Fix("let everybody in there", &e.Edits)
}
