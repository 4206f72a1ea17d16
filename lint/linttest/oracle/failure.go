package oracle

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/linttest/live"
)

// trial is a site alone with one request, or with other ones before it.
type trial struct {
	conf    string
	tls     bool // the batch speaks TLS
	before  []Site
	site    Site // its requests are of no interest
	request Request
}

// size is how much somebody would have to read.
func (t trial) size() int {
	n := len(t.conf) + len(t.site.Conf)
	for _, s := range t.before {
		n += len(s.Conf)
	}
	for _, f := range t.site.Files {
		n += len(f.Text) + len(f.Name)
	}
	return n
}

// failure is a trial with the two answers that differ.
type failure struct {
	trial
	others       []Site // of the batch: one may answer for hosts that nobody else has
	live, engine live.Answer
	why          string // the engine's explanation
}

// kind tells failures apart by what is wrong, not by what it is wrong about.
func (f failure) kind() string {
	key := func(a live.Answer) string {
		if a.Outcome == live.Upstream || a.Outcome == panicked {
			return a.Outcome
		}
		return fmt.Sprint(a.Status)
	}
	kind := key(f.live) + ", not " + key(f.engine)
	if !slices.Equal(f.live.Challenge, f.engine.Challenge) {
		kind += ", challenge"
	}
	if f.live.Location != f.engine.Location {
		kind += ", location"
	}
	return kind
}

// same reports whether two failures are of one site, which seldom has two
// causes for one kind.
func (f failure) same(g failure) bool { return f.site.Name == g.site.Name && f.conf == g.conf }

// samples is how many failures of a kind are kept; the smallest is reported.
const samples = 20

// failures are all wrong answers, by kind.
type failures struct {
	counts map[string]int
	kept   map[string][]failure
}

func newFailures() *failures {
	return &failures{counts: map[string]int{}, kept: map[string][]failure{}}
}

// add takes in a failure.
func (f *failures) add(b *Batch, s Site, r Request, said, engine live.Answer) {
	s.Requests = nil
	one := failure{trial: trial{conf: b.Conf, tls: b.TLS, site: s, request: r}, others: b.without(s), live: said, engine: engine}
	kind := one.kind()
	f.counts[kind]++
	if len(f.kept[kind]) < samples && !slices.ContainsFunc(f.kept[kind], func(k failure) bool { return k.same(one) }) {
		f.kept[kind] = append(f.kept[kind], one)
	}
}

// without are the other sites of a batch, with no requests.
func (b *Batch) without(site Site) []Site {
	var out []Site
	for _, s := range b.Sites {
		if s.Name != site.Name {
			s.Requests = nil
			out = append(out, s)
		}
	}
	return out
}

// casesOfKind is how many cases of the same kind are made small: one kind may
// have several causes.
const casesOfKind = 3

// report makes cases small and hands them on, the most frequent kinds first,
// and of each kind the smallest first.
func (f *failures) report(tb testing.TB, b *bench, o Options) {
	tb.Helper()
	var chosen []failure
	for _, kind := range byCount(f.counts) {
		kept := f.kept[kind]
		slices.SortStableFunc(kept, func(a, b failure) int { return a.size() - b.size() })
		chosen = append(chosen, kept[:min(len(kept), casesOfKind)]...)
	}
	chosen = chosen[:min(len(chosen), o.MaxCases)]
	for i, one := range chosen {
		limit := time.Now().Add(o.Budget / time.Duration(len(chosen)))
		small := b.shrink(tb, one, o.Open, limit)
		o.Case(fmt.Sprintf("case %d: %s, one of %d\n%s", i+1, one.kind(), f.counts[one.kind()], b.show(small)))
	}
}
