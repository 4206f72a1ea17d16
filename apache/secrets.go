package apache

import (
	"strings"

	"github.com/authlint/authlint/apache/htpasswd"
	"github.com/authlint/authlint/lint/source"
)

// maskSecrets marks the words of a directive that nobody may print: values of
// directives, headers and variables whose names say that they are secret, and
// passwords inside URLs. It is done before anything is said of the line.
func (l *lowerer) maskSecrets(n *Node) {
	name := n.folded()
	l.maskEntry(n)
	switch {
	case n.secret():
		l.tree.File.Mask(l.tree.Span(n.ArgsStart, n.ArgsEnd))
		return
	case name == "header" || name == "requestheader":
		l.maskAfter(n, "authorization", "api-key", "apikey", "token", "secret", "password")
	case name == "setenv" || strings.HasPrefix(name, "php_"):
		l.maskAfter(n, secretParts...)
	case name == "setenvif" || name == "setenvifnocase" || name == "rewriterule" || name == "browsermatch":
		l.maskAssigned(n)
	}
	for i, w := range n.Words {
		l.maskURL(w)
		if strings.HasPrefix(w.Text, "#") {
			l.maskNote(w.Start, n.Words[len(n.Words)-1].End)
		}
		if htpasswd.Stored(w.Text) {
			l.tree.File.Mask(l.tree.WordSpan(n.Words[i]))
		}
	}
}

// maskEntry masks a line that belongs into a password file and not here: no
// directive's name has a colon or looks like a hash.
func (l *lowerer) maskEntry(n *Node) {
	user, behind, found := strings.Cut(n.Name.Text, ":")
	switch {
	case htpasswd.Stored(user), htpasswd.Stored(n.Name.Text) && !found:
		l.tree.File.Mask(l.tree.Span(n.Name.Start, n.Name.End))
	case found && (behind != "" || len(Lookup(user)) == 0):
		colon := strings.IndexByte(l.tree.text[n.Name.Start:n.Name.End], ':')
		l.tree.File.Mask(l.tree.Span(n.Name.Start+colon+1, max(n.Name.End, n.ArgsEnd)))
	}
}

// shownName is the name of a directive as a message may quote it.
func (l *lowerer) shownName(n *Node) string {
	if l.tree.File.Masked(n.Name.Start, n.Name.End) {
		return l.tree.WordSpan(n.Name).Text()
	}
	return n.Name.Text
}

// maskNote masks what may be a password in a comment: a hash, what is behind a
// user and a colon, and all that follows a word for a password.
func (l *lowerer) maskNote(start, end int) {
	for i := start; i < end; {
		for i < end && (source.IsSpace(l.tree.text[i]) || l.tree.text[i] == '#') {
			i++
		}
		from := i
		for i < end && !source.IsSpace(l.tree.text[i]) {
			i++
		}
		word := l.tree.text[from:i]
		user, behind, found := strings.Cut(word, ":")
		switch {
		case containsAny(fold(word), []string{"passw", "passphrase", "pwd", "secret", "token"}):
			l.tree.File.Mask(l.tree.Span(i, end))
			i = end
		case found && user != "" && behind != "" && !strings.HasPrefix(behind, "//"):
			l.tree.File.Mask(l.tree.Span(from+len(user)+1, end))
			i = end
		case htpasswd.Stored(word):
			l.tree.File.Mask(l.tree.Span(from, i))
		}
	}
}

// secretParts are what names of secrets have in them.
var secretParts = []string{"pass", "pwd", "_pw", "secret", "token", "key", "salt", "credential", "dsn", "auth"}

// secretDirective says that a directive's argument is a secret, whether or not
// httpd knows the directive: misspelt ones are shown too.
func secretDirective(name string) bool {
	if name == "dbdparams" || name == "proxybasicauth" {
		return true
	}
	for _, part := range []string{"passw", "passp", "pasw", "pssw", "secret", "apikey", "bindpw"} {
		if strings.Contains(name, part) {
			// These name a form's field or a program.
			return name != "authformpassword" && name != "sslpassphrasedialog"
		}
	}
	return false
}

// maskAfter masks what stands behind a word that is a secret's name.
func (l *lowerer) maskAfter(n *Node, parts ...string) {
	for i, w := range n.Words {
		lower := fold(w.Text)
		for _, part := range parts {
			if strings.Contains(lower, part) && i+1 < len(n.Words) {
				l.tree.File.Mask(l.tree.Span(n.Words[i+1].Start, n.Words[len(n.Words)-1].End))
				return
			}
		}
	}
}

// maskAssigned masks the values of "name=value" and "E=name:value" where the
// name is a secret's.
func (l *lowerer) maskAssigned(n *Node) {
	for _, w := range n.Words[min(2, len(n.Words)):] {
		name, _, found := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(w.Text, "["), "E="), "=")
		if strings.Contains(w.Text, "E=") {
			_, rest, _ := strings.Cut(w.Text, "E=")
			name, _, found = strings.Cut(rest, ":")
		}
		if found && containsAny(fold(name), secretParts) && fold(name) != "http_authorization" {
			l.tree.File.Mask(l.tree.WordSpan(w))
		}
	}
}

func containsAny(s string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// maskURL masks the password of "scheme://user:password@host".
func (l *lowerer) maskURL(w Word) {
	_, rest, found := strings.Cut(w.Text, "://")
	if !found {
		return
	}
	host, _, _ := strings.Cut(rest, "/")
	at := strings.LastIndexByte(host, '@')
	if at < 0 || !strings.Contains(host[:at], ":") {
		return
	}
	raw := l.tree.text[w.Start:w.End]
	from, to := strings.Index(raw, "://"), strings.LastIndexByte(raw, '@')
	if from >= 0 && to > from {
		l.tree.File.Mask(l.tree.Span(w.Start+from+len("://"), w.Start+to))
	}
}
