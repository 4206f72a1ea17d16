package apache

import "strings"

// maskSecrets marks the words of a directive that nobody may print: values of
// directives, headers and variables whose names say that they are secret, and
// passwords inside URLs. It is done before anything is said of the line.
func (l *lowerer) maskSecrets(n *Node) {
	name := n.folded()
	switch {
	case secretDirective(name):
		l.tree.File.Mask(l.tree.Span(n.ArgsStart, n.ArgsEnd))
		return
	case name == "header" || name == "requestheader":
		l.maskAfter(n, "authorization", "api-key", "apikey", "token", "secret", "password")
	case name == "setenv" || strings.HasPrefix(name, "php_"):
		l.maskAfter(n, secretParts...)
	case name == "setenvif" || name == "setenvifnocase" || name == "rewriterule" || name == "browsermatch":
		l.maskAssigned(n)
	}
	for _, w := range n.Words {
		l.maskURL(w)
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
	for _, part := range []string{"passw", "passp", "secret", "apikey", "bindpw"} {
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
