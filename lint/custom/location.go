package custom

import (
	"iter"

	"github.com/zclconf/go-cty/cty"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

var locationTarget = define("location",
	"A place that configuration is written for: the server itself, a host, a directory, a .htaccess, a Files or Location\n"+
		"section, a location, limit_except or if block of nginx.",
	eachLocation, scopeHead,
	scopeKindAttr, scopeServerAttr, patternAttr,
	attr[*model.Scope]{
		name: "match", typ: cty.String,
		doc:   "how the pattern is compared: all, path, prefix, exact, glob, regexp, expression or named",
		value: func(_ *reader, s *model.Scope) cty.Value { return cty.StringVal(matchNames[s.Matcher.Form]) },
	},
	urlAttr, hostsAttr, fileAttr(scopeHead), lineAttr(scopeHead),
	attr[*model.Scope]{
		name: "tls", typ: cty.Bool, doc: "its host speaks TLS; unknown where no host is in view",
		value: func(_ *reader, s *model.Scope) cty.Value {
			if s.Host == nil {
				return unknown(cty.Bool)
			}
			return fact(s.Host.TLS)
		},
	},
	attr[*model.Scope]{
		name: "handler", typ: cty.String, null: true,
		doc:   "the directive of nginx that answers in place of files, such as \"proxy_pass\"; unknown for Apache",
		value: handler(func(r *reader, h *model.Handler) cty.Value { return r.text(h.Name) }),
		span:  handlerSpan,
	},
	attr[*model.Scope]{
		name: "handler_target", typ: cty.String, null: true, doc: "what follows that directive, as in \"http://127.0.0.1:8080\"",
		value: handler(func(r *reader, h *model.Handler) cty.Value {
			if h.Target.Text == "" {
				return cty.NullVal(cty.String)
			}
			return r.word(h.Target)
		}),
		span: handlerSpan,
	},
	attr[*model.Scope]{
		name: "internal", typ: cty.Bool, doc: "nginx lets nobody from outside in",
		value: func(_ *reader, s *model.Scope) cty.Value { return cty.BoolVal(s.Serving.Internal) },
	},
	attr[*model.Scope]{
		name: "asks_for_user", typ: cty.Bool, doc: "something is required of who the user is, here or further out",
		value: merged(cty.Bool, asksForUser),
	},
)

// The attributes that protections and locations have in common.
var (
	scopeKindAttr = attr[*model.Scope]{
		name: "kind", typ: cty.String,
		doc:   "server, host, directory, htaccess, files, location, limit-except, if or proxy",
		value: func(_ *reader, s *model.Scope) cty.Value { return cty.StringVal(scopeNames[s.Kind]) },
	}
	scopeServerAttr = attr[*model.Scope]{
		name: "server", typ: cty.String, null: true, doc: "\"apache\" or \"nginx\"",
		value: func(_ *reader, s *model.Scope) cty.Value {
			if s.Server == nil {
				return cty.NullVal(cty.String)
			}
			return serverName(s.Server.Kind)
		},
	}
	patternAttr = attr[*model.Scope]{
		name: "pattern", typ: cty.String, null: true, doc: "what it is for, as written: a path, a name, an expression",
		value: func(r *reader, s *model.Scope) cty.Value {
			if s.Matcher.Pattern.Text == "" {
				return cty.NullVal(cty.String)
			}
			return r.word(s.Matcher.Pattern)
		},
		span: func(s *model.Scope) source.Span { return s.Matcher.Pattern.Span },
	}
	urlAttr = attr[*model.Scope]{
		name: "url", typ: cty.String, null: true, doc: "an address that it is for, to ask decision() about; null where none is known",
		value: func(r *reader, s *model.Scope) cty.Value { return r.url(s) },
	}
	hostsAttr = attr[*model.Scope]{
		name: "hosts", typ: textList, doc: "the names of its virtual host or server block",
		value: func(r *reader, s *model.Scope) cty.Value {
			if s.Host == nil {
				return cty.ListValEmpty(cty.String)
			}
			return r.words(s.Host.Names)
		},
	}
)

var scopeNames = map[model.ScopeKind]string{
	model.ScopeServer: "server", model.ScopeHost: "host", model.ScopeDirectory: "directory", model.ScopeHtaccess: "htaccess",
	model.ScopeFiles: "files", model.ScopeLocation: "location", model.ScopeLimitExcept: "limit-except", model.ScopeIf: "if",
	model.ScopeProxy: "proxy",
}

var matchNames = map[model.MatchForm]string{
	model.MatchAll: "all", model.MatchPath: "path", model.MatchPrefix: "prefix", model.MatchExact: "exact", model.MatchGlob: "glob",
	model.MatchRegexp: "regexp", model.MatchExpr: "expression", model.MatchNamed: "named",
}

func eachLocation(r *reader) iter.Seq[*model.Scope] {
	return func(yield func(*model.Scope) bool) {
		for _, s := range r.site.Scopes {
			if s.Live() && !yield(s) {
				return
			}
		}
	}
}

// scopeHead is a scope's opening line; a file's own scope has an empty one.
func scopeHead(s *model.Scope) source.Span { return s.Head }

func handler(value func(*reader, *model.Handler) cty.Value) func(*reader, *model.Scope) cty.Value {
	return func(r *reader, s *model.Scope) cty.Value {
		switch {
		case s.Server == nil || s.Server.Kind != model.Nginx:
			return cty.UnknownVal(cty.String)
		case s.Serving.Handler == nil:
			return cty.NullVal(cty.String)
		}
		return value(r, s.Serving.Handler)
	}
}

func handlerSpan(s *model.Scope) source.Span {
	if s.Serving.Handler == nil {
		return source.Span{}
	}
	return s.Serving.Handler.Span
}
