package lint

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

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
	// Partial says that what other files say of those checked was not looked
	// for, so that a rule that found nothing might have.
	Partial bool
	// NoIgnores leaves the suppressing comments in files unread: the tree
	// that is checked may not be its owner's to judge.
	NoIgnores bool
	// Blocks, when set, are the suppressions that stand outside of the files
	// they are for. It is asked when all sites were checked.
	Blocks func() []*Block
	// Expected, when set, judges the expectations of the configuration. It is
	// asked when all sites were checked, by the rule that reports them.
	Expected func() []Expected
	// Known are all rules there are, of which those that run may be a part;
	// nil for those that run.
	Known []*Rule
	// Today is the day by which suppressions expire, as in 2027-01-31; empty
	// for the day it is.
	Today string
	// Judge, when set, is shown the findings of each site that was loaded, while
	// its files are at hand, with the number of the job that loaded it. It may
	// change their fixes, and is called on the worker's goroutine.
	Judge func(job int, site *model.Site, findings []*Finding)
	// MaxFindings is how many diagnostics are kept, those of earlier sites and
	// of earlier rules first; 0 for all.
	MaxFindings int
	// Identity, when set, is the name by which a file goes in fingerprints,
	// so that they are the same from whatever folder it is looked at.
	Identity func(file string) string
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
	// Dropped counts what lies beyond Options.MaxFindings.
	Dropped int
	// Assumptions are what every finding rests on.
	Assumptions []string
}

// Run loads every site, runs every rule over it, and orders what they found.
// A canceled context ends it between two sites, or two rules. With one of
// Options.Jobs all is done on the goroutine of the caller.
func Run(ctx context.Context, jobs []Job, rules []*Rule, o Options) *Result {
	workers := o.Jobs
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	c := newChecker(rules, o)
	results := make([]siteResult, len(jobs))
	var next atomic.Int64
	work := func() {
		for ctx.Err() == nil {
			i := int(next.Add(1)) - 1
			if i >= len(jobs) {
				return
			}
			results[i] = c.site(ctx, i, jobs[i]())
		}
	}
	if workers == 1 {
		work()
		return c.merge(results)
	}
	var wg sync.WaitGroup
	for range min(workers, len(jobs)) {
		wg.Go(work)
	}
	wg.Wait()
	return c.merge(results)
}

// checker is what the work on all sites has in common.
type checker struct {
	Options
	rules []*Rule
	kept  atomic.Int64 // diagnostics
}

func newChecker(rules []*Rule, o Options) *checker {
	if o.Known == nil {
		o.Known = rules
	}
	if o.Today == "" {
		o.Today = time.Now().Format(time.DateOnly)
	}
	return &checker{Options: o, rules: rules}
}

type siteResult struct {
	findings    []found
	ignores     []Ignore
	files       []string
	assumptions []string
	loaded      bool
	dropped     int
}

// found is a finding that has no number yet.
type found struct {
	Finding
	parts  []part
	wanted bool
}

func (c *checker) merge(results []siteResult) *Result {
	r := &Result{}
	files := map[string]bool{}
	var all []found
	var ignores []Ignore
	for _, s := range results {
		all = append(all, s.findings...)
		ignores = append(ignores, s.ignores...)
		for _, f := range s.files {
			files[f] = true
		}
		if s.loaded {
			r.Summary.Sites++
		}
		r.Summary.Dropped += s.dropped
		for _, a := range s.assumptions {
			if !slices.Contains(r.Summary.Assumptions, a) {
				r.Summary.Assumptions = append(r.Summary.Assumptions, a)
			}
		}
	}
	r.Summary.Files = len(files)
	slices.Sort(r.Summary.Assumptions)
	blocks := c.blocks()
	blocks.mark(all)
	reviewed := c.review(append(mergeIgnores(ignores), blocks.ignores()...), c.expected(&r.Summary))
	blocks.mark(reviewed)
	all = append(all, reviewed...)
	slices.SortStableFunc(all, order)
	all = compact(all)
	c.number(all)
	for _, f := range all {
		if f.wanted {
			r.Findings = append(r.Findings, f.Finding)
		}
	}
	r.Count()
	return r
}

// Count settles the numbers of findings in the summary. Whoever suppresses
// findings, or takes some away, counts them anew.
func (r *Result) Count() {
	s := &r.Summary
	s.Errors, s.Warnings, s.Notes, s.Suppressed = 0, 0, 0, 0
	for i := range r.Findings {
		switch f := &r.Findings[i]; {
		case f.Suppressed != nil:
			s.Suppressed++
		case f.Severity == Error:
			s.Errors++
		case f.Severity == Warning:
			s.Warnings++
		case f.Severity == Note:
			s.Notes++
		}
	}
}

// compact leaves one of findings that compare equal: it is wanted when one of
// them is.
func compact(all []found) []found {
	kept := all[:0]
	for _, f := range all {
		if n := len(kept); n > 0 && order(kept[n-1], f) == 0 {
			kept[n-1].wanted = kept[n-1].wanted || f.wanted
			kept[n-1].Fixes = jointFixes(kept[n-1].Fixes, f.Fixes)
			continue
		}
		kept = append(kept, f)
	}
	return kept
}

