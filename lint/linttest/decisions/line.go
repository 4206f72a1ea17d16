package decisions

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
)

// line is one line of the requests section.
type line struct {
	// left is what stands before the arrow, or the whole line where it is a
	// comment or empty.
	left    string
	request *Request
	// undecidedOK is why the engine may be undecided; empty when it may not.
	undecidedOK string
	answer      string // as written after the arrow
}

const (
	arrow          = " => "
	passwordMarker = "# password "
	defaultFrom    = "127.0.0.1"
)

// secret finds what no message may show: passwords, and headers that hold
// them. It rather hides more.
var secret = regexp.MustCompile(`((?:user|digest)=[^:"]*:)[^ "]*|(header="(?:Proxy-)?Authorization: )[^"]*`)

// shown is the request as messages show it.
func (l *line) shown() string {
	return secret.ReplaceAllString(l.left, "$1$2***")
}

// parseLines reads the requests section.
func parseLines(text, host string) ([]line, error) {
	passwords := map[string]string{}
	var lines []line
	number := 0
	for s := range strings.Lines(text) {
		number++
		s = strings.TrimSpace(s)
		if rest, ok := strings.CutPrefix(s, passwordMarker); ok {
			user, password, _ := strings.Cut(rest, " ")
			passwords[user] = password
		}
		if s == "" || s[0] == '#' {
			lines = append(lines, line{left: s})
			continue
		}
		l, err := parseLine(s, host, passwords)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// parseLine reads one request and its answer.
func parseLine(s, host string, passwords map[string]string) (line, error) {
	left, answer, _ := strings.Cut(s+" ", arrow)
	l := line{left: strings.TrimSpace(left), answer: strings.TrimSpace(answer)}
	words, err := splitWords(l.left)
	if err != nil {
		return l, err
	}
	if len(words) < 2 {
		return l, errors.New("a request has a method and a target")
	}
	r := &Request{Method: words[0], Target: words[1], From: defaultFrom}
	raw := false
	for _, word := range words[2:] {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "user", "digest":
			r.Login, err = parseLogin(key, value, passwords)
		case "host":
			host = value
		case "rawhost", "nohost":
			r.Host, r.NoHost, raw = value, key == "nohost", true
		case "undecided-ok":
			l.undecidedOK = value
		default:
			err = r.set(key, value)
		}
		if err != nil {
			return l, err
		}
	}
	if !raw {
		r.Host = host + ":" + r.port()
	}
	l.request = r
	return l, r.checkTLS()
}

// set sets what needs nothing but its own words.
func (r *Request) set(key, value string) (err error) {
	switch key {
	case "http":
		r.Version = value
	case "tls":
		r.TLS = true
	case "cert":
		r.Certificate = value
	case "sni":
		r.SNI = value
	case "body":
		r.Body = value
	case "from":
		r.From = value
		_, err = netip.ParseAddr(value)
	case "to":
		r.To = value
	case "header":
		name, content, ok := strings.Cut(value, ": ")
		if !ok {
			return fmt.Errorf("header %q is not name, colon, blank, value", value)
		}
		r.Header = append(r.Header, Field{name, content})
	default:
		return fmt.Errorf("no key %q", key)
	}
	return err
}

// port is the port that the client connects to.
func (r *Request) port() string {
	if i := strings.LastIndexByte(r.To, ':'); i >= 0 {
		return r.To[i+1:]
	}
	return portMark
}

// parseLogin reads NAME:PASSWORD, or NAME, whose password a comment has.
func parseLogin(key, value string, passwords map[string]string) (*Login, error) {
	user, password, given := strings.Cut(value, ":")
	login := &Login{User: user, Password: password, Assumed: !given, Digest: key == "digest"}
	if given {
		return login, nil
	}
	known := false
	if login.Password, known = passwords[user]; !known {
		return nil, fmt.Errorf("no comment %q before this line", passwordMarker+user+" ...")
	}
	return login, nil
}

// splitWords splits at blanks. A word, or what follows its first equals sign,
// may stand in Go's quotes.
func splitWords(s string) ([]string, error) {
	var words []string
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimLeft(s, " ") {
		end := strings.IndexAny(s, ` "`)
		if end < 0 || s[end] == ' ' {
			word, rest, _ := strings.Cut(s, " ")
			words, s = append(words, word), rest
			continue
		}
		quoted, err := strconv.QuotedPrefix(s[end:])
		if err != nil || end > 0 && s[end-1] != '=' {
			return nil, fmt.Errorf("quotes in %q: a quoted word or value is written as in Go", s)
		}
		value, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, err
		}
		words, s = append(words, s[:end]+value), s[end+len(quoted):]
		if s != "" && s[0] != ' ' {
			return nil, fmt.Errorf("no blank before %q", s)
		}
	}
	return words, nil
}

// formatLines writes the requests section.
func formatLines(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.left)
		if l.request != nil && l.answer != "" {
			b.WriteString(arrow + l.answer)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
