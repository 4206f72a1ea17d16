package pcre

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
)

// drawSeed draws the patterns and subjects of continuous integration.
// AUTHLINT_SEED draws others.
const drawSeed = 20260101

func newDrawer(t *testing.T, stream uint64) *drawer {
	t.Helper()
	seed := uint64(drawSeed)
	if s := os.Getenv("AUTHLINT_SEED"); s != "" {
		var err error
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("AUTHLINT_SEED=%d", seed)
	return &drawer{Rand: rand.New(rand.NewPCG(seed, stream))}
}

// drawer draws patterns and subjects.
type drawer struct {
	*rand.Rand
	groups map[int]string // what was drawn for a group
	length int
}

// subjects draws subjects for a pattern: some that match, near misses of them
// and some that have nothing to do with it.
func (d *drawer) subjects(pattern string, flags Flags, n int) []string {
	list := []string{"", "\n", "a"}
	root, p := parse(pattern, flags)
	for len(list) < n {
		s := pattern
		if p.why == "" {
			d.groups, d.length = map[int]string{}, 0
			s = d.matching(root)
		}
		if d.IntN(3) == 0 {
			s = d.around() + s
		}
		if d.IntN(3) == 0 {
			s += d.around()
		}
		for range d.IntN(3) {
			s = d.change(s)
		}
		list = append(list, s[:min(len(s), maxDrawn)])
	}
	return list
}

const maxDrawn = 300

func (d *drawer) one(from ...string) string { return from[d.IntN(len(from))] }

func (d *drawer) around() string {
	return d.one("\n", "x", "/", "a/b", ".php", "\xe9", "\x00", " ", "A", "\r\n", "aaaa", "0", "_", "\u212a", "\x85", "\xa0")
}

// change makes one change to a subject.
func (d *drawer) change(s string) string {
	if s == "" {
		return d.around()
	}
	at := d.IntN(len(s))
	switch d.IntN(6) {
	case 0:
		return s[:at] + s[at+1:]
	case 1:
		return s[:at] + d.around() + s[at:]
	case 2:
		return s[:at] + string(s[at]^0x20) + s[at+1:]
	case 3:
		return s[:at] + s[at:] + s[at:]
	case 4:
		return s[:at]
	}
	return s + "\n"
}

// matching draws a text that a node may match; what looks around is left out.
func (d *drawer) matching(n *node) string {
	switch n.kind {
	case kindSet:
		d.length++
		return string([]byte{d.member(&n.set)})
	case kindAlt:
		return d.matching(n.subs[d.IntN(len(n.subs))])
	case kindRepeat:
		most := n.min + 3
		if n.max >= 0 {
			most = min(most, n.max)
		}
		var b strings.Builder
		for times := n.min + d.IntN(most-n.min+1); times > 0 && d.length < maxDrawn; times-- {
			b.WriteString(d.matching(n.subs[0]))
		}
		return b.String()
	case kindRef:
		return d.groups[n.group]
	case kindLook:
		if !n.negative && !n.behind && d.IntN(2) == 0 {
			return d.matching(n.subs[0])
		}
		return ""
	}
	var b strings.Builder
	for _, s := range n.subs {
		b.WriteString(d.matching(s))
	}
	if n.kind == kindGroup {
		d.groups[n.group] = b.String()
	}
	return b.String()
}

// member draws a byte of a set, one that can be read if there is one.
func (d *drawer) member(s *set) byte {
	for range 40 {
		if c := d.one("a", "b", "c", "Z", "0", "9", "_", "-", "/", ".", " ", "x", "K", "s", "=", "%"); s.has(c[0]) {
			return c[0]
		}
	}
	from := d.IntN(256)
	for i := range 256 {
		if b := byte(from + i); s.has(b) {
			return b
		}
	}
	return 0
}
