package walk

import (
	"slices"

	"github.com/authlint/authlint/lint/access"
)

// leg is a part of the way: the request itself, or an inner one.
type leg struct {
	// target is the inner request's; empty where the way goes on with the
	// request that looked something up.
	target string
	lookup bool // it was only looked up
	depth  int
	// passages are those that say something new.
	passages []access.Passage
}

// maxLegDepth is how deep legs are drawn inside each other.
const maxLegDepth = 4

// legs takes a trace apart. An inner request that answers in the place of the
// one before it follows on one that was handed on by its handler or to an
// error document; all others are only looked up, and end where somebody else
// makes use of what was found.
func legs(trace []access.Passage) []leg {
	var all []leg
	depth := 0
	at := leg{}
	for i := range trace {
		p := &trace[i]
		switch {
		case p.Target != "":
			lookup := !handedOn(trace[:i])
			if i > 0 {
				all = append(all, at)
			}
			if !lookup {
				depth = min(depth+1, maxLegDepth)
			}
			at = leg{target: p.Target, lookup: lookup, depth: depth}
			if lookup {
				at.depth++
			}
		case at.lookup && (p.Gate == access.GateHandler || p.Gate == access.GateErrorDocument || p.Gate == access.GateFiles && p.Verdict == access.Passes):
			all = append(all, at)
			at = leg{depth: depth}
		}
		if !said(all, at.passages, p) {
			at.passages = append(at.passages, *p)
		}
	}
	return append(all, at)
}

// handedOn says that the server goes on with an inner request.
func handedOn(before []access.Passage) bool {
	if len(before) == 0 {
		return false
	}
	last := &before[len(before)-1]
	return last.Verdict == access.HandsOn && (last.Gate == access.GateHandler || last.Gate == access.GateErrorDocument)
}

// said says that a passage repeats one that let a request through before.
func said(legs []leg, at []access.Passage, p *access.Passage) bool {
	same := func(q access.Passage) bool {
		return p.Verdict == access.Passes && q.Verdict == p.Verdict && q.Gate == p.Gate && q.Status == p.Status &&
			q.Note == p.Note && slices.Equal(q.Because, p.Because)
	}
	return slices.ContainsFunc(at, same) || slices.ContainsFunc(legs, func(l leg) bool { return slices.ContainsFunc(l.passages, same) })
}
