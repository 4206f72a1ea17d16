package apache

import (
	"strconv"
	"strings"
)

// headerLine is Header or RequestHeader cut into its parts.
type headerLine struct {
	action Word
	name   *Word
	rest   []Word // value, substitution, condition
}

func readHeaderLine(n *Node) headerLine {
	words := n.Words
	if len(words) > 0 && n.Is("Header") && amongFold(words[0].Text, "always", "onsuccess") {
		words = words[1:]
	}
	h := headerLine{action: n.Name}
	if len(words) > 0 {
		h.action, words = words[0], words[1:]
	}
	if len(words) > 0 {
		h.name, words = &words[0], words[1:]
	}
	h.rest = words
	return h
}

func (l *lowerer) checkHeader(n *Node) objection {
	h := readHeaderLine(n)
	action := strings.ToLower(h.action.Text)
	if len(h.rest) > 3 {
		return objection{word: h.rest[3], says: n.Name.Text + " has too many arguments: a value with blanks needs quotes round it"}
	}
	switch action {
	case "set", "setifempty", "add", "append", "merge", "note":
		return h.checkValue(l, n)
	case "edit", "edit*":
		return h.checkEdit(l, n)
	case "unset":
		return h.checkBare(l, n)
	case "echo":
		return h.checkEcho(l, n)
	}
	if len(n.Words) == 0 || h.name == nil && h.action.Start == n.Name.Start {
		return objection{word: n.Name, says: n.Name.Text + " has no action"}
	}
	return objection{
		word: h.action,
		says: strconv.Quote(h.action.Text) + " is no action: " + n.Name.Text + " takes set, setifempty, add, append, merge, unset, echo, note, edit or edit*",
	}
}

// checkValue looks at "set NAME VALUE [CONDITION]" and its kin.
func (h *headerLine) checkValue(l *lowerer, n *Node) objection {
	switch {
	case h.name == nil:
		return objection{word: h.action, says: n.Name.Text + " names no header"}
	case len(h.rest) == 0:
		return objection{word: *h.name, says: n.Name.Text + " " + strings.ToLower(h.action.Text) + " has no value for the header"}
	case len(h.rest) > 2:
		return objection{word: h.rest[2], says: n.Name.Text + " has too many arguments: a value with blanks needs quotes round it"}
	case len(h.rest) == 2:
		if o := l.checkHeaderCondition(h.rest[1]); o.says != "" {
			return o
		}
	}
	return l.checkHeaderFormat(h.rest[0])
}

// checkEdit looks at "edit NAME PATTERN SUBSTITUTION [CONDITION]".
func (h *headerLine) checkEdit(l *lowerer, n *Node) objection {
	if len(h.rest) < 2 {
		return objection{word: h.action, says: n.Name.Text + " edit needs a pattern and what to put in its place"}
	}
	if o := checkPattern(h.rest[0], h.rest[0].Text); o.says != "" {
		return o
	}
	if len(h.rest) > 2 {
		if o := l.checkHeaderCondition(h.rest[2]); o.says != "" {
			return o
		}
	}
	return l.checkHeaderFormat(h.rest[1])
}

// checkBare looks at "unset NAME [CONDITION]".
func (h *headerLine) checkBare(l *lowerer, n *Node) objection {
	switch len(h.rest) {
	case 0:
		return none
	case 1:
		return l.checkHeaderCondition(h.rest[0])
	}
	return objection{word: h.rest[1], says: n.Name.Text + " " + strings.ToLower(h.action.Text) + " takes a header's name and a condition"}
}

// checkEcho looks at "echo PATTERN [CONDITION]".
func (h *headerLine) checkEcho(l *lowerer, n *Node) objection {
	if len(h.rest) > 1 {
		return h.checkBare(l, n)
	}
	if !n.Is("Header") {
		return objection{word: h.action, says: "RequestHeader has no echo"}
	}
	if h.name != nil {
		if o := checkPattern(*h.name, h.name.Text); o.says != "" {
			return o
		}
	}
	return h.checkBare(l, n)
}

// checkHeaderCondition looks at the last argument.
func (l *lowerer) checkHeaderCondition(w Word) objection {
	lower := strings.ToLower(w.Text)
	switch {
	case lower == "early":
		return none
	case lower == "env=" || lower == "env=!":
		return objection{word: w, says: "env= names no variable"}
	case strings.HasPrefix(lower, "env="):
		return none
	case strings.HasPrefix(lower, "expr="):
		w.Text = w.Text[len("expr="):]
		return l.checkCondition(w)
	}
	return objection{
		word: w,
		says: strconv.Quote(w.Text) + " is no condition (early, env=NAME or expr=TEXT): a value with blanks needs quotes round it",
	}
}

// checkHeaderFormat looks at a value.
func (l *lowerer) checkHeaderFormat(w Word) objection {
	if text, is := strings.CutPrefix(w.Text, "expr="); is {
		w.Text = text
		return l.checkText(w)
	}
	for rest := w.Text; ; {
		_, after, found := strings.Cut(rest, "%")
		if !found || after == "" {
			return none
		}
		tags := "%Dteslib"
		if after[0] == '{' {
			_, after, _ = strings.Cut(after, "}")
			tags = tags[1:]
		}
		if after == "" || strings.IndexByte(tags, after[0]) < 0 {
			return objection{
				word: w,
				says: "value has a \"%\" that begins no format: the formats are %t, %D, %{NAME}e, %{NAME}s, %l, %i and %b, and %% is the sign itself",
			}
		}
		rest = after[1:]
	}
}
