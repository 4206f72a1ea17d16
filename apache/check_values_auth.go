package apache

import (
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// userProviders says which module registers a provider of users, and whether
// it can serve Digest. Names are compared with their letter case.
var userProviders = map[string]struct {
	module string
	digest bool
}{
	"file":     {"mod_authn_file.c", true},
	"dbm":      {"mod_authn_dbm.c", true},
	"dbd":      {"mod_authn_dbd.c", true},
	"socache":  {"mod_authn_socache.c", true},
	"anon":     {"mod_authn_anon.c", false},
	"ldap":     {"mod_authnz_ldap.c", false},
	"fcgi":     {"mod_authnz_fcgi.c", false},
	"external": {"mod_authnz_external.c", false},
	"wsgi":     {"mod_wsgi.c", false},
	"PAM":      {"mod_authnz_pam.c", false},
	"jwt-file": {"mod_authnz_jwt.c", false},
}

func (l *lowerer) checkBasicProvider(n *Node) objection { return l.checkUserProviders(n, false) }

func (l *lowerer) checkDigestProvider(n *Node) objection { return l.checkUserProviders(n, true) }

func (l *lowerer) checkUserProviders(n *Node, digest bool) objection {
	for _, w := range iterated(n.Words) {
		if o := l.checkUserProvider(n, w, digest); o.says != "" {
			return o
		}
	}
	return none
}

func (l *lowerer) checkUserProvider(n *Node, w Word, digest bool) objection {
	if l.p.providers[w.Text] != nil {
		return none
	}
	p, known := userProviders[w.Text]
	if known {
		if l.modules.fact(p.module) == model.No {
			return objection{word: w, says: n.Name.Text + " " + w.Text + " needs " + p.module + ", which is not loaded"}
		}
		if digest && !p.digest {
			return objection{word: w, says: "provider " + w.Text + " does not serve Digest"}
		}
		return none
	}
	o := objection{word: w, says: n.Name.Text + " has no provider " + strconv.Quote(w.Text)}
	near := strings.ToLower(strings.TrimRight(w.Text, ",;"))
	if _, meant := userProviders[near]; meant {
		o.says += ", " + near + " was meant"
		o.right = []Word{instead(w, near)}
	} else if right := listed(w, func(name string) bool { _, known := userProviders[name]; return known }); right != nil {
		o.right = right
	} else if !l.modules.complete && plainName(w.Text) {
		o.assumed = "no module or alias of this server registers it"
	}
	return o
}

func (l *lowerer) checkQop(n *Node) objection {
	for _, w := range iterated(n.Words) {
		if !strings.EqualFold(w.Text, "auth") {
			return objection{word: w, says: "AuthDigestQop takes auth alone"}
		}
	}
	return none
}

// checkNonceLifetime: a number, and what stands behind a blank is ignored.
func (l *lowerer) checkNonceLifetime(n *Node) objection {
	text := n.Words[0].Text
	number := strings.TrimLeft(text, " \t")
	if number != "" && (number[0] == '-' || number[0] == '+') {
		number = number[1:]
	}
	rest := strings.TrimLeft(number, "0123456789")
	if rest == number {
		rest = text // no digits, so that nothing was read
	}
	if rest != "" && rest[0] != ' ' && rest[0] != '\t' {
		return objection{word: n.Words[0], says: strconv.Quote(text) + " is no number of seconds"}
	}
	return none
}

// checkRequire looks at the raw rest of the line, which some providers read as
// an expression. The rest of Require is checked where it is lowered.
func (l *lowerer) checkRequire(n *Node) objection {
	words := n.Words
	if len(words) > 0 && strings.EqualFold(words[0].Text, "not") {
		words = words[1:]
	}
	if len(words) < 2 {
		return none
	}
	raw := words[len(words)-1]
	raw.Start = words[1].Start
	raw.Text = rawAfter(n.Args, len(n.Words)-len(words)+1)
	switch {
	case requireExpression(words[0].Text):
		o := l.checkText(raw)
		if module := requireProviders[words[0].Text]; o.says != "" && l.modules.fact(module) != model.Yes {
			o.assumed = module + " is loaded"
		}
		return o
	case words[0].Text == "ssl" || words[0].Text == "ssl-verify-client":
		return objection{word: words[1], says: "Require " + words[0].Text + " takes no arguments"}
	case words[0].Text == "expr":
		raw.Text = requiredText(raw.Text, "expr")
		return l.checkCondition(raw)
	}
	return none
}

// rawAfter is what is left of a directive's arguments after some words, as it
// is written.
func rawAfter(args string, words int) string {
	l := line{text: args}
	at := 0
	for range words {
		_, at, _ = l.word(at, len(args))
	}
	return args[at:]
}

// requireExpression says that a provider reads its arguments as one text with
// variables in it.
func requireExpression(provider string) bool {
	switch provider {
	case "user", "group", "host", "forward-dns", "dbm-group", "dbd-group":
		return true
	}
	return strings.HasPrefix(provider, "ldap-")
}

func (l *lowerer) checkRequireContainer(n *Node) objection {
	if len(n.Words) > 0 {
		return objection{word: n.Words[0], says: n.Name.Text + "> takes no arguments"}
	}
	return none
}
