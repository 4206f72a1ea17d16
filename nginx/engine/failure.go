package engine

import (
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/source"
)

// finish is asked about every answer before it is sent: an error may have a page
// of its own.
func finish(w *access.Walk, state any, a access.Action) access.Action {
	q := state.(*request)
	if a.Upstream {
		return a
	}
	if !q.sent {
		switch a.Status {
		case 0, 408, 444, 499: // nginx ends the connection
			a.Status = 0
			w.Challenge = nil
			return a
		}
		if page := q.errorPageFor(a.Status); page != nil {
			return q.sendPage(page)
		}
		a.Status = shownStatus(a.Status)
		q.status = a.Status
	}
	q.sent = false
	if q.status != 0 {
		a.Status = q.status
	}
	if q.main != nil {
		return a
	}
	return q.headers(a)
}

// errorPageFor is the error_page for a status. A request looks for one once,
// unless recursive_error_pages is on.
func (q *request) errorPageFor(status int) *ErrorPage {
	q.status = status
	s := q.settings()
	if q.errorPage || len(s.ErrorPages) == 0 || q.changes == 0 {
		return nil
	}
	q.errorPage = !s.Recursive.On(false)
	for _, p := range s.ErrorPages {
		if p.Status == status {
			return p
		}
	}
	return nil
}

// shownStatus is the status of an answer: those that are nginx's own are 400.
func shownStatus(status int) int {
	if status >= 494 && status <= 497 {
		return 400
	}
	return status
}

// sendPage answers with an error_page: a path, a named location, or a redirect.
func (q *request) sendPage(p *ErrorPage) access.Action {
	if p.Overwrite >= 0 {
		q.status = p.Overwrite
	}
	target, why := q.text(p.Target)
	if why != "" {
		return access.CannotSay(why, p.Span)
	}
	switch {
	case strings.HasPrefix(target, "/"):
		args := p.Args
		if !p.Target.Plain() {
			target, args, _ = strings.Cut(target, "?")
		}
		if q.method != "HEAD" {
			q.method = "GET"
		}
		return q.followed(q.redirectInside(target, args, access.ErrorDocument, p.Span), p.Status)
	case strings.HasPrefix(target, "@"):
		return q.followed(q.redirectNamed(target, access.ErrorDocument, p.Span), p.Status)
	}
	switch p.Overwrite {
	case 301, 302, 303, 307, 308:
	default:
		q.status = 302
	}
	q.setLocation(target)
	a := access.Answer(access.Redirects, q.status, "the error_page is a redirect", p.Span)
	q.saw(access.GateErrorDocument, a)
	if q.main != nil {
		return a
	}
	return q.headers(a)
}

// followed is what the error_page of a status leads to: an inner request, or, where there
// cannot be one, the failure itself.
func (q *request) followed(a access.Action, status int) access.Action {
	if a.Next == nil {
		return finish(q.w, q, a)
	}
	q.saw(access.GateErrorDocument, a)
	a.Status = status
	return a
}

func (q *request) saw(g access.Gate, a access.Action) {
	if q.traced() {
		q.w.Saw(g, a)
	}
}

// headers is the answer with its headers.
func (q *request) headers(a access.Action) access.Action {
	if q.hasLocation {
		q.w.Location = q.absolute(q.location)
	}
	for _, h := range q.settings().Headers {
		if h.Name != "www-authenticate" && h.Name != "location" || !h.Always && !addsTo(a.Status) {
			continue
		}
		text, why := q.text(h.Value)
		switch {
		case why != "":
			return access.CannotSay("the header " + h.Name + " is not known: " + why)
		case text == "":
		case h.Name == "location":
			if !q.hasLocation {
				q.w.Location = text
			}
		default:
			q.w.Challenge = append(q.w.Challenge, text)
		}
	}
	// What a client takes for the header ends at the end of a line, without
	// blanks.
	if i := strings.IndexAny(q.w.Location, "\r\n"); i >= 0 {
		q.w.Location = q.w.Location[:i]
	}
	q.w.Location = strings.TrimRight(q.w.Location, " \t")
	return a
}

// addsTo says that add_header without always adds to answers of a status.
func addsTo(status int) bool {
	switch status {
	case 200, 201, 204, 206, 301, 302, 303, 304, 307, 308:
		return true
	}
	return false
}

// absolute makes a Location absolute as the settings want it.
func (q *request) absolute(location string) string {
	s := q.settings()
	if !strings.HasPrefix(location, "/") || !s.Absolute.On(true) {
		return location
	}
	r := q.w.Request
	host := q.host
	if s.NameInside.On(false) {
		host = q.server.Name
	} else if host == "" && r.Local.IsValid() {
		host = r.Local.Unmap().String()
	}
	port := ""
	if r.Port != defaultPort(r.TLS) && s.PortInside.On(true) {
		port = ":" + itoa(r.Port)
	}
	return q.scheme() + "://" + host + port + location
}

// redirectInside goes on with another path.
func (q *request) redirectInside(uri, args string, kind access.InnerKind, because ...source.Span) access.Action {
	if q.changes--; q.changes == 0 {
		return access.Answer(access.Refuses, 500, "there are more than ten internal redirects", places(because...)...)
	}
	q.uri, q.args, q.internal, q.named = uri, args, true, false
	q.rewritten, q.wholeAlias, q.changed = false, false, false
	q.loc = q.server.Own
	q.entry = entryRewrite
	return q.next(uri, args, kind, because)
}

// redirectNamed goes on in a named location.
func (q *request) redirectNamed(name string, kind access.InnerKind, because ...source.Span) access.Action {
	if q.changes--; q.changes == 0 {
		return access.Answer(access.Refuses, 500, "there are more than ten internal redirects", places(because...)...)
	}
	l := q.server.Named[name]
	if q.uri == "" {
		return access.Answer(access.Refuses, 500, "a request without a path cannot go on in a named location", places(because...)...)
	}
	if l == nil {
		return access.Answer(access.Refuses, 500, "there is no location "+name, places(because...)...)
	}
	q.internal, q.named, q.changed, q.handler = true, true, false, nil
	q.enter(l)
	q.entry = entryLocation
	return q.next(name, "", kind, append(because, l.Span))
}

func (q *request) next(target, args string, kind access.InnerKind, because []source.Span) access.Action {
	if args != "" {
		target += "?" + args
	}
	return access.Action{
		Verdict: access.HandsOn, Note: "goes on with " + target, Because: places(because...),
		Next: &access.Inner{Kind: kind, Target: target, Method: q.method, From: q},
	}
}
