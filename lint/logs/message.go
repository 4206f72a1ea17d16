package logs

import (
	"slices"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/access"
)

// The codes whose lines tell what was wrong with a login.
var (
	wrongPassword = []string{"AH01617", "AH01618", "AH01790", "AH01792"}
	rightPassword = []string{"AH01631"}
)

// proofOf is what a message says of the client's password.
func proofOf(l *line, code string) access.Proof {
	if slices.Contains(rightPassword, code) || l.status == 403 || l.status == 500 {
		return access.ProofRight
	}
	return access.ProofWrong
}

// hasLogin says that a message is about who logged in.
func hasLogin(l *line, code string) bool {
	return l.status != 0 || slices.Contains(wrongPassword, code) || slices.Contains(rightPassword, code) ||
		l.nginx && strings.HasPrefix(l.message, `user "`)
}

// configLine is the line of a configuration that a server does not accept: "on
// line 3 of FILE:" as httpd says it, or "in FILE:3" at the end as nginx does.
func (l *line) configLine() (file string, number int) {
	if l.nginx {
		i, colon := strings.LastIndex(l.message, " in /"), strings.LastIndexByte(l.message, ':')
		if i < 0 || colon < i {
			return "", 0
		}
		number, err := strconv.Atoi(l.message[colon+1:])
		if err != nil || number < 1 {
			return "", 0
		}
		return l.message[i+len(" in ") : colon], number
	}
	_, rest, found := strings.Cut(l.message, "rror on line ")
	digits, rest, of := strings.Cut(rest, " of ")
	number, err := strconv.Atoi(digits)
	if !found || !of || err != nil || number < 1 {
		return "", 0
	}
	file, _, _ = strings.Cut(rest, ":")
	return file, number
}

// names takes from a message of an error log what it names: a path, of a URL or
// of the server's disk, and who logged in.
func (l *line) names() (file string) {
	text := l.message
	if l.nginx {
		if after, found := strings.CutPrefix(text, `user "`); found {
			l.user, _, _ = strings.Cut(after, `"`)
		}
		return quotedPath(text)
	}
	if _, after, found := strings.Cut(text, "user "); found {
		if end := strings.IndexAny(after, ": "); end > 0 {
			l.user = after[:end]
		}
	}
	if _, after, found := strings.Cut(text, "filesystem path '"); found {
		file, _, _ = strings.Cut(after, "'")
		return file
	}
	for _, before := range [...]string{"password file: ", "group file: "} {
		if _, after, found := strings.Cut(text, before); found {
			return after // which may be relative
		}
	}
	if file = quotedPath(text); file != "" {
		return pathOf(file)
	}
	// "...: /path", "AH00529: /path/.htaccess pcfg_openfile: ...",
	// "/path/.htaccess: Invalid command ..."
	for word := range strings.FieldsSeq(text) {
		if word = strings.TrimRight(word, ":,"); strings.HasPrefix(word, "/") {
			return pathOf(word)
		}
	}
	return ""
}

// quotedPath is the first text in quotes that is a path.
func quotedPath(text string) string {
	for {
		_, after, found := strings.Cut(text, `"`)
		if !found {
			return ""
		}
		inner, rest, closed := strings.Cut(after, `"`)
		if closed && strings.HasPrefix(inner, "/") {
			return inner
		}
		text = rest
	}
}
