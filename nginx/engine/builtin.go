package engine

import (
	"fmt"
	"strconv"
	"strings"
)

// builtin is a variable of nginx's own.
type builtin struct {
	get   func(q *request, v *Variable) (value, why string)
	fresh bool
	set   func(q *request, value string)
}

// plain makes a getter of a function that always knows.
func plain(f func(q *request) string) func(*request, *Variable) (string, string) {
	return func(q *request, _ *Variable) (string, string) { return f(q), "" }
}

func always(text string) func(*request, *Variable) (string, string) {
	return func(*request, *Variable) (string, string) { return text, "" }
}

// builtins are the variables of nginx's own whose values follow from the request
// and the configuration.
var builtins = map[string]builtin{
	"uri":            {get: plain(func(q *request) string { return q.uri }), fresh: true},
	"document_uri":   {get: plain(func(q *request) string { return q.uri }), fresh: true},
	"args":           {get: plain(func(q *request) string { return q.args }), fresh: true, set: (*request).setArgs},
	"query_string":   {get: plain(func(q *request) string { return q.args }), fresh: true},
	"is_args":        {get: plain((*request).isArgs), fresh: true},
	"request_uri":    {get: plain(func(q *request) string { return q.shared.target })},
	"request_method": {get: plain(func(q *request) string { return q.outermost().method }), fresh: true},
	"request": {get: plain(func(q *request) string {
		return q.w.Request.Method + " " + q.w.Request.Target + " HTTP/1.1"
	})},
	"server_protocol": {get: always("HTTP/1.1")},
	"scheme":          {get: plain((*request).scheme)},
	"https": {get: plain(func(q *request) string {
		if q.w.Request.TLS {
			return "on"
		}
		return ""
	})},
	"host":                      {get: plain((*request).hostVariable)},
	"server_name":               {get: plain(func(q *request) string { return q.server.Name })},
	"server_port":               {get: plain(func(q *request) string { return strconv.Itoa(q.w.Request.Port) })},
	"server_addr":               {get: serverAddress},
	"remote_addr":               {get: plain(func(q *request) string { return shownAddress(q.shared.remote) })},
	"binary_remote_addr":        {get: plain(func(q *request) string { return string(q.shared.remote.AsSlice()) })},
	"realip_remote_addr":        {get: plain(func(q *request) string { return shownAddress(q.w.Request.Remote.Unmap()) })},
	"invalid_referer":           {get: invalidReferer},
	"remote_user":               {get: remoteUser},
	"document_root":             {get: func(q *request, _ *Variable) (string, string) { return q.rootPath() }, fresh: true},
	"request_filename":          {get: requestFilename, fresh: true},
	"fastcgi_script_name":       {get: scriptName, fresh: true},
	"fastcgi_path_info":         {get: pathInfo, fresh: true},
	"content_length":            {get: header("content-length")},
	"content_type":              {get: header("content-type")},
	"request_body":              {get: always("")},
	"status":                    {get: plain((*request).statusVariable), fresh: true},
	"request_completion":        {get: always(""), fresh: true},
	"limit_rate":                {get: always("0"), fresh: true, set: func(*request, string) {}},
	"proxy_protocol_addr":       {get: always("")},
	"proxy_protocol_port":       {get: always("")},
	"http2":                     {get: always("")},
	"http3":                     {get: always("")},
	"ssl_client_verify":         {get: clientVerify},
	"ssl_server_name":           {get: plain((*request).tlsName)},
	"pipe":                      {get: always(".")},
	"body_bytes_sent":           {get: always("0"), fresh: true},
	"bytes_sent":                {get: always("0"), fresh: true},
	"gzip_ratio":                {get: always("")},
	"ssl_session_reused":        {get: always(".")},
	"ssl_early_data":            {get: always("")},
	"auth_basic_passed":         {get: always("")},
	"slice_range":               {get: always("")},
	"realip_remote_port":        {get: unknownTo("the client's port")},
	"remote_port":               {get: unknownTo("the client's port")},
	"hostname":                  {get: unknownTo("the server's own name")},
	"proxy_add_x_forwarded_for": {get: forwardedFor, fresh: true},
}

// statusVariable is $status: that of an error, or none yet.
func (q *request) statusVariable() string { return fmt.Sprintf("%03d", q.status) }

func unknownTo(what string) func(*request, *Variable) (string, string) {
	return func(*request, *Variable) (string, string) { return "", what + " is not known from the files" }
}

// prefixes are families of variables.
var prefixes = []struct {
	prefix string
	get    func(q *request, v *Variable) (value, why string)
	fresh  bool
}{
	{prefix: "http_", get: func(q *request, v *Variable) (string, string) {
		return q.header(v.Name[len("http_"):], true), ""
	}},
	{prefix: "cookie_", get: func(q *request, v *Variable) (string, string) { return q.cookie(v.Name[len("cookie_"):]), "" }},
	{prefix: "arg_", get: func(q *request, v *Variable) (string, string) { return argument(q.args, v.Name[len("arg_"):]), "" }, fresh: true},
}

func header(name string) func(*request, *Variable) (string, string) {
	return func(q *request, _ *Variable) (string, string) { return q.header(name, false), "" }
}

func (q *request) setArgs(text string) { q.args = text }

