package custom

import (
	"iter"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

var protectionTarget = define("protection",
	"A place that says who gets in: a section, block or .htaccess with any directive about realms, users, requirements or\n"+
		"addresses. What it inherits is merged into it as the server does.",
	eachProtection, protectionPlace,
	scopeKindAttr, scopeServerAttr, patternAttr, urlAttr, hostsAttr, fileAttr(protectionPlace), lineAttr(protectionPlace),
	attr[*model.Scope]{
		name: "type", typ: cty.String, null: true, doc: "AuthType, as in \"Basic\"; for nginx \"Basic\" where a realm is in force",
		value: authType,
		span:  func(s *model.Scope) source.Span { return s.Merged.Type.Span },
	},
	attr[*model.Scope]{
		name: "realm", typ: cty.String, null: true, doc: "AuthName, auth_basic",
		value: merged(cty.String, func(r *reader, a *model.Access) cty.Value { return r.textSetting(a.Realm) }),
		span:  func(s *model.Scope) source.Span { return s.Merged.Realm.Span },
	},
	attr[*model.Scope]{
		name: "user_file", typ: cty.String, null: true, doc: "AuthUserFile, auth_basic_user_file, as written",
		value: merged(cty.String, func(r *reader, a *model.Access) cty.Value { return r.fileRef(a.UserFile) }),
		span:  func(s *model.Scope) source.Span { return s.Merged.UserFile.Span },
	},
	attr[*model.Scope]{
		name: "group_file", typ: cty.String, null: true, doc: "AuthGroupFile, as written",
		value: merged(cty.String, func(r *reader, a *model.Access) cty.Value { return r.fileRef(a.GroupFile) }),
		span:  func(s *model.Scope) source.Span { return s.Merged.GroupFile.Span },
	},
	attr[*model.Scope]{
		name: "user_count", typ: cty.Number, null: true, doc: "how many lines with a user the user file has; null where it was not read",
		value: merged(cty.Number, userCount),
	},
	attr[*model.Scope]{
		name: "providers", typ: textList, doc: "AuthBasicProvider, AuthDigestProvider",
		value: merged(textList, func(r *reader, a *model.Access) cty.Value { return r.words(a.Providers.Value) }),
		span:  func(s *model.Scope) source.Span { return s.Merged.Providers.Span },
	},
	attr[*model.Scope]{
		name: "requirements", typ: textList, doc: "what is required, each as in \"valid-user\", \"not ip 192.0.2.1\"",
		value: merged(textList, requirements),
		span:  func(s *model.Scope) source.Span { return requireSpan(s.Merged.Require) },
	},
	attr[*model.Scope]{
		name: "asks_for_user", typ: cty.Bool, doc: "something is required of who the user is",
		value: merged(cty.Bool, asksForUser),
	},
	attr[*model.Scope]{
		name: "addresses", typ: textList, doc: "Allow, Deny, allow and deny in order, each as in \"deny 192.0.2.0/24\"",
		value: merged(textList, addresses),
		span:  firstAddress,
	},
	attr[*model.Scope]{
		name: "satisfy_any", typ: cty.Bool, doc: "the right address is enough without a password, or the reverse, for GET",
		value: merged(cty.Bool, func(_ *reader, a *model.Access) cty.Value {
			anyGate, _ := a.Address.SatisfyAny("GET")
			return cty.BoolVal(anyGate)
		}),
	},
)

func eachProtection(r *reader) iter.Seq[*model.Scope] {
	return func(yield func(*model.Scope) bool) {
		for _, s := range r.site.Scopes {
			if s.Live() && saysWho(&s.Own) && !yield(s) {
				return
			}
		}
	}
}

// protectionPlace is the opening of a section; of a file, which has none, the
// first directive about who gets in.
func protectionPlace(s *model.Scope) source.Span {
	if s.Head.Len() > 0 {
		return s.Head
	}
	a, first := &s.Own, s.Head
	for _, at := range []source.Span{
		a.Type.Cause, a.Realm.Cause, a.UserFile.Cause, a.GroupFile.Cause, a.Providers.Cause, a.AuthRequest.Cause,
		a.Address.First(), requireDirective(a.Require),
	} {
		if at.File == s.Head.File && (first.Len() == 0 || at.Start < first.Start) {
			first = at
		}
	}
	return first
}

// saysWho says that a scope itself tells who gets in.
func saysWho(a *model.Access) bool {
	return a.Require != nil || a.Address.Written() || a.Type.Written() || a.Realm.Written() || a.UserFile.Written() ||
		a.GroupFile.Written() || a.Providers.Written() || a.AuthRequest.Written() || len(a.Others) > 0
}

// merged reads what holds in a scope, which is unknown where a condition nobody
// can decide would change it.
func merged(typ cty.Type, value func(*reader, *model.Access) cty.Value) func(*reader, *model.Scope) cty.Value {
	return func(r *reader, s *model.Scope) cty.Value {
		if s.Merged.Uncertain {
			if typ == cty.String || typ == cty.Number {
				return cty.UnknownVal(typ) // or null
			}
			return unknown(typ)
		}
		return value(r, &s.Merged)
	}
}

func authType(r *reader, s *model.Scope) cty.Value {
	if s.Server == nil || s.Server.Kind != model.Nginx {
		return merged(cty.String, func(r *reader, a *model.Access) cty.Value { return r.textSetting(a.Type) })(r, s)
	}
	return merged(cty.String, func(_ *reader, a *model.Access) cty.Value {
		return setting(a.Realm, cty.String, func(string) cty.Value { return cty.StringVal("Basic") })
	})(r, s)
}

func (r *reader) fileRef(s model.Setting[*model.FileRef]) cty.Value {
	return setting(s, cty.String, func(ref *model.FileRef) cty.Value {
		if ref == nil {
			return unknown(cty.String)
		}
		return r.word(ref.Written)
	})
}

func userCount(_ *reader, a *model.Access) cty.Value {
	if ref := a.UserFile.Value; a.UserFile.Known() && ref != nil && ref.Store != nil {
		return cty.NumberIntVal(int64(len(ref.Store.Entries)))
	}
	return cty.NullVal(cty.Number)
}

func requirements(r *reader, a *model.Access) cty.Value {
	var leaves []*model.Requirement
	a.Require.Walk(func(n *model.Requirement) {
		if n.Kind == model.RequireLeaf {
			leaves = append(leaves, n)
		}
	})
	return list(r, leaves, func(n *model.Requirement) cty.Value {
		if n.Dynamic {
			return unknown(cty.String)
		}
		words := []string{n.Provider.Text}
		if n.Not {
			words = []string{"not", n.Provider.Text}
		}
		for _, w := range n.Args {
			if w.Text == source.Mask {
				return unknown(cty.String)
			}
			words = append(words, w.Text)
		}
		return r.text(strings.Join(words, " "))
	})
}

func firstAddress(s *model.Scope) source.Span {
	if rules := s.Merged.Address.Rules; len(rules) > 0 {
		return rules[0].Span
	}
	return source.Span{}
}

func requireSpan(n *model.Requirement) source.Span {
	var first source.Span
	n.Walk(func(n *model.Requirement) {
		if first.IsZero() && n.Kind == model.RequireLeaf {
			first = n.Required()
		}
	})
	return first
}

// requireDirective is the first requirement as a whole.
func requireDirective(n *model.Requirement) source.Span {
	var first source.Span
	n.Walk(func(n *model.Requirement) {
		if first.IsZero() && !n.Implicit {
			first = n.Cause()
		}
	})
	return first
}

func asksForUser(_ *reader, a *model.Access) cty.Value {
	if a.Require.AsksForUser() {
		return cty.True
	}
	if a.Elsewhere {
		return unknown(cty.Bool) // another module's word for it
	}
	return cty.False
}

func addresses(r *reader, a *model.Access) cty.Value {
	return list(r, a.Address.Rules, func(rule model.AddressRule) cty.Value {
		if rule.Kind == model.AddressDynamic || rule.Operand.Text == source.Mask {
			return unknown(cty.String)
		}
		verb := "deny "
		if rule.Allow {
			verb = "allow "
		}
		return r.text(verb + rule.Operand.Text)
	})
}
