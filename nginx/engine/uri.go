package engine

import "strings"

// plainPath is the path of a request line as nginx makes it plain: escapes
// undone, dots resolved, slashes merged. It is not ok for what nginx answers
// with 400.
func plainPath(target string, keepSlashes bool) (uri, args string, quoted, plus, ok bool) {
	path := target
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		if path[i] == '?' {
			args = path[i+1:]
			args, _, _ = strings.Cut(args, "#")
		}
		path = path[:i]
	}
	plus = strings.Contains(path, "+")
	if simple(path) {
		return path, args, false, plus, true
	}
	p := plainer{keep: keepSlashes}
	if !p.run(path) {
		return "", "", false, false, false
	}
	return string(p.out), args, p.quoted, plus, true
}

// simple says that nothing in a path has to be resolved.
func simple(path string) bool {
	return !strings.Contains(path, "%") && !strings.Contains(path, "//") && !strings.Contains(path, "/.")
}

// plainer is nginx's parser of paths that are not simple. It looks at escaped
// bytes as if they were written plainly; none of them ends the path.
type plainer struct {
	out    []byte
	keep   bool
	quoted bool
	state  pathState
}

type pathState uint8

const (
	inName pathState = iota
	afterSlash
	afterDot
	afterDots
)

func (p *plainer) run(path string) bool {
	for i := 0; i < len(path); i++ {
		c := path[i]
		if c != '%' {
			if !p.take(c) {
				return false
			}
			continue
		}
		p.quoted = true
		if i+2 >= len(path) {
			return false
		}
		high, low := hexDigit(path[i+1]), hexDigit(path[i+2])
		if high < 0 || low < 0 {
			return false
		}
		i += 2
		if c = byte(high<<4 | low); c == 0 || !p.take(c) {
			return false
		}
	}
	switch p.state {
	case afterDot:
		p.out = p.out[:len(p.out)-1]
	case afterDots:
		return p.up()
	}
	return true
}

// take moves on by one byte. It is false where a path leaves the root.
func (p *plainer) take(c byte) bool {
	switch p.state {
	case inName:
		p.out = append(p.out, c)
		if c == '/' {
			p.state = afterSlash
		}
	case afterSlash:
		switch c {
		case '/':
			if p.keep {
				p.out = append(p.out, c)
			}
			return true
		case '.':
			p.state = afterDot
		default:
			p.state = inName
		}
		p.out = append(p.out, c)
	case afterDot:
		switch c {
		case '/':
			p.out = p.out[:len(p.out)-1]
			p.state = afterSlash
			return true
		case '.':
			p.state = afterDots
		default:
			p.state = inName
		}
		p.out = append(p.out, c)
	case afterDots:
		if c == '/' {
			p.state = afterSlash
			return p.up()
		}
		p.out = append(p.out, c)
		p.state = inName
	}
	return true
}

// up takes away "/name/..", and leaves the slash before the name.
func (p *plainer) up() bool {
	for u := len(p.out) - 4; u >= 0; u-- {
		if p.out[u] == '/' {
			p.out = p.out[:u+1]
			return true
		}
	}
	return false
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// What nginx escapes beside control characters, bytes beyond ASCII and
// "<>\^`{|}: in a path, and in arguments.
const (
	notPath     = ` "#%?`
	notArgument = ` "#%&+;?`
)

const upperHex = "0123456789ABCDEF"

// escape writes bytes that cannot stand in a URI as nginx does.
func escape(text, special string) string {
	i := 0
	for i < len(text) && !escaped(text[i], special) {
		i++
	}
	if i == len(text) {
		return text
	}
	var b strings.Builder
	b.WriteString(text[:i])
	for ; i < len(text); i++ {
		if c := text[i]; escaped(c, special) {
			b.Write([]byte{'%', upperHex[c>>4], upperHex[c&15]})
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func escaped(c byte, special string) bool {
	return c < ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0 || strings.IndexByte(special, c) >= 0
}

// redirectTarget undoes the escapes of a replacement that becomes a Location:
// of printable characters beyond "%", up to the arguments.
func redirectTarget(text string) string {
	if !strings.Contains(text, "%") {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '?' {
			return b.String() + text[i:]
		}
		if c != '%' {
			b.WriteByte(c)
			continue
		}
		if i+1 >= len(text) {
			break
		}
		high := hexDigit(text[i+1])
		if high < 0 {
			b.WriteByte(text[i+1]) // nginx drops the sign of an escape that is none
			i++
			continue
		}
		if i+2 >= len(text) {
			break
		}
		low := hexDigit(text[i+2])
		i += 2
		if low < 0 {
			continue
		}
		switch d := byte(high<<4 | low); {
		case d == '?': // the arguments begin
			return b.String() + "?" + text[i+1:]
		case d > '%' && d < 0x7f:
			b.WriteByte(d)
		default:
			b.WriteString(text[i-2 : i+1])
		}
	}
	return b.String()
}
