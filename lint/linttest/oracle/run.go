package oracle

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/linttest/live"
)

// What continuous integration asks.
const (
	defaultSeed     = 20260301
	defaultRequests = 4000
)

// Options say what to ask. The zero value means the environment and, without
// it, what continuous integration asks.
type Options struct {
	Seed     uint64
	Requests int
	// Open opens the engine; nil asks the server alone.
	Open Open
	// Case is given each case in which the engine is wrong, made small, up to
	// MaxCases of them, the frequent kinds first.
	Case     func(text string)
	MaxCases int
	// Budget is the time for making cases small.
	Budget time.Duration
}

// fromEnvironment fills in what the caller left open.
func (o Options) fromEnvironment(tb testing.TB) Options {
	tb.Helper()
	number := func(name string, otherwise uint64) uint64 {
		text := os.Getenv(name)
		if text == "" {
			return otherwise
		}
		n, err := strconv.ParseUint(text, 10, 32)
		if err != nil {
			tb.Fatalf("%s: %v", name, err)
		}
		return n
	}
	if o.Seed == 0 {
		o.Seed = number("AUTHLINT_SEED", defaultSeed)
	}
	if o.Requests == 0 {
		o.Requests = int(number("AUTHLINT_ORACLE", defaultRequests))
	}
	return o
}

// Run asks a server and the engine and returns what it counted. Whether a wrong
// answer fails the test is up to the caller.
func Run(tb testing.TB, start Start, o Options) *Statistics {
	tb.Helper()
	o = o.fromEnvironment(tb)
	tb.Logf("AUTHLINT_SEED=%d AUTHLINT_ORACLE=%d", o.Seed, o.Requests)
	b := newBench(tb, start)
	stats, failures := newStatistics(b.kind), newFailures()
	for n := uint64(0); stats.Requests < o.Requests; n++ {
		batch := b.kind.Draw(o.Seed, n, o.Requests-stats.Requests)
		stats.Sites += len(batch.Sites)
		stats.Refused += b.serve(tb, &batch)
		b.ask(tb, &batch, o.Open, stats, failures)
		for _, s := range batch.Sites {
			b.Folder.Remove(tb, filepath.Join("sites", s.Name))
		}
	}
	if o.Case != nil {
		failures.report(tb, b, o)
	}
	return stats
}

// ask has both answer a batch that is being served.
func (b *bench) ask(tb testing.TB, batch *Batch, open Open, stats *Statistics, failures *failures) {
	tb.Helper()
	begin := time.Now()
	answers := b.askAll(tb, batch)
	stats.Live += time.Since(begin)
	begin = time.Now()
	engine, done := b.engine(open)
	defer done()
	said := make([][]Answer, len(batch.Sites))
	for i, s := range batch.Sites {
		for _, r := range s.Requests {
			said[i] = append(said[i], engine(b.address(r)))
		}
	}
	stats.Engine += time.Since(begin)
	for i, s := range batch.Sites {
		governing := b.kind.Governing(*batch, s)
		for k, r := range s.Requests {
			stats.count(s, governing(r), answers[i][k], said[i][k].Answer)
			if said[i][k].Outcome != live.Undecided && !said[i][k].Equal(answers[i][k]) {
				failures.add(batch, s, r, answers[i][k], said[i][k].Answer)
			}
		}
	}
}

// engine opens the engine on what the server serves now. Without one, or where
// it cannot read the configuration, every answer is undecided.
func (b *bench) engine(open Open) (engine Engine, done func()) {
	mute := func(reason string) (Engine, func()) {
		a := Answer{Answer: live.Answer{Outcome: live.Undecided, Undecided: reason}}
		return func(Request) Answer { return a }, func() {}
	}
	if open == nil {
		return mute("no engine was asked")
	}
	inner, done, err := open(b.kind.Conf())
	if err != nil {
		return mute(err.Error())
	}
	return func(r Request) Answer { return careful(inner, r) }, done
}

// careful asks an engine, and takes a panic for a wrong answer.
func careful(engine Engine, r Request) (a Answer) {
	defer func() {
		if p := recover(); p != nil {
			a = Answer{Answer: live.Answer{Outcome: panicked, Undecided: fmt.Sprint(p)}}
		}
	}()
	a = engine(r)
	for i, c := range a.Challenge {
		a.Challenge[i] = live.WithoutNonce(c)
	}
	return a
}
