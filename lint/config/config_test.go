package config_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/source"
)

// full holds every word there is.
const full = `authlint { required_version = ">= 0.1.0, < 1.0" }
apache {
  version        = "2.4.62"
  modules        = ["mod_rewrite.c", "auth_basic_module", "authz_core"]
  allow_override = ["authconfig", "Limit"]
}
nginx { prefix = "/etc/nginx" }
wordpress { options = "wp-options.json" }
path_map = { "/var/www/html/" = "public" }
rule "weak-password-hash" {
  severity        = "error"
  min_bcrypt_cost = 12
}
rule "duplicate-user" { enabled = false }
exclude = ["**/cache/**", "vendor", "./a$b%c/*.htaccess"]
suppress "auth-over-http" {
  files   = ["public/downloads/.htaccess"]
  reason  = "TLS ends at the \"balancer\""
  expires = "2026-06-15"
}
`

func mustLoad(t *testing.T, text string) config.Config {
	t.Helper()
	c, diagnostics := load(text)
	if config.Failed(diagnostics) {
		t.Fatal(said(diagnostics))
	}
	return c
}

// What was read is shown, each value with its line, and loads again.
func TestShow(t *testing.T) {
	c := mustLoad(t, full)
	var b strings.Builder
	if err := c.Show(&b, known().Rules); err != nil {
		t.Fatal(err)
	}
	const want = `authlint {
  required_version = ">= 0.1.0, < 1.0" # .authlint.hcl:1
}
apache {
  version = "2.4.62" # .authlint.hcl:3
  modules = ["rewrite", "auth_basic", "authz_core"] # .authlint.hcl:4
  allow_override = ["AuthConfig", "Limit"] # .authlint.hcl:5
}
nginx {
  prefix = "/etc/nginx" # .authlint.hcl:7
}
wordpress {
  options = "wp-options.json" # .authlint.hcl:8
}
site {
  # root: what lies below this folder (default)
}
path_map = {
  "/var/www/html/" = "public" # .authlint.hcl:9
}
exclude = [
  "**/cache/**", # .authlint.hcl:15
  "vendor", # .authlint.hcl:15
  "a$b%c/*.htaccess", # .authlint.hcl:15
]
rule "auth-over-http" {
  enabled = true # default
  # severity: warning, or as the case is (default)
}
rule "duplicate-user" {
  enabled = false # .authlint.hcl:14
  # severity: error, or as the case is (default)
}
rule "weak-password-hash" {
  enabled = true # default
  severity = "error" # .authlint.hcl:11
  min_bcrypt_cost = 12 # .authlint.hcl:12
}
suppress "auth-over-http" {
  files = ["public/downloads/.htaccess"] # .authlint.hcl:17
  reason = "TLS ends at the \"balancer\"" # .authlint.hcl:18
  expires = "2026-06-15" # .authlint.hcl:19
}
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
	mustLoad(t, b.String())
}

// What is shown of expectations says the same again, and no secret.
func TestShowExpect(t *testing.T) {
	const file = `site { root = "public" }
expect "staff" {
  url       = "http://shop.test/staff/"
  as        = "alice"
  password  = "wrong"
  headers   = { X-A = "b", "Cookie" = "id=1234" }
  status    = [401, "forbidden"]
  challenge = "Basic realm=\"Staff \\\"A\\\"\""
}
expect "all" {
  url    = "/"
  status = "upstream"
}
`
	var b strings.Builder
	c := mustLoad(t, file)
	if err := c.Show(&b, nil); err != nil {
		t.Fatal(err)
	}
	_, got, _ := strings.Cut(b.String(), "site {")
	const want = `
  root = "public" # .authlint.hcl:1
}
expect "staff" {
  url = "http://shop.test/staff/" # .authlint.hcl:3
  as = "alice" # .authlint.hcl:4
  password = "wrong" # .authlint.hcl:5
  headers = {
    "X-A" = "b" # .authlint.hcl:6
    "Cookie" = "****" # .authlint.hcl:6
  }
  status = [401, "forbidden"] # .authlint.hcl:7
  challenge = "Basic realm=\"Staff \\\"A\\\"\"" # .authlint.hcl:8
}
expect "all" {
  url = "/" # .authlint.hcl:11
  status = "upstream" # .authlint.hcl:12
}
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	mustLoad(t, b.String())
	x := c.Expect[0]
	if !x.Wrong || *x.Query.User != "alice" || len(x.Query.Headers) != 2 || x.Challenge.V.Params[0].Value != `Staff "A"` {
		t.Errorf("%+v", x)
	}
	if c.Expect[1].Query.User != nil || c.Expect[1].Wrong {
		t.Errorf("%+v", c.Expect[1])
	}
}

