package custom

import (
	"iter"
	"strconv"
	"time"

	"github.com/zclconf/go-cty/cty"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// wpSetting is a constant of wp-config.php, or what WordPress or a plugin says
// of who gets in.
type wpSetting struct {
	name   string
	owner  string
	plugin string
	kind   string
	value  model.Setting[string]
	cause  source.Span // where nothing is marked
}

var wordPressTarget = define("wordpress_setting",
	"A constant that wp-config.php defines, or what WordPress and its plugins say of who gets in: login_slug, max_attempts,\n"+
		"window, lockout, session, remember (in seconds), rest, xmlrpc, application_passwords, address_source.",
	eachWordPressSetting, wordPressPlace,
	attr[wpSetting]{
		name: "name", typ: cty.String, doc: "as in \"DISALLOW_FILE_EDIT\" or \"max_attempts\"",
		value: func(r *reader, s wpSetting) cty.Value { return r.text(s.name) },
	},
	attr[wpSetting]{
		name: "value", typ: cty.String, null: true,
		doc:   "as a text; null where it is switched off, unknown where it is computed, or a secret",
		value: wordPressValue,
		span:  func(s wpSetting) source.Span { return s.value.Span },
	},
	attr[wpSetting]{
		name: "kind", typ: cty.String, doc: "constant, secret (a constant whose value is one) or setting",
		value: func(_ *reader, s wpSetting) cty.Value { return cty.StringVal(s.kind) },
	},
	attr[wpSetting]{
		name: "owner", typ: cty.String, doc: "\"WordPress\", or the plugin's name",
		value: func(r *reader, s wpSetting) cty.Value { return r.text(s.owner) },
	},
	attr[wpSetting]{
		name: "plugin", typ: cty.String, null: true, doc: "the folder of the plugin",
		value: func(r *reader, s wpSetting) cty.Value { return r.orNull(s.plugin) },
	},
	attr[wpSetting]{
		name: "default", typ: cty.Bool, doc: "nobody wrote it, and it is what the version comes with",
		value: func(_ *reader, s wpSetting) cty.Value { return cty.BoolVal(s.value.State == model.Default) },
	},
	fileAttr(wordPressPlace), lineAttr(wordPressPlace),
)

func wordPressPlace(s wpSetting) source.Span {
	if s.value.Span.IsZero() {
		return s.cause
	}
	return s.value.Span
}

func wordPressValue(r *reader, s wpSetting) cty.Value {
	if s.kind == secretKind {
		return unknown(cty.String)
	}
	return r.textSetting(s.value)
}

// The kinds of setting.
const (
	constantKind = "constant"
	secretKind   = "secret"
	settingKind  = "setting"
)

func eachWordPressSetting(r *reader) iter.Seq[wpSetting] {
	return func(yield func(wpSetting) bool) {
		for _, app := range r.site.Apps {
			for _, c := range app.Constants {
				s := wpSetting{name: c.Name, owner: "WordPress", kind: constantKind, value: c.Value, cause: c.Value.Cause}
				if c.Kind == model.ConstantSecret {
					s.kind = secretKind
				}
				if !yield(s) {
					return
				}
			}
			for _, g := range app.Guards {
				for _, s := range guardSettings(g) {
					if s.value.State != model.Unset && !yield(s) {
						return
					}
				}
			}
		}
	}
}

// guardSettings are what one program says, each as a text.
func guardSettings(g *model.Guard) []wpSetting {
	seconds := func(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }
	all := []wpSetting{
		{name: "login_slug", value: g.LoginSlug},
		{name: "max_attempts", value: asText(g.MaxAttempts, strconv.Itoa)},
		{name: "window", value: asText(g.Window, seconds)},
		{name: "lockout", value: asText(g.Lockout, seconds)},
		{name: "address_source", value: g.AddressSource},
		{name: "rest", value: asText(g.REST, func(p model.RESTPolicy) string { return restNames[p] })},
		{name: "xmlrpc", value: asText(g.XMLRPC, func(p model.XMLRPCPolicy) string { return xmlrpcNames[p] })},
		{name: "application_passwords", value: asText(g.ApplicationPasswords, strconv.FormatBool)},
		{name: "session", value: asText(g.Session, seconds)},
		{name: "remember", value: asText(g.Remember, seconds)},
	}
	for i := range all {
		all[i].owner, all[i].kind, all[i].cause = g.Name, settingKind, all[i].value.Cause
		if g.Plugin != nil {
			all[i].plugin = g.Plugin.Slug
		}
	}
	return all
}

func asText[T any](s model.Setting[T], text func(T) string) model.Setting[string] {
	as := model.Setting[string]{State: s.State, Span: s.Span, Cause: s.Cause}
	if s.Known() {
		as.Value = text(s.Value)
	}
	return as
}

var restNames = map[model.RESTPolicy]string{
	model.RESTOpen: "open", model.RESTUsers: "users", model.RESTListed: "listed", model.RESTNobody: "nobody", model.RESTToken: "token",
}

var xmlrpcNames = map[model.XMLRPCPolicy]string{
	model.XMLRPCOpen: "open", model.XMLRPCNoLogin: "no-login", model.XMLRPCPingbacks: "no-pingbacks", model.XMLRPCOff: "off",
}
