package hosting

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/hosting/layout"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/source"
)

// overrides is a front end that takes every line of a .htaccess for a scope.
var overrides = lint.Frontend{
	Name:  "toy",
	Match: func(name string, _ []byte) bool { return name == ".htaccess" },
	Load: func(f *source.File, _ lint.Loader, site *model.Site) {
		site.Scopes = append(site.Scopes, &model.Scope{Kind: model.ScopeHtaccess, Dir: filepath.Dir(f.Path), Span: f.All()})
	},
}

// word finds a word in every file.
var word = &lint.Rule{ID: "word", Outcome: lint.Exposes, Run: func(p *lint.Pass) {
	for _, f := range p.Site.Files {
		for at := 0; ; at++ {
			n := bytes.Index(f.Data[at:], []byte("bad"))
			if n < 0 {
				break
			}
			at += n
			p.Report(lint.Diagnostic{Span: f.Span(at, at+3), Message: "it is bad"})
		}
	}
}}

// limits tells of bounds, as the real rule does.
var limits = &lint.Rule{ID: limitRule, Outcome: lint.Confuses, Run: func(p *lint.Pass) {
	for _, l := range p.Site.Limits {
		p.Report(lint.Diagnostic{Span: l.Span, Path: l.Path, Message: l.What})
	}
}}

