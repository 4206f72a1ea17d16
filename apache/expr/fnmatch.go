package expr

import "strings"

// fnmatch says whether a text fits a shell pattern as httpd's library reads it.
// With path, nothing but a slash matches a slash; fold ignores case.
func fnmatch(pattern, text string, path, fold bool) bool {
	g := glob{pattern: pattern, path: path, fold: fold}
	return g.match(text)
}

type glob struct {
	pattern    string
	path, fold bool
}

// match tries one character after the other, and goes back to the last star
// when one does not fit: that star takes one character more. With path a star
// never takes a slash, so that going back further never helps.
func (g glob) match(text string) bool {
	at, pos := 0, 0
	star, resume := -1, 0
	for {
		if at < len(g.pattern) && g.pattern[at] == '*' {
			at++
			star, resume = at, pos
			continue
		}
		if pos == len(text) && at == len(g.pattern) {
			return true
		}
		if pos < len(text) && at < len(g.pattern) {
			if fits, width := g.one(at, text[pos]); fits {
				at += width
				pos++
				continue
			}
		}
		if star < 0 || resume >= len(text) || g.path && text[resume] == '/' {
			return false
		}
		resume++
		at, pos = star, resume
	}
}

// one says whether the part of the pattern at a place fits a character, and how
// long the part is.
func (g glob) one(at int, c byte) (fits bool, width int) {
	rest := g.pattern[at:]
	switch {
	case rest[0] == '?':
		return !g.path || c != '/', 1
	case rest[0] == '\\' && len(rest) > 1:
		return g.equal(rest[1], c), 2
	case rest[0] == '[':
		if in, width := g.set(rest, c); width > 0 {
			return in && !(g.path && c == '/'), width
		}
	}
	return g.equal(rest[0], c), 1
}

// set reads [...]; width is 0 when it is not closed, and the bracket is one
// like any character then.
func (g glob) set(rest string, c byte) (in bool, width int) {
	i := 1
	negated := i < len(rest) && (rest[i] == '!' || rest[i] == '^')
	if negated {
		i++
	}
	for first := true; i < len(rest); first = false {
		if rest[i] == ']' && !first {
			return in != negated, i + 1
		}
		if rest[i] == '\\' && !first {
			if i++; i == len(rest) {
				break
			}
		}
		if g.path && rest[i] == '/' {
			break
		}
		low := rest[i]
		if i+2 < len(rest) && rest[i+1] == '-' && rest[i+2] != ']' {
			i += 2
			if rest[i] == '\\' {
				i++
			}
			if i == len(rest) || g.path && rest[i] == '/' {
				break
			}
			in = in || g.between(low, rest[i], c)
		} else {
			in = in || g.equal(low, c)
		}
		i++
	}
	return false, 0
}

func (g glob) equal(p, c byte) bool {
	return p == c || g.fold && lower(p) == lower(c)
}

func (g glob) between(low, high, c byte) bool {
	return low <= c && c <= high || g.fold && strings.ContainsAny(string([]byte{low, high, c}), upperLetters) &&
		lower(low) <= lower(c) && lower(c) <= lower(high)
}

const upperLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c | 0x20
	}
	return c
}
