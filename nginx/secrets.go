package nginx

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/authlint/authlint/lint/source"
)

// maskSecrets marks the words of a directive that nobody may print: what is
// sent or compared as a password or token, and passwords inside URLs. It is
// done before anything is said of the directive.
func maskSecrets(n *Node) {
	file := n.Tree.File
	for i, w := range n.Words {
		if i+1 < len(n.Words) && secretName(w.Text) && n.Words[i+1].Text != "" && !harmless(n, i+1) {
			from := n.Words[i+1].Start
			if n.Is("if") && i+2 < len(n.Words) && strings.Trim(n.Words[i+1].Text, "!=~*") == "" {
				if strings.Trim(n.Words[i+2].Text, ")") == "" {
					break // compared with nothing
				}
				from = n.Words[i+2].Start // the sign of a comparison is none
			}
			file.Mask(file.Span(from, n.Words[len(n.Words)-1].End))
			break
		}
		if looksHashed(w.Text) {
			file.Mask(file.Span(w.Start, w.End))
		}
		maskURL(n, w)
		maskCredentials(n, w)
		if name, value, is := strings.Cut(w.Text, "="); is && value != "" && secretName(name) && w.Quote == 0 {
			file.Mask(file.Span(w.Start+len(name)+1, w.End))
		}
	}
	if len(n.Words) > 0 && secretDirective(n.Name.Text) && !harmless(n, 0) {
		file.Mask(file.Span(n.Words[0].Start, n.Words[len(n.Words)-1].End))
	}
	maskEntry(n)
	maskBlock(n)
}

// maskBlock masks what a block of Lua has behind a word for a password, and
// the keys or values of a map from or to a variable with such a name.
func maskBlock(n *Node) {
	file := n.Tree.File
	switch {
	case n.Kind != KindBlock:
	case strings.HasSuffix(n.Name.Text, "_by_lua_block"):
		maskNote(file, n.HeadEnd, n.CloseStart)
	case n.Is("map") || n.Is("geo"):
		last := max(0, len(n.Words)-1)
		keys, values := last > 0 && secretName(n.Arg(0)), secretName(n.Arg(last))
		for c := range Directives(n.Children) {
			if keys && !c.Is("default") {
				c.Tree.File.Mask(c.WordSpan(c.Name))
			}
			if values && len(c.Words) > 0 && !harmless(c, 0) {
				c.Tree.File.Mask(c.WordSpan(c.Words[0]))
			}
		}
	}
}

// secretParts are what names of secrets have in them.
var secretParts = [...]string{"passw", "passphrase", "pwd", "secret", "apikey", "api_key", "api-key", "token", "authorization", "credential", "auth-key", "auth_key"}

// secretName says that a word is the name of a header, variable or field that
// holds a secret.
func secretName(word string) bool {
	lower := strings.ToLower(word)
	if strings.HasPrefix(lower, "access-control-") {
		return false // headers that say what scripts may send, and send nothing
	}
	for _, part := range secretParts {
		if strings.Contains(lower, part) {
			return true
		}
	}
	return false
}

// secretDirective says that a directive's words are a secret, whether or not
// nginx knows the directive: misspelt ones are shown too.
func secretDirective(name string) bool {
	lower := strings.ToLower(name)
	if strings.HasSuffix(lower, "_file") || strings.HasPrefix(lower, "server_tokens") || strings.HasPrefix(lower, "auth_basic") {
		return false
	}
	return secretName(lower) || lower == "secure_link_md5" || lower == "ssl_engine"
}

// harmless says that what stands from the i-th word on is no secret: one
// variable and nothing else, or a switch.
func harmless(n *Node, i int) bool {
	rest := n.Words[i:]
	if len(rest) != 1 {
		return len(rest) == 0
	}
	text := rest[0].Text
	switch text {
	case "", "on", "off", "always", "{":
		return true
	}
	if len(text) == 1 {
		return true // 0 or 1
	}
	name, variable := strings.CutPrefix(text, "$")
	return variable && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

// minHash is how long the shortest stored password is that is looked for.
const minHash = 20

// looksHashed says that a word looks like a stored password.
func looksHashed(word string) bool {
	if len(word) < minHash {
		return false
	}
	for _, sign := range [...]string{"$apr1$", "$1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$", "$y$", "$gy$", "$7$", "$argon2", "$P$", "$H$", "{SHA}", "{SSHA}", "{PLAIN}"} {
		if strings.Contains(word, sign) {
			return true
		}
	}
	return false
}

// maskEntry masks a line that belongs into a password file and not here: no
// directive's name has a colon in it, but a host with a port may stand where
// maps and upstreams have theirs.
func maskEntry(n *Node) {
	user, behind, found := strings.Cut(n.Name.Text, ":")
	if found && user != "" && looksHashed(behind) || looksHashed(n.Name.Text) {
		n.Tree.File.Mask(n.WordSpan(n.Name))
	}
}

// credentials are a scheme and what follows it up to the end of a word.
var credentials = regexp.MustCompile(`(?i)\b(?:basic|bearer|token)[ \t]+([\w+/=.~-]{6,})["')]*$`)

// maskCredentials masks what stands behind the scheme in the value of a header.
// Where it is an ordinary word, the whole is a realm or a sentence.
func maskCredentials(n *Node, w Word) {
	raw := n.Tree.File.Data[w.Start:w.End]
	if !bytes.ContainsAny(raw, " \t") || n.Is("auth_basic") {
		return // as nearly every word is
	}
	at := credentials.FindSubmatchIndex(raw)
	if at == nil {
		return
	}
	if word := string(raw[at[2]:at[3]]); strings.ContainsAny(word, "0123456789+=") || strings.ToLower(word[1:]) != word[1:] {
		n.Tree.File.Mask(n.Tree.File.Span(w.Start+at[2], w.Start+at[3]))
	}
}

// maskURL masks the password of "scheme://user:password@host".
func maskURL(n *Node, w Word) {
	raw := string(n.Tree.File.Data[w.Start:w.End])
	scheme := strings.Index(raw, "://")
	if scheme < 0 {
		return
	}
	from := scheme + len("://")
	host, _, _ := strings.Cut(raw[from:], "/")
	if at := strings.LastIndexByte(host, '@'); at > 0 && strings.Contains(host[:at], ":") {
		n.Tree.File.Mask(n.Tree.File.Span(w.Start+from, w.Start+from+at))
	}
}

// maskNote masks what may be a password in a comment: a hash, what is behind a
// user and a colon, and all that follows a word for a password.
func maskNote(f *source.File, start, end int) {
	text := f.Data
	for i := start; i < end; {
		for i < end && (source.IsSpace(text[i]) || text[i] == '#') {
			i++
		}
		from := i
		for i < end && !source.IsSpace(text[i]) {
			i++
		}
		word := string(text[from:i])
		user, behind, found := strings.Cut(word, ":")
		switch {
		case secretWord(word):
			f.Mask(f.Span(i, end))
			i = end
		case found && user != "" && looksHashed(behind):
			f.Mask(f.Span(from+len(user)+1, end))
			i = end
		case looksHashed(word):
			f.Mask(f.Span(from, i))
		}
	}
}

// secretWord says that what follows a word of a comment may be a password: the
// names of directives and files with passwords are no such words.
func secretWord(word string) bool {
	lower := strings.ToLower(word)
	if strings.ContainsAny(lower, "/.") || strings.HasPrefix(lower, "auth_") || strings.HasPrefix(lower, "server_tokens") {
		return false
	}
	return secretName(lower)
}
