package apache

import (
	"strconv"
	"strings"

	"github.com/authlint/authlint/apache/engine"
	"github.com/authlint/authlint/lint/model"
)

func (l *lowerer) checkRedirect(n *Node) objection { return l.redirection(n, 302, false) }

func (l *lowerer) checkRedirectMatch(n *Node) objection { return l.redirection(n, 302, true) }

func (l *lowerer) checkRedirectFixed(n *Node) objection {
	if n.Is("RedirectTemp") {
		return l.redirection(n, 302, false)
	}
	return l.redirection(n, 301, false)
}

// redirection reads the words of Redirect and its kin: an optional status, a
// path or pattern, a target. Without a target a redirect applies to all of the
// section or folder and its one word is the target; outside of those it is not
// known.
func (l *lowerer) redirection(n *Node, status int, pattern bool) objection {
	words := n.Words
	written := statusWord(words[0].Text)
	if written >= 0 {
		status = written
	}
	redirects := 300 <= status && status <= 399
	switch {
	case len(words) == 3 && written < 0:
		return objection{word: words[0], says: strconv.Quote(words[0].Text) + " is no status"}
	case l.inFolder() && written >= 0 && redirects && len(words) == 2:
		return l.checkText(words[1])
	case l.inFolder() && written < 0 && len(words) == 1:
		return l.checkText(words[0])
	case l.inFolder() && written >= 0 && !redirects && len(words) == 1:
		return none
	}
	if written >= 0 {
		words = words[1:]
	}
	if pattern && len(words) > 0 {
		if o := checkPattern(words[0], words[0].Text); o.says != "" {
			return o
		}
	}
	if len(words) < 2 {
		if redirects {
			return objection{word: n.Name, says: n.Name.Text + " has no target"}
		}
		return none
	}
	return checkTarget(words[1], redirects, pattern)
}

// inFolder says that the directive does not stand at the level of the server
// or of a virtual host.
func (l *lowerer) inFolder() bool {
	return l.htaccess || l.scope.Kind != model.ScopeServer && l.scope.Kind != model.ScopeHost
}

// checkTarget objects to where a redirect leads.
func checkTarget(w Word, redirects, pattern bool) objection {
	switch {
	case !redirects:
		return objection{word: w, says: "a status that is no redirect takes no target"}
	case !pattern && !engine.IsURL(w.Text) && !strings.HasPrefix(w.Text, "/"):
		return objection{word: w, says: strconv.Quote(w.Text) + " is no target: it must be a URL, or a path that begins with a slash"}
	}
	return none
}

// statusWord is the status that a word names; -1 when it names none.
func statusWord(word string) int {
	switch strings.ToLower(word) {
	case "permanent":
		return 301
	case "temp":
		return 302
	case "seeother":
		return 303
	case "gone":
		return 410
	}
	if word != "" && isDigit(word[0]) {
		return leadingNumber(word)
	}
	return -1
}
