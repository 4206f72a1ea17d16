package pcre

// kind is what a node of a pattern is.
type kind uint8

const (
	kindEmpty  kind = iota // matches the empty text; the zero node
	kindSet                // one byte of a set
	kindCat                // one after the other
	kindAlt                // one of several, tried in order
	kindRepeat             // min to max times; max is -1 when there is no bound
	kindGroup              // "(...)"
	kindAtomic             // "(?>...)": its first match is its only one
	kindLook               // "(?=...)" and its kin
	kindRef                // "\1"
	kindAssert             // "^" and its kin
)

// mode is the order in which a repetition tries its counts.
type mode uint8

const (
	greedy mode = iota
	lazy
	possessive
)

// assertion is a condition on a place of the subject.
type assertion uint8

const (
	assertBegin     assertion = iota // \A, and "^"
	assertBeginLine                  // "^" in multiline mode
	assertEnd                        // \z, and "$" when it means the end alone
	assertEndBefore                  // \Z, and "$": also before a newline at the end
	assertEndLine                    // "$" in multiline mode
	assertWord                       // \b
	assertNotWord                    // \B
)

type node struct {
	kind     kind
	set      set
	subs     []*node
	min, max int
	mode     mode
	group    int // of a group and a reference
	fold     bool
	assert   assertion
	behind   bool // a look-behind
	negative bool
	wraps    int // how many "(?:...)" stand around it

	// What settle finds out: the bytes that a match may begin with, unless it may be
	// empty or that is not known.
	first    set
	anything bool
	width    int  // how many branches PCRE tries where none can match
	anchored bool // it matches nowhere but at the start of the subject
}

// settle fills in what is known of a node, whose parts are settled already.
func (n *node) settle() *node {
	n.width = 1
	switch n.kind {
	case kindSet:
		n.first = n.set
	case kindCat:
		n.anything = true
		n.anchored = n.subs[0].anchored // as far as PCRE sees it: elsewhere it takes its steps
		for _, s := range n.subs {
			if n.anything {
				n.first.addAll(&s.first)
				n.anything = s.anything
				n.width += s.width
			}
		}
	case kindAlt:
		n.anchored = true
		for _, s := range n.subs {
			n.first.addAll(&s.first)
			n.anything = n.anything || s.anything
			n.width += s.width
			n.anchored = n.anchored && s.anchored
		}
	case kindRepeat:
		n.first = n.subs[0].first
		n.anything = n.subs[0].anything || n.min == 0
		n.anchored = n.subs[0].anchored && n.min > 0
		n.width += n.subs[0].width
	case kindGroup, kindAtomic:
		n.first, n.anything, n.anchored = n.subs[0].first, n.subs[0].anything, n.subs[0].anchored
		n.width += n.subs[0].width
	case kindRef:
		n.anything = true
		n.first.invert()
	default:
		n.anything = true
		n.anchored = n.kind == kindAssert && n.assert == assertBegin
	}
	return n
}

// nullable says that a node may match the empty text.
func (n *node) nullable() bool {
	switch n.kind {
	case kindSet:
		return false
	case kindCat:
		for _, s := range n.subs {
			if !s.nullable() {
				return false
			}
		}
		return true
	case kindAlt:
		for _, s := range n.subs {
			if s.nullable() {
				return true
			}
		}
		return false
	case kindRepeat:
		return n.min == 0 || n.subs[0].nullable()
	case kindGroup, kindAtomic:
		return n.subs[0].nullable()
	}
	return true
}

// length is the number of bytes that every match of a node has.
func (n *node) length() (int, bool) {
	switch n.kind {
	case kindSet:
		return 1, true
	case kindCat:
		sum := 0
		for _, s := range n.subs {
			length, fixed := s.length()
			if !fixed {
				return 0, false
			}
			sum += length
		}
		return sum, true
	case kindAlt:
		all, fixed := n.subs[0].length()
		for _, s := range n.subs[1:] {
			length, same := s.length()
			fixed = fixed && same && length == all
		}
		return all, fixed
	case kindRepeat:
		length, fixed := n.subs[0].length()
		return n.min * length, fixed && n.min == n.max
	case kindGroup, kindAtomic:
		return n.subs[0].length()
	case kindRef:
		return 0, false
	}
	return 0, true
}

// beginsWithAnything says that a match which fails at one place fails at all
// later ones up to a newline, as the pattern begins with ".*".
func (n *node) beginsWithAnything() (yes, pastNewlines bool) {
	switch n.kind {
	case kindCat, kindGroup:
		return n.subs[0].beginsWithAnything()
	case kindRepeat:
		sub := n.subs[0]
		if sub.kind == kindSet && n.min == 0 && n.max < 0 && n.mode != possessive {
			size := sub.set.size()
			return size == 256 || size == 255 && !sub.set.has('\n'), size == 256
		}
	}
	return false, false
}

// walk calls f for a node and all below it.
func (n *node) walk(f func(*node)) {
	f(n)
	for _, s := range n.subs {
		s.walk(f)
	}
}

// referredGroups are the groups that the pattern itself refers to.
func referredGroups(root *node, groups int) []bool {
	referred := make([]bool, groups)
	root.walk(func(n *node) {
		if n.kind == kindRef {
			referred[n.group] = true
		}
	})
	return referred
}
