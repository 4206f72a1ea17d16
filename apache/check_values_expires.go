package apache

import (
	"strconv"
	"strings"
)

func (l *lowerer) checkExpiresByType(n *Node) objection {
	if !strings.Contains(n.Words[0].Text, "/") {
		return objection{word: n.Words[0], says: strconv.Quote(n.Words[0].Text) + " is no media type: it has no slash"}
	}
	return checkExpiry(n.Words[1])
}

func (l *lowerer) checkExpiresDefault(n *Node) objection { return checkExpiry(n.Words[0]) }

// checkExpiry reads "access plus 1 month". Of each word httpd looks at the
// first letters alone.
func checkExpiry(w Word) objection {
	code := w.Text
	if code[0] == 'A' || code[0] == 'M' {
		return none // the old form: a letter and seconds, which are not looked at
	}
	words := wordTexts(code)
	if len(words) == 0 || !begins(words[0], "n", "a", "m") {
		return objection{word: w, says: "expiry begins with neither access, now nor modification"}
	}
	words = words[1:]
	if len(words) > 0 && begins(words[0], "p") {
		words = words[1:]
	}
	for ; len(words) > 0; words = words[2:] {
		switch {
		case words[0] == "":
			return none
		case !isDigit(words[0][0]):
			return objection{word: w, says: "expiry has " + strconv.Quote(words[0]) + " where a number is due"}
		case len(words) == 1 || words[1] == "":
			return objection{word: w, says: "expiry has a number without years, months, weeks, days, hours, minutes or seconds"}
		case !begins(words[1], "y", "mo", "w", "d", "h", "mi", "s"):
			return objection{word: w, says: "expiry has " + strconv.Quote(words[1]) + " where years, months, weeks, days, hours, minutes or seconds are due"}
		}
	}
	return none
}

// begins says that a word begins with one of some letters, letter case aside.
func begins(word string, prefixes ...string) bool {
	for _, p := range prefixes {
		if len(word) >= len(p) && strings.EqualFold(word[:len(p)], p) {
			return true
		}
	}
	return false
}

// wordTexts makes words of a text as httpd does of a line.
func wordTexts(text string) []string {
	l := line{text: text}
	return texts(l.cut(nil, 0, len(text)))
}
