package engine

import (
	"slices"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// content is who answers: the location's handler, or a file.
func (q *request) content() access.Action {
	if h := q.handler; h != nil {
		return q.handle(h)
	}
	if q.uri == "" && !q.wholeAlias {
		return access.CannotSay("the path is empty, and nginx looks at the byte in front of it")
	}
	if strings.HasSuffix(q.uri, "/") {
		return q.folder()
	}
	return q.file()
}

// handle is a handler's answer.
func (q *request) handle(h *Handler) access.Action {
	switch h.Kind {
	case HandlerUpstream:
		if own := q.settings().Handler; own == nil || own.Kind != HandlerUpstream {
			return access.Answer(access.Refuses, 500, "an if of the location names another server, and a later one takes its place and names none", h.Span)
		}
		if s := q.settings(); s.Intercept.On(false) && len(s.ErrorPages) > 0 && !q.errorPage {
			return access.CannotSay("a program behind the server says which status, and error_page may answer instead of it", h.Span)
		}
		a := access.Answer(access.HandsOn, 0, h.Name+" hands the request on", h.Span)
		a.Upstream = true
		if h.Name == "fastcgi_pass" {
			q.tellProgram(&a)
		}
		return a
	case HandlerFixed:
		if q.method != "GET" && q.method != "HEAD" {
			return access.Answer(access.Refuses, 405, h.Name+" takes no "+q.method, h.Span)
		}
		q.sent = true
		return access.Answer(access.Passes, 200, h.Name+" answers", h.Span)
	case HandlerMedia:
		if q.method != "GET" && q.method != "HEAD" {
			return access.Answer(access.Refuses, 405, h.Name+" takes no "+q.method, h.Span)
		}
		if strings.HasSuffix(q.uri, "/") {
			return q.folder()
		}
		return q.file()
	}
	return access.CannotSay("what "+h.Name+" answers is not known from the files", h.Span)
}

// tellProgram says which file a program is asked to run, as far as the usual
// SCRIPT_FILENAME names it.
func (q *request) tellProgram(a *access.Action) {
	if q.settings().OtherScript.On(false) || q.broken() {
		return
	}
	root, why := q.knownRoot() // nothing is supposed for it
	if why != "" || q.settings().Root != nil && (q.settings().Root.Alias > 0 || q.settings().Root.Whole) {
		return
	}
	name, why := scriptName(q, nil)
	if why != "" {
		return
	}
	n, at, _ := q.walk(root + name)
	if at != foundFile {
		return
	}
	a.Program, q.w.Client = n.InTree(), q.remote
	if q.w.Traced() {
		a.Note += " for " + strconv.Quote(root+name)
	}
}

// folder answers for a path that ends in a slash.
func (q *request) folder() access.Action {
	switch q.method {
	case "GET", "HEAD", "POST":
		if a := q.indexFile(); a.Ends || a.Next != nil {
			return a
		}
	default:
		if a := q.dav(); a.Ends {
			return a
		}
		return access.Answer(access.Refuses, 405, "files are not served to "+q.method)
	}
	if a := q.listing(); a.Ends {
		return a
	}
	return access.Answer(access.Refuses, 403, "the folder has no index file and is not listed")
}

// dav is dav_methods, which change files.
func (q *request) dav() access.Action {
	if slices.Contains(q.settings().Dav, q.method) {
		return access.CannotSay("what becomes of " + q.method + " depends on how files are changed")
	}
	return access.Action{}
}

// file answers with a file.
func (q *request) file() access.Action {
	switch q.method {
	case "GET", "HEAD", "POST":
	default:
		if a := q.dav(); a.Ends {
			return a
		}
		return access.Answer(access.Refuses, 405, "files are not served to "+q.method)
	}
	if q.broken() {
		return access.Answer(access.Refuses, 500, "an alias does not fit after a rewrite with break")
	}
	path, why := q.filename("")
	if why != "" {
		return access.CannotSay(why)
	}
	if s := q.settings(); s.Precompressed != PrecompressedUnset && s.Precompressed != PrecompressedOff && q.method != "POST" &&
		(s.Precompressed == PrecompressedAlways || q.header("accept-encoding", false) != "") {
		if _, at := q.look(path + ".gz"); at != foundMissing {
			return access.CannotSay("a compressed file may be sent instead")
		}
	}
	n, at := q.look(path)
	switch at {
	case foundUnknown:
		return access.CannotSay("whether the file is there is not known: " + unseen(n))
	case foundMissing, foundNoPath:
		return access.Answer(access.Refuses, 404, "there is no such file")
	case foundDenied:
		return access.Answer(access.Refuses, 403, "a folder on the way cannot be entered")
	}
	switch q.p.Worker.MayRead(n) {
	case model.No:
		return access.Answer(access.Refuses, 403, "the server's user cannot read the file")
	case model.Unknown:
		return access.CannotSay("whether the server's user can read the file is not known")
	}
	return q.serveFile(at)
}

// serveFile answers with what can be opened.
func (q *request) serveFile(at found) access.Action {
	switch at {
	case foundFolder:
		target := escape(q.uri, notPath) + "/"
		if q.args != "" {
			target += "?" + q.args
		}
		q.setLocation(target)
		return access.Answer(access.Redirects, 301, "the path is a folder")
	case foundOther:
		return access.Answer(access.Refuses, 404, "it is no regular file")
	}
	if q.method == "POST" {
		return access.Answer(access.Refuses, 405, "files are not served to POST")
	}
	for _, name := range conditional {
		if q.main == nil && q.header(name, false) != "" {
			return access.CannotSay("what the header " + name + " makes of the answer is not worked out here")
		}
	}
	q.sent = true
	return access.Answer(access.Passes, 200, "the file is served")
}

// conditional are headers by which a client asks for a file only in some cases,
// or for a part of it.
var conditional = [...]string{"if-modified-since", "if-unmodified-since", "if-match", "if-none-match", "range"}
