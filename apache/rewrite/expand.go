package rewrite

import "strings"

// groups are the parts of a text that a regular expression has caught.
type groups struct {
	source string
	at     [2 * maxGroups]int
	set    bool
	why    string // why nobody can say what they hold
	// undefined says that httpd reads memory nobody has written, and may die.
	undefined bool
}

// maxGroups is how many groups, the whole match with them, httpd keeps.
const maxGroups = 10

// take keeps what a match has caught.
func (g *groups) take(source string, found []int) {
	g.source, g.set, g.why, g.undefined = source, true, "", false
	n := copy(g.at[:], found)
	for i := n; i < len(g.at); i++ {
		g.at[i] = -1
	}
}

// group is the n-th group; one that took no part, or caught nothing, is empty.
func (g *groups) group(n int) (text, why string) {
	if !g.set || g.why != "" {
		return "", g.why
	}
	from, to := g.at[2*n], g.at[2*n+1]
	if to <= from {
		return "", ""
	}
	return g.source[from:to], ""
}

// mark says where the first "?" of an expanded substitution came from; with
// QSL the last one.
type mark uint8

const (
	noMark mark = iota
	writtenMark
	caughtMark // out of the request, where it was written "%3f"
)

// expand puts values into a template. p is the rule whose flags say how groups
// are escaped, or nil. why says that a value is unknown.
func (r *run) expand(t template, p *Rule) (text, why string) {
	text, _, why = r.expandMarked(t, p)
	return text, why
}

// expandMarked is expand for a substitution.
func (r *run) expandMarked(t template, p *Rule) (text string, m mark, why string) {
	if text, ok := t.constant(); ok {
		if len(t) > 0 && t[0].asks {
			m = writtenMark
		}
		return text, m, ""
	}
	if len(t) == 1 {
		text, why = r.piece(&t[0], p)
		return text, markOf(&t[0], text, noMark, p), why
	}
	var b strings.Builder
	for i := range t {
		text, why := r.piece(&t[i], p)
		if why != "" {
			return "", m, why
		}
		m = markOf(&t[i], text, m, p)
		b.WriteString(text)
		if b.Len() > maxText {
			break
		}
	}
	return b.String(), m, r.write(b.Len())
}

// markOf is the mark after one more piece.
func markOf(piece *piece, text string, m mark, p *Rule) mark {
	if m != noMark && (p == nil || !p.flags.has(queryLast)) {
		return m
	}
	switch {
	case piece.kind == literal && piece.asks:
		return writtenMark
	case piece.kind != literal && strings.Contains(text, "?"):
		return caughtMark
	}
	return m
}

// piece is the value of one part of a template.
func (r *run) piece(piece *piece, p *Rule) (text, why string) {
	switch piece.kind {
	case variable:
		return r.value(piece.id, piece.text)
	case mapped:
		return r.mapped(piece, p)
	case ruleGroup:
		text, why = r.fromRule.group(piece.group)
	case conditionGroup:
		text, why = r.fromCondition.group(piece.group)
		if r.fromCondition.undefined {
			r.doom = undefinedGroups
		}
	default:
		return piece.text, ""
	}
	if p != nil && p.flags.has(escapeReferences) {
		text = p.flags.escaped(text)
	}
	return text, why
}

// mapped looks a key up. The default stands for a key the map does not have,
// and for a map that does not exist.
func (r *run) mapped(piece *piece, p *Rule) (text, why string) {
	key, why := r.expand(piece.key, p)
	if why != "" {
		return "", why
	}
	value, found, why := r.l.Map(piece.text, key)
	if why != "" || found {
		return value, why
	}
	return r.expand(piece.fallback, p)
}

// escaped writes a group as the flags B, BNP, BNE and BCTLS ask for.
func (f *ruleFlags) escaped(text string) string {
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		switch {
		case !f.escapes(c) || isAlnum(c) || c == '_':
			b.WriteByte(c)
		case c == ' ' && !f.has(escapeNoPlus):
			b.WriteByte('+')
		default:
			writeHex(&b, c)
		}
	}
	return b.String()
}

// escapes says that a byte is to be escaped. BCTLS narrows B without a list
// down to control characters and blanks.
func (f *ruleFlags) escapes(c byte) bool {
	wanted := f.escape == ""
	if f.has(escapeControls) {
		wanted = !visible(c)
	}
	if !wanted && strings.IndexByte(f.escape, c) < 0 {
		return false
	}
	return strings.IndexByte(f.keep, c) < 0
}

// visible says that a byte is neither a blank nor a control character.
func visible(c byte) bool { return c > ' ' && c != 0x7f }

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// writeHex writes a byte as "%2f". httpd takes lower case.
func writeHex(b *strings.Builder, c byte) {
	const digits = "0123456789abcdef"
	b.WriteByte('%')
	b.WriteByte(digits[c>>4])
	b.WriteByte(digits[c&15])
}
