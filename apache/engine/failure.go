package engine

import (
	"strings"

	"github.com/authlint/authlint/lint/access"
)

// failed is what httpd does about an answer that is an error: it looks for an
// error document, and answers by that.
func failed(w *access.Walk, state any, a access.Action) access.Action {
	r := state.(*request)
	if a.Status == 0 || r.settings == nil {
		return a
	}
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
		w.Saw(access.GateErrorDocument, next)
		return next
	case isURL(target):
		w.Location = target
		redirect := access.Answer(access.Redirects, 302, "an error document on another server answers", places(doc.Target.Span)...)
		w.Saw(access.GateErrorDocument, redirect)
		return redirect
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
