package lint

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/authlint/authlint/lint/source"
)

// Ignore is what became of one rule id in a suppressing comment, or of the
// comment where it names none that could be read; or of a Block.
type Ignore struct {
	// Place is that of the id, or of what is wrong.
	Place
	// Rule is the id as written.
	Rule  string
	Fault IgnoreFault
	// Near are the ids that an unknown one may stand for, best first.
	Near []string
	// Reason and Until are what the comment says; empty where it does not.
	Reason, Until string
	// Ran says that the rule ran, Matched that it found something that the
	// comment suppresses.
	Ran, Matched bool
	// Assumption is what must hold for Matched to be false for good; empty
	// where all that has a part in it was in view.
	Assumption string
	// Block says that it is a block of the configuration and no comment.
	Block bool
	// Removal takes the id, or the whole comment, away; nil where the
	// comment is joined with other lines.
	Removal []FixPlace
	Site    string
}

// IgnoreFault is why a comment suppresses nothing.
type IgnoreFault uint8

// The faults.
const (
	IgnoreSound     IgnoreFault = iota
	IgnoreMalformed             // no command of authlint's
	IgnoreMisplaced             // for the whole file, and below its first directive
	IgnoreNoRule                // names no rule
	IgnoreNoReason
	IgnoreBadDate // the day is none
	IgnoreExpired // the day is over
	IgnoreUnknown // no such rule
	IgnoreFinal   // a rule that no comment suppresses
)

// Review is one rule's look at the suppressing comments of all sites, and at
// the blocks of configuration.
type Review struct {
	// Ignores are the comments by their place, then the blocks.
	Ignores  []Ignore
	expected func() []Expected
	report   func(Finding)
}

// Expected is what became of the expectations of the configuration. They are
// looked at when a rule asks.
func (r *Review) Expected() []Expected { return r.expected() }

// Insist is Report for what is wanted whatever files were named.
func (r *Review) Insist(f Finding) {
	f.insisted = true
	r.report(f)
}

// Report hands a finding to the engine, which adds the rule and what follows
// from it.
func (r *Review) Report(f Finding) { r.report(f) }

// ignore is one id of a comment while its site is checked.
type ignore struct {
	Ignore
	covered source.Span
	// wider is the nearest of the same list that covers more, beginning
	// earlier.
	wider *ignore
}

// ignoreKey says where findings of a rule are looked up.
type ignoreKey struct {
	file *source.File
	rule string
}

// ignores are a site's suppressing comments.
type ignores struct {
	all []*ignore
	// below are those that hold for what follows, by their place; whole
	// those for a file.
	below map[ignoreKey][]*ignore
	whole map[ignoreKey]*ignore
}

func (in *ignores) put(g *ignore, key ignoreKey, wholeFile bool) {
	if !wholeFile {
		in.below[key] = append(in.below[key], g)
	} else if in.whole[key] == nil {
		in.whole[key] = g
	}
}

func ids(rules []*Rule) []string {
	names := make([]string, len(rules))
	for i, r := range rules {
		names[i] = r.ID
	}
	return names
}

// nest brings what was collected into its order. What comments cover nests
// like the sections they stand above, so that each needs to know only the next
// wider one.
func (in *ignores) nest() {
	for _, list := range in.below {
		slices.SortStableFunc(list, func(a, b *ignore) int { return cmp.Compare(a.covered.Start, b.covered.Start) })
		var open []*ignore
		for _, g := range list {
			for len(open) > 0 && open[len(open)-1].covered.End <= g.covered.End {
				open = open[:len(open)-1]
			}
			if len(open) > 0 {
				g.wider = open[len(open)-1]
			}
			open = append(open, g)
		}
	}
}

// at returns the innermost comment that suppresses what a rule finds at a
// place, or nil.
func (in *ignores) at(span source.Span, rule string) *ignore {
	key := ignoreKey{span.File, rule}
	list := in.below[key]
	n := sort.Search(len(list), func(i int) bool { return list[i].covered.Start > span.Start })
	if n == 0 {
		return nil
	}
	for g := list[n-1]; g != nil; g = g.wider {
		if g.covered.Contains(span) {
			return g
		}
	}
	return nil
}

// on returns the comment that suppresses what a rule finds at a place, or nil.
func (in *ignores) on(span source.Span, rule *Rule) *ignore {
	if span.IsZero() || rule.Final {
		return nil
	}
	if g := in.at(span, rule.ID); g != nil {
		return g
	}
	return in.whole[ignoreKey{span.File, rule.ID}]
}

// apply parts drafts from those that a comment suppresses.
func (in *ignores) apply(drafts []draft) (live, suppressed []draft) {
	for _, d := range drafts {
		g := in.on(d.Span, d.rule)
		if g == nil {
			g = in.on(d.Cause, d.rule)
		}
		if g == nil {
			live = append(live, d)
			continue
		}
		g.Matched = true
		d.suppressed = &Suppression{Kind: InSource, Reason: g.Reason}
		suppressed = append(suppressed, d)
	}
	return live, suppressed
}

// results are the ignores without their files.
func (in *ignores) results() []Ignore {
	list := make([]Ignore, 0, len(in.all))
	for _, g := range in.all {
		list = append(list, g.Ignore)
	}
	return list
}

// mergeIgnores makes one of what several sites say of the same comment: it did
// something when it did so in one of them.
func mergeIgnores(all []Ignore) []Ignore {
	slices.SortStableFunc(all, func(a, b Ignore) int {
		return cmp.Or(
			strings.Compare(a.File, b.File),
			cmp.Compare(a.Start.Offset, b.Start.Offset),
			strings.Compare(a.Rule, b.Rule),
		)
	})
	kept := all[:0]
	for _, g := range all {
		n := len(kept)
		if n == 0 || kept[n-1].File != g.File || kept[n-1].Start != g.Start || kept[n-1].Rule != g.Rule {
			kept = append(kept, g)
			continue
		}
		last := &kept[n-1]
		last.Matched = last.Matched || g.Matched
		if g.Assumption == "" {
			last.Assumption = ""
		}
	}
	return kept
}

// review runs the rules about comments and configuration.
func (c *checker) review(ignores []Ignore, expected func() []Expected) []found {
	var all []found
	for _, rule := range c.rules {
		if rule.Review == nil {
			continue
		}
		rule.Review(&Review{Ignores: ignores, expected: expected, report: func(f Finding) {
			f.Rule = rule
			f.Outcome = cmp.Or(f.Outcome, rule.Outcome)
			f.Severity = cmp.Or(f.Severity, f.Outcome.Severity())
			s := f.Snippet
			f.lines = []uint64{0}
			all = append(all, found{
				Finding: f, wanted: f.insisted || c.Keep == nil || c.Keep(f.File),
				parts: []part{{line: strings.TrimSpace(s.Text), text: s.Text[s.From:s.To]}},
			})
		}})
	}
	return all
}
