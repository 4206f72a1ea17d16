package decisions

import (
	"os"
	"slices"
	"testing"

	"github.com/authlint/authlint/lint/linttest"
)

// check puts every request of a case to live httpd and to the engine.
func (c *conformanceCase) check(t *testing.T, p place, engine Engine) {
	t.Helper()
	for i := range c.lines {
		l := &c.lines[i]
		if l.request == nil {
			continue
		}
		r := l.request.at(p)
		said, err := ask(r)
		if err != nil {
			t.Errorf("%s: %s: %v", c.file, l.shown(), err)
			continue
		}
		said = said.shorten(p)
		switch {
		case linttest.Update():
			l.answer = said.text()
		case l.answer == "":
			t.Errorf("%s: %s: no answer; go test -update writes it", c.file, l.shown())
		case l.answer != said.text():
			t.Errorf("%s: %s\n  written: %s\n  httpd:   %s", c.file, l.shown(), l.answer, said.text())
		}
		if engine != nil {
			l.compare(t, c.file, said, engine(r).shorten(p))
		}
	}
	if linttest.Update() && !t.Failed() {
		must(t, os.WriteFile(c.file, c.format(), 0o644))
	}
}

// compare holds what the engine says against what httpd said.
func (l *line) compare(t *testing.T, file string, said, engine Answer) {
	t.Helper()
	switch {
	case engine.Outcome == Undecided && l.undecidedOK != "":
	case engine.Outcome == Upstream && said.Outcome == Upstream:
		// What the program makes of the rest is its own affair.
	case engine.Outcome != said.Outcome, engine.Status != said.Status, engine.Location != said.Location,
		!slices.Equal(engine.Challenge, said.Challenge):
		t.Errorf("%s: %s\n  engine: %s, %s\n  httpd:  %s, %s",
			file, l.shown(), engine.Outcome, engine.text(), said.Outcome, said.text())
	}
}

// at is a request with the place put in.
func (r Request) at(p place) Request {
	r.Target, r.Host, r.To = p.expand(r.Target), p.expand(r.Host), p.expand(r.To)
	if r.To == "" {
		r.To = p.addr
	}
	r.Header = slices.Clone(r.Header)
	for i := range r.Header {
		r.Header[i].Value = p.expand(r.Header[i].Value)
	}
	return r
}

// shorten takes the place out of an answer, and what Digest makes anew.
func (a Answer) shorten(p place) Answer {
	a.Location = p.shorten(a.Location)
	a.Challenge = slices.Clone(a.Challenge)
	for i := range a.Challenge {
		a.Challenge[i] = p.shorten(withoutNonce(a.Challenge[i]))
	}
	return a
}
