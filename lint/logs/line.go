package logs

import (
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// line is what a line of a log says. Its texts are parts of the line.
type line struct {
	time   time.Time // zero where it has none
	client netip.Addr
	// status is that of an access log's line, 0 in an error log.
	status int
	method string
	// host is what was asked for, without its port; empty where nobody says.
	host string
	// path is that of the URL, without its query; empty where nobody says.
	path string
	// user is who logged in. It is asked about and never shown: people enter
	// passwords there.
	user string
	// message is the text of an error log's line, without what the server adds
	// about the request.
	message string
	nginx   bool
}

// parse reads a line of any log that is known, by what it looks like. Lines of
// other forms are not read.
func parse(text string) (l line, ok bool) {
	switch {
	case text == "":
		return l, false
	case text[0] == '[':
		return parseApache(text)
	case strings.HasPrefix(text, "AH00526: "): // said before there is a log
		return line{message: text}, true
	case len(text) > len(nginxTime) && text[4] == '/' && text[7] == '/' && text[10] == ' ':
		return parseNginx(text)
	}
	return parseAccess(text)
}

const (
	apacheTime = "Mon Jan 02 15:04:05.999999 2006"
	nginxTime  = "2006/01/02 15:04:05"
	accessTime = "02/Jan/2006:15:04:05 -0700"
)

// maxBrackets is how many parts in brackets a line of httpd's begins with.
const maxBrackets = 8

// parseApache reads "[time] [module:level] [pid 1] (13)Why: [client 192.0.2.1:80]
// AH00001: text, referer: http://...", whose parts may be fewer.
func parseApache(text string) (l line, ok bool) {
	rest := text
	for range maxBrackets {
		inner, after, closed := strings.Cut(strings.TrimPrefix(rest, "["), "]")
		if !strings.HasPrefix(rest, "[") || !closed {
			break
		}
		if at, err := time.ParseInLocation(apacheTime, inner, time.Local); err == nil {
			l.time = at
		} else if from, found := strings.CutPrefix(inner, "client "); found {
			l.client = clientAddr(from)
		}
		rest = strings.TrimLeft(after, " ")
	}
	if rest == text {
		return l, false
	}
	// The system's reason stands before the client.
	if before, from, found := strings.Cut(rest, "[client "); found && !strings.Contains(before, "AH") {
		if inner, after, closed := strings.Cut(from, "] "); closed && !l.client.IsValid() {
			l.client = clientAddr(inner)
			rest = before + after
		}
	}
	rest = strings.TrimPrefix(rest, ": ")
	if i := strings.LastIndex(rest, ", referer"); i >= 0 {
		rest = rest[:i]
	}
	l.message = rest
	return l, true
}

// clientAddr is an address that may have a port.
func clientAddr(text string) netip.Addr {
	if at, err := netip.ParseAddrPort(text); err == nil {
		return at.Addr().Unmap()
	}
	if at, err := netip.ParseAddr(text); err == nil {
		return at.Unmap()
	}
	// httpd writes IPv6 addresses with a port, and without brackets.
	if i := strings.LastIndexByte(text, ':'); i > 0 {
		if at, err := netip.ParseAddr(text[:i]); err == nil {
			return at.Unmap()
		}
	}
	return netip.Addr{}
}

// parseNginx reads "2026/01/31 12:00:00 [error] 1#1: *1 text, client: 192.0.2.1,
// server: a.test, request: "GET / HTTP/1.1", host: "a.test"".
func parseNginx(text string) (l line, ok bool) {
	at, err := time.ParseInLocation(nginxTime, text[:len(nginxTime)], time.Local)
	if err != nil {
		return l, false
	}
	l.time, l.nginx = at, true
	_, rest, found := strings.Cut(text[len(nginxTime):], ": ")
	if !found {
		return l, false
	}
	if strings.HasPrefix(rest, "*") {
		_, rest, _ = strings.Cut(rest, " ")
	}
	l.message = rest
	i := strings.LastIndex(rest, ", client: ")
	if i < 0 {
		return l, true
	}
	l.message = rest[:i]
	about := rest[i+len(", "):]
	l.client = clientAddr(nginxField(about, "client: "))
	l.host = hostName(nginxField(about, `host: "`))
	l.request(nginxField(about, `request: "`))
	return l, true
}

// nginxField is one of the parts that nginx adds about a request.
func nginxField(about, name string) string {
	i := strings.Index(about, name)
	if i < 0 {
		return ""
	}
	value, end := about[i+len(name):], ","
	if strings.HasSuffix(name, `"`) {
		end = `"`
	}
	value, _, _ = strings.Cut(value, end)
	return value
}

// request reads a request line.
func (l *line) request(text string) {
	method, rest, found := strings.Cut(text, " ")
	if !found {
		return
	}
	target := rest
	if i := strings.LastIndexByte(rest, ' '); i >= 0 {
		target = rest[:i]
	}
	l.method, l.path = method, pathOf(target)
}

// pathOf is the path of a request target, without its query, which may hold
// what is secret.
func pathOf(target string) string {
	if i := strings.IndexAny(target, "?#"); i >= 0 {
		target = target[:i]
	}
	if _, rest, absolute := strings.Cut(target, "://"); absolute && !strings.HasPrefix(target, "/") {
		i := strings.IndexByte(rest, '/')
		if i < 0 {
			return "/"
		}
		target = rest[i:]
	}
	if !strings.HasPrefix(target, "/") {
		return ""
	}
	return target
}

// hostName is a host without its port.
func hostName(text string) string {
	if i := strings.LastIndexByte(text, ':'); i >= 0 && !strings.HasSuffix(text, "]") {
		text = text[:i]
	}
	return strings.ToLower(text)
}

// parseAccess reads lines of the formats common, combined and vhost_combined.
func parseAccess(text string) (l line, ok bool) {
	who, rest, found := strings.Cut(text, " [")
	when, rest, closed := strings.Cut(rest, `] "`)
	at, err := time.Parse(accessTime, when)
	if !found || !closed || err != nil {
		return l, false
	}
	l.time = at
	first, others, _ := strings.Cut(who, " ")
	if l.client = clientAddr(first); !l.client.IsValid() || strings.Contains(others, " ") {
		second, after, _ := strings.Cut(others, " ")
		if addr := clientAddr(second); addr.IsValid() {
			l.client, l.host, others = addr, hostName(first), after
		}
	}
	if _, user, found := strings.Cut(others, " "); found && user != "-" && user != `""` {
		l.user = user
	}
	end := quoteEnd(rest)
	if end < 0 || !strings.HasPrefix(rest[end:], `" `) {
		return l, false
	}
	l.request(rest[:end])
	status, _, _ := strings.Cut(rest[end+len(`" `):], " ")
	if l.status, err = strconv.Atoi(status); err != nil || l.status < 100 || l.status > 599 {
		return l, false
	}
	return l, true
}

// quoteEnd is where a quoted text ends that began before; -1 for nowhere.
func quoteEnd(text string) int {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}
