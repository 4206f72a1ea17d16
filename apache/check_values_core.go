package apache

import (
	"strconv"
	"strings"

	"github.com/authlint/authlint/apache/engine"
	"github.com/authlint/authlint/apache/rewrite"
)

// optionNames are what Options takes, with or without a sign.
var optionNames = []string{
	"Indexes", "Includes", "IncludesNOEXEC", "FollowSymLinks", "SymLinksIfOwnerMatch", "ExecCGI", "MultiViews", "RunScripts",
}

func (l *lowerer) checkOptions(n *Node) objection {
	anySign, all := false, false
	for i, w := range n.Words {
		name := strings.TrimLeft(w.Text, "+-")
		sign := strings.HasPrefix(w.Text, "+") || strings.HasPrefix(w.Text, "-")
		if sign {
			name = w.Text[1:]
		}
		if sign && !anySign && i > 0 && !all || !sign && anySign {
			return objection{
				word: w, right: signed(n), says: "Options mixes words with and without + or -: either all have a sign or none has",
			}
		}
		anySign = anySign || sign
		switch {
		case amongFold(name, "None", "All"):
			if o := checkAllOrNone(w, name, i, anySign); o.says != "" {
				return o
			}
			all = true
		case !amongFold(name, optionNames...):
			return objection{word: w, says: strconv.Quote(w.Text) + " is no option"}
		}
	}
	return none
}

// signed are the words of Options with a "+" before those that have no sign;
// nil where one of them takes none.
func signed(n *Node) []Word {
	texts := make([]string, len(n.Words))
	for i, w := range n.Words {
		name := strings.TrimLeft(w.Text, "+-")
		if !amongFold(name, optionNames...) {
			return nil
		}
		if texts[i] = w.Text; name == w.Text {
			texts[i] = "+" + name
		}
	}
	last := n.Words[len(n.Words)-1]
	return []Word{{Text: strings.Join(texts, " "), Start: n.Words[0].Start, End: last.End}}
}

// checkAllOrNone looks at Options All and Options None: they come first and
// have no sign.
func checkAllOrNone(w Word, name string, i int, signed bool) objection {
	switch {
	case i > 0:
		return objection{word: w, says: "Options " + name + " must be the first option"}
	case signed:
		return objection{word: w, says: "Options " + name + " has no sign before it"}
	}
	return none
}

func (l *lowerer) checkErrorDocument(n *Node) objection {
	status := leadingNumber(n.Words[0].Text)
	if !rewrite.KnownStatus(status) {
		return objection{word: n.Words[0], says: strconv.Quote(n.Words[0].Text) + " is no status httpd has a document for"}
	}
	target := n.Words[1]
	if status == 401 && engine.IsURL(target.Text) && !strings.Contains(target.Text, " ") {
		return none // httpd ignores it unread
	}
	return l.checkText(target)
}

func (l *lowerer) checkError(n *Node) objection {
	return objection{word: n.Name, says: "Error makes httpd refuse the file: that is what it is for"}
}

func (l *lowerer) checkCGIVar(n *Node) objection {
	switch {
	case n.Words[0].Text != "REQUEST_URI":
		return objection{word: n.Words[0], says: "CGIVar knows the variable REQUEST_URI alone"}
	case !amongFold(n.Words[1].Text, "current-uri", "original-uri"):
		return objection{word: n.Words[1], says: "CGIVar REQUEST_URI takes current-uri or original-uri"}
	}
	return none
}

func (l *lowerer) checkFileETag(n *Node) objection {
	for _, w := range n.Words {
		name, signed := w.Text, false
		if strings.HasPrefix(name, "+") || strings.HasPrefix(name, "-") {
			name, signed = name[1:], true
		}
		switch {
		case amongFold(name, "None", "All"):
			if signed {
				return objection{word: w, says: "FileETag " + name + " has no sign before it"}
			}
		case !amongFold(name, "Size", "LMTime", "MTime", "LastModified", "INode", "Digest"):
			return objection{word: w, says: strconv.Quote(w.Text) + " is nothing FileETag takes: INode, MTime, Size, Digest, All or None"}
		}
	}
	return none
}

// checkSize: the whole word is a number of bytes.
func (l *lowerer) checkSize(n *Node) objection {
	if _, ok := wholeNumber(n.Words[0].Text); !ok {
		return objection{word: n.Words[0], says: n.Name.Text + " takes a number of bytes, without a unit"}
	}
	return none
}

// wholeNumber reads a number as C's strtoll does; rest is what follows it.
func wholeNumber(s string) (rest string, ok bool) {
	s = strings.TrimLeft(s, " \t")
	negative := strings.HasPrefix(s, "-")
	if negative || strings.HasPrefix(s, "+") {
		s = s[1:]
	}
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	value, err := strconv.ParseInt(s[:n], 10, 64)
	if n == 0 || err != nil || negative && value > 0 {
		return s, false
	}
	return s[n:], s[n:] == ""
}

func (l *lowerer) checkSizeWithUnit(n *Node) objection {
	rest, ok := wholeNumber(n.Words[0].Text)
	if ok || len(rest) == 1 && strings.ContainsAny(strings.ToLower(rest), "bkmg") {
		return none
	}
	return objection{word: n.Words[0], says: n.Name.Text + " takes a number of bytes, with b, k, m or g behind it or nothing"}
}

// checkLimitXML: what is no number counts as 0.
func (l *lowerer) checkLimitXML(n *Node) objection {
	return l.checkNotNegative(n)
}

func (l *lowerer) checkNotNegative(n *Node) objection {
	if leadingNumber(n.Words[0].Text) < 0 {
		return objection{word: n.Words[0], says: n.Name.Text + " must not be negative"}
	}
	return none
}

func (l *lowerer) checkPositive(n *Node) objection {
	if leadingNumber(n.Words[0].Text) <= 0 {
		return objection{word: n.Words[0], says: n.Name.Text + " takes a number above 0"}
	}
	return none
}
