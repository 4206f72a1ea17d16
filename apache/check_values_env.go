package apache

import "strings"

func (l *lowerer) checkSetEnvIf(n *Node) objection {
	words := iterated(n.Words)
	if len(words) == 0 {
		return objection{word: n.Name, says: n.Name.Text + " names nothing of the request to look at"}
	}
	if o := checkEnv(n, words[1:]); o.says != "" {
		return o
	}
	if header := words[0]; !requestAttribute(header.Text) && strings.Trim(header.Text, headerCharacters) != "" {
		return checkPattern(header, header.Text)
	}
	return none
}

const headerCharacters = "-_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

func requestAttribute(name string) bool {
	return amongFold(name, "Remote_Addr", "Remote_Host", "Request_URI", "Request_Method", "Request_Protocol", "Server_Addr")
}

func (l *lowerer) checkBrowserMatch(n *Node) objection { return checkEnv(n, iterated(n.Words)) }

// checkEnv looks at a pattern and the variables behind it.
func checkEnv(n *Node, words []Word) objection {
	if len(words) == 0 {
		return objection{word: n.Name, says: n.Name.Text + " has no regular expression"}
	}
	if !plainText(words[0].Text) {
		if o := checkPattern(words[0], words[0].Text); o.says != "" {
			return o
		}
	}
	return needVariable(n, words)
}

// plainText says that httpd looks for a pattern as it is, since there is
// nothing in it but characters and what a backslash takes literally.
func plainText(pattern string) bool {
	for i := 0; i < len(pattern); i++ {
		special := strings.IndexByte(`^.$|()[]*+?{}`, pattern[i]) >= 0
		switch {
		case special:
			return false
		case pattern[i] == '\\' && i+1 < len(pattern):
			i++
			if strings.IndexByte(`^.$|()[]*+?{}\`, pattern[i]) < 0 {
				return false
			}
		}
	}
	return true
}

func needVariable(n *Node, words []Word) objection {
	if len(words) < 2 {
		return objection{word: words[0], says: n.Name.Text + " names no variable to set"}
	}
	return none
}

func (l *lowerer) checkSetEnvIfExpr(n *Node) objection {
	words := iterated(n.Words)
	if len(words) == 0 {
		return objection{word: n.Name, says: n.Name.Text + " has no condition"}
	}
	if o := l.checkCondition(words[0]); o.says != "" {
		return o
	}
	return needVariable(n, words)
}
