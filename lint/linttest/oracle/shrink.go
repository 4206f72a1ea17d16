package oracle

import (
	"path"
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
	conf  string // what httpd serves now
}

// shrink leaves out whatever the failure does not need, by asking httpd and the
// engine again, until nothing more can go or time is up.
func (b *bench) shrink(tb testing.TB, f failure, open Open, limit time.Time) failure {
	tb.Helper()
	s := &shrinker{bench: b, open: open, limit: limit, best: f}
	other := f.trial
	other.site = f.first
	if !s.try(tb, f.trial) && !s.try(tb, other) {
		return f // it takes several sites, or luck
	}
	for before := -1; before != s.best.size() && time.Now().Before(limit); {
		before = s.best.size()
		s.request(tb)
		s.files(tb)
		s.text(tb, func(t *trial) *string { return &t.conf })
		s.text(tb, func(t *trial) *string { return &t.site.Conf })
		for i := range s.best.site.Files {
			if path.Base(s.best.site.Files[i].Name) == ".htaccess" {
				s.text(tb, func(t *trial) *string { return &t.site.Files[i].Text })
			}
		}
	}
	return s.best
}

// try asks about a trial, and keeps it if it fails as the best one does.
func (s *shrinker) try(tb testing.TB, t trial) bool {
	tb.Helper()
	if time.Now().After(s.limit) || !t.canSpeakTLS() {
		return false
	}
	b := s.bench
	b.site(tb, t.site)
	text, _ := b.layout.conf(Batch{Conf: t.conf, Sites: []Site{t.site}})
	if text != s.conf {
		if ok, _ := live.ConfigTest(tb, text, modules()...); !ok {
			return false
		}
		b.httpd.Restart(tb, b.config(text))
		s.conf = text
	}
	t.site.Requests = []Request{t.request}
	batch := Batch{Conf: t.conf, Sites: []Site{t.site}}
	got := b.askAll(tb, &batch)[0][0]
	t.request = t.site.Requests[0]
	t.site.Requests = nil
	engine, done := b.engine(s.open)
	said := engine(t.request)
	why := ""
	if said.Explain != nil {
		why = said.Explain()
	}
	done()
	now := failure{trial: t, live: got, engine: said, why: why}
	if said.Outcome == Undecided || said.Equal(got) || now.kind() != s.best.kind() {
		return false
	}
	s.best = now
	return true
}

// canSpeakTLS says that a trial over TLS has kept what httpd cannot do it
// without, which its test of the configuration does not look at.
func (t trial) canSpeakTLS() bool {
	for _, directive := range []string{"sslengine on", "sslcertificatefile", "sslcertificatekeyfile"} {
		if t.request.TLS && !strings.Contains(strings.ToLower(t.site.Conf), directive) {
			return false
		}
	}
	return true
}

// copyOf is a trial that can be changed without changing the best one.
func (s *shrinker) copyOf() trial {
	t := s.best.trial
	t.site.Files = slices.Clone(t.site.Files)
	t.request.Header = slices.Clone(t.request.Header)
	return t
}

// files leaves files out: large parts first, then one by one.
func (s *shrinker) files(tb testing.TB) {
	tb.Helper()
	bare := s.copyOf()
	bare.site.Files = slices.DeleteFunc(bare.site.Files, func(f File) bool { return path.Base(f.Name) != ".htaccess" })
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
	plain := plainLines(strings.Join(get(), ""))
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
		end := sectionEnd(lines, i)
		switch {
		case set(slices.Delete(slices.Clone(lines), i, end+1)):
		case end > i && set(slices.Concat(lines[:i], lines[i+1:end], lines[end+1:])):
		default:
			i++
		}
	}
}

// plainLines joins continued lines and leaves comments and indentation out.
func plainLines(text string) []string {
	text = strings.NewReplacer("\\\r\n", "", "\\\n", "").Replace(text)
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line+"\n")
		}
	}
	return out
}

// sectionEnd is the line that closes the section which a line opens, or the
// line itself.
func sectionEnd(lines []string, i int) int {
	depth := 0
	for k := i; k < len(lines); k++ {
		line := strings.TrimSpace(lines[k])
		switch {
		case strings.HasPrefix(line, "</"):
			depth--
		case strings.HasPrefix(line, "<"):
			depth++
		}
		if depth <= 0 {
			if depth < 0 {
				return i
			}
			return k
		}
	}
	return i
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
				r.Login = &logins[0]
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