// homes writes a .htaccess for each of some users, and options to scan them.
func homes(t *testing.T, texts map[string]string, rules ...*lint.Rule) Options {
	t.Helper()
	o := Options{Base: t.TempDir(), Scan: scan.Options{Servers: []lint.Frontend{overrides}}, Rules: append(rules, word, limits), Run: "r", Jobs: 1}
	for user, text := range texts {
		root := "/home/" + user + "/public_html"
		if err := os.MkdirAll(o.Base+root, 0o755); err != nil {
			t.Fatal(err)
		}
		if text != "" {
			if err := os.WriteFile(o.Base+root+"/.htaccess", []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		o.Sites = append(o.Sites, layout.Site{
			Layout: "homes", Account: user, Root: root, Home: "/home/" + user, Owner: 65534, Group: 65534,
		})
	}
	slices.SortFunc(o.Sites, func(a, b layout.Site) int { return strings.Compare(a.Root, b.Root) })
	return o
}

// tells is what a scan tells, an event a line.
func tells(t *testing.T, r *run) []string {
	t.Helper()
	var lines []string
	_, err := r.scan(t.Context(), func(e *Event) error {
		switch e.Kind {
		case Found:
			lines = append(lines, fmt.Sprintf("%s: %s:%d %s [%s]", e.Site.Account, e.Finding.File, e.Finding.Start.Line, e.Finding.Message, e.Finding.Rule.ID))
		case SiteFinished:
			line := fmt.Sprintf("%s: %s, %d files, %d errors, %d notes", e.Site.Account, e.Done.Status, e.Done.Files, e.Done.Errors, e.Done.Notes)
			if e.Done.Error != "" {
				line += ": " + e.Done.Error
			}
			lines = append(lines, line)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func newRun(o Options) *run {
	r := &run{o: o, limits: o.Limits.orDefault(), grace: grace, load: machineLoad}
	r.take(o.Sites)
	return r
}

// The stream, byte for byte but for times: fields, their order, and what is null.
func TestStream(t *testing.T) {
	o := homes(t, map[string]string{"alice": "good\n", "bob": "bad \x1b[31m\n"})
	o.Sites = append(o.Sites, layout.Site{Layout: "plain", Domain: "a\xff", Root: "/home/none", Owner: 65534, Group: 65534})
	var out bytes.Buffer
	summary, err := Scan(t.Context(), o, NewStream(&out, "1.2").Write)
	if err != nil || summary.Sites != 3 {
		t.Fatal(summary, err)
	}
	got := regexp.MustCompile(`"time":"[^"]*"|"seconds":[0-9.]+`).ReplaceAllStringFunc(out.String(), func(s string) string {
		key, _, _ := strings.Cut(s, ":")
		return key + ":T"
	})
	want := `{"event":"run-started","version":1,"tool":"authlint","tool_version":"1.2","run":"r","time":T,"settings":"","sites":3}
{"event":"site-started","run":"r","site":"238a60591dee8a67","time":T,"layout":"homes","account":"alice","domain":"","root":"/home/alice/public_html","home":"/home/alice","stores":[],"config":[],"uid":65534,"gid":65534}
{"event":"site-finished","run":"r","site":"238a60591dee8a67","time":T,"status":"checked","error":null,"limits":[],"files":1,"bytes":5,"skipped":0,"errors":0,"warnings":0,"notes":0,"cached":false,"seconds":T}
{"event":"site-started","run":"r","site":"eff5f800c95ca348","time":T,"layout":"homes","account":"bob","domain":"","root":"/home/bob/public_html","home":"/home/bob","stores":[],"config":[],"uid":65534,"gid":65534}
{"event":"finding","run":"r","site":"eff5f800c95ca348","finding":{"rule":"word","severity":"error","outcome":"exposes","confidence":"certain","assumption":null,"message":"it is bad","file":"/home/bob/public_html/.htaccess","start":{"line":1,"column":1,"offset":0},"end":{"line":1,"column":4,"offset":3},"related":[],"fixes":[],"witness":null,"fingerprint":"f35a961e14c595a4","site":"/home/bob/public_html","suppressed":null}}
{"event":"site-finished","run":"r","site":"eff5f800c95ca348","time":T,"status":"checked","error":null,"limits":[],"files":1,"bytes":10,"skipped":0,"errors":1,"warnings":0,"notes":0,"cached":false,"seconds":T}
{"event":"site-started","run":"r","site":"c811321f4306ed9f","time":T,"layout":"plain","account":"","domain":"a\\xff","root":"/home/none","home":"","stores":[],"config":[],"uid":65534,"gid":65534}
{"event":"site-finished","run":"r","site":"c811321f4306ed9f","time":T,"status":"failed","error":"no such file or directory","limits":[],"files":0,"bytes":0,"skipped":0,"errors":0,"warnings":0,"notes":0,"cached":false,"seconds":T}
{"event":"summary","run":"r","time":T,"sites":3,"checked":2,"partial":0,"failed":1,"clean":1,"cached":0,"files":2,"bytes":15,"errors":1,"warnings":0,"notes":0,"outcomes":[{"name":"exposes","findings":1,"sites":1}],"rules":[{"name":"word","findings":1,"sites":1}],"worst":[{"site":"eff5f800c95ca348","root":"/home/bob/public_html","errors":1,"warnings":0,"notes":0}],"seconds":T}
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A site's panic, and what it holds, ends nothing but that site.
func TestPanic(t *testing.T) {
	r := newRun(homes(t, map[string]string{"alice": "bad\n", "bob": "secret\n", "carol": "bad\n"}, &lint.Rule{ID: "panics", Run: func(p *lint.Pass) {
		if f := p.Site.Files[0]; string(f.Data) == "secret\n" {
			panic("it was " + string(f.Data))
		}
	}}))
	got := tells(t, r)
	want := []string{
		"alice: /home/alice/public_html/.htaccess:1 it is bad [word]", "alice: checked, 1 files, 1 errors, 0 notes",
		"bob: failed, 0 files, 0 errors, 0 notes: internal error in github.com/authlint/authlint/lint/hosting.TestPanic.func1, line LINE",
		"carol: /home/carol/public_html/.htaccess:1 it is bad [word]", "carol: checked, 1 files, 1 errors, 0 notes",
	}
	for i := range got {
		got[i] = regexp.MustCompile(`line \d+$`).ReplaceAllString(got[i], "line LINE")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A site that takes its time is told of as far as it came; one that does not
// notice that its time is up is left behind.
func TestTime(t *testing.T) {
	stop := make(chan bool)
	defer close(stop)
	o := homes(t, map[string]string{"alice": "bad\n", "bob": "slow bad\n", "carol": "stuck\n", "dave": "bad\n"}, word, &lint.Rule{ID: "waits", Run: func(p *lint.Pass) {
		switch text := string(p.Site.Files[0].Data); {
		case strings.HasPrefix(text, "slow"):
			time.Sleep(300 * time.Millisecond)
		case strings.HasPrefix(text, "stuck"):
			<-stop
		}
	}})
	o.Limits.Time = 200 * time.Millisecond
	r := newRun(o)
	r.grace = 2 * time.Second
	want := []string{
		"alice: /home/alice/public_html/.htaccess:1 it is bad [word]", "alice: checked, 1 files, 1 errors, 0 notes",
		"bob: /home/bob/public_html/.htaccess:1 it is bad [word]",
		"bob: /home/bob/public_html:1 a site may take 200ms, what was left was not checked [limit-reached]",
		"bob: partial, 1 files, 1 errors, 1 notes",
		"carol: failed, 0 files, 0 errors, 0 notes: it was given up after 2.2s",
		"dave: /home/dave/public_html/.htaccess:1 it is bad [word]", "dave: checked, 1 files, 1 errors, 0 notes",
	}
	if diff := cmp.Diff(want, tells(t, r)); diff != "" {
		t.Error(diff)
	}
}

// More sites that never end than can be left behind end the run.
func TestGivenUp(t *testing.T) {
	texts := map[string]string{}
	for i := range maxGivenUp + 5 {
		texts[fmt.Sprintf("u%02d", i)] = "stuck\n"
	}
	stop := make(chan bool)
	defer close(stop)
	o := homes(t, texts, &lint.Rule{ID: "waits", Run: func(*lint.Pass) { <-stop }})
	o.Limits.Time, o.Jobs = time.Millisecond, 4
	r := newRun(o)
	r.grace = 10 * time.Millisecond
	summary, err := r.scan(t.Context(), func(*Event) error { return nil })
	if !errors.Is(err, errGivenUp) || summary.Failed > maxGivenUp {
		t.Errorf("%d failed, %v", summary.Failed, err)
	}
}

// Every bound that was hit is a finding, and makes the site one that was checked
// in part.
func TestLimits(t *testing.T) {
	o := homes(t, map[string]string{"alice": strings.Repeat("bad\n", 5), "bob": "fine\n"})
	for dir := range 5 {
		at := fmt.Sprintf("%s/home/bob/public_html/%d", o.Base, dir)
		if err := errors.Join(os.Mkdir(at, 0o755), os.WriteFile(at+"/.htaccess", []byte("fine\n"), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		limits Limits
		want   []string
	}{
		{
			Limits{Findings: 3},
			[]string{
				"alice: /home/alice/public_html/.htaccess:1 it is bad [word]", "alice: /home/alice/public_html/.htaccess:2 it is bad [word]",
				"alice: /home/alice/public_html/.htaccess:3 it is bad [word]",
				"alice: /home/alice/public_html:1 3 findings of a site are told, 2 more were not [limit-reached]",
				"alice: partial, 1 files, 3 errors, 1 notes", "bob: checked, 6 files, 0 errors, 0 notes",
			},
		}, {
			Limits{Files: 2, Findings: 1000},
			[]string{
				"bob: /home/bob/public_html:1 2 files of a site are read, the others were not [limit-reached]",
				"bob: partial, 2 files, 0 errors, 1 notes",
			},
		}, {
			Limits{Bytes: 12},
			[]string{
				"bob: /home/bob/public_html:1 12 bytes of a site are read, the rest was not [limit-reached]",
				"bob: partial, 3 files, 0 errors, 1 notes",
			},
		}, {
			Limits{Entries: 3},
			[]string{
				"bob: /home/bob/public_html:1 it has more entries than are looked at, the others are unknown [limit-reached]",
			},
		}, {
			Limits{Questions: 4},
			[]string{
				"bob: /home/bob/public_html:1 the file system is asked 4 times, the rest was not read [limit-reached]",
			},
		},
	} {
		o.Limits = c.limits
		got := tells(t, newRun(o))
		for _, line := range c.want {
			if !slices.Contains(got, line) {
				t.Errorf("%+v: not told: %s\n%s", c.limits, line, strings.Join(got, "\n"))
			}
		}
	}
}

// An error of the listener and a canceled context end the run; what was told is
// whole.
func TestEnds(t *testing.T) {
	texts := map[string]string{}
	for i := range 50 {
		texts[fmt.Sprintf("u%02d", i)] = "bad\n"
	}
	o := homes(t, texts)
	o.Jobs = 4
	full := errors.New("the disk is full")
	ctx, cancel := context.WithCancel(t.Context())
	for _, c := range []struct {
		point string
		after func() error
		want  error
	}{
		{"an error", func() error { return full }, full},
		{"canceled", func() error { cancel(); return nil }, context.Canceled},
	} {
		open, finished := 0, 0
		summary, err := Scan(ctx, o, func(e *Event) error {
			switch e.Kind {
			case SiteStarted:
				open++
			case SiteFinished:
				open--
				if finished++; finished == 3 {
					return c.after()
				}
			case RunFinished:
				t.Errorf("%s: the run is said to be finished", c.point)
			}
			return nil
		})
		if !errors.Is(err, c.want) || open != 0 || finished != 3 || summary.Sites > finished {
			t.Errorf("%s: %v after %d sites, %d are open, %d in the summary", c.point, err, finished, open, summary.Sites)
		}
	}
}

// A document root within another is a site of its own, and no part of that.
func TestNested(t *testing.T) {
	o := homes(t, map[string]string{"alice": "bad\n"})
	inner := "/home/alice/public_html/addon"
	if err := errors.Join(os.MkdirAll(o.Base+inner+"/deep", 0o755), os.WriteFile(o.Base+inner+"/.htaccess", []byte("bad\n"), 0o644),
		os.WriteFile(o.Base+"/home/alice/.htaccess", []byte("bad\n"), 0o644)); err != nil {
		t.Fatal(err)
	}
	o.Sites = append(o.Sites, layout.Site{Account: "addon", Root: inner, Home: "/home/alice", Owner: 65534, Group: 65534})
	want := []string{
		"alice: /home/alice/.htaccess:1 it is bad [word]", "alice: /home/alice/public_html/.htaccess:1 it is bad [word]",
		"alice: checked, 2 files, 2 errors, 0 notes",
		"addon: /home/alice/.htaccess:1 it is bad [word]", "addon: /home/alice/public_html/addon/.htaccess:1 it is bad [word]",
		"addon: checked, 3 files, 2 errors, 0 notes",
	}
	if diff := cmp.Diff(want, tells(t, newRun(o))); diff != "" {
		t.Error(diff)
	}
}

func TestWriteTable(t *testing.T) {
	var rules []*lint.Rule
	for i := range fewRules + 2 {
		rules = append(rules, &lint.Rule{ID: fmt.Sprintf("rule-%02d", i), Outcome: lint.Weakens, Run: func(p *lint.Pass) {
			if strings.HasPrefix(string(p.Site.Files[0].Data), "all") {
				p.Report(lint.Diagnostic{Path: fmt.Sprint(i), Message: "x"})
			}
		}})
	}
	o := homes(t, map[string]string{"alice": "bad bad\n", "bob": "all bad\n", "carol": "good\n", "\x1b[2J": "bad\n"}, rules...)
	o.Sites = append(o.Sites, layout.Site{Root: "/home/none", Owner: 65534, Group: 65534})
	summary, err := Scan(t.Context(), o, func(*Event) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	summary.Took = 1234567 * time.Microsecond
	var out bytes.Buffer
	if err := WriteTable(&out, summary); err != nil {
		t.Fatal(err)
	}
	want := `5 sites, 4 files read, in 1.23s: 1 without a finding, 1 not checked
4 errors, 17 warnings, 0 notes

findings  sites  outcome
4         3      exposes
17        1      weakens

findings  sites  rule
4         3      word
1         1      rule-00
`
	got := out.String()
	if !strings.HasPrefix(got, want) || !strings.Contains(got, "\nand 3 more\n") {
		t.Errorf("the table is\n%s", got)
	}
	tail := `
errors  warnings  notes  worst sites
2       0         0      alice /home/alice/public_html
1       17        0      bob /home/bob/public_html
1       0         0      \x1b[2J /home/\x1b[2J/public_html
`
	if !strings.HasSuffix(got, tail) {
		t.Errorf("the table ends in\n%s", got)
	}
}

// Where the machine has too much to do, sites wait: until it has less, and for a
// minute at most.
func TestMaxLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		loads := []float64{9, 5, 4.1, 4, 9}
		r := &run{o: Options{MaxLoad: 4}}
		r.load = func() float64 {
			load := loads[0]
			loads = loads[1:]
			return load
		}
		start := time.Now()
		r.calm(t.Context())
		if waited := time.Since(start); waited != 3*loadEvery || len(loads) != 1 {
			t.Errorf("it waited %v", waited)
		}
		r.load = func() float64 { return 9 }
		start = time.Now()
		r.calm(t.Context())
		if waited := time.Since(start); waited < longestPause || waited > longestPause+loadEvery {
			t.Errorf("it waited %v for what never came", waited)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		start = time.Now()
		r.calm(ctx)
		r.o.MaxLoad = 0
		r.calm(t.Context())
		if waited := time.Since(start); waited != 0 {
			t.Errorf("canceled, and without a bound, it waited %v", waited)
		}
	})
	if runtime.GOOS == "linux" && machineLoad() <= 0 {
		t.Error("the machine has no load")
	}
}

// A sandbox is given what holds the sites, and of many no more than a few folders.
func TestHolders(t *testing.T) {
	some := []layout.Site{
		{Root: "/home/a/public_html", Home: "/home/a"}, {Root: "/home/b/public_html", Home: "/home/b"},
		{Root: "/var/www/vhosts/c/httpdocs", Home: "/var/www/vhosts/c", Stores: []string{"/var/www/vhosts/system/c/pd"}},
		{Root: "/var/www/html"}, {Root: "/srv"}, {Root: "/opt/x/y/z"},
	}
	if diff := cmp.Diff([]string{"/home", "/opt/x", "/srv", "/var/www"}, holders(some)); diff != "" {
		t.Error(diff)
	}
	var many []layout.Site
	for i := range 2 * maxGranted {
		many = append(many, layout.Site{Root: fmt.Sprintf("/home/u%d/www/htdocs", i)})
	}
	if diff := cmp.Diff([]string{"/home"}, holders(many)); diff != "" {
		t.Error(diff)
	}
}
