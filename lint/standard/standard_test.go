package standard

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// everywhere reports each scope and each credential file's user, so that what
// was read shows without the real rules.
var everywhere = &lint.Rule{
	ID: "everywhere", Outcome: lint.Confuses,
	Run: func(p *lint.Pass) {
		for _, s := range p.Site.Scopes {
			p.Report(lint.Diagnostic{Span: s.Span, Message: "a scope"})
			if ref := s.Own.UserFile.Value; ref != nil && ref.Status != model.FilePresent {
				p.Report(lint.Diagnostic{Span: ref.Written.Span, Message: "a file: " + ref.Why})
			}
		}
		for _, st := range p.Site.Stores {
			for _, e := range st.Entries {
				p.Report(lint.Diagnostic{Span: e.User.Span, Message: "a user"})
			}
		}
	},
}

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func check(t *testing.T, c Config) []string {
	t.Helper()
	if c.Rules == nil {
		c.Rules = []*lint.Rule{everywhere}
	}
	r, plan, err := Check(t.Context(), c)
	if err != nil || plan == nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range r.Findings {
		got = append(got, f.File+" "+f.Message)
	}
	return got
}

const user = "u:$2y$12$abcdefghijklmnopqrstuuxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n"

func repositoryOf(t *testing.T) string {
	return folder(t, map[string]string{
		".git/HEAD":          "",
		"public/.htaccess":   "AuthUserFile /var/www/secret/.htpasswd\n",
		"public/a/index":     "",
		"public/a/.htaccess": "Require all granted\n",
		"secret/.htpasswd":   user,
	})
}

func TestCheck(t *testing.T) {
	dir := repositoryOf(t)
	for _, c := range []struct {
		point  string
		config Config
		want   string
	}{
		{"all", Config{Paths: []string{"."}}, "public/.htaccess a scope; public/.htaccess a file: it lies outside the folders that may be read; public/a/.htaccess a scope; secret/.htpasswd a user"},
		{"mapped", Config{Paths: []string{"."}, PathMap: map[string]string{"/var/www/": "."}}, "public/.htaccess a scope; public/a/.htaccess a scope; secret/.htpasswd a user"},
		{"a file named", Config{Paths: []string{"public/a/.htaccess"}}, "public/a/.htaccess a scope"},
		{"a folder named", Config{Paths: []string{"public/a/"}}, "public/a/.htaccess a scope"},
		{"an absolute path", Config{Paths: []string{filepath.Join(dir, "public/a")}}, "public/a/.htaccess a scope"},
		{"from below", Config{Dir: "public/a", Paths: []string{".."}}, "../.htaccess a scope; ../.htaccess a file: it lies outside the folders that may be read; .htaccess a scope"},
		{"standard input", Config{Stdin: &Stdin{Name: "public/a/.htaccess", Data: []byte("AuthUserFile /x\n")}},
			"public/a/.htaccess a scope; public/a/.htaccess a file: it lies outside the folders that may be read"},
		{"standard input that is no file yet", Config{Stdin: &Stdin{Name: "public/b/c/.htaccess", Data: []byte("AuthName x\n")}}, "public/b/c/.htaccess a scope"},
		{"a server configuration", Config{Stdin: &Stdin{Name: "x.conf", Data: []byte("ServerName x\n<Directory /x>\n</Directory>\n")}}, "x.conf a scope; x.conf a scope"},
	} {
		t.Run(c.point, func(t *testing.T) {
			c.config.Dir = filepath.Join(dir, c.config.Dir)
			if got := strings.Join(check(t, c.config), "; "); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestAllowRoots(t *testing.T) {
	other := folder(t, map[string]string{"users": user})
	dir := folder(t, map[string]string{".htaccess": "AuthUserFile " + filepath.ToSlash(other) + "/users\n"})
	c := Config{Dir: dir, Paths: []string{"."}}
	if got := check(t, c); len(got) != 2 || !strings.Contains(got[1], "outside") {
		t.Errorf("%q", got)
	}
	c.AllowRoots = []string{other}
	if got := check(t, c); len(got) != 2 || !strings.HasSuffix(got[1], "/users a user") {
		t.Errorf("%q", got)
	}
}

func TestServer(t *testing.T) {
	etc := folder(t, map[string]string{"httpd.conf": "ServerName x\n"})
	dir := folder(t, map[string]string{".htaccess": "AuthName x\n"})
	got := check(t, Config{Dir: dir, Paths: []string{"."}, Server: filepath.Join(etc, "httpd.conf")})
	if len(got) != 2 || !slices.Contains(got, ".htaccess a scope") {
		t.Errorf("%q", got)
	}
}

func TestCheckFails(t *testing.T) {
	dir := repositoryOf(t)
	for _, c := range []Config{
		{Paths: []string{"gone"}}, {Paths: []string{".", "public/gone/.htaccess"}}, {Paths: []string{"."}, AllowRoots: []string{"gone"}},
		{Paths: []string{"."}, Server: "gone.conf"},
	} {
		c.Dir = dir
		r, _, err := Check(t.Context(), c)
		if !errors.Is(err, fs.ErrNotExist) || r != nil {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, _, err := Check(t.Context(), Config{Dir: dir, Paths: []string{"."}, PathMap: map[string]string{"relative": "."}}); err == nil {
		t.Error("a relative path of the server is none")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := Check(ctx, Config{Dir: dir, Paths: []string{"."}}); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}

// TestLinkOutOfRepository: what a repository links to is not what its user
// named.
func TestLinkOutOfRepository(t *testing.T) {
	other := folder(t, map[string]string{"htaccess": "AuthName secret\n", "sub/.htaccess": "AuthName secret\n"})
	dir := folder(t, map[string]string{".git/HEAD": "", "a/index": ""})
	for name, target := range map[string]string{"a/.htaccess": "htaccess", "b": "sub"} {
		if err := os.Symlink(filepath.Join(other, target), filepath.Join(dir, name)); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	for _, paths := range [][]string{{"."}, {"a/.htaccess"}, {"b"}} {
		if got := check(t, Config{Dir: dir, Paths: paths}); len(got) != 0 {
			t.Errorf("%q: %q", paths, got)
		}
	}
}

func TestRules(t *testing.T) {
	if len(Rules()) == 0 {
		t.Error("there are no rules")
	}
	if got := check(t, Config{Dir: repositoryOf(t), Paths: []string{"."}, Rules: Rules()}); got == nil {
		t.Log("the rules find nothing")
	}
}
