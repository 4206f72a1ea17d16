// Package errorlog knows what a server's error log says about access, why, and
// which rules find the cause. Begin with Find; the messages are in messages.go.
//
// It is data: rules are named by their ids, and tests see to it that they
// exist.
package errorlog

import (
	"slices"
	"strconv"
	"strings"
)

// Message is one thing that the server writes into its error log.
type Message struct {
	// Codes are what the line begins with, such as AH01630; several where the
	// server says one thing in several places. Empty for what comes without.
	Codes []string
	// Text is a part of the line that tells it from others, in lower case;
	// only of messages without a code. "..." stands for anything.
	Text string
	// Nginx says that it is nginx's, not httpd's.
	Nginx bool
	// Says is a sentence about what happened.
	Says string
	// Answer is what the visitor gets; empty where that depends.
	Answer string
	// Causes are the reasons there may be, the most frequent first.
	Causes []Cause
}

// Cause is a reason for a message.
type Cause struct {
	Text string
	// Rules are the ids of those that find it; empty when none does.
	Rules []string
}

// Title is what a message goes by.
func (m *Message) Title() string {
	switch {
	case m.Nginx:
		return "nginx: “" + m.Text + "”"
	case len(m.Codes) == 0:
		return "“" + m.Text + "”"
	}
	return strings.Join(m.Codes, ", ")
}

// in says whether the parts of Text stand in a line, in lower case.
func (m *Message) in(lower string) bool {
	if m.Text == "" {
		return false
	}
	for part := range strings.SplitSeq(m.Text, "...") {
		_, rest, found := strings.Cut(lower, part)
		if !found {
			return false
		}
		lower = rest
	}
	return true
}

// Find returns what a text is about: a code in any case, or a line of the
// error log with codes or words that are known. A message is found once. What
// is a part of another message that fits is not meant.
func Find(text string) []*Message {
	var found []*Message
	codes, lower := Codes(text), strings.ToLower(text)
	for _, m := range All() {
		coded := slices.ContainsFunc(m.Codes, func(code string) bool { return slices.Contains(codes, code) })
		if coded || m.in(lower) {
			found = append(found, m)
		}
	}
	return specific(found)
}

// specific leaves out what is a part of another message.
func specific(found []*Message) []*Message {
	return slices.DeleteFunc(found, func(m *Message) bool {
		return m.Text != "" && slices.ContainsFunc(found, func(x *Message) bool { return x != m && strings.Contains(x.Text, m.Text) })
	})
}

// Index is all messages, for the many lines of a log. Several goroutines may
// ask.
type Index struct {
	byCode       map[string]*Message
	httpd, nginx []*Message // those that are told by their text
}

// NewIndex makes an index.
func NewIndex() *Index {
	x := &Index{byCode: map[string]*Message{}}
	for _, m := range All() {
		for _, code := range m.Codes {
			x.byCode[code] = m
		}
		switch {
		case m.Text == "":
		case m.Nginx:
			x.nginx = append(x.nginx, m)
		default:
			x.httpd = append(x.httpd, m)
		}
	}
	return x
}

// Message is what a line of a server's log is about, nil where that is not
// known, with its code, where it has one. A code that is known says all.
func (x *Index) Message(line string, nginx bool) (m *Message, code string) {
	texts := x.nginx
	if !nginx {
		for rest := line; ; {
			_, after, found := strings.Cut(rest, codeLetters)
			if !found {
				break
			}
			if len(after) >= codeDigits && x.byCode[codeLetters+after[:codeDigits]] != nil {
				code = codeLetters + after[:codeDigits]
				return x.byCode[code], code
			}
			rest = after
		}
		texts = x.httpd
	}
	lower := strings.ToLower(line)
	var found []*Message
	for _, m := range texts {
		if m.in(lower) {
			found = append(found, m)
		}
	}
	if found = specific(found); len(found) == 0 {
		return nil, ""
	}
	return found[0], ""
}

// codeLetters are what httpd's codes begin with.
const codeLetters = "AH"

// codeDigits is how many digits follow the letters of a code.
const codeDigits = 5

// Codes returns the codes in a text, in capitals, whether known or not.
func Codes(text string) []string {
	var codes []string
	for word := range strings.FieldsFuncSeq(strings.ToUpper(text), notAlphanumeric) {
		digits, prefixed := strings.CutPrefix(word, codeLetters)
		if _, err := strconv.ParseUint(digits, 10, 32); prefixed && err == nil && len(digits) == codeDigits {
			codes = append(codes, word)
		}
	}
	return codes
}

func notAlphanumeric(r rune) bool {
	return (r < '0' || r > '9') && (r < 'A' || r > 'Z')
}

// Nearest returns the known codes with the numbers next to that of an unknown
// one: the server numbers what belongs together in a row.
func Nearest(code string) []string {
	var below, above string
	for _, m := range All() {
		for _, known := range m.Codes {
			switch {
			case known < code && known > below:
				below = known
			case known > code && (above == "" || known < above):
				above = known
			}
		}
	}
	return slices.DeleteFunc([]string{below, above}, func(s string) bool { return s == "" })
}

// All returns every message: those with codes by number, then the others, and
// then nginx's.
func All() []*Message {
	nginx := slices.Concat(nginxMessages(), nginxConfigMessages())
	for _, m := range nginx {
		m.Nginx = true
	}
	return slices.Concat(requestMessages(), configMessages(), basicMessages(), authzMessages(),
		addressMessages(), digestMessages(), formMessages(), textMessages(), nginx)
}