// order is by file, position, rule; a file that several sites read gives
// findings that compare equal.
func order(a, b found) int {
	return cmp.Or(
		strings.Compare(a.File, b.File),
		cmp.Compare(a.Start.Offset, b.Start.Offset),
		cmp.Compare(a.End.Offset, b.End.Offset),
		strings.Compare(a.Rule.ID, b.Rule.ID),
		strings.Compare(a.Message, b.Message),
	)
}

// draft is a diagnostic on its way to a finding.
type draft struct {
	Diagnostic
	rule       *Rule
	suppressed *Suppression
}

func (c *checker) site(ctx context.Context, job int, site *model.Site) siteResult {
	if site == nil {
		return siteResult{}
	}
	ignores := c.collectIgnores(site)
	drafts, dropped := c.runRules(ctx, site, ignores)
	live, suppressed := ignores.apply(drafts)
	res := siteResult{loaded: true, dropped: dropped, ignores: ignores.results(), assumptions: site.Assumptions}
	for _, f := range site.Files {
		res.files = append(res.files, f.Name)
	}
	scopes := newScopeIndex(site)
	// Apart, so that what is suppressed hides nothing else of the same cause.
	for _, d := range slices.Concat(settle(live), settle(suppressed)) {
		f := found{Finding: finding(site, d), wanted: c.Keep == nil || wanted(d, c.Keep)}
		f.parts, f.lines = scopes.parts(&d)
		res.findings = append(res.findings, f)
	}
	if c.Judge != nil {
		judged := make([]*Finding, len(res.findings))
		for i := range res.findings {
			judged[i] = &res.findings[i].Finding
		}
		c.Judge(job, site, judged)
	}
	return res
}

func (c *checker) runRules(ctx context.Context, site *model.Site, ignores *ignores) (drafts []draft, dropped int) {
	var rule *Rule
	unheeded := site.UnheededFiles()
	pass := Pass{
		Site: site, engine: newEngine(site),
		report: func(d Diagnostic) {
			switch {
			case !rule.Unheeded && unheeded[d.Span.File]:
			case c.MaxFindings > 0 && c.kept.Add(1) > int64(c.MaxFindings):
				dropped++
			default:
				drafts = append(drafts, draft{Diagnostic: d, rule: rule})
			}
		},
		ignored: func(span source.Span) bool {
			g := ignores.on(span, rule)
			if g != nil {
				g.Matched = true
			}
			return g != nil
		},
	}
	view := viewsOf(site)
	pass.engine.over = func() bool { return ctx.Err() != nil }
	for _, rule = range c.rules {
		if rule.Run != nil && !pass.engine.over() {
			pass.Site = view(rule.Servers)
			rule.Run(&pass)
		}
	}
	return drafts, dropped
}

// viewsOf returns the site as the rules about some servers see it, each made
// once.
func viewsOf(site *model.Site) func(kinds []model.ServerKind) *model.Site {
	made := map[uint]*model.Site{}
	return func(kinds []model.ServerKind) *model.Site {
		var set uint
		for _, k := range kinds {
			set |= 1 << k
		}
		if made[set] == nil {
			made[set] = site.Of(kinds)
		}
		return made[set]
	}
}

// settle leaves one draft for each cause: that of the rule earlier in the
// list, unless it is no error and a later one says that the server refuses the
// file for this very cause. What the others said becomes related to it.
func settle(drafts []draft) []draft {
	type key struct {
		source.Span
		path, missing string
	}
	at := make(map[key]int, len(drafts))
	kept := drafts[:0]
	for _, d := range drafts {
		k := key{d.Cause, d.Path, d.Missing}
		if k.Span.IsZero() {
			k.Span = d.Span
		}
		i, taken := at[k]
		if !taken {
			at[k] = len(kept)
			kept = append(kept, d)
			continue
		}
		first := &kept[i]
		if first.severity() != Error && d.outcome() == Breaks && d.Assumption == "" {
			*first, d = d, *first
		}
		if first.rule != d.rule && !d.Span.IsZero() {
			first.Related = append(slices.Clip(first.Related), Related{
				Span:    d.Span,
				Message: "also: " + d.Message + " [" + d.rule.ID + "]",
				rule:    d.rule,
			})
		}
	}
	return kept
}

// outcome is the diagnostic's own, or the rule's.
func (d *draft) outcome() Outcome { return cmp.Or(d.Outcome, d.rule.Outcome) }

// severity is the diagnostic's own, that of its own outcome, or the rule's.
func (d *draft) severity() Severity {
	if d.Severity == SeverityOfRule && d.Outcome != OutcomeOfRule {
		return d.Outcome.Severity()
	}
	return cmp.Or(d.Severity, d.rule.Gravity())
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
		Outcome:    d.outcome(),
		Assumption: d.Assumption,
		Message:    d.Message,
		Site:       site.Name,
		Suppressed: d.suppressed,
		Witness:    d.Witness,
	}
	f.Severity = d.severity()
	if f.Assumption == "" && f.Outcome != Breaks && d.Span.File != nil && site.Refused(d.Span.File) != nil {
		// The server answers 500 before it comes to this.
		f.Assumption = "the file is mended so that the server accepts it"
	}
	if f.Assumption == "" && d.Witness != nil {
		f.Assumption = d.Witness.Decision.Supposed
	}
	for _, r := range d.Related {
		f.Related = append(f.Related, RelatedPlace{place(r.Span, ""), r.Message, r.rule})
	}
	for _, x := range d.Fixes {
		f.Fixes = append(f.Fixes, fixPlace(site, x))
	}
	return f
}
