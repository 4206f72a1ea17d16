package engine

import (
	"strings"

	"github.com/authlint/authlint/lint/access"
)

// finish is what httpd does with an answer before it is sent: an error looks
// for its document, and mod_headers changes what is left.
func finish(w *access.Walk, state any, a access.Action) access.Action {
	r := state.(*request)
	if a.Status == 0 || r.settings == nil {
		return a
	}
	if a.Status >= 400 && a.Verdict != access.Passes {
		a = r.failed(a)
	}
	if a.Next == nil && a.Verdict != access.Unsure {
		a = r.changeHeaders(a)
	}
	return a
}

// failed looks for an error document.
func (r *request) failed(a access.Action) access.Action {
	if r.status != 200 {
		// The error document itself fails: the client gets httpd's own words
		// for the first error.
		a.Status = r.status
		return a
	}
	doc := r.settings.document(a.Status)
	if doc == nil || doc.Default || !doc.Local {
		return a
	}
	target := doc.Target.Text
	if t := doc.Target.Expr; t != nil {
		var why string
		if target, why = t.Eval((*lookup)(r), nil); why != "" {
			return access.CannotSay("where an ErrorDocument leads is not known: "+why, places(doc.Target.Span)...)
		}
	}
	switch {
	case strings.HasPrefix(target, "/"):
		r.status = a.Status
		next := access.Action{
			Verdict: access.HandsOn, Status: a.Status, Note: "an error document is to answer",
			Because: places(doc.Target.Span), Next: &access.Inner{Kind: access.ErrorDocument, Target: target, From: r},
		}
		r.w.Saw(access.GateErrorDocument, next)
		return next
	case isURL(target):
		r.w.Location = target
		redirect := access.Answer(access.Redirects, 302, "an error document on another server answers", places(doc.Target.Span)...)
		r.w.Saw(access.GateErrorDocument, redirect)
		return redirect
	}
	return a
}

// changeHeaders is what Header does to the challenge and the location. On
// errors and redirects only what is written with "always" counts.
func (r *request) changeHeaders(a access.Action) access.Action {
	for _, rule := range r.settings.Headers {
		if !rule.Always && a.Verdict != access.Passes {
			continue
		}
		redirects := a.Status >= 300 && a.Status < 400
		switch {
		case rule.Conditional, rule.Name == "location" && redirects, rule.Action == "edit", rule.Action == "edit*":
			return access.CannotSay("what Header makes of the answer is not known", places(rule.Span)...)
		case rule.Name == "location":
			if rule.Action != "unset" {
				r.w.Location = rule.Value
			}
		case rule.Action == "unset":
			if rule.Always {
				r.w.Challenge = nil
			}
		case rule.Always && (rule.Action == "set" || rule.Action == "setifempty" && len(r.w.Challenge) == 0):
			r.w.Challenge = []string{rule.Value}
		case rule.Action != "setifempty":
			r.w.Challenge = append(r.w.Challenge[:len(r.w.Challenge):len(r.w.Challenge)], rule.Value)
		}
	}
	return a
}

// document is the last ErrorDocument for a status.
func (s *Settings) document(status int) *ErrorDocument {
	for i := len(s.ErrorDocuments) - 1; i >= 0; i-- {
		if s.ErrorDocuments[i].Status == status {
			return &s.ErrorDocuments[i]
		}
	}
	return nil
}
