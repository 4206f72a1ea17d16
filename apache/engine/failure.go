package engine

import (
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/access"
)

// finish is what httpd does with an answer before it is sent: an error looks
// for its document, and mod_headers changes what is left.
func finish(w *access.Walk, state any, a access.Action) access.Action {
	r := state.(*request)
	if r.host == nil {
		return a
	}
	if r.settings == nil {
		r.settings = r.host.Settings
	}
	if a.Upstream || a.Verdict == access.Passes {
		a = r.badHeader(a)
	}
	if a.Status == 0 {
		return a
	}
	speaker := r
	if a.Status >= 300 && a.Verdict != access.Passes {
		a, speaker = r.failed(a)
	}
	if a.Next == nil && a.Verdict != access.Unsure {
		a = speaker.changeHeaders(speaker.badHeader(a))
	}
	return a
}

// firstError is the request whose error document all this began with.
func (r *request) firstError() *request {
	first := r
	for first.prev != nil && first.prev.status != 200 {
		first = first.prev
	}
	return first
}

// failed looks for an error document, and says which request answers when
// there is none: where the error document itself fails, the client gets
// httpd's own words for the first error. What rewriting left behind as the
// status of a request that came from the client counts for nothing here.
func (r *request) failed(a access.Action) (access.Action, *request) {
	if r.status != 200 && r.prev != nil {
		first := r.firstError()
		a.Status, r.w.Location = first.status, ""
		return a, first
	}
	if a.Status < 400 {
		return a, r
	}
	if doc := r.settings.document(a.Status); doc != nil && !doc.Default && doc.Local {
		return r.sendDocument(doc, a), r
	}
	return a, r
}

// sendDocument goes on at an error document.
func (r *request) sendDocument(doc *ErrorDocument, a access.Action) access.Action {
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
	case IsURL(target):
		r.w.Location = target
		redirect := access.Answer(access.Redirects, 302, "an error document on another server answers", places(doc.Target.Span)...)
		r.w.Saw(access.GateErrorDocument, redirect)
		return redirect
	}
	return a
}

// changeHeaders is what Header does to the challenge and the location. What
// is written without "always" counts for pages alone. In httpd's own answer to
// an error the headers that were set before are out of its reach: it can only
// add to them.
func (r *request) changeHeaders(a access.Action) access.Action {
	page := a.Verdict == access.Passes
	if len(r.settings.Headers) == 0 || page && (r.method == "TRACE" || r.uri == "*") {
		return a // which no module comes to see
	}
	always := headerTable{values: r.w.Challenge}
	before := []string(nil)
	if !page {
		always.values, before = nil, r.w.Challenge
	}
	var success, location headerTable
	for _, rule := range r.settings.Headers {
		if !rule.Always && !page {
			continue
		}
		if rule.Conditional || page && strings.HasPrefix(rule.Action, "edit") && len(always.values) > 0 {
			return access.CannotSay("what Header makes of the answer is not known", places(rule.Span)...)
		}
		switch {
		case rule.Malformed:
		case rule.Name == "location":
			location.change(rule)
		case rule.Always:
			always.change(rule)
		default:
			success.change(rule)
		}
	}
	r.w.Challenge = slices.Concat(always.values, success.values, before)
	if len(location.values) > 0 {
		r.w.Location = location.values[0]
	}
	return a
}

// badHeader is what httpd does where Header gives the answer a header whose
// name is no word: it sends 500 in its place.
func (r *request) badHeader(a access.Action) access.Action {
	page := a.Upstream || a.Verdict == access.Passes
	if page && (r.method == "TRACE" || r.uri == "*") {
		return a
	}
	for _, rule := range r.settings.Headers {
		if !rule.Malformed || !page && !rule.Always {
			continue
		}
		if rule.Conditional || r.p.Main.Lenient {
			return access.CannotSay("whether httpd sends a header whose name is no word is not known", places(rule.Span)...)
		}
		return access.Answer(access.Refuses, 500, quoted(rule.Written)+" is no name of a header", places(rule.Span)...)
	}
	return a
}

// headerTable are the values of one header.
type headerTable struct{ values []string }

func (t *headerTable) change(rule *HeaderRule) {
	last := len(t.values) - 1
	switch rule.Action {
	case "unset":
		t.values = nil
	case "set":
		t.values = []string{rule.Value}
	case "setifempty":
		if last < 0 {
			t.values = []string{rule.Value}
		}
	case "append", "merge":
		if last >= 0 && (rule.Action == "append" || !strings.Contains(t.values[last], rule.Value)) {
			t.values = append(slices.Clone(t.values[:last]), t.values[last]+", "+rule.Value)
		} else if last < 0 {
			t.values = []string{rule.Value}
		}
	case "add":
		t.values = append(slices.Clip(t.values), rule.Value)
	}
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
