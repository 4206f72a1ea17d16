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
	if len(diagnostics) > 0 {
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
	if len(c.Rules) != 2 || len(c.Suppress) != 1 || !c.Apache.Modules.Set() || len(c.PathMap) != 1 || len(c.Exclude) != 1 {
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

func TestMark(t *testing.T) {
	c := mustLoad(t, full)
	rules := known().Rules
	result := func() *lint.Result {
		return &lint.Result{
			Findings: []lint.Finding{
				{Rule: rules[0], Severity: lint.Warning, Place: lint.Place{File: "public/downloads/.htaccess"}},
				{Rule: rules[0], Severity: lint.Warning, Place: lint.Place{File: "public/.htaccess"}},
				{Rule: rules[1], Severity: lint.Error, Place: lint.Place{File: "public/downloads/.htaccess"}},
			},
			Summary: lint.Summary{Errors: 1, Warnings: 2},
		}
	}
	absolute := func(file string) string { return "/site/" + file }
	r := result()
	if unused := c.Mark(r, "2026-06-15", absolute); len(unused) > 0 {
		t.Errorf("%d are unused", len(unused))
	}
	want := &lint.Suppression{Kind: "external", Reason: `TLS ends at the "balancer"`}
	if diff := cmp.Diff(want, r.Findings[0].Suppressed); diff != "" {
		t.Error(diff)
	}
	if r.Findings[1].Suppressed != nil || r.Findings[2].Suppressed != nil {
		t.Error("others are marked, too")
	}
	if diff := cmp.Diff(lint.Summary{Errors: 1, Warnings: 1, Suppressed: 1}, r.Summary); diff != "" {
		t.Error(diff)
	}
	r = result()
	if unused := c.Mark(r, "2026-06-16", absolute); len(unused) > 0 {
		t.Error("what has expired is called unused")
	}
	if r.Findings[0].Suppressed != nil || r.Summary.Suppressed != 0 {
		t.Error("it holds after its last day")
	}
	if unused := c.Mark(&lint.Result{}, "2026-06-15", absolute); len(unused) != 1 {
		t.Errorf("%d are unused where nothing was found", len(unused))
	}
}

func TestConfigured(t *testing.T) {
	c := mustLoad(t, full)
	ids := func(rules []*lint.Rule) (ids []string) {
		for _, r := range rules {
			ids = append(ids, r.ID)
		}
		return ids
	}
	if got := ids(c.Configured(known().Rules, nil)); !slices.Equal(got, []string{"auth-over-http", "weak-password-hash"}) {
		t.Errorf("%q run", got)
	}
	if got := ids(c.Configured(known().Rules, []string{"duplicate-user"})); len(got) != 3 {
		t.Errorf("asked for by name, %q run", got)
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
		paths     []string
		want      string
		several   bool
	}{
		{"the nearest", "/", []string{"repo/b/c/.htaccess"}, nested, false},
		{"not above the repository", top, []string{"repo/a/.htaccess"}, "", false},
		{"a path that is gone", top, []string{"repo/b/gone/.htaccess"}, nested, false},
		{"its own folder", "/", []string{"."}, above, false},
		{"up to the working directory", top, []string{"x/y"}, above, false},
		{"not above the working directory", in("repo/a"), []string{"repo/a"}, "", false},
		{"two of one", top, []string{"repo/b", "repo/b/c"}, nested, false},
		{"one with and one without", top, []string{"repo/a", "repo/b"}, "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var paths []string
			for _, p := range tt.paths {
				paths = append(paths, in(p))
			}
			found, err := config.Find(paths, tt.dir)
			if (err != nil) != tt.several {
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
	found, err := config.Find([]string{in("repo/a")}, top)
	if err != nil || found.Ignored == "" {
		t.Errorf("a link out of the repository: %+v, %v", found, err)
	}
}
