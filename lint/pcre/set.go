package pcre

import "math/bits"

// set is a set of bytes.
type set [4]uint64

func (s *set) has(b byte) bool { return s[b>>6]>>(b&63)&1 != 0 }

func (s *set) add(b byte) { s[b>>6] |= 1 << (b & 63) }

func (s *set) addRange(from, to byte) {
	for b := int(from); b <= int(to); b++ {
		s.add(byte(b))
	}
}

func (s *set) addAll(t *set) {
	for i := range s {
		s[i] |= t[i]
	}
}

func (s *set) invert() {
	for i := range s {
		s[i] = ^s[i]
	}
}

// fold adds the other case of each letter. PCRE knows those of ASCII alone
// where it is not told to use UTF or a locale.
func (s *set) fold() {
	for b := byte('a'); b <= 'z'; b++ {
		if s.has(b) || s.has(b-0x20) {
			s.add(b)
			s.add(b - 0x20)
		}
	}
}

func (s *set) meets(t *set) bool {
	return s[0]&t[0]|s[1]&t[1]|s[2]&t[2]|s[3]&t[3] != 0
}

// size is how many bytes the set has.
func (s *set) size() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// only is the byte of a set that has one.
func (s *set) only() byte {
	for i, w := range s {
		if w != 0 {
			return byte(i<<6 + bits.TrailingZeros64(w))
		}
	}
	return 0
}

func ranges(pairs string) set {
	var s set
	for i := 0; i+1 < len(pairs); i += 2 {
		s.addRange(pairs[i], pairs[i+1])
	}
	return s
}

// namedClass is what stands between "[:" and ":]".
func namedClass(name string, fold bool) (set, bool) {
	if fold && (name == "upper" || name == "lower") {
		name = "alpha"
	}
	var s set
	switch name {
	case "alpha":
		s = ranges("AZaz")
	case "lower":
		s = ranges("az")
	case "upper":
		s = ranges("AZ")
	case "alnum":
		s = ranges("09AZaz")
	case "ascii":
		s = ranges("\x00\x7f")
	case "blank":
		s = ranges("\t\t  ")
	case "cntrl":
		s = ranges("\x00\x1f\x7f\x7f")
	case "digit":
		s = ranges("09")
	case "graph":
		s = ranges("!~")
	case "print":
		s = ranges(" ~")
	case "punct":
		s = ranges("!/:@[`{~")
	case "space":
		s = ranges("\t\r  ")
	case "word":
		s = ranges("09AZaz__")
	case "xdigit":
		s = ranges("09AFaf")
	default:
		return s, false
	}
	return s, true
}
