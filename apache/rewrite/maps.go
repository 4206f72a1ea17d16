package rewrite

import (
	"strconv"
	"strings"
)

// MapFunction is a function of RewriteMap's "int:NAME" applied to a key. found is
// false where httpd has no such function.
func MapFunction(name, key string) (value string, found bool) {
	switch name {
	case "tolower":
		return lower(key), true
	case "toupper":
		return upper(key), true
	case "escape":
		return EscapePath(key), true
	case "unescape":
		return unescape(key), true
	}
	return "", false
}

// upper is in the C locale, where only ASCII has case.
func upper(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			b[i] = c - ('a' - 'A')
		}
	}
	return string(b)
}

// unescape decodes a path. What is no escape stays as it is, and a byte of 0
// ends the text, as it does in C.
func unescape(s string) string {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if c, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				if c == 0 {
					break
				}
				b = append(b, byte(c))
				i += 2
				continue
			}
		}
		b = append(b, s[i])
	}
	return string(b)
}

// maxMapLine is how much of a text map's line httpd reads at a time. What goes
// beyond is taken for a line of its own.
const maxMapLine = 1024

// TextMap reads the file of a text map. The first line of a key is the one.
func TextMap(text string) map[string]string {
	m := map[string]string{}
	for text != "" {
		end := strings.IndexByte(text, '\n') + 1
		if end == 0 {
			end = len(text)
		}
		end = min(end, maxMapLine)
		line := text[:end]
		text = text[end:]
		if line[0] == '#' || strings.IndexByte(blanks, line[0]) >= 0 {
			continue
		}
		words := strings.FieldsFunc(line, func(c rune) bool { return c < 0x80 && strings.IndexByte(blanks, byte(c)) >= 0 })
		if len(words) < 2 {
			continue
		}
		if _, dup := m[words[0]]; !dup {
			m[words[0]] = words[1]
		}
	}
	return m
}
