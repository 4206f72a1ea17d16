package engine

import "strings"

// fnmatch is the shell's matching as httpd uses it for paths: "*" and "?" do
// not match a slash, so that it is done segment by segment.
func fnmatch(pattern, text string) bool {
	for {
		p, morePattern, inPattern := strings.Cut(pattern, "/")
		t, moreText, inText := strings.Cut(text, "/")
		if inPattern != inText || !segment(p, t) {
			return false
		}
		if !inPattern {
			return true
		}
		pattern, text = morePattern, moreText
	}
}

// segment matches one segment. Of several stars only the last needs to be
// tried again, which keeps the work small.
func segment(pattern, text string) bool {
	star, mark := -1, 0
	p, t := 0, 0
	for t < len(text) {
		if p < len(pattern) && pattern[p] == '*' {
			star, mark = p, t
			p++
			continue
		}
		if n, ok := one(pattern[p:], text[t]); ok {
			p += n
			t++
			continue
		}
		if star < 0 {
			return false
		}
		mark++
		p, t = star+1, mark
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// one matches a character with the pattern's next element, which is n bytes
// long.
func one(pattern string, c byte) (n int, ok bool) {
	if pattern == "" {
		return 0, false
	}
	switch pattern[0] {
	case '?':
		return 1, true
	case '[':
		return class(pattern, c)
	case '\\':
		if len(pattern) > 1 {
			return 2, pattern[1] == c
		}
	}
	return 1, pattern[0] == c
}

// class matches "[...]".
func class(pattern string, c byte) (n int, ok bool) {
	i := 1
	negated := i < len(pattern) && (pattern[i] == '!' || pattern[i] == '^')
	if negated {
		i++
	}
	matched := false
	for begin := i; i < len(pattern); i++ {
		if pattern[i] == ']' && i > begin {
			return i + 1, matched != negated
		}
		if pattern[i] == '\\' && i+1 < len(pattern) {
			i++
		}
		low, high := pattern[i], pattern[i]
		if i+2 < len(pattern) && pattern[i+1] == '-' && pattern[i+2] != ']' {
			high = pattern[i+2]
			i += 2
		}
		matched = matched || low <= c && c <= high
	}
	return 0, false // it is never closed, and matches nothing
}
