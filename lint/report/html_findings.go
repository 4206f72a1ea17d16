package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/authlint/authlint/lint"
)

// htmlSite are the findings of a site, by outcome.
type htmlSite struct {
	Number   int
	Name     string
	Totals   string
	Outcomes []*htmlOutcome
}

type htmlOutcome struct {
	Name, Means string
	Findings    []htmlFinding
}

type htmlFinding struct {
	Severity, Outcome, Rule, Anchor, Confidence string
	Site                                        int
	Message, Place                              string
	Snippet                                     *htmlSnippet
	More                                        bool // there is something in the list below
	Related                                     []htmlRelated
	Witness, Assumption                         string
	Fixes                                       []htmlFix
	Suppressed                                  string // why; empty for what counts
}

type htmlRelated struct {
	Place, Message string
	Snippet        *htmlSnippet
}

// htmlSites brings findings together by site and outcome; within, they keep
// their order.
func htmlSites(findings []lint.Finding) []*htmlSite {
	var sites []*htmlSite
	bySite := map[string]*htmlSite{}
	of := map[string][]lint.Finding{}
	for i := range findings {
		f := &findings[i]
		site := bySite[f.Site]
		if site == nil {
			site = &htmlSite{Number: len(sites) + 1, Name: Escape(cmp.Or(f.Site, f.File))}
			bySite[f.Site] = site
			sites = append(sites, site)
		}
		of[f.Site] = append(of[f.Site], *f)
		group := site.outcome(f.Outcome)
		group.Findings = append(group.Findings, newHTMLFinding(f, site.Number))
	}
	for name, site := range bySite {
		site.Totals = fileTotals(of[name])
		slices.SortFunc(site.Outcomes, func(a, b *htmlOutcome) int { return cmp.Compare(outcomeRank(a.Name), outcomeRank(b.Name)) })
	}
	return sites
}

// outcome is the group of an outcome.
func (s *htmlSite) outcome(o lint.Outcome) *htmlOutcome {
	for _, group := range s.Outcomes {
		if group.Name == o.String() {
			return group
		}
	}
	s.Outcomes = append(s.Outcomes, &htmlOutcome{Name: o.String(), Means: outcomeMeans(o)})
	return s.Outcomes[len(s.Outcomes)-1]
}

// outcomeRank orders outcomes as the engine does, graver ones first.
func outcomeRank(name string) lint.Outcome {
	o, _ := lint.ParseOutcome(name)
	return o
}

// outcomeMeans says what somebody notices.
func outcomeMeans(o lint.Outcome) string {
	switch o {
	case lint.Breaks:
		return "the server answers 500, or does not start"
	case lint.LocksOut:
		return "those who should get in do not"
	case lint.Exposes:
		return "those who should not get in do"
	case lint.Weakens:
		return "passwords can be cracked or overheard"
	case lint.Stale:
		return "left over, and does nothing"
	case lint.Confuses:
		return "works by accident, or will not for long"
	}
	return ""
}

// fileTotals are the counts of findings in words, graver ones first. What is
// suppressed does not count.
func fileTotals(findings []lint.Finding) string {
	var words []string
	counted := counting(&lint.Result{Findings: findings}).Findings
	for _, l := range bySeverity(counted) {
		if n := len(l.findings); n > 0 {
			words = append(words, count(n, l.severity.String()))
		}
	}
	if n := len(findings) - len(counted); n > 0 {
		words = append(words, strconv.Itoa(n)+" suppressed")
	}
	return strings.Join(words, ", ")
}

