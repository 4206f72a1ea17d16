package rewrite

import "strings"

// variableID names a variable that mod_rewrite knows. What it does not know is
// empty.
type variableID uint8

const (
	emptyVariable variableID = iota // whatever the request is
	askedVariable                   // the caller's, by the name in the piece
	environmentVariable
	headerVariable
	filenameVariable
	methodVariable
	pathInfoVariable
	queryVariable
	uriVariable
	subrequestVariable
	documentRootVariable
	contextPrefixVariable
	contextRootVariable
	schemeVariable
	longVariable // a text too long to be judged
)

// variables are the names without a colon. For headers and the caller's
// variables the second name is what is asked for.
var variables = map[string]struct {
	id   variableID
	name string
}{
	"TIME": {askedVariable, "TIME"}, "TIME_DAY": {askedVariable, "TIME_DAY"}, "TIME_SEC": {askedVariable, "TIME_SEC"},
	"TIME_MIN": {askedVariable, "TIME_MIN"}, "TIME_MON": {askedVariable, "TIME_MON"}, "TIME_WDAY": {askedVariable, "TIME_WDAY"},
	"TIME_YEAR": {askedVariable, "TIME_YEAR"}, "TIME_HOUR": {askedVariable, "TIME_HOUR"},
	"IPV6": {askedVariable, "IPV6"}, "HTTPS": {askedVariable, "HTTPS"}, "AUTH_TYPE": {askedVariable, "AUTH_TYPE"},
	"SERVER_NAME": {askedVariable, "SERVER_NAME"}, "REMOTE_ADDR": {askedVariable, "REMOTE_ADDR"},
	"SERVER_ADDR": {askedVariable, "SERVER_ADDR"}, "THE_REQUEST": {askedVariable, "THE_REQUEST"},
	"API_VERSION": {askedVariable, "API_VERSION"}, "SERVER_PORT": {askedVariable, "SERVER_PORT"},
	"REMOTE_HOST": {askedVariable, "REMOTE_HOST"}, "REMOTE_PORT": {askedVariable, "REMOTE_PORT"},
	"REMOTE_USER": {askedVariable, "REMOTE_USER"}, "SCRIPT_USER": {askedVariable, "SCRIPT_USER"},
	"SCRIPT_GROUP": {askedVariable, "SCRIPT_GROUP"}, "REMOTE_IDENT": {askedVariable, "REMOTE_IDENT"},
	"SERVER_ADMIN": {askedVariable, "SERVER_ADMIN"}, "SERVER_PROTOCOL": {askedVariable, "SERVER_PROTOCOL"},
	"SERVER_SOFTWARE": {askedVariable, "SERVER_SOFTWARE"}, "CONN_REMOTE_ADDR": {askedVariable, "CONN_REMOTE_ADDR"},

	"HTTP_HOST": {headerVariable, "Host"}, "HTTP_ACCEPT": {headerVariable, "Accept"}, "HTTP_COOKIE": {headerVariable, "Cookie"},
	"HTTP_REFERER": {headerVariable, "Referer"}, "HTTP_FORWARDED": {headerVariable, "Forwarded"},
	"HTTP_USER_AGENT": {headerVariable, "User-Agent"}, "HTTP_PROXY_CONNECTION": {headerVariable, "Proxy-Connection"},

	"IS_SUBREQ": {id: subrequestVariable}, "PATH_INFO": {id: pathInfoVariable}, "REQUEST_URI": {id: uriVariable},
	"QUERY_STRING": {id: queryVariable}, "REQUEST_METHOD": {id: methodVariable}, "REQUEST_SCHEME": {id: schemeVariable},
	"SCRIPT_FILENAME": {id: filenameVariable}, "REQUEST_FILENAME": {id: filenameVariable},
	"DOCUMENT_ROOT": {id: documentRootVariable}, "CONTEXT_PREFIX": {id: contextPrefixVariable},
	"CONTEXT_DOCUMENT_ROOT": {id: contextRootVariable},
}

// variableNamed finds what stands in %{...}, and the name to ask for.
func variableNamed(text string) (variableID, string) {
	switch {
	case len(text) < len("TIME"):
		return emptyVariable, ""
	case text[3] == ':':
		return prefixed(text[:3], text[4:])
	case len(text) > 4 && text[4] == ':':
		return prefixed(text[:4], text[5:])
	}
	if v, ok := variables[strings.ToUpper(text)]; ok {
		return v.id, v.name
	}
	return emptyVariable, ""
}

// prefixed is a variable of a family, as %{ENV:NAME}.
func prefixed(family, name string) (variableID, string) {
	if name == "" {
		return emptyVariable, ""
	}
	switch strings.ToUpper(family) {
	case "ENV":
		return environmentVariable, name
	case "SSL":
		return askedVariable, "SSL:" + name
	case "HTTP":
		return headerVariable, name
	case "LA-U", "LA-F":
		return askedVariable, strings.ToUpper(family) + ":" + name
	}
	return emptyVariable, ""
}

// value is what a variable is for the request as the rules before have made it.
func (r *run) value(id variableID, name string) (value, why string) {
	switch id {
	case filenameVariable:
		return r.s.Filename, ""
	case uriVariable:
		return r.s.URI, ""
	case queryVariable:
		return r.s.Args, ""
	case pathInfoVariable:
		return r.s.PathInfo, ""
	case methodVariable:
		return r.s.Method, ""
	case headerVariable:
		return r.l.Header(name)
	case environmentVariable:
		return r.environment(name)
	case askedVariable:
		return r.l.Variable(name)
	case subrequestVariable:
		if r.s.Subrequest {
			return "true", ""
		}
		return "false", ""
	case documentRootVariable:
		roots := r.l.Roots()
		return roots.Document, roots.Why
	case contextPrefixVariable:
		roots := r.l.Roots()
		return roots.Prefix, roots.Why
	case contextRootVariable:
		roots := r.l.Roots()
		return roots.context(), roots.Why
	case schemeVariable:
		return r.l.Self().Scheme, ""
	case longVariable:
		return "", "a text in a rule is too long to be judged"
	}
	return "", ""
}

// environment reads a variable of the request's environment, those that rules
// have set first. An entry without a name may be any.
func (r *run) environment(name string) (value, why string) {
	for i := range r.s.Env {
		if e := &r.s.Env[i]; e.Name == "" || strings.EqualFold(e.Name, name) {
			return e.Value, e.Why
		}
	}
	return r.l.Environment(name)
}
