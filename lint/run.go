package lint

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Options of Run. The zero value runs every rule over everything.
type Options struct {
	// Jobs is how many sites are worked on at once; 0 means one for each
	// processor.
	Jobs int
	// Keep, when set, says which findings are wanted, by the file's name:
	// a finding is kept when its own place or a related one lies in such a
	// file.
	Keep func(file string) bool
}

// Job loads one site. It is called on a worker's goroutine, once.
type Job func() *model.Site

// Result is what a run found. Findings are ordered by file, then position,
// then rule.
type Result struct {
	Findings []Finding
	Summary  Summary
}

// Summary counts what a run saw.
type Summary struct {
	Files, Sites            int
	Errors, Warnings, Notes int
	// Suppressed counts the findings that do not count.
	Suppressed int
	// Assumptions are what every finding rests on.
	Assumptions []string
}

// Run loads every site, runs every rule over it, and orders what they found.
// A canceled context ends it between two sites.
func Run(ctx context.Context, jobs []Job, rules []*Rule, o Options) *Result {
	workers := o.Jobs
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	results := make([]siteResult, len(jobs))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, len(jobs)) {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(jobs) {
					return
				}
				results[i] = checkSite(jobs[i](), rules, o.Keep)
			}
		})
	}
	wg.Wait()
	return merge(results)
}

type siteResult struct {
	findings    []Finding
	files       []string
	assumptions []string
	loaded      bool
}

func merge(results []siteResult) *Result {
	r := &Result{}
	files := map[string]bool{}
	for _, s := range results {
		r.Findings = append(r.Findings, s.findings...)
		for _, f := range s.files {
			files[f] = true
		}
		if s.loaded {
			r.Summary.Sites++
		}
		for _, a := range s.assumptions {
			if !slices.Contains(r.Summary.Assumptions, a) {
				r.Summary.Assumptions = append(r.Summary.Assumptions, a)
			}
		}
	}
	r.Summary.Files = len(files)
	slices.Sort(r.Summary.Assumptions)
	slices.SortStableFunc(r.Findings, order)
	r.Findings = slices.CompactFunc(r.Findings, func(a, b Finding) bool { return order(a, b) == 0 })
	for i := range r.Findings {
		switch r.Findings[i].Severity {
		case Error:
			r.Summary.Errors++
		case Warning:
			r.Summary.Warnings++
		case Note:
			r.Summary.Notes++
		}
	}
	number(r.Findings)
	return r
}

// order is by file, position, rule; a file that several sites read gives
// findings that compare equal.
func order(a, b Finding) int {
	return cmp.Or(
		strings.Compare(a.File, b.File),
		cmp.Compare(a.Start.Offset, b.Start.Offset),
		cmp.Compare(a.End.Offset, b.End.Offset),
		strings.Compare(a.Rule.ID, b.Rule.ID),
		strings.Compare(a.Message, b.Message),
	)
}

// number gives every finding its fingerprint. The text around it is part of
// it and line numbers are not, so that it stays when lines move; equal ones
// are told apart by their order.
func number(findings []Finding) {
	seen := map[string]int{}
	for i := range findings {
		f := &findings[i]
		key := strings.Join([]string{f.Rule.ID, f.File, strings.TrimSpace(f.Snippet.Text), f.Message}, "\x00")
		seen[key]++
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", key, seen[key]))
		f.Fingerprint = hex.EncodeToString(sum[:8])
	}
}

// draft is a diagnostic on its way to a finding.
type draft struct {
	Diagnostic
	rule *Rule
}

func checkSite(site *model.Site, rules []*Rule, keep func(string) bool) siteResult {
	if site == nil {
		return siteResult{}
	}
	drafts := settle(runRules(site, rules))
	res := siteResult{loaded: true, assumptions: site.Assumptions}
	for _, f := range site.Files {
		res.files = append(res.files, f.Name)
	}
	for _, d := range drafts {
		if keep == nil || wanted(d, keep) {
			res.findings = append(res.findings, finding(site, d))
		}
	}
	return res
}

func runRules(site *model.Site, rules []*Rule) []draft {
	var drafts []draft
	for _, rule := range rules {
		pass := Pass{Site: site, report: func(d Diagnostic) {
			drafts = append(drafts, draft{d, rule})
		}}
		rule.Run(&pass)
	}
	return drafts
}

// settle leaves one draft for each cause: that of the rule earlier in the
// list. What the others said becomes related to it.
func settle(drafts []draft) []draft {
	type key struct {
		source.Span
		path string
	}
	at := make(map[key]int, len(drafts))
	kept := drafts[:0]
	for _, d := range drafts {
		k := key{d.Cause, d.Path}
		if k.Span.IsZero() {
			k.Span = d.Span
		}
		i, taken := at[k]
		if !taken {
			at[k] = len(kept)
			kept = append(kept, d)
			continue
		}
		if first := &kept[i]; first.rule != d.rule && !d.Span.IsZero() {
			first.Related = append(slices.Clip(first.Related), Related{
				Span:    d.Span,
				Message: "also: " + d.Message + " [" + d.rule.ID + "]",
			})
		}
	}
	return kept
}

func wanted(d draft, keep func(string) bool) bool {
	if d.Span.File == nil {
		return keep(d.Path)
	}
	if keep(d.Span.File.Name) {
		return true
	}
	return slices.ContainsFunc(d.Related, func(r Related) bool {
		return r.Span.File != nil && keep(r.Span.File.Name)
	})
}

func finding(site *model.Site, d draft) Finding {
	f := Finding{
		Rule:       d.rule,
		Place:      place(d.Span, d.Path),
		Outcome:    cmp.Or(d.Outcome, d.rule.Outcome),
		Assumption: d.Assumption,
		Message:    d.Message,
		Site:       site.Name,
	}
	f.Severity = cmp.Or(d.Severity, f.Outcome.Severity())
	if f.Assumption == "" && f.Outcome != Breaks && d.Span.File != nil && site.Refused(d.Span.File) != nil {
		// The server answers 500 before it comes to this.
		f.Assumption = "the file is mended so that the server accepts it"
	}
	for _, r := range d.Related {
		f.Related = append(f.Related, RelatedPlace{place(r.Span, ""), r.Message})
	}
	for _, x := range d.Fixes {
		f.Fixes = append(f.Fixes, fixPlace(x))
	}
	return f
}

func fixPlace(x Fix) FixPlace {
	p := FixPlace{Title: x.Title, Safe: x.Safe}
	for _, e := range x.Edits {
		p.Edits = append(p.Edits, EditPlace{
			File:    e.Span.File.Name,
			Start:   e.Span.File.Position(e.Span.Start),
			End:     e.Span.File.Position(e.Span.End),
			Runes:   runes(e.Span),
			NewText: e.NewText,
		})
	}
	return p
}
