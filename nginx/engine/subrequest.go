package engine

import "github.com/authlint/authlint/lint/access"

// subrequest is the request of auth_request: a GET without arguments that skips
// the gates of access.
func (q *request) subrequest(uri string) (*request, access.Action) {
	sub := &request{
		shared: q.shared, p: q.p, w: q.w, main: q, server: q.server, loc: q.server.Own,
		method: "GET", uri: uri, internal: true, changes: maxChanges, entry: entryRewrite,
		quoted: false, plus: false,
	}
	location, hasLocation := q.location, q.hasLocation
	in := access.Inner{Kind: access.Subrequest, Target: uri, Method: sub.method, From: sub}
	a, _ := q.w.Sub(in)
	for {
		if a.Ends && a.Verdict != access.Unsure {
			a = finish(q.w, sub, a)
		}
		if a.Next == nil {
			break
		}
		a, _ = q.w.Sub(*a.Next)
	}
	q.location, q.hasLocation = location, hasLocation
	return sub, a
}
