package engine

import (
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/access"
)

// malformed is what httpd answers before it looks for the virtual host: to a
// request line that is too long or has a wrong method or target, and to a Host
// that is no name.
func (r *request) malformed() access.Action {
	a := r.wrongMessage()
	if !stops(a) {
		return a
	}
	main := r.p.Main
	if main.Lenient {
		return access.CannotSay("HttpProtocolOptions lets httpd take requests that are malformed", places(main.Span)...)
	}
	h, why := r.p.host(r.w.Request, "")
	if h == nil {
		return access.CannotSay(why)
	}
	r.host = h // the address's first host, whatever name was asked for
	return a
}

func (r *request) wrongMessage() access.Action {
	q := r.w.Request
	line := len(q.Method) + len(" ") + len(q.Target) + len(" HTTP/1.1")
	switch {
	case line > r.p.Main.requestLine():
		return access.Answer(access.Refuses, 414, "the request line is longer than LimitRequestLine lets it be")
	case !Token(q.Method):
		return access.Answer(access.Refuses, 400, "the method is no word")
	case strings.Contains(q.Target, "#"):
		return access.Answer(access.Refuses, 400, "the target has a fragment, which clients keep to themselves")
	case !strings.HasPrefix(r.uri, "/") && (r.uri != "*" || q.Method != "OPTIONS"):
		return access.Answer(access.Refuses, 400, "the request asks for no path")
	case q.Method == "CONNECT" && strings.HasPrefix(q.Target, "/"):
		return access.Answer(access.Refuses, 400, "CONNECT asks for a host, not for a path")
	case !r.validHost():
		return access.Answer(access.Refuses, 400, "the Host header is no name of a host")
	}
	return access.Action{}
}

// defaultRequestLine is LimitRequestLine where nobody wrote one.
const defaultRequestLine = 8190

func (h *Host) requestLine() int {
	if h.LimitRequestLine > 0 {
		return h.LimitRequestLine
	}
	return defaultRequestLine
}

// Token says that a text is one word of HTTP (RFC 9110).
func Token(s string) bool {
	for i := range len(s) {
		if !alphanumeric(s[i]) && strings.IndexByte("!#$%&'*+-.^_`|~", s[i]) < 0 {
			return false
		}
	}
	return s != ""
}

// validHost says that httpd takes the name that the request gives its host.
func (r *request) validHost() bool {
	sent := 0
	for _, h := range r.w.Request.Headers {
		if strings.EqualFold(h.Name, "Host") {
			sent++
		}
	}
	text, named := r.w.Request.Header("Host")
	switch {
	case sent > 1:
		return false
	case r.hostHeader != "":
		text = r.hostHeader
	case !named:
		return validName(r.w.Request.Host)
	}
	name := text
	if i := strings.LastIndexByte(text, ':'); i >= 0 && !strings.HasSuffix(text, "]") {
		name = text[:i]
		if port, err := strconv.Atoi(text[i+1:]); err != nil || port < 1 || port > 65535 {
			return false
		}
	}
	return validName(name)
}

// validName says that a name is made of letters, digits, "-", "_" and single
// dots, or is an address. A last part that begins with a digit ends only an
// address of IPv4, which has no leading zeros.
func validName(name string) bool {
	if inside, v6 := strings.CutPrefix(name, "["); v6 {
		address, closed := strings.CutSuffix(inside, "]")
		return closed && strings.Contains(address, ":") && strings.Trim(address, "0123456789abcdefABCDEF:.") == ""
	}
	if name == "" || strings.Contains(name, "..") {
		return false
	}
	for i := range len(name) {
		if !alphanumeric(name[i]) && strings.IndexByte("-_.", name[i]) < 0 {
			return false
		}
	}
	if strings.Trim(name, "0123456789.") == "" {
		return dottedAddress(name)
	}
	last := name[strings.LastIndexByte(name, '.')+1:]
	return len(last) == len(name) || last == "" || last[0]|0x20 >= 'a' && last[0]|0x20 <= 'z'
}

func dottedAddress(name string) bool {
	parts := strings.Split(name, ".")
	for _, p := range parts {
		if len(p) > 1 && p[0] == '0' {
			return false
		}
	}
	return len(parts) == 4 && parts[0] != ""
}
