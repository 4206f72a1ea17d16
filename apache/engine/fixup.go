package engine

import (
	"strings"

	"github.com/authlint/authlint/apache/rewrite"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/access/disk"
	"github.com/authlint/authlint/lint/source"
)

// rewrite runs the rules of folders, which come after all gates of access.
func (r *request) rewrite() access.Action {
	if a := r.multiViews(); stops(a) {
		return a
	}
	r.chooseHandler()
	c := r.settings.Rewrite
	if c == nil || !r.proxied.IsZero() && c.Dir == "" {
		return access.Action{}
	}
	a := r.runRewrite(c.Directory, access.GateRewrite)
	if r.ruleHandler != "" {
		r.handler = r.ruleHandler
		if r.rewritten != nil {
			return access.CannotSay("what a handler makes of a request that a rule sends elsewhere is not known")
		}
	}
	return a
}

// redirect is Redirect in folders. SetEnv comes before it: after rewriting, in
// time for the requests that this one begins.
func (r *request) redirect() access.Action {
	r.lateEnv()
	if len(r.settings.Redirects) == 0 && r.settings.Redirect == nil {
		return access.Action{}
	}
	return r.redirectBy(r.settings.Redirects)
}

// folder is mod_dir: the slash behind a folder's name, index files, and
// FallbackResource.
func (r *request) folder() access.Action {
	switch {
	case !r.proxied.IsZero():
		return access.Action{}
	case r.kind == disk.KindFolder:
		return r.folderFixup()
	case r.kind == disk.KindMissing && r.handler == "" && r.rewritten == nil:
		return r.fallback()
	}
	return access.Action{}
}

func (r *request) folderFixup() access.Action {
	s := r.settings
	if r.pathInfo != "" {
		return access.Action{}
	}
	if !strings.HasSuffix(r.uri, "/") {
		if !s.Slash.Is(true) {
			return access.Action{}
		}
		target := rewrite.EscapePath(r.uri) + "/"
		if r.hasArgs {
			target += "?" + r.args
		}
		r.w.Location = r.constructURL(target)
		return access.Answer(access.Redirects, 301, "a folder's URL ends in a slash")
	}
	if r.rewritten != nil || s.CheckHandler == FlagOn && r.handler != "" {
		return access.Action{}
	}
	return r.index()
}

// defaultIndex is what httpd looks for where nobody wrote DirectoryIndex.
const defaultIndex = "index.html"

// index looks for an index file, each by a request of its own.
func (r *request) index() access.Action {
	names, span := []string{defaultIndex}, source.Span{}
	if own := r.settings.Index; own != nil {
		names, span = own.Names, own.Span
	}
	failed := access.Action{}
	for i, name := range names {
		before := r.headersNow()
		a, sub := r.sub(name)
		after := r.headersNow()
		r.restore(before)
		switch {
		case a.Verdict == access.Unsure:
			return a
		case !stops(a) && sub.servable():
			if to := r.settings.IndexRedirect; to.Code > 0 {
				r.w.Location = r.constructURL(sub.uri)
				return access.Answer(access.Redirects, to.Code, "DirectoryIndexRedirect", places(to.Span)...)
			}
			r.become(sub)
			if r.traced() {
				r.w.Saw(access.GateFiles, access.Action{Note: "the folder's index is " + quoted(name), Because: places(span)})
			}
			return access.Action{}
		case !stops(a):
		case a.Status >= 300 && a.Status < 400, a.Status == 401 && i == len(names)-1:
			r.restore(after) // of these errors alone httpd takes over the headers
			return a
		case a.Status != 404:
			failed = a
		}
	}
	return failed
}

// sub looks a URL up as httpd does for itself: relative to the folder, with
// the query of the request.
func (r *request) sub(name string) (access.Action, *request) {
	target := name
	if !strings.HasPrefix(name, "/") {
		target = rewrite.EscapePath(r.uri[:strings.LastIndexByte(r.uri, '/')+1]) + name
	}
	if r.hasArgs {
		target += "?" + r.args
	}
	a, state := r.w.Sub(access.Inner{Kind: access.Subrequest, Target: target, From: r})
	sub, _ := state.(*request)
	return a, sub
}

// answerHeaders are those of the answer that the engine keeps.
type answerHeaders struct {
	location  string
	challenge []string
}

func (r *request) headersNow() answerHeaders { return answerHeaders{r.w.Location, r.w.Challenge} }

func (r *request) restore(h answerHeaders) { r.w.Location, r.w.Challenge = h.location, h.challenge }

// servable says that a request that was looked up may be served in the place
// of the one that asked.
func (r *request) servable() bool {
	return r.kind == disk.KindFile || !r.proxied.IsZero()
}

// become takes over what a request that was looked up has found.
func (r *request) become(sub *request) {
	r.uri, r.filename, r.pathInfo = sub.uri, sub.filename, sub.pathInfo
	r.args, r.hasArgs = sub.args, sub.hasArgs
	r.kind, r.node = sub.kind, sub.node
	r.settings, r.handler, r.handledBy, r.byType = sub.settings, sub.handler, sub.handledBy, sub.byType
	r.proxied, r.proxiedTo, r.rewritten = sub.proxied, sub.proxiedTo, sub.rewritten
	r.env, r.doubtful = sub.env, sub.doubtful
	if r.rewritten != nil {
		next := *r.rewritten
		next.From = r
		r.rewritten = &next
	}
}

// fallback is FallbackResource.
func (r *request) fallback() access.Action {
	to := r.settings.Fallback
	if to == nil || strings.EqualFold(to.Text, "disabled") {
		return access.Action{}
	}
	before := r.headersNow()
	a, sub := r.sub(to.Text)
	if !stops(a) || a.Status >= 400 {
		r.restore(before)
	}
	switch {
	case a.Verdict == access.Unsure:
		return a
	case !stops(a) && sub.servable():
		r.become(sub)
		if r.traced() {
			r.w.Saw(access.GateFiles, access.Action{Note: "FallbackResource answers", Because: places(to.Span)})
		}
		return access.Action{}
	case stops(a) && a.Status != 404:
		return a
	}
	return access.Action{}
}
