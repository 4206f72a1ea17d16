package apache

import (
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/pcre"
)

// textExpression is the check of a directive whose words, the ones of these
// numbers, are texts with variables in them.
func textExpression(numbers ...int) valueCheck {
	return func(_ *lowerer, n *Node) objection {
		if n.Is("AuthBasicFake") && strings.EqualFold(n.Words[0].Text, "off") {
			return none
		}
		for _, i := range numbers {
			if i < len(n.Words) {
				if o := checkText(n.Words[i]); o.says != "" {
					return o
				}
			}
		}
		return none
	}
}

// checkText objects to a text with variables that httpd cannot parse, as far
// as that can be said without knowing the variables. A backslash at the end
// ends the worker: its scanner of such texts has no rule for it.
func checkText(w Word) objection {
	if why := textBroken(w.Text); why != "" {
		return objection{word: w, says: why}
	}
	rest := strings.TrimRight(w.Text, "\\")
	if (len(w.Text)-len(rest))%2 == 1 {
		return objection{word: w, says: "text ends in a backslash, at which the httpd worker exits", crash: true}
	}
	return none
}

// textBroken says what is wrong with the %{...} of a text.
func textBroken(text string) string {
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\':
			n, why := escape(text[i:])
			if why != "" {
				return why
			}
			i += n - 1
		case strings.HasPrefix(text[i:], "%{"):
			n, why := variable(text[i:])
			if why != "" {
				return why
			}
			i += n - 1
		}
	}
	return ""
}

// escape measures a backslash and what it stands before: one character, or up
// to three octal digits.
func escape(s string) (length int, why string) {
	digits := 1
	for digits < len(s) && isDigit(s[digits]) {
		digits++
	}
	if digits == 1 {
		return 2, ""
	}
	value, err := strconv.ParseUint(s[1:digits], 8, 32)
	if err != nil || digits > 4 || value > 0xff {
		return 0, strconv.Quote(s[:digits]) + " is no escape: a backslash stands before up to three octal digits"
	}
	return digits, ""
}

// variable measures "%{NAME}" or "%{function:text}" at the start of s.
func variable(s string) (length int, why string) {
	name := s[2:]
	n := 0
	for n < len(name) && (isLetter(name[n]) || n > 0 && (isDigit(name[n]) || name[n] == '_')) {
		n++
	}
	switch {
	case n == len(name):
		return 0, `"%{" is not closed: it begins a variable, and "\%{" is the text`
	case n == 0 || name[n] != '}' && name[n] != ':':
		return 0, `"%{` + name[:n+1] + `" names no variable`
	case name[n] == '}':
		return 2 + n + 1, ""
	}
	end := 2 + n + 1
	for at := end; at < len(s); at++ {
		switch {
		case s[at] == '\\':
			at++
		case strings.HasPrefix(s[at:], "%{"):
			inner, why := variable(s[at:])
			if why != "" {
				return 0, why
			}
			at += inner - 1
		case s[at] == '}' && at == end:
			return 0, "function " + name[:n] + " has no argument"
		case s[at] == '}':
			return at + 1, ""
		}
	}
	return 0, `"%{` + name[:n] + `:" is not closed`
}

// conditionBroken says what is plainly wrong with a condition: nothing in it,
// or a quote or parenthesis left open. What the words mean is not judged.
func conditionBroken(text string) string {
	c := conditionReader{text: text}
	c.read()
	switch {
	case c.why != "":
		return c.why
	case c.empty:
		return "condition is empty"
	case c.depth > 0:
		return "a parenthesis of the condition is not closed"
	case c.tokens == 1 && c.value:
		return "condition is a value alone and compares it with nothing"
	}
	return ""
}

// conditionReader is in the middle of a condition.
type conditionReader struct {
	text   string
	pos    int
	depth  int
	empty  bool
	match  bool // the last token is =~ or !~, so that a pattern follows
	tokens int
	value  bool // the last token is a text, a number or a variable
	why    string
}

func (c *conditionReader) read() {
	c.empty = true
	for c.pos < len(c.text) && c.why == "" {
		if ch := c.text[c.pos]; ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r' {
			c.pos++
			continue
		}
		c.empty = false
		c.token()
	}
}

// token passes over one token.
func (c *conditionReader) token() {
	rest := c.text[c.pos:]
	match := c.match
	c.value, c.match = false, false
	c.tokens++
	switch {
	case strings.HasPrefix(rest, "=~") || strings.HasPrefix(rest, "!~"):
		c.match = true
		c.pos += 2
	case rest[0] == '/':
		c.delimited('/', 1, match)
	case rest[0] == 'm' && len(rest) > 1 && strings.IndexByte("/#$%^|?!'\",;:.-", rest[1]) >= 0:
		c.delimited(rest[1], 2, match)
	case rest[0] == '"' || rest[0] == '\'':
		c.value = true
		c.quoted(rest[0])
	case strings.HasPrefix(rest, "%{"):
		n, why := variable(rest)
		c.value, c.why = true, why
		c.pos += max(n, 1)
	case isLetter(rest[0]):
		c.run(func(b byte) bool { return isLetter(b) || isDigit(b) || b == '_' })
	case isDigit(rest[0]):
		c.value = true
		c.run(isDigit)
	default:
		c.sign(rest[0])
	}
}

func (c *conditionReader) run(belongs func(byte) bool) {
	for c.pos < len(c.text) && belongs(c.text[c.pos]) {
		c.pos++
	}
}

func (c *conditionReader) sign(ch byte) {
	c.pos++
	switch ch {
	case '(':
		c.depth++
	case ')':
		if c.depth--; c.depth < 0 {
			c.why = "a parenthesis of the condition has none to close"
		}
	}
}

// delimited passes over a pattern, in which nothing keeps the delimiter from
// ending it. Where httpd needs none, it overlooks one that is not closed.
func (c *conditionReader) delimited(end byte, skip int, needed bool) {
	pattern, _, closed := strings.Cut(c.text[c.pos+skip:], string(end))
	c.pos += skip + len(pattern) + 1
	if !closed {
		if needed {
			c.why = "the pattern of the condition is not closed"
		}
	} else if verdict, why := pcre.Judge(pattern); verdict == pcre.Refused {
		c.why = "the pattern of the condition cannot be compiled: " + why
	}
}

func (c *conditionReader) quoted(quote byte) {
	c.pos++
	for c.pos < len(c.text) && c.text[c.pos] != quote {
		switch {
		case c.text[c.pos] == '\\':
			n, why := escape(c.text[c.pos:])
			if why != "" {
				c.why = why
				return
			}
			c.pos += n
		case strings.HasPrefix(c.text[c.pos:], "%{"):
			n, why := variable(c.text[c.pos:])
			if why != "" {
				c.why = why
				return
			}
			c.pos += n
		default:
			c.pos++
		}
	}
	if c.pos >= len(c.text) {
		c.why = "a quote of the condition is not closed"
	}
	c.pos++
}

// checkCondition objects to a condition that httpd plainly cannot parse.
func checkCondition(w Word) objection {
	if why := conditionBroken(w.Text); why != "" {
		return objection{word: w, says: why}
	}
	return none
}
