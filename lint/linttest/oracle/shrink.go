package oracle

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/linttest/live"
)

// shrinker makes one failure small.
type shrinker struct {
	bench *bench
	open  Open
	limit time.Time
	best  failure
	conf  string // what the server serves now
}

// shrink leaves out whatever the failure does not need, by asking the server
// and the engine again, until nothing more can go or time is up.
func (b *bench) shrink(tb testing.TB, f failure, open Open, limit time.Time) failure {
	tb.Helper()
	s := &shrinker{bench: b, open: open, limit: limit, best: f}
	together := f.trial
	together.before = f.others
	if !s.try(tb, f.trial) && !s.try(tb, together) {
		return f // it takes luck
	}
	s.sites(tb)
	for before := -1; before != s.best.size() && time.Now().Before(limit); {
		before = s.best.size()
		s.request(tb)
		s.files(tb)
		s.text(tb, func(t *trial) *string { return &t.conf })
		for i := range s.best.before {
			s.text(tb, func(t *trial) *string { return &t.before[i].Conf })
		}
		s.text(tb, func(t *trial) *string { return &t.site.Conf })
		for i := range s.best.site.Files {
			if b.kind.IsConf(s.best.site.Files[i]) {
				s.text(tb, func(t *trial) *string { return &t.site.Files[i].Text })
			}
		}
	}
	return s.best
}

// try asks about a trial, and keeps it if it fails as the best one does.
func (s *shrinker) try(tb testing.TB, t trial) bool {
	tb.Helper()
	if time.Now().After(s.limit) || !s.bench.kind.Whole(t.site, t.request) {
		return false
	}
	b := s.bench
	for _, other := range t.before {
		b.site(tb, other)
	}
	b.site(tb, t.site)
	t.site.Requests = []Request{t.request}
	batch := Batch{Conf: t.conf, Sites: append(slices.Clone(t.before), t.site), TLS: t.tls}
	text, _ := b.kind.Text(batch)
	if text != s.conf {
		if ok, _ := b.kind.Test(tb, text); !ok {
			return false
		}
		b.kind.Serve(tb, text)
		s.conf = text
	}
	got := b.askAll(tb, &batch)[len(t.before)][0]
	t.site.Requests = nil
	engine, done := b.engine(s.open)
	said := engine(b.address(t.request))
	why := ""
	if said.Explain != nil {
		why = said.Explain()
	}
	done()
	now := failure{trial: t, live: got, engine: said.Answer, why: why}
	if said.Outcome == live.Undecided || said.Equal(got) || now.kind() != s.best.kind() {
		return false
	}
	s.best = now
	return true
}

// copyOf is a trial that can be changed without changing the best one.
func (s *shrinker) copyOf() trial {
	t := s.best.trial
	t.before, t.site.Files = slices.Clone(t.before), slices.Clone(t.site.Files)
	t.request.Header = slices.Clone(t.request.Header)
	return t
}

// sites leaves out sites that the failure does not need: large parts first,
// then one by one. One of them may fail alone.
func (s *shrinker) sites(tb testing.TB) {
	tb.Helper()
	for part := len(s.best.before); part > 0; part /= 2 {
		for i := 0; i+part <= len(s.best.before); {
			t := s.copyOf()
			t.before = slices.Delete(t.before, i, i+part)
			if !s.try(tb, t) {
				i += part
			}
		}
	}
	for _, other := range s.best.before {
		t := s.copyOf()
		t.site, t.before = other, nil
		if s.try(tb, t) {
			return
		}
	}
}

// files leaves files out: large parts first, then one by one.
func (s *shrinker) files(tb testing.TB) {
	tb.Helper()
	bare := s.copyOf()
	bare.site.Files = slices.DeleteFunc(bare.site.Files, func(f File) bool { return !s.bench.kind.IsConf(f) })
	s.try(tb, bare)
	for part := len(s.best.site.Files) / 2; part > 0; part /= 2 {
		for i := 0; i+part <= len(s.best.site.Files); {
			t := s.copyOf()
			t.site.Files = slices.Delete(t.site.Files, i, i+part)
			if !s.try(tb, t) {
				i += part
			}
		}
	}
}

// text leaves lines of a configuration out: sections as a whole, then what is
// in them, then the section around what is left.
func (s *shrinker) text(tb testing.TB, part func(*trial) *string) {
	tb.Helper()
	set := func(lines []string) bool {
		t := s.copyOf()
		*part(&t) = strings.Join(lines, "")
		return s.try(tb, t)
	}
	get := func() []string {
		t := s.copyOf()
		return slices.Collect(strings.Lines(*part(&t)))
	}
	if len(get()) == 0 || set(nil) {
		return
	}
	plain := s.bench.kind.Plain(strings.Join(get(), ""))
	if !slices.Equal(plain, get()) {
		set(plain)
	}
	for size := len(get()) / 2; size > 8; size /= 2 {
		for i := 0; i+size <= len(get()); {
			if !set(slices.Delete(get(), i, i+size)) {
				i += size
			}
		}
	}
	for i := 0; i < len(get()); {
		lines := get()
		end := SectionEnd(s.bench.kind.Nests, lines, i)
		switch {
		case set(slices.Delete(slices.Clone(lines), i, end+1)):
		case end > i && set(slices.Concat(lines[:i], lines[i+1:end], lines[end+1:])):
		default:
			i++
		}
	}
}

// request makes the request plainer.
func (s *shrinker) request(tb testing.TB) {
	tb.Helper()
	for i := 0; i < len(s.best.request.Header); {
		t := s.copyOf()
		t.request.Header = slices.Delete(t.request.Header, i, i+1)
		if !s.try(tb, t) {
			i++
		}
	}
	for _, change := range []func(*Request){
		func(r *Request) { r.Login = nil },
		func(r *Request) {
			if r.Login != nil {
				r.Login = &Logins()[0]
			}
		},
		func(r *Request) { r.From = "127.0.0.1" },
		func(r *Request) { r.Method = "GET" },
		func(r *Request) { r.Target, _, _ = strings.Cut(r.Target, "?") },
		func(r *Request) { r.Host = s.best.site.Name },
		func(r *Request) { r.Cert = CertNone },
	} {
		t := s.copyOf()
		before := t.request
		change(&t.request)
		if !sameRequest(before, t.request) {
			s.try(tb, t)
		}
	}
}

// sameRequest reports whether a change changed nothing that request tries.
func sameRequest(a, b Request) bool {
	return a.Login == b.Login && a.From == b.From && a.Method == b.Method && a.Target == b.Target && a.Host == b.Host && a.Cert == b.Cert
}

// SectionEnd is the index of the line that closes the section which a line
// opens, or of the line itself. What nests is told as in Kind.
func SectionEnd(nests func(line string) int, lines []string, i int) int {
	depth := 0
	for k := i; k < len(lines); k++ {
		depth += nests(strings.TrimSpace(lines[k]))
		if depth < 0 {
			return i
		}
		if depth == 0 {
			return k
		}
	}
	return i
}
