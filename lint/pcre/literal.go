package pcre

import "strings"

// literal is a pattern that is plain text, perhaps tied to the start or the
// end of the subject. Most patterns of real files begin as one.
type literal struct {
	text       string
	begin, end bool
	newline    bool // a newline may follow at the end
}

// asLiteral is the text of a pattern that is one, or nil.
func asLiteral(root *node) *literal {
	items := []*node{root}
	if root.kind == kindCat {
		items = root.subs
	}
	l := &literal{}
	if len(items) > 0 && items[0].kind == kindAssert && items[0].assert == assertBegin {
		l.begin = true
		items = items[1:]
	}
	if last := len(items) - 1; last >= 0 && items[last].kind == kindAssert {
		l.end = items[last].assert == assertEnd || items[last].assert == assertEndBefore
		l.newline = items[last].assert == assertEndBefore
		if l.end {
			items = items[:last]
		}
	}
	var text []byte
	for _, n := range items {
		if n.kind != kindSet || n.set.size() != 1 {
			return nil
		}
		text = append(text, n.set.only())
	}
	l.text = string(text)
	return l
}

// find is where the text first stands as it has to.
func (l *literal) find(subject string) (at int, ok bool) {
	switch {
	case l.begin && l.end:
		return 0, l.is(subject)
	case l.begin:
		return 0, strings.HasPrefix(subject, l.text)
	case l.end:
		return l.suffix(subject)
	}
	at = strings.Index(subject, l.text)
	return at, at >= 0
}

func (l *literal) is(subject string) bool {
	return subject == l.text || l.newline && len(subject) == len(l.text)+1 &&
		subject[len(l.text)] == '\n' && strings.HasPrefix(subject, l.text)
}

// suffix prefers the place that comes first, before a newline at the end.
func (l *literal) suffix(subject string) (at int, ok bool) {
	if before, newline := strings.CutSuffix(subject, "\n"); l.newline && newline && strings.HasSuffix(before, l.text) {
		return len(before) - len(l.text), true
	}
	return len(subject) - len(l.text), strings.HasSuffix(subject, l.text)
}