func (q *request) isArgs() string {
	if q.args == "" {
		return ""
	}
	return "?"
}

func (q *request) scheme() string {
	if q.w.Request.TLS {
		return "https"
	}
	return "http"
}

func (q *request) hostVariable() string {
	if q.shared.host != "" {
		return q.shared.host
	}
	return q.server.Name
}

func (q *request) tlsName() string {
	if !q.w.Request.TLS {
		return ""
	}
	return tlsName(q.w.Request.Host)
}

// scriptName is $fastcgi_script_name.
func scriptName(q *request, _ *Variable) (string, string) {
	name, _, why := q.splitPath()
	if strings.HasSuffix(name, "/") {
		name += q.settings().FastCGIIndex
	}
	return name, why
}

// requestFilename is $request_filename.
func requestFilename(q *request, _ *Variable) (string, string) {
	switch {
	case q.broken():
		return "", ""
	case q.changed && q.aliased():
		return "", "what file an alias stands for once a rewrite has changed the path differs from one nginx to another"
	}
	return q.filename("")
}

func pathInfo(q *request, _ *Variable) (string, string) {
	_, info, why := q.splitPath()
	return info, why
}

// splitPath is fastcgi_split_path_info, whose groups nobody else sees.
func (q *request) splitPath() (script, info, why string) {
	re := q.settings().SplitPath
	if re == nil {
		return q.uri, "", ""
	}
	groups, answer := re.Find(q.uri, nil)
	switch {
	case answer == pcreDoesNot, answer == pcreMatches && len(groups) < 6:
		return q.uri, "", ""
	case answer != pcreMatches:
		return "", "", q.cannotMatch(re)
	}
	group := func(i int) string {
		if groups[2*i] < 0 {
			return ""
		}
		return q.uri[groups[2*i]:groups[2*i+1]]
	}
	return group(1), group(2), ""
}

func serverAddress(q *request, _ *Variable) (string, string) {
	if local := q.w.Request.Local; local.IsValid() {
		return shownAddress(local.Unmap()), ""
	}
	return "", "the server's address is not known (local_addr)"
}

// remoteUser is the name that the client sends, whether or not anybody has
// looked at its password.
func remoteUser(q *request, _ *Variable) (string, string) {
	if c := q.credentials(); c != nil {
		return c.user, ""
	}
	return "", ""
}

func clientVerify(q *request, _ *Variable) (string, string) {
	switch {
	case !q.w.Request.TLS:
		return "", ""
	case q.shared.certificate.absent():
		return "NONE", ""
	case q.shared.certificate.valid():
		return "SUCCESS", ""
	}
	return "", "why a client certificate is not valid is not known"
}

// forwardedFor is $proxy_add_x_forwarded_for.
func forwardedFor(q *request, _ *Variable) (string, string) {
	if sent := q.header("x_forwarded_for", true); sent != "" {
		return sent + ", " + shownAddress(q.shared.remote), ""
	}
	return shownAddress(q.shared.remote), ""
}

// header is a header of the client's, the values of several joined. underscores
// says that the name is written as a variable's: with "_" for "-".
func (q *request) header(name string, underscores bool) string {
	if q.unread {
		return ""
	}
	var joined string
	found := false
	separator := ", "
	if name == "cookie" {
		separator = "; "
	}
	for _, h := range q.w.Request.Headers {
		if !sameHeader(h.Name, name, underscores) || q.dropped(h.Name) {
			continue
		}
		value := strings.Trim(h.Value, " ")
		if found {
			joined += separator + value
			continue
		}
		joined, found = value, true
	}
	if !found && name == "host" {
		return q.hostHeader()
	}
	if !found && (name == "authorization") {
		return q.sentAuthorization()
	}
	return joined
}

func sameHeader(a, b string, underscores bool) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		x := a[i]
		if x >= 'A' && x <= 'Z' {
			x |= 0x20
		}
		if x == '-' && underscores {
			x = '_'
		}
		if x != b[i] {
			return false
		}
	}
	return true
}

// dropped says that nginx ignores a header for its name.
func (q *request) dropped(name string) bool {
	for i := range len(name) {
		switch c := name[i]; {
		case c == '_' && !q.server.Underscores, c != '_' && c != '-' && !nameByte(c):
			return true
		}
	}
	return false
}

// cookie is a cookie's value.
func (q *request) cookie(name string) string {
	for _, h := range q.w.Request.Headers {
		if q.unread || !sameHeader(h.Name, "cookie", false) {
			continue
		}
		for rest := h.Value; rest != ""; {
			var pair string
			pair, rest, _ = strings.Cut(rest, ";")
			key, value, found := strings.Cut(strings.TrimLeft(pair, " "), "=")
			if found && Lower(strings.TrimRight(key, " ")) == name {
				return strings.TrimLeft(value, " ")
			}
		}
	}
	return ""
}

// argument is an argument's value, as it is written.
func argument(args, name string) string {
	for rest := args; rest != ""; {
		var pair string
		pair, rest, _ = strings.Cut(rest, "&")
		if len(pair) > len(name) && pair[len(name)] == '=' && strings.EqualFold(pair[:len(name)], name) {
			return pair[len(name)+1:]
		}
	}
	return ""
}
