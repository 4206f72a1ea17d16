package nginx

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// luaBlock ends the names of the directives that have a block of Lua.
const luaBlock = "_by_lua_block"

// lua reads over a block of Lua, which nginx's module reads by Lua's own rules:
// braces in strings and comments are none.
func (p *parser) lua(n *Node) {
	l := luaReader{text: p.text, pos: p.pos}
	end := l.block()
	p.pos = l.pos
	n.CloseStart, n.End = end, p.pos
	if end == p.pos {
		p.fault(n, n.Start, n.HeadEnd, model.RefusedSyntax, "the block of Lua lacks its closing \"}\"")
	}
}

// luaReader reads over Lua.
type luaReader struct {
	text string
	pos  int
	// open says of long brackets, by how many "=" they have, that none of
	// them closes any more.
	open [maxLuaLevel + 1]bool
}

// maxLuaLevel bounds how many "=" a long bracket has.
const maxLuaLevel = 16

// block reads up to the "}" that ends the block, and says where that stands;
// pos is behind it. Both are the end of the file where there is none.
func (l *luaReader) block() int {
	for depth := 1; l.pos < len(l.text); {
		switch c := l.text[l.pos]; {
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				l.pos++
				return l.pos - 1
			}
		case c == '"' || c == '\'':
			l.quoted(c)
			continue
		case c == '-' && strings.HasPrefix(l.text[l.pos:], "--"):
			l.pos += len("--")
			if !l.long() {
				l.line()
			}
			continue
		case c == '[' && l.long():
			continue
		}
		l.pos++
	}
	return l.pos
}

// quoted reads a string. One that its line does not close ends there.
func (l *luaReader) quoted(quote byte) {
	for l.pos++; l.pos < len(l.text); l.pos++ {
		switch l.text[l.pos] {
		case '\\':
			l.pos++
		case quote:
			l.pos++
			return
		case '\n':
			return
		}
	}
	l.pos = len(l.text)
}

// line reads to the end of the line.
func (l *luaReader) line() {
	if i := strings.IndexByte(l.text[l.pos:], '\n'); i >= 0 {
		l.pos += i
		return
	}
	l.pos = len(l.text)
}

// long reads what stands in long brackets, "[[...]]" or "[=[...]=]", if it does.
func (l *luaReader) long() bool {
	rest := l.text[l.pos:]
	if !strings.HasPrefix(rest, "[") {
		return false
	}
	level := 0
	for 1+level < len(rest) && rest[1+level] == '=' && level < maxLuaLevel {
		level++
	}
	if l.open[level] || 1+level >= len(rest) || rest[1+level] != '[' {
		return false
	}
	end := strings.Index(rest[level+2:], "]"+rest[1:1+level]+"]")
	if end < 0 {
		l.open[level] = true
		return false
	}
	l.pos += level + 2 + end + level + 2
	return true
}
