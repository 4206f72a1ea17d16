package compare

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// table is a server that answers by the beginning of the path, the longest that
// is in it; users get 200 where they are named.
type table map[string]answer

type answer struct {
	status   int
	user     string
	location string
	document int // the status of an error document
	unsure   string
	line     string
}

func (t table) Resolve(_ *access.Walk, in access.Inner, p *access.Policy) {
	p.Steps = []access.Step{{Gate: access.GateRequire, Take: func(w *access.Walk, _ any) access.Action { return t.take(w, in) }}}
}

func (t table) take(w *access.Walk, in access.Inner) access.Action {
	best := ""
	for prefix := range t {
		if strings.HasPrefix(w.Request.Target, prefix) && len(prefix) > len(best) {
			best = prefix
		}
	}
	a := t[best]
	var because []source.Span
	if a.line != "" {
		f := source.NewFile("httpd.conf", []byte(a.line))
		because = append(because, f.Span(0, len(a.line)))
	}
	c := w.Request.Credentials
	switch {
	case in.Kind == access.ErrorDocument:
		return access.Answer(access.Passes, a.document, "")
	case a.unsure != "":
		return access.CannotSay(a.unsure, because...)
	case a.user != "" && c != nil && c.User == a.user && c.Proof == access.ProofRight:
		return access.Answer(access.Passes, 200, "", because...)
	case a.document != 0:
		return access.Action{Status: a.status, Next: &access.Inner{Kind: access.ErrorDocument}}
	case a.status == 401:
		w.Challenge = []string{`Basic realm="` + a.user + `"`}
		return access.Answer(access.Challenges, 401, "", because...)
	case a.status == 0:
		return access.Action{Ends: true, Upstream: true}
	case a.status >= 400:
		return access.Answer(access.Refuses, a.status, "", because...)
	}
	w.Location = a.location
	return access.Answer(access.Passes, a.status, "", because...)
}

// site has a location for each path of a table.
func site(paths ...string) *model.Site {
	s := &model.Site{Name: "www"}
	for _, path := range paths {
		scope := &model.Scope{Kind: model.ScopeLocation, Matcher: model.Matcher{Form: model.MatchExact, Pattern: model.Word{Text: path}}}
		scope.Own.Require = &model.Requirement{Kind: model.RequireAny, Children: []*model.Requirement{{
			Provider: model.Word{Text: "user"}, Args: []model.Word{{Text: "alice"}},
		}}}
		s.Scopes = append(s.Scopes, scope)
	}
	return s
}

func version(t table, s *model.Site) Version { return Version{Site: s, Server: t} }

func told(r *Result) []string {
	var all []string
	for i := range r.Changes {
		all = append(all, r.Changes[i].Kind.String()+" "+r.Changes[i].String())
	}
	return all
}

