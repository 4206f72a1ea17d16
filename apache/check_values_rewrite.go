package apache

import (
	"strconv"
	"strings"

	"github.com/authlint/authlint/apache/rewrite"
	"github.com/authlint/authlint/lint/source"
)

// rewriteWords cuts the two or three words of RewriteRule and RewriteCond as
// mod_rewrite does: a backslash takes a blank literally and stays, nothing is
// unescaped, and what follows the third word is ignored. Where the first word
// ends the line, there is no second one.
func (l *line) rewriteWords(words []Word, i, end int) []Word {
	for n := range 3 {
		for i < end && source.IsSpace(l.text[i]) {
			i++
		}
		if i >= end && n != 1 {
			break
		}
		w, stop, closed := l.rewriteWord(i, end)
		if n == 0 && !closed {
			return append(words, w)
		}
		words = append(words, w)
		i = min(stop+1, end)
	}
	return words
}

// rewriteWord cuts one of them. closed says that something ends it before the
// end of the line.
func (l *line) rewriteWord(i, end int) (w Word, stop int, closed bool) {
	start := i
	var quote byte
	if i < end && (l.text[i] == '"' || l.text[i] == '\'') {
		quote = l.text[i]
		i++
	}
	first := i
	for i < end {
		c := l.text[i]
		if quote == 0 && source.IsSpace(c) || c == quote {
			break
		}
		if c == '\\' && i+1 < end && source.IsSpace(l.text[i+1]) {
			i++
		}
		i++
	}
	i = min(i, end)
	w = Word{Text: l.text[first:i], Quote: quote, Unclosed: quote != 0 && i == end}
	stop = i
	if quote != 0 && i < end {
		i++
	}
	w.Start = l.place(start)
	w.End = w.Start
	if i > start {
		w.End = l.placeAfter(i - 1)
	}
	return w, stop, stop < end
}

func (l *lowerer) checkRewriteBase(n *Node) objection {
	if n.Words[0].Text[0] != '/' {
		o := objection{word: n.Words[0], says: "RewriteBase is no URL path: it must begin with a slash"}
		if w := n.Words[0]; w.Quote == 0 && !strings.ContainsAny(w.Text, ":%$\\.") {
			o.right = []Word{instead(w, "/"+w.Text)}
		}
		return o
	}
	return none
}

func (l *lowerer) checkRewriteOptions(n *Node) objection {
	for _, w := range iterated(n.Words) {
		options := wordTexts(w.Text)
		if len(options) == 0 {
			options = []string{""}
		}
		for _, option := range options {
			if !rewriteOption(option) {
				return objection{word: w, says: strconv.Quote(option) + " is no option of RewriteOptions"}
			}
		}
	}
	return none
}

func rewriteOption(option string) bool {
	switch strings.ToLower(option) {
	case "inherit", "inheritbefore", "inheritdown", "inheritdownbefore", "ignoreinherit", "allownoslash",
		"allowanyuri", "mergebase", "ignorecontextinfo", "legacyprefixdocroot", "unsafeprefixstat":
		return true
	}
	return len(option) >= len("MaxRedirects=") && strings.EqualFold(option[:len("MaxRedirects=")], "MaxRedirects=")
}

func (l *lowerer) checkRewriteCond(n *Node) objection {
	if o := rewriteParts(n, "a test and what it is compared with", condFlag); o.says != "" {
		return o
	}
	pattern := n.Words[1]
	text := strings.TrimPrefix(pattern.Text, "!")
	if strings.EqualFold(n.Words[0].Text, "expr") {
		pattern.Text = text
		return l.checkCondition(pattern)
	}
	if comparison(text) {
		return none
	}
	return checkPattern(pattern, text)
}

// comparison says that a RewriteCond compares by something else than a regular
// expression: a test of a file, a number, a text.
func comparison(text string) bool {
	if len(text) < 2 {
		return false
	}
	switch text[0] {
	case '<', '>', '=':
		return true
	case '-':
	default:
		return false
	}
	if len(text) == 2 {
		return strings.IndexByte("fsdxhLlUF", text[1]) >= 0
	}
	if len(text) == 3 {
		return false
	}
	switch text[1:3] {
	case "lt", "le", "gt", "ge", "eq", "ne":
		return true
	}
	return false
}

func (l *lowerer) checkRewriteRule(n *Node) objection {
	if o := rewriteParts(n, "a pattern and a target", ruleFlag); o.says != "" {
		return o
	}
	return checkPattern(n.Words[0], strings.TrimPrefix(n.Words[0].Text, "!"))
}

