package php

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Unquote is what PHP makes of a Text token; false for any other.
func Unquote(data []byte, t Token) (string, bool) {
	if t.Kind != Text || t.Start < 0 || t.End > len(data) || t.End-t.Start < 2 {
		return "", false
	}
	s := data[t.Start:t.End]
	switch s[0] {
	case '\'':
		return unescapePlain(s[1 : len(s)-1]), true
	case '"':
		return unescape(s[1:len(s)-1], true), true
	}
	return unquoteHeredoc(s)
}

// unescapePlain takes the escapes of single quotes off: \\ and \'.
func unescapePlain(s []byte) string {
	if bytes.IndexByte(s, '\\') < 0 {
		return string(s)
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && (s[i+1] == '\\' || s[i+1] == '\'') {
			i++
		}
		out = append(out, s[i])
	}
	return string(out)
}

// single are the escapes of one letter.
var single = [256]byte{'n': '\n', 't': '\t', 'r': '\r', 'v': '\v', 'f': '\f', 'e': 0x1b, '\\': '\\', '$': '$'}

// unescape takes the escapes of double quotes off, those of a heredoc where the
// quotes themselves need none.
func unescape(s []byte, quoted bool) string {
	if bytes.IndexByte(s, '\\') < 0 {
		return string(s)
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			out = append(out, s[i])
			continue
		}
		i++
		switch b := s[i]; {
		case single[b] != 0:
			out = append(out, single[b])
		case b == '"' && quoted:
			out = append(out, '"')
		case b == 'u' || b == 'x' || b == 'X' || '0' <= b && b <= '7':
			decoded, n := numeric(s[i:])
			out = append(out, decoded...)
			i += n - 1
		default:
			out = append(out, '\\', b)
		}
	}
	return string(out)
}

// numeric decodes an escape by number, of which s holds what follows the
// backslash, and tells how much of it that was.
func numeric(s []byte) ([]byte, int) {
	n, base, from := 0, 8, 0
	switch {
	case s[0] == 'u':
		end := bytes.IndexByte(s, '}')
		if len(s) > 2 && s[1] == '{' && end > 2 {
			if r, err := strconv.ParseUint(string(s[2:end]), 16, 32); err == nil && r <= utf8.MaxRune {
				return appendRune(nil, rune(r)), end + 1
			}
		}
		return []byte(`\u`), 1
	case s[0] == 'x' || s[0] == 'X':
		base, from = 16, 1
		for from+n < len(s) && n < 2 && hex(s[from+n]) {
			n++
		}
	default:
		for n < len(s) && n < 3 && '0' <= s[n] && s[n] <= '7' {
			n++
		}
	}
	if n == 0 {
		return []byte{'\\', s[0]}, 1
	}
	v, err := strconv.ParseUint(string(s[from:from+n]), base, 16)
	if err != nil {
		return []byte{'\\', s[0]}, 1
	}
	return []byte{byte(v)}, from + n
}

// appendRune writes a rune as PHP does, which takes halves of pairs too.
func appendRune(out []byte, r rune) []byte {
	if r < 0xD800 || r > 0xDFFF {
		return utf8.AppendRune(out, r)
	}
	return append(out, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0xBF, 0x80|byte(r)&0xBF)
}

// unquoteHeredoc takes the first and the last line off, and from every line
// what the last one is indented by.
func unquoteHeredoc(s []byte) (string, bool) {
	_, raw, body := heredocHead(s)
	if body == 0 {
		return "", false
	}
	text := s[body:]
	last := bytes.LastIndexByte(text, '\n') + 1
	cut := indent(text[last:])
	if last == 0 {
		return "", true
	}
	text = text[:last-1]
	if bytes.HasSuffix(text, []byte("\r")) {
		text = text[:len(text)-1]
	}
	if cut > 0 {
		lines := bytes.Split(text, []byte("\n"))
		for i, line := range lines {
			lines[i] = line[min(indent(line), cut):]
		}
		text = bytes.Join(lines, []byte("\n"))
	}
	if raw {
		return string(text), true
	}
	return unescape(text, false), true
}

// number is the text PHP makes of a number; false for what is none, and for
// fractions, which it writes in a way of its own.
func number(word string) (string, bool) {
	n, err := strconv.ParseInt(strings.ReplaceAll(word, "_", ""), 0, 64)
	if err != nil {
		return "", false
	}
	return strconv.FormatInt(n, 10), true
}
