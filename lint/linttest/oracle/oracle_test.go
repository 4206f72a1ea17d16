package oracle_test

import (
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/linttest/oracle"
)

// enough is how many requests it takes before chance has drawn everything often
// enough; fewer are held to less.
const enough = 12000

// TestGenerator holds the generator to what is promised of it: every feature
// governs one request in a hundred, and no status is half of all.
func TestGenerator(t *testing.T) {
	s := oracle.Run(t, oracle.Options{})
	t.Log(s)
	if status, percent := s.TopStatus(); percent > 50 {
		t.Errorf("%.1f %% of the answers are %s", percent, status)
	}
	least := 1.0
	if s.Requests < enough {
		least = 0.1
	}
	for _, name := range s.Rare(least) {
		t.Errorf("too rare: %s", name)
	}
	if s.Real > 0 && (s.Real < s.Requests*4/10 || s.Real > s.Requests*6/10) {
		t.Errorf("%d of %d requests are to sites grown from real files", s.Real, s.Requests)
	}
}

// TestCasesAreSmall has an engine that lets everybody in, and looks at what is
// reported of it.
func TestCasesAreSmall(t *testing.T) {
	var cases []string
	open := func(string) (oracle.Engine, func(), error) {
		return func(oracle.Request) oracle.Answer { return oracle.Answer{Outcome: oracle.Served, Status: 200} }, func() {}, nil
	}
	s := oracle.Run(t, oracle.Options{
		Seed: 7, Requests: 300, Open: open, MaxCases: 1, Budget: 40 * time.Second,
		Case: func(text string) { cases = append(cases, text) },
	})
	if s.Wrong == 0 || s.Decided != s.Requests {
		t.Errorf("of %d requests %d were decided and %d wrong", s.Requests, s.Decided, s.Wrong)
	}
	if len(cases) != 1 {
		t.Fatalf("%d cases were reported", len(cases))
	}
	for _, c := range cases {
		t.Log(c)
		if lines := strings.Count(c, "\n"); lines > 60 {
			t.Errorf("a case has %d lines", lines)
		}
		if strings.Contains(c, "sesame") || !strings.Contains(c, "-- httpd --") {
			t.Error("a case shows a password, or no answer")
		}
	}
}