// rewriteParts objects to fewer than two arguments, and to flags.
func rewriteParts(n *Node, needed string, flag func(key, value string) string) objection {
	switch {
	case len(n.Words) == 0:
		return objection{word: n.Name, says: n.Name.Text + " needs " + needed}
	case len(n.Words) == 1 && n.Words[0].Unclosed:
		return objection{word: n.Words[0], says: "a quote is not closed, so that " + n.Name.Text + " has one argument alone: it needs " + needed}
	case len(n.Words) == 1:
		return objection{word: n.Words[0], says: n.Name.Text + " has one argument alone: it needs " + needed}
	case len(n.Words) > 2:
		return checkRewriteFlags(n, flag)
	}
	return none
}

// checkRewriteFlags objects to "[...]". flag says what is wrong with one of
// them.
func checkRewriteFlags(n *Node, flag func(key, value string) string) objection {
	w := n.Words[2]
	if len(w.Text) < 2 || w.Text[0] != '[' || w.Text[len(w.Text)-1] != ']' {
		return flagDelimiters(n)
	}
	for item := range strings.SplitSeq(w.Text[1:len(w.Text)-1], ",") {
		key, value, _ := strings.Cut(strings.TrimFunc(item, isBlank), "=")
		if says := flag(key, value); says != "" {
			return objection{word: flagWord(w, item), says: says}
		}
	}
	return none
}

func isBlank(r rune) bool { return r < 0x80 && source.IsSpace(byte(r)) }

// flagWord is the place of one flag, where it can be told.
func flagWord(w Word, item string) Word {
	item = strings.TrimFunc(item, isBlank)
	at := strings.Index(w.Text, item)
	start := w.Start + at
	if w.Quote != 0 {
		start++
	}
	if item == "" || start+len(item) > w.End {
		return w
	}
	return Word{Text: item, Start: start, End: start + len(item)}
}

// flagDelimiters objects to a third word that is no "[...]": it has blanks in
// it, or something stands before it.
func flagDelimiters(n *Node) objection {
	w := n.Words[2]
	says := strconv.Quote(w.Text) + " is where flags stand, which are written in brackets"
	if strings.HasPrefix(w.Text, "[") {
		says = "flags have a blank between them or lack their closing bracket: they are one word, or quoted"
	} else {
		says += ": a blank in what comes before needs quotes round it"
	}
	return objection{word: w, says: says}
}

// condFlag says what is wrong with a flag of RewriteCond.
func condFlag(key, _ string) string {
	if amongFold(key, "nocase", "NC", "ornext", "OR", "novary", "NV") {
		return ""
	}
	return unknownFlag("RewriteCond", key)
}

func unknownFlag(directive, key string) string {
	if key == "" {
		return "a flag of " + directive + " is empty"
	}
	return directive + " has no flag " + strconv.Quote(key)
}

// ruleFlags are the flags of RewriteRule in lower case.
var ruleFlags = map[string]bool{
	"b": true, "backrefescaping": true, "bne": true, "bnp": true, "backrefernoplus": true, "bctls": true,
	"c": true, "chain": true, "co": true, "cookie": true, "e": true, "env": true, "end": true, "f": true,
	"forbidden": true, "g": true, "gone": true, "h": true, "handler": true, "l": true, "last": true, "ne": true,
	"noescape": true, "n": true, "next": true, "ns": true, "nosubreq": true, "nc": true, "nocase": true, "p": true,
	"proxy": true, "pt": true, "passthrough": true, "qsa": true, "qsappend": true, "qsd": true, "qsdiscard": true,
	"qsl": true, "qslast": true, "r": true, "redirect": true, "s": true, "skip": true, "t": true, "type": true,
	"unsafeprefixstat": true, "unsafeallow3f": true, "unc": true,
}

// ruleFlag says what is wrong with a flag of RewriteRule.
func ruleFlag(key, value string) string {
	lower := strings.ToLower(key)
	switch {
	case strings.HasPrefix(lower, "d"):
		return "" // httpd lets every word pass that begins so
	case !ruleFlags[lower]:
		return unknownFlag("RewriteRule", key)
	case lower == "bne" && value == "":
		return "flag BNE needs the characters it is about"
	case (lower == "r" || lower == "redirect") && value != "" && isDigit(value[0]) && !rewrite.KnownStatus(leadingNumber(value)):
		return strconv.Quote(value) + " is no status httpd can answer with"
	}
	return ""
}