func TestSites(t *testing.T) {
	for _, c := range []struct {
		what          string
		before, after answer
		want          []string
	}{
		{"nothing", answer{status: 200}, answer{status: 200}, nil},
		{"opened", answer{status: 401, user: "alice"}, answer{status: 200}, []string{"opened /a/: anonymous, wrong password 401 -> 200"}},
		{"closed", answer{status: 200}, answer{status: 403}, []string{`closed /a/: anonymous, wrong password, "alice" 200 -> 403`}},
		{"a user is locked out", answer{status: 401, user: "alice"}, answer{status: 403}, []string{
			`closed /a/: "alice" 200 -> 403`, "altered /a/: anonymous, wrong password 401 -> 403",
		}},
		{"another realm", answer{status: 401, user: "alice"}, answer{status: 401, user: "bob"}, []string{
			`closed /a/: "alice" 200 -> 401`, `altered /a/: anonymous, wrong password 401 Basic realm="alice" -> 401 Basic realm="bob"`,
		}},
		{"broken", answer{status: 200}, answer{status: 500}, []string{`broken /a/: anonymous, wrong password, "alice" 200 -> 500`}},
		{"mended", answer{status: 500}, answer{status: 403}, []string{`mended /a/: anonymous, wrong password, "alice" 500 -> 403`}},
		{"an error document", answer{}, answer{status: 403, document: 200}, []string{
			`closed /a/: anonymous, wrong password, "alice" reaches the program behind the server -> 403 (its error document: 200)`,
		}},
		{"a page for what is not there", answer{status: 404}, answer{status: 404, document: 200}, []string{
			`altered /a/: anonymous, wrong password, "alice" 404 -> 404 (its error document: 200)`,
		}},
		{"the same with a page of its own", answer{status: 403}, answer{status: 403, document: 403}, nil},
		{"undecided before", answer{unsure: "who knows"}, answer{status: 200}, []string{
			`undecided /a/: anonymous, wrong password, "alice" undecided -> 200`,
		}},
		{"undecided", answer{unsure: "who knows"}, answer{unsure: "nobody knows"}, nil},
	} {
		r := Sites(version(table{"/a/": c.before}, site("/a/")), version(table{"/a/": c.after}, site("/a/")))
		if diff := cmp.Diff(c.want, told(r)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
		if r.Asked != 3 {
			t.Errorf("%s: %d requests", c.what, r.Asked)
		}
		if c.what == "undecided" && (len(r.Unknown) != 1 || r.Unknown[0].Why != "nobody knows" || r.Unknown[0].Count != 3) {
			t.Errorf("%s: %+v", c.what, r.Unknown)
		}
	}
}

func TestRedirects(t *testing.T) {
	to := func(location string) answer { return answer{status: 301, location: location} }
	for _, c := range []struct {
		what          string
		before, after answer
		want          Kind
	}{
		{"the way to TLS", answer{status: 200}, to("https://localhost/a/"), Altered},
		{"elsewhere over TLS", answer{status: 200}, to("https://localhost/login"), Closed},
		{"elsewhere", answer{status: 200}, to("/login"), Closed},
		{"no longer to TLS", to("https://localhost/a/"), answer{status: 200}, Opened},
		{"in place of a refusal", answer{status: 403}, to("/login"), Altered},
		{"a refusal in its place", to("/login"), answer{status: 403}, Altered},
		{"another target", to("/login"), to("/enter"), Altered},
		{"another query", to("/login?a"), to("/login?b"), Altered},
	} {
		r := Sites(version(table{"/a/": c.before}, site("/a/")), version(table{"/a/": c.after}, site("/a/")))
		if len(r.Changes) != 1 || r.Changes[0].Kind != c.want {
			t.Errorf("%s: %q", c.what, told(r))
		}
		if before, after, _ := strings.Cut(r.Changes[0].Transition(), " -> "); before == after {
			t.Errorf("%s: %q does not say what differs", c.what, before)
		}
	}
}

// TestOneVersion has a site that the other version does not have.
func TestOneVersion(t *testing.T) {
	for status, want := range map[int][2]string{
		200: {"opened /a/: anonymous no such site -> 200", "closed /a/: anonymous 200 -> no such site"},
		403: {"closed /a/: anonymous no such site -> 403", "opened /a/: anonymous 403 -> no such site"},
		500: {"broken /a/: anonymous no such site -> 500", "mended /a/: anonymous 500 -> no such site"},
	} {
		there := version(table{"/a/": {status: status}}, site("/a/"))
		there.Site.Scopes[0].Own.Require = nil
		added, removed := Sites(Version{}, there), Sites(there, Version{})
		if diff := cmp.Diff(want, [2]string{strings.Join(told(added), "; "), strings.Join(told(removed), "; ")}); diff != "" {
			t.Errorf("%d (-want +got):\n%s", status, diff)
		}
		if added.Changes[0].Site != "www" || removed.Changes[0].Site != "www" {
			t.Errorf("%d: the site has no name", status)
		}
	}
}

// TestOutermost: a folder speaks for what lies below it, as far as that is the
// same.
func TestOutermost(t *testing.T) {
	open := answer{status: 200}
	before := table{"/a": open, "/b": open}
	after := table{
		"/a": {status: 401, user: "alice"}, "/a/deep/": {status: 401, user: "nobody"}, "/a/other": {status: 403}, "/b": open,
	}
	paths := []string{"/a/", "/a", "/a/x", "/a/deep/", "/a/deep/er", "/a/other", "/b"}
	r := Sites(version(before, site(paths...)), version(after, site(paths...)))
	want := []string{
		"closed /a/: anonymous, wrong password 200 -> 401",
		`closed /a/deep/: "alice" 200 -> 401`,
		`closed /a/other: anonymous, wrong password, "alice" 200 -> 403`,
	}
	if diff := cmp.Diff(want, told(r)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestLines(t *testing.T) {
	r := Sites(
		version(table{"/a/": {status: 200, line: "Require all granted"}}, site("/a/")),
		version(table{"/a/": {status: 401, line: "Require valid-user"}}, site("/a/")))
	if len(r.Changes) == 0 {
		t.Fatal("no change")
	}
	c := r.Changes[0]
	if len(c.Before.Lines) != 1 || c.Before.Lines[0].Snippet.Text != "Require all granted" {
		t.Errorf("before: %+v", c.Before.Lines)
	}
	if len(c.After.Lines) != 1 || c.After.Lines[0].Snippet.Text != "Require valid-user" {
		t.Errorf("after: %+v", c.After.Lines)
	}
}

func TestTitle(t *testing.T) {
	var paths []string
	for i := range 5 {
		paths = append(paths, fmt.Sprintf("/%d/", i))
	}
	changes := Sites(version(table{"/": {status: 200}}, site(paths...)), version(table{"/": {status: 403}}, site(paths...))).Changes
	changes[0].Who = []string{"a", "b", "c", "d", "e", "f"}
	want := `/0/: a, b, c, d and 2 more 200 -> 403; /1/: anonymous, wrong password, "alice" 200 -> 403; 3 more`
	if got := Title(changes, 2); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := Title(nil, 2); got != "" {
		t.Errorf("nothing is %q", got)
	}
}

func TestOpensAndCloses(t *testing.T) {
	var opens, closes []string
	for _, from := range []int{200, 403, 500} {
		for _, to := range []int{200, 403, 500} {
			r := Sites(version(table{"/": {status: from}}, site("/")), version(table{"/": {status: to}}, site("/")))
			for i := range r.Changes {
				if r.Changes[i].Opens() {
					opens = append(opens, fmt.Sprint(from, to))
				}
				if r.Changes[i].Closes() {
					closes = append(closes, fmt.Sprint(from, to))
				}
			}
		}
	}
	if !slices.Equal(opens, []string{"403 200", "500 200"}) || !slices.Equal(closes, []string{"200 403", "200 500"}) {
		t.Errorf("opens %v, closes %v", opens, closes)
	}
}
