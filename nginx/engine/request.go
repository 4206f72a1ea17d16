package engine

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/access"
)

// request is one request on its way through nginx: the one that came, through
// all its internal redirects, or the subrequest that auth_request makes of it.
type request struct {
	*shared
	p *Program
	w *access.Walk
	// main is the request that a subrequest was made for.
	main *request

	server *Server
	// loc is the location, or the if or limit_except within one, that holds now.
	loc *Location

	method string
	uri    string // plain path
	args   string
	// quoted says that the path had escapes, plus that it had a "+" as it is.
	quoted, plus bool

	captures     []string
	captureDoubt string

	internal bool
	// named says that the request goes on in a named location, without a search.
	named bool
	// changes are the changes of the URI that are left.
	changes int
	// changed says that a rewrite has changed the URI.
	changed bool
	// rewritten says that a rewrite with break changed the URI, after which an
	// alias does not fit.
	rewritten bool
	// wholeAlias says that try_files has found a file below the alias of a
	// regular expression.
	wholeAlias bool
	handler    *Handler

	// errorPage says that no other error_page is looked at, status is what the
	// answer has instead of its own; 0 for nothing.
	errorPage bool
	status    int
	// sent says that the answer does not go through error_page.
	sent bool

	entry entry
	// gate is where a step found what it says, where that is not its own.
	gate access.Gate
}

// entry is the phase that a request begins with.
type entry uint8

const (
	entryRequest  entry = iota // from the request line on
	entryRewrite               // from the server's rewriting on: internal redirects, subrequests
	entryLocation              // in a named location
)

// shared is what a request and its subrequest have in common.
type shared struct {
	values []value
	depth  int
	// listen is the socket.
	listen *Listen
	// target is path and query as they were sent.
	target string
	// host is the host of the request line or Host header, in lower case and
	// without its port.
	host string
	// sni is the name that TLS was begun for, where a server has it.
	sni    string
	remote netip.Addr
	// realIP says that remote was taken from a header.
	realIP      bool
	certificate certificate
	// unread says that nginx answers before it has read the headers.
	unread    bool
	login     *credentials
	loginRead bool
	// location is the Location header; hasLocation says that there is one.
	location    string
	hasLocation bool
}

// certificate is the client's, as the server got to see it.
type certificate uint8

const (
	noCertificate certificate = iota
	goodCertificate
	badCertificate
)

func (c certificate) absent() bool { return c == noCertificate }
func (c certificate) valid() bool  { return c == goodCertificate }

// maxChanges is one more than how often the URI of a request may change.
const maxChanges = 11

// outermost is the request that came.
func (q *request) outermost() *request {
	if q.main != nil {
		return q.main
	}
	return q
}

// settings are those that hold now.
func (q *request) settings() *Settings { return q.loc.Settings }

func (q *request) traced() bool { return q.w.Traced() }

// receive reads the request line and the Host header and finds the server block.
// It returns an action where nginx answers at once.
func (q *request) receive() access.Action {
	if a := q.connect(); a.Ends {
		return a
	}
	if a := q.lineLength(); a.Ends {
		return a
	}
	line := q.requestLine()
	if line.bad != "" {
		q.unread = true
		return q.refuse(400, line.bad)
	}
	host, ok, missing := q.readHost(line.host)
	if ok {
		if a := q.choose(host); a.Ends {
			return a
		}
		if line.host != "" {
			_, ok, _ = q.readHost("")
			q.shared.host = host
		}
	}
	switch {
	case !ok:
		q.unread = true // but for Host, which clients send first
		return q.refuse(400, "the Host header is none that nginx takes")
	case missing:
		return q.refuse(400, "the request has no Host header")
	case q.twice() != "":
		return q.refuse(400, "there are two headers "+q.twice())
	}
	if a := q.headerFaults(); a.Ends {
		return a
	}
	switch {
	case q.method == "TRACE", q.method == "CONNECT":
		return q.refuse(405, "nginx does not answer "+q.method)
	}
	return q.checkTLS()
}

// refuse is an answer that does not depend on the configuration, but for
// error_page.
func (q *request) refuse(status int, note string) access.Action {
	q.gate = access.GateHost
	return access.Answer(access.Refuses, status, note)
}

