package decisions

import (
	"os"
	"slices"
	"testing"

	"github.com/authlint/authlint/lint/linttest"
	"github.com/authlint/authlint/lint/linttest/live"
)

// check puts every request of a case to the live server and to the engine.
func (c *conformanceCase) check(t *testing.T, p place, engine Engine) {
	t.Helper()
	for i := range c.lines {
		l := &c.lines[i]
		if l.request == nil {
			continue
		}
		r := l.request.at(p)
		said, err := ask(r, p.certificates.client(r))
		if err != nil {
			t.Errorf("%s: %s: %v", c.file, l.shown(), err)
			continue
		}
		said = p.answer(said)
		switch {
		case linttest.Update():
			l.answer = text(said)
		case l.answer == "":
			t.Errorf("%s: %s: no answer; go test -update writes it", c.file, l.shown())
		case l.answer != text(said):
			t.Errorf("%s: %s\n  written: %s\n  %-8s %s", c.file, l.shown(), l.answer, c.software.name+":", text(said))
		}
		if engine != nil {
			l.compare(t, c, said, p.answer(engine(r)))
		}
	}
	if linttest.Update() && !t.Failed() {
		must(t, os.WriteFile(c.file, c.format(), 0o644))
	}
}

// compare holds what the engine says against what the server said.
func (l *line) compare(t *testing.T, c *conformanceCase, said, engine Answer) {
	t.Helper()
	cannotSay := engine.Outcome == live.Undecided || engine.Outcome == live.Upstream
	if engine.Equal(said) || cannotSay && l.undecidedOK != "" {
		return
	}
	t.Errorf("%s: %s\n  %-7s %s, %s\n  %-7s %s, %s",
		c.file, l.shown(), "engine:", engine.Outcome, text(engine), c.software.name+":", said.Outcome, text(said))
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

// answer takes the place out of an answer.
func (p place) answer(a Answer) Answer {
	a.Location = p.shorten(a.Location)
	a.Challenge = slices.Clone(a.Challenge)
	for i := range a.Challenge {
		a.Challenge[i] = live.WithoutNonce(p.shorten(a.Challenge[i]))
	}
	return a
}