func newHTMLFinding(f *lint.Finding, site int) htmlFinding {
	h := htmlFinding{
		Severity: f.Severity.String(), Outcome: f.Outcome.String(), Rule: Escape(f.Rule.ID), Anchor: ruleAnchor(f.Rule.ID), Confidence: confidence(f), Site: site,
		Message: Escape(f.Message), Place: place(f.Place), Snippet: newHTMLSnippet(f.Place), Assumption: Escape(f.Assumption),
	}
	for _, r := range f.Related {
		related := htmlRelated{Place: place(r.Place), Message: Escape(r.Message)}
		if r.File != f.File || r.Start.Line != f.Start.Line { // which is shown already
			related.Snippet = newHTMLSnippet(r.Place)
		}
		h.Related = append(h.Related, related)
	}
	if f.Witness != nil {
		h.Witness = Escape(f.Witness.String())
	}
	for i := range f.Fixes {
		h.Fixes = append(h.Fixes, newHTMLFix(&f.Fixes[i]))
	}
	if f.Suppressed != nil {
		h.Suppressed = Escape(cmp.Or(f.Suppressed.Reason, f.Suppressed.Kind))
	}
	h.More = len(h.Related)+len(h.Fixes) > 0 || h.Witness+h.Assumption+h.Suppressed != ""
	return h
}

// confidence is the word of the contract.
func confidence(f *lint.Finding) string {
	if f.Assumption != "" {
		return "assumed"
	}
	return "certain"
}

// htmlSnippet is a line with a place marked in it.
type htmlSnippet struct {
	Line                  int
	Before, Marked, After string
}

// newHTMLSnippet is the line of a place; nil where it says nothing.
func newHTMLSnippet(p lint.Place) *htmlSnippet {
	s := trimRunes(p.Snippet)
	if s.Text == "" {
		return nil
	}
	from, to := wholeRunes(s.Text, s.From, s.To)
	h := &htmlSnippet{p.Start.Line, escapeCode(s.Text[:from]), escapeCode(s.Text[from:to]), escapeCode(s.Text[to:])}
	if s.CutBefore {
		h.Before = ellipsis + h.Before
	}
	if s.CutAfter {
		h.After += ellipsis
	}
	return h
}

// wholeRunes widens a part of a text so that it cuts through no character.
func wholeRunes(text string, from, to int) (int, int) {
	from = min(max(from, 0), len(text))
	to = min(max(to, from), len(text))
	for from > 0 && from < len(text) && !utf8.RuneStart(text[from]) {
		from--
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	return from, to
}

// escapeCode is Escape that leaves tabs to the page.
func escapeCode(s string) string {
	parts := strings.Split(s, "\t")
	for i := range parts {
		parts[i] = Escape(parts[i])
	}
	return strings.Join(parts, "\t")
}

// htmlFilter is a choice of findings by one of their properties.
type htmlFilter struct {
	Name, Label string
	Choices     []htmlChoice
}

type htmlChoice struct {
	Value, Text string
	Count       int
	rank        int
}

// htmlFilters are the filters, of what occurs. What is suppressed is counted: it
// can be shown.
func htmlFilters(findings []lint.Finding) []htmlFilter {
	filters := []htmlFilter{
		{Name: "severity", Label: "Severity"}, {Name: "outcome", Label: "Outcome"}, {Name: "rule", Label: "Rule"},
		{Name: "site", Label: "Site"}, {Name: "confidence", Label: "Confidence"},
	}
	sites := map[string]int{}
	at := map[string]int{} // by filter and value
	add := func(filter int, value, text string, rank int) {
		f := &filters[filter]
		key := f.Name + "\x00" + value
		if at[key] == 0 {
			f.Choices = append(f.Choices, htmlChoice{value, text, 0, rank})
			at[key] = len(f.Choices)
		}
		f.Choices[at[key]-1].Count++
	}
	for i := range findings {
		f := &findings[i]
		if sites[f.Site] == 0 {
			sites[f.Site] = len(sites) + 1
		}
		add(0, f.Severity.String(), f.Severity.String(), int(f.Severity))
		add(1, f.Outcome.String(), f.Outcome.String(), int(f.Outcome))
		add(2, Escape(f.Rule.ID), Escape(f.Rule.ID), 0)
		add(3, strconv.Itoa(sites[f.Site]), Escape(cmp.Or(f.Site, f.File)), 0)
		add(4, confidence(f), confidence(f), 0)
	}
	for i := range filters {
		slices.SortFunc(filters[i].Choices, func(a, b htmlChoice) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.Text, b.Text)) })
	}
	return filters
}