// line is what was read of a request line: the host that it names, if any, and
// what is wrong with it.
type line struct{ host, bad string }

// requestLine reads method and target. A target may name a host, which then
// counts before the header.
func (q *request) requestLine() line {
	r := q.w.Request
	q.method = r.Method
	for i := range len(r.Method) {
		if c := r.Method[i]; (c < 'A' || c > 'Z') && c != '_' && c != '-' {
			return line{bad: "the method is none that nginx takes"}
		}
	}
	target, host := r.Target, ""
	if !strings.HasPrefix(target, "/") {
		_, rest, found := strings.Cut(target, "://")
		if !found || !scheme(target[:len(target)-len(rest)-3]) {
			return line{bad: "the target is no path"}
		}
		authority, path := rest, ""
		if i := strings.IndexAny(rest, "/?"); i >= 0 {
			authority, path = rest[:i], rest[i:]
		}
		if host, _ = validHost(authority); host == "" {
			return line{bad: "the target names no host"}
		}
		if target = path; !strings.HasPrefix(path, "/") {
			target = "/" + path
		}
	}
	for i := range len(target) {
		if target[i] <= ' ' || target[i] == 0x7f {
			return line{bad: "the target has a byte that cannot stand in one"}
		}
	}
	q.shared.target = target
	var ok bool
	q.uri, q.args, q.quoted, q.plus, ok = plainPath(target, q.listen.Default.KeepSlashes)
	if !ok {
		return line{bad: "the path cannot be made plain"}
	}
	return line{host: host}
}

// scheme says that a text is the scheme of a URL.
func scheme(text string) bool {
	for i := range len(text) {
		c := text[i] | 0x20
		if (c < 'a' || c > 'z') && (i == 0 || (text[i] < '0' || text[i] > '9') && strings.IndexByte("+-.", text[i]) < 0) {
			return false
		}
	}
	return text != ""
}

// hostHeader is the Host header as the client sends it.
func (q *request) hostHeader() string {
	r := q.w.Request
	if r.Host == "" {
		return ""
	}
	if r.Port == defaultPort(r.TLS) {
		return r.Host
	}
	return r.Host + ":" + itoa(r.Port)
}

// readHost reads the host: that of the request line, where it names one, or else
// of the header. It is not ok where nginx does not take it, and missing where the
// client sends no header.
func (q *request) readHost(named string) (host string, ok, missing bool) {
	header, told := q.w.Request.Header("Host")
	if !told {
		header = q.hostHeader()
	}
	missing = !told && header == ""
	switch {
	case named != "":
		host, ok = named, true
	case missing:
		ok = true // the server without a name answers
	default:
		host, ok = validHost(header)
	}
	q.shared.host = host
	return host, ok, missing
}

// twice is a header that the client sends twice and that nginx takes only once.
func (q *request) twice() string {
	headers := q.w.Request.Headers
	for i, h := range headers {
		for _, other := range headers[:i] {
			if strings.EqualFold(h.Name, other.Name) && slices.Contains(unique, strings.ToLower(h.Name)) {
				return h.Name
			}
		}
	}
	return ""
}

// unique are headers that may stand in a request once.
var unique = []string{
	"host", "authorization", "proxy-authorization", "content-length", "content-range", "transfer-encoding", "expect",
	"if-modified-since", "if-unmodified-since", "if-match", "if-none-match", "if-range",
}

// validHost is a host as nginx reads it: without its port and a final dot, in
// lower case.
func validHost(text string) (host string, ok bool) {
	end, dot := len(text), len(text)
	literal, rest := strings.HasPrefix(text, "["), false
	for i := range len(text) {
		switch c := text[i]; {
		case c == '.':
			if dot == i-1 {
				return "", false
			}
			dot = i
		case c == ':' && !literal && !rest:
			end, rest = i, true
		case c == ']' && literal:
			end, literal, rest = i+1, false, true
		case c <= ' ', c == 0x7f, c == '/':
			return "", false
		}
	}
	if end > 0 && dot == end-1 {
		end--
	}
	return Lower(text[:end]), end > 0
}

func defaultPort(tls bool) int {
	if tls {
		return 443
	}
	return 80
}