// A password that somebody wrote down is not shown, whatever else is wrong.
func TestPasswordMasked(t *testing.T) {
	for _, text := range []string{
		"expect \"a\" {\n  url = \"/\"\n  as = \"b\"\n  password = \"hunter2\"\n  status = 200\n}\n",
		"expect \"a\" {\n  password = hunter2\n}\n",
		"expect \"a\" {\n  password = \"hunter2\n}\n",
		"password = \"hunter2\" status = 200\n",
	} {
		_, diagnostics := load(text)
		if !config.Failed(diagnostics) {
			t.Errorf("%q is taken", text)
		}
		for _, d := range diagnostics {
			place := lint.PlaceOf(d.Span)
			if strings.Contains(d.Message+place.Snippet.Text, "hunter2") {
				t.Errorf("%q: the password is shown", text)
			}
		}
	}
}

func TestShowOverride(t *testing.T) {
	const text = `override {
  files = ["legacy/**", "old"]
  rule "weak-password-hash" {
    severity = "note"
    min_bcrypt_cost = 5
  }
  rule "duplicate-user" { enabled = false }
}
`
	var b strings.Builder
	c := mustLoad(t, text)
	if err := c.Show(&b, known().Rules); err != nil {
		t.Fatal(err)
	}
	_, got, _ := strings.Cut(b.String(), "override {")
	const want = `
  files = ["legacy/**", "old"] # .authlint.hcl:2
  rule "weak-password-hash" {
    severity = "note" # .authlint.hcl:4
    min_bcrypt_cost = 5 # .authlint.hcl:5
  }
  rule "duplicate-user" {
    enabled = false # .authlint.hcl:7
  }
}
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	mustLoad(t, b.String())
}

// The file to begin with is right, and so is what stands in its comments.
func TestTemplate(t *testing.T) {
	c := mustLoad(t, config.Template)
	if !c.Required.Set() || len(c.Rules)+len(c.Suppress)+len(c.Exclude) > 0 {
		t.Errorf("it asks for something: %+v", c)
	}
	var b strings.Builder
	for line := range strings.Lines(config.Template) {
		if rest, comment := strings.CutPrefix(line, "# "); comment && (strings.ContainsAny(rest, "={}") || strings.TrimSpace(rest) == "}") {
			line = rest
		}
		b.WriteString(line)
	}
	k := known()
	k.Modules = append(k.Modules, "authn_file", "authz_user")
	k.Rules = append(k.Rules, &lint.Rule{ID: "legacy-access-directives"})
	c, diagnostics := config.Load(source.NewFile(config.Name, []byte(b.String())), "/site", k)
	if len(diagnostics) > 0 {
		t.Error(said(diagnostics))
	}
	if len(c.Rules) != 2 || len(c.Suppress) != 1 || len(c.Overrides) != 1 || !c.Apache.Modules.Set() || len(c.PathMap) != 1 || len(c.Exclude) != 1 {
		t.Errorf("the comments do not hold what they seem to: %+v", c)
	}
}

func TestRequiredVersion(t *testing.T) {
	for _, tt := range []struct {
		version, required string
		want              bool
	}{
		{"v0.3.0", ">= 0.3.0", true},
		{"v0.3.0", "> 0.3.0", false},
		{"v0.3.0", "0.3.0", true},
		{"v0.3.0", "= 0.3", true},
		{"v0.3.0", "!= 0.3.0", false},
		{"v0.3.0", "<= 0.2.9", false},
		{"v0.10.0", ">= 0.9.0", true},
		{"v0.3.0-rc.1", ">= 0.3.0", false},
		{"(devel)", ">= 9.0.0", true},
		{"", ">= 9.0.0", true},
		{"v0.3.1-0.20260101000000-0123456789ab", ">= 9.0.0", true},
		{"v0.3.0+dirty", ">= 9.0.0", true},
	} {
		k := known()
		k.Version = tt.version
		text := `authlint { required_version = "` + tt.required + `" }`
		_, diagnostics := config.Load(source.NewFile(config.Name, []byte(text)), "/site", k)
		if got := !config.Failed(diagnostics); got != tt.want {
			t.Errorf("%s with %q: %t", tt.version, tt.required, got)
		}
	}
}

func TestExcludes(t *testing.T) {
	c := mustLoad(t, "exclude = [\"**/cache/**\", \"vendor\", \"*.bak\", \"old/*.conf\", \"e\u0301t\u00e9\"]")
	for name, want := range map[string]bool{
		"/site/cache/x":                  true,
		"/site/a/b/cache/c/.htaccess":    true,
		"/site/cache":                    true,
		"/site/cached/x":                 false,
		"/site/vendor/a/.htaccess":       true,
		"/site/a/vendor/.htaccess":       false,
		"/site/x.bak":                    true,
		"/site/a/x.bak":                  false,
		"/site/old/a.conf":               true,
		"/site/old/a/b.conf":             false,
		"/site/e\u0301t\u00e9/.htaccess": true,
		"/site":                          false,
		"/elsewhere/vendor/x":            false,
		"/sitevendor/x":                  false,
	} {
		if got := c.Excludes(name); got != want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// absolute is where the files of the tests lie.
func absolute(file string) string { return "/site/" + file }

func TestBlocks(t *testing.T) {
	c := mustLoad(t, full)
	blocks := func(today string) []*lint.Block {
		return c.Blocks(today, func(id string) bool { return id == "auth-over-http" }, absolute)
	}
	b := blocks("2026-06-15")[0]
	if b.Rule != "auth-over-http" || b.Fault != lint.IgnoreSound || !b.Ran || !b.Block || b.Reason != `TLS ends at the "balancer"` || b.Start.Line != 16 {
		t.Errorf("on its last day: %+v", b.Ignore)
	}
	for file, want := range map[string]bool{"public/downloads/.htaccess": true, "public/.htaccess": false, "../public/downloads/.htaccess": false} {
		if b.Fits(file) != want {
			t.Errorf("%s: %t", file, !want)
		}
	}
	if b := blocks("2026-06-16")[0]; b.Fault != lint.IgnoreExpired || b.Until != "2026-06-15" || b.Start.Line != 19 {
		t.Errorf("after its last day: %+v", b.Ignore)
	}
	c = mustLoad(t, full+"override {\n  files = [\"x\"]\n  rule \"auth-over-http\" { enabled = false }\n}\n")
	if blocks("2026-06-15")[0].Ran {
		t.Error("it is judged where the rule is switched off for some files")
	}
}

func TestSettings(t *testing.T) {
	c := mustLoad(t, full+`
override {
  files = ["new", "x/*.htpasswd"]
  rule "weak-password-hash" { min_bcrypt_cost = 14 }
  rule "duplicate-user" { enabled = true }
}
override {
  files = ["new/test/**"]
  rule "weak-password-hash" { severity = "note" }
  rule "auth-over-http" { enabled = false }
}
`)
	cost := func(n int) map[string]int { return map[string]int{"min_bcrypt_cost": n} }
	for _, tt := range []struct {
		rule, file string
		want       lint.Settings
	}{
		{"weak-password-hash", "/site/.htpasswd", lint.Settings{Severity: lint.Error, Options: cost(12)}},
		{"weak-password-hash", "/site/new/a/.htpasswd", lint.Settings{Severity: lint.Error, Options: cost(14)}},
		{"weak-password-hash", "/site/x/.htpasswd", lint.Settings{Severity: lint.Error, Options: cost(14)}},
		{"weak-password-hash", "/site/x/y/.htpasswd", lint.Settings{Severity: lint.Error, Options: cost(12)}},
		{"weak-password-hash", "/site/new/test/.htpasswd", lint.Settings{Severity: lint.Note, Options: cost(14)}},
		{"weak-password-hash", "/elsewhere/new/.htpasswd", lint.Settings{Severity: lint.Error, Options: cost(12)}},
		{"duplicate-user", "/site/.htpasswd", lint.Settings{Off: true, Options: map[string]int{}}},
		{"duplicate-user", "/site/new/.htpasswd", lint.Settings{Options: map[string]int{}}},
		{"auth-over-http", "/site/new/test/.htaccess", lint.Settings{Off: true, Options: map[string]int{}}},
		{"auth-over-http", "/site/new/.htaccess", lint.Settings{Options: map[string]int{}}},
	} {
		if diff := cmp.Diff(tt.want, c.Settings(tt.rule, tt.file)); diff != "" {
			t.Errorf("%s in %s: %s", tt.rule, tt.file, diff)
		}
	}
}

func TestConfigured(t *testing.T) {
	ids := func(rules []*lint.Rule) (ids []string) {
		for _, r := range rules {
			ids = append(ids, r.ID)
		}
		return ids
	}
	only := config.Only(mustLoad(t, full))
	if got := ids(only.Configured(known().Rules, false, absolute)); !slices.Equal(got, []string{"auth-over-http", "weak-password-hash"}) {
		t.Errorf("%q run", got)
	}
	if got := only.Configured(known().Rules, true, absolute); len(got) != 3 || !got[1].Runs(".htpasswd") {
		t.Errorf("asked for by name, %q run", ids(got))
	}
	some := config.Only(mustLoad(t, full+"override {\n  files = [\"new\"]\n  rule \"duplicate-user\" { enabled = true }\n}\n"))
	got := some.Configured(known().Rules, false, absolute)
	if len(got) != 3 || got[1].Runs(".htpasswd") || !got[1].Runs("new/.htpasswd") {
		t.Errorf("switched on in a folder, %q run", ids(got))
	}
}

func TestFind(t *testing.T) {
	top := t.TempDir()
	write := func(name string) string {
		t.Helper()
		at := filepath.Join(top, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		return at
	}
	above := write(".authlint.hcl")
	write("repo/.git/HEAD")
	write("repo/a/.htaccess")
	nested := write("repo/b/.authlint.hcl")
	write("repo/b/c/.htaccess")
	in := func(name string) string { return filepath.Join(top, name) }
	for _, tt := range []struct {
		name, dir string
		path      string
		want      string
	}{
		{"the nearest", "/", "repo/b/c/.htaccess", nested},
		{"not above the repository", top, "repo/a/.htaccess", ""},
		{"a path that is gone", top, "repo/b/gone/.htaccess", nested},
		{"its own folder", "/", ".", above},
		{"up to the working directory", top, "x/y", above},
		{"not above the working directory", in("repo/a"), "repo/a", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found, err := config.Find(in(tt.path), tt.dir)
			if err != nil {
				t.Fatal(err)
			}
			if found.Path != tt.want {
				t.Errorf("found %q", found.Path)
			}
		})
	}
	if err := os.Symlink(above, in("repo/a/.authlint.hcl")); err != nil {
		t.Skip(err)
	}
	found, err := config.Find(in("repo/a"), top)
	if err != nil || found.Ignored == "" {
		t.Errorf("a link out of the repository: %+v, %v", found, err)
	}
}
