package hosting

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/authlint/authlint/lint"
)

// worstSites is how many sites the summary names.
const worstSites = 10

// Summary is what a run found in all. Its size does not depend on the number of
// sites.
type Summary struct {
	// Sites is how many were finished; Checked, Partial and Failed are how
	// they went, and Clean those without a finding.
	Sites, Checked, Partial, Failed, Clean int
	// Cached is how many of them nothing had changed in.
	Cached int
	// Files and Bytes are what was read.
	Files int
	Bytes int64
	// Errors, Warnings and Notes count findings.
	Errors, Warnings, Notes int
	// Outcomes and Rules count findings, and the sites that have any of them,
	// the gravest outcome and the commonest rule first.
	Outcomes, Rules []Count
	// Worst are the sites with the most errors, then warnings.
	Worst []Worst
	Took  time.Duration

	started  time.Time
	outcomes map[string]*Count
	rules    map[string]*Count
}

// Count is how often something was found, and in how many sites.
type Count struct {
	Name            string
	Findings, Sites int
}

// Worst is one of the sites with the most findings.
type Worst struct {
	Site                    *Site
	Errors, Warnings, Notes int
}

func newSummary() *Summary {
	return &Summary{started: time.Now(), outcomes: map[string]*Count{}, rules: map[string]*Count{}}
}

// told is what a summary takes in of a site.
type told struct {
	site  *Site
	done  Done
	found []found
}

type found struct{ outcome, rule string }

// told is what a summary takes in.
func (res *result) told() *told {
	t := &told{site: res.site, done: res.done}
	for i := range res.findings {
		t.found = append(t.found, found{res.findings[i].Outcome.String(), res.findings[i].Rule.ID})
	}
	return t
}

// add takes in a site that is finished.
func (s *Summary) add(res *told) {
	s.Sites++
	switch res.done.Status {
	case Checked:
		s.Checked++
	case Partial:
		s.Partial++
	case Failed:
		s.Failed++
	}
	if res.done.Cached {
		s.Cached++
	}
	s.Files += res.done.Files
	s.Bytes += res.done.Bytes
	s.Errors += res.done.Errors
	s.Warnings += res.done.Warnings
	s.Notes += res.done.Notes
	if len(res.found) == 0 {
		if res.done.Status == Checked {
			s.Clean++
		}
		return
	}
	outcomes, rules := map[string]bool{}, map[string]bool{}
	for _, f := range res.found {
		count(s.outcomes, outcomes, f.outcome)
		count(s.rules, rules, f.rule)
	}
	s.Worst = append(s.Worst, Worst{res.site, res.done.Errors, res.done.Warnings, res.done.Notes})
	slices.SortStableFunc(s.Worst, func(a, b Worst) int {
		return cmp.Or(
			cmp.Compare(b.Errors, a.Errors), cmp.Compare(b.Warnings, a.Warnings), cmp.Compare(b.Notes, a.Notes),
			strings.Compare(a.Site.Root, b.Site.Root),
		)
	})
	s.Worst = s.Worst[:min(len(s.Worst), worstSites)]
}

// finish settles what is counted so far.
func (s *Summary) finish() *Summary {
	s.Outcomes = ordered(s.outcomes, func(a, b *Count) int { return cmp.Compare(gravity(a.Name), gravity(b.Name)) })
	s.Rules = ordered(s.rules, func(a, b *Count) int { return cmp.Compare(b.Findings, a.Findings) })
	s.Took = time.Since(s.started)
	return s
}

// count takes in one finding of a site whose names so far are in seen.
func count(all map[string]*Count, seen map[string]bool, name string) {
	c := all[name]
	if c == nil {
		c = &Count{Name: name}
		all[name] = c
	}
	c.Findings++
	if !seen[name] {
		seen[name] = true
		c.Sites++
	}
}

func ordered(all map[string]*Count, compare func(a, b *Count) int) []Count {
	list := make([]*Count, 0, len(all))
	for _, c := range all {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b *Count) int { return cmp.Or(compare(a, b), strings.Compare(a.Name, b.Name)) })
	counts := make([]Count, 0, len(list))
	for _, c := range list {
		counts = append(counts, *c)
	}
	return counts
}

func gravity(outcome string) lint.Outcome {
	o, _ := lint.ParseOutcome(outcome)
	return o
}
