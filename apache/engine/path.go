package engine

import "strings"

// normalize makes a request's path plain, as httpd does first of all: it
// decodes what needs no escape, merges slashes and takes dots out. It fails
// for a path that leads above the root, or has a broken escape.
func normalize(path string, mergeSlashes, decode bool) (plain string, ok bool) {
	if path == "" || path[0] != '/' {
		return path, path == "*"
	}
	if plainPath(path) {
		return path, true
	}
	in := []byte(path)
	out := append(make([]byte, 0, len(in)), '/')
	ok = true
	for l := 1; l < len(in); {
		if decode && in[l] == '%' {
			switch c, valid := unhex(in[l:]); {
			case !valid:
				ok = false
			case unreserved(c):
				l += 2
				in[l] = c
			}
		}
		if out[len(out)-1] == '/' {
			if mergeSlashes && in[l] == '/' {
				for l < len(in) && in[l] == '/' {
					l++
				}
				continue
			}
			if in[l] == '.' {
				if ends(in, l+1) {
					l += 2
					continue
				}
				if n := dotDot(in, l+1, decode); n > 0 {
					if len(out) > 1 {
						out = out[:len(out)-1]
						for len(out) > 0 && out[len(out)-1] != '/' {
							out = out[:len(out)-1]
						}
					} else {
						ok = false
					}
					l = n + 1
					continue
				}
			}
		}
		out = append(out, in[l])
		l++
	}
	return string(out), ok
}

// plainPath says that there is nothing to make plain.
func plainPath(path string) bool {
	for i := 0; i < len(path); i++ {
		switch path[i] {
		case '%':
			return false
		case '/', '.':
			if i > 0 && path[i-1] == '/' {
				return false
			}
		}
	}
	return true
}

// ends says that a segment ends at i.
func ends(b []byte, i int) bool { return i >= len(b) || b[i] == '/' }

// dotDot returns where "..", of which the first dot stands before n, ends: the
// slash or the end behind it. It is 0 when there is none.
func dotDot(b []byte, n int, decode bool) int {
	switch {
	case n < len(b) && b[n] == '.':
	case decode && n+2 < len(b) && b[n] == '%' && b[n+1] == '2' && b[n+2]|0x20 == 'e':
		n += 2
	default:
		return 0
	}
	if ends(b, n+1) {
		return n + 1
	}
	return 0
}

// unescapeResult is what comes of decoding a path.
type unescapeResult uint8

const (
	unescaped  unescapeResult = iota
	badEscape                 // 400
	badDecoded                // 404: a NUL, or a slash that is refused
)

// unescape decodes a path that was made plain.
func unescape(path string, slashes EncodedSlashes) (string, unescapeResult) {
	first := strings.IndexByte(path, '%')
	if first < 0 {
		return path, unescaped
	}
	result := unescaped
	out := append(make([]byte, 0, len(path)), path[:first]...)
	for i := first; i < len(path); i++ {
		if path[i] != '%' {
			out = append(out, path[i])
			continue
		}
		c, valid := unhex([]byte(path[i:min(i+3, len(path))]))
		switch {
		case !valid:
			return path, badEscape
		case c == 0, c == '/' && slashes == SlashesRefused:
			result = badDecoded
			i += 2
		case unreserved(c), c == '/' && slashes == SlashesKept:
			out = append(out, path[i:i+3]...)
			i += 2
		default:
			out = append(out, c)
			i += 2
		}
	}
	return string(out), result
}

// unhex reads "%XX".
func unhex(b []byte) (c byte, ok bool) {
	if len(b) < 3 {
		return 0, false
	}
	hi, lo := hexDigit(b[1]), hexDigit(b[2])
	return hi<<4 | lo, hi < 16 && lo < 16
}

func hexDigit(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return (c | 0x20) - 'a' + 10
	}
	return 0xff
}

// unreserved are the characters that need no escape (RFC 3986).
func unreserved(c byte) bool { return alphanumeric(c) || strings.IndexByte("-._~", c) >= 0 }

func alphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// IsURL says that httpd takes a text for a URL: it begins with a scheme.
func IsURL(s string) bool {
	scheme, _, found := strings.Cut(s, ":")
	if !found || scheme == "" {
		return false
	}
	for i := 0; i < len(scheme); i++ {
		if c := scheme[i]; !alphanumeric(c) && c != '+' && c != '-' && c != '.' {
			return false
		}
	}
	return true
}
