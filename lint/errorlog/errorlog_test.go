package errorlog_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/errorlog"
	"github.com/authlint/authlint/rules"
)

func TestMessages(t *testing.T) {
	known := map[string]bool{}
	for _, r := range rules.All() {
		known[r.ID] = true
	}
	titles := map[string]bool{}
	for _, m := range errorlog.All() {
		if (len(m.Codes) == 0) == (m.Text == "") || m.Text != strings.ToLower(m.Text) || !strings.HasSuffix(m.Says, ".") {
			t.Errorf("message is incomplete: %+v", m)
		}
		for _, title := range append(slices.Clone(m.Codes), m.Text) {
			if title != "" && titles[title] {
				t.Errorf("%s is there twice", title)
			}
			titles[title] = true
			if found := errorlog.Find("[error] " + title + ": x"); title != "" && !slices.ContainsFunc(found, func(x *errorlog.Message) bool { return x.Title() == m.Title() }) {
				t.Errorf("%q is not found", title)
			}
		}
		for _, c := range m.Causes {
			for _, id := range c.Rules {
				if !known[id] {
					t.Errorf("%s names a rule %q that does not exist", m.Title(), id)
				}
			}
		}
	}
}

// TestPages wants a rule under every code that its page mentions.
func TestPages(t *testing.T) {
	pages, err := filepath.Glob("../../rules/doc/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		id := strings.TrimSuffix(filepath.Base(page), ".md")
		for _, code := range errorlog.Codes(string(text)) {
			named := false
			for _, m := range errorlog.Find(code) {
				for _, c := range m.Causes {
					named = named || slices.Contains(c.Rules, id)
				}
			}
			if !named {
				t.Errorf("the page of %s mentions %s, which does not name the rule", id, code)
			}
		}
	}
}

func TestFind(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"ah01630", []string{"AH01630"}},
		{"[Sat Nov 21 13:00:00 2026] [authz_core:error] [pid 1] [client 192.0.2.1:1] AH01630: client denied by server configuration: /srv/www/x", []string{"AH01630"}},
		{"AH00526: Syntax error on line 3 of /etc/apache2/a.conf: Invalid command 'Foo', perhaps misspelled", []string{"AH00526", "“invalid command”"}},
		{"[core:alert] /srv/.htaccess: AuthType not allowed here", []string{"“not allowed here”"}},
		{"AH01632", []string{"AH01632, AH01633, AH01634, AH01635, AH01636, AH01637, AH01638, AH01639, AH01640, AH01641"}},
		{`2026/11/21 16:00:00 [error] 7#7: *1 user "alice" was not found in "/etc/nginx/.htpasswd", client: 192.0.2.1`, []string{`nginx: “user "..." was not found in "..."”`}},
		{`user "alice": password mismatch, client: 192.0.2.1`, []string{`nginx: “user "...": password mismatch”`}},
		{`[client 192.0.2.1:1] AH01617: user alice: authentication failure for "/": Password Mismatch`, []string{"AH01617"}},
		{`[emerg] "auth_basic" directive is not allowed here in /etc/nginx/nginx.conf:3`, []string{`nginx: “" directive is not allowed here in”`}},
		{`open() "/etc/nginx/.htpasswd" failed (2: No such file or directory)`, []string{`nginx: “open() "..." failed (2: no such file or directory)”`}},
		{`failed (2: No such file or directory) open() "x"`, nil},
		{"AH1630", nil},
		{"XAH01630", nil},
		{"AH016300", nil},
		{"AH+1630", nil},
		{"duplicate-user", nil},
		{"", nil},
	} {
		var got []string
		for _, m := range errorlog.Find(tt.text) {
			got = append(got, m.Title())
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("Find(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestNearest(t *testing.T) {
	for code, want := range map[string][]string{
		"AH01700": {"AH01669", "AH01753"},
		"AH00001": {"AH00025"},
		"AH99999": {"AH02304"},
	} {
		if got := errorlog.Nearest(code); !slices.Equal(got, want) {
			t.Errorf("Nearest(%s) = %q, want %q", code, got, want)
		}
	}
}

// The index of a log's lines knows every message by its code or text.
func TestIndex(t *testing.T) {
	x := errorlog.NewIndex()
	for _, m := range errorlog.All() {
		for _, code := range m.Codes {
			if got, said := x.Message("[client ::1] AH1: "+code+": anything", false); got == nil || got.Title() != m.Title() || said != code {
				t.Errorf("%s is taken for %v", code, got)
			}
		}
		if m.Text == "" {
			continue
		}
		got, code := x.Message("before "+strings.ToUpper(strings.ReplaceAll(m.Text, "...", "x"))+" behind", m.Nginx)
		if got == nil || !strings.Contains(got.Text, m.Text) || code != "" {
			t.Errorf("%s is taken for %v", m.Title(), got)
		}
	}
	if got, _ := x.Message("AH0163, AH99999: all is well", false); got != nil {
		t.Errorf("nothing is taken for %s", got.Title())
	}
}
