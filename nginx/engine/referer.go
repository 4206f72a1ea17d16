package engine

import "strings"

// Referers are valid_referers.
type Referers struct {
	// None says that a request without a Referer is one of them, Blocked that one
	// whose Referer has no scheme is.
	None, Blocked bool
	// Hosts are names of hosts; the values are what the path has to begin with.
	Hosts Table
	// HostPatterns are those of server names, Patterns are for all behind the
	// scheme.
	HostPatterns, Patterns []*Regexp
}

// shortestReferer is how long a Referer with a scheme is at least.
const shortestReferer = len("http://i.ru")

// invalidReferer is $invalid_referer.
func invalidReferer(q *request, _ *Variable) (value, why string) {
	r := q.settings().Referers
	if r == nil {
		return "", ""
	}
	referer, sent := q.w.Request.Header("Referer")
	if !sent || q.unread {
		return invalid(!r.None), ""
	}
	referer = strings.Trim(referer, " ")
	rest, found := behindScheme(referer)
	if !found || len(referer) < shortestReferer {
		return invalid(!r.Blocked), ""
	}
	valid, why := r.fits(q, rest)
	return invalid(!valid), why
}

func invalid(yes bool) string {
	if yes {
		return "1"
	}
	return ""
}

func behindScheme(text string) (rest string, found bool) {
	for _, scheme := range [...]string{"http://", "https://"} {
		if len(text) >= len(scheme) && strings.EqualFold(text[:len(scheme)], scheme) {
			return text[len(scheme):], true
		}
	}
	return "", false
}

// fits says whether what stands behind the scheme is one of them.
func (r *Referers) fits(q *request, rest string) (valid bool, why string) {
	end := strings.IndexAny(rest, "/:")
	if end < 0 {
		end = len(rest)
	}
	if end > 255 {
		return false, ""
	}
	host := Lower(rest[:end])
	path := ""
	if i := strings.IndexByte(rest[end:], '/'); i >= 0 {
		path = rest[end+i:]
	}
	begin := r.Hosts.Exact[host]
	if begin == nil {
		begin = r.Hosts.wildcard(host)
	}
	if begin != nil {
		return strings.HasPrefix(path, begin.Source), ""
	}
	if valid, why = anyMatches(q, r.HostPatterns, host); valid || why != "" {
		return valid, why
	}
	return anyMatches(q, r.Patterns, rest)
}

// anyMatches runs patterns whose groups nobody sees.
func anyMatches(q *request, patterns []*Regexp, subject string) (matched bool, why string) {
	for _, p := range patterns {
		switch p.Match(subject) {
		case pcreMatches:
			return true, ""
		case pcreDoesNot:
		default:
			return false, q.cannotMatch(p)
		}
	}
	return false, ""
}
