package oracle

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/linttest/live"
)

// enough is how many requests it takes before chance has drawn everything often
// enough; fewer are held to less.
const enough = 12000

// CheckGenerator holds a generator to what is promised of it: every feature
// governs one request in a hundred, no status has more than a share in percent,
// half of the requests go to sites grown from real files, and the server accepts
// nine sites in ten.
func CheckGenerator(tb testing.TB, start Start, top float64) {
	tb.Helper()
	s := Run(tb, start, Options{})
	tb.Log(s)
	if status, percent := s.TopStatus(); percent > top {
		tb.Errorf("%.1f %% of the answers are %s", percent, status)
	}
	least := 1.0
	if s.Requests < enough {
		least = 0.02
	}
	for _, name := range s.Rare(least) {
		tb.Errorf("too rare: %s", name)
	}
	if s.Real > 0 && (s.Real < s.Requests*4/10 || s.Real > s.Requests*6/10) {
		tb.Errorf("%d of %d requests are to sites grown from real files", s.Real, s.Requests)
	}
	if s.Refused*10 > s.Sites {
		tb.Errorf("%d of %d sites are refused", s.Refused, s.Sites)
	}
}

// CheckSteady asks everything twice, the second time in another order and so
// over other connections: what an answer owes to the requests before it is no
// use to anybody.
func CheckSteady(tb testing.TB, start Start) {
	tb.Helper()
	b := newBench(tb, start)
	for number := range uint64(2) {
		batch := b.kind.Draw(11, number, 320)
		b.serve(tb, &batch)
		first := b.askAll(tb, &batch)
		for i := range batch.Sites {
			slices.Reverse(batch.Sites[i].Requests)
		}
		asked := 0
		for i, again := range b.askAll(tb, &batch) {
			slices.Reverse(again)
			slices.Reverse(batch.Sites[i].Requests)
			for k, r := range batch.Sites[i].Requests {
				if asked++; !again[k].Equal(first[i][k]) {
					tb.Errorf("%s%s: %s, then %s", r.show(), b.show(failure{trial: trial{site: batch.Sites[i]}}), text(first[i][k]), text(again[k]))
				}
			}
		}
		if asked < 50 {
			tb.Errorf("only %d requests were asked", asked)
		}
	}
}

// CheckCases has an engine that lets everybody in, and looks at what is reported
// of it.
func CheckCases(tb testing.TB, start Start) {
	tb.Helper()
	var cases []string
	open := func(string) (Engine, func(), error) {
		served := Answer{Answer: live.Answer{Outcome: live.Served, Status: 200}}
		return func(Request) Answer { return served }, func() {}, nil
	}
	s := Run(tb, start, Options{
		Seed: 7, Requests: 300, Open: open, MaxCases: 1, Budget: 40 * time.Second,
		Case: func(text string) { cases = append(cases, text) },
	})
	if s.Wrong == 0 || s.Decided != s.Requests {
		tb.Errorf("of %d requests %d were decided and %d wrong", s.Requests, s.Decided, s.Wrong)
	}
	if len(cases) != 1 {
		tb.Fatalf("%d cases were reported", len(cases))
	}
	tb.Log(cases[0])
	if lines := strings.Count(cases[0], "\n"); lines > 60 {
		tb.Errorf("a case has %d lines", lines)
	}
	if strings.Contains(cases[0], "sesame") || !strings.Contains(cases[0], "-- "+s.server+" --") {
		tb.Error("a case shows a password, or no answer")
	}
}
