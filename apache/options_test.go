package apache

import (
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// load loads a file where nothing is said about the server.
func load(f *source.File, loader lint.Loader, site *model.Site) {
	(&Options{}).load(f, loader, site)
}

func loadAssuming(text string, o Options) *model.Site {
	site := &model.Site{}
	o.load(source.NewFile("/site/"+AccessFile, []byte(text)), blindLoader{}, site)
	return site
}

// httpd and the front end must agree on what AllowOverride forbids.
func TestAllowOverrideLive(t *testing.T) {
	texts := []string{
		"Require all granted\n",
		"AuthType Basic\nAuthName x\nRequire valid-user\n",
		"Order allow,deny\nAllow from all\n",
		"DirectoryIndex index.html\n",
		"Options -Indexes\n",
		"ErrorDocument 404 /x\n",
		"RewriteEngine On\n",
		"<Files x>\nRequire all denied\n</Files>\n",
		"<IfModule mod_rewrite.c>\nRewriteEngine On\n</IfModule>\n",
		"<IfModule mod_access.c>\nOptions None\n</IfModule>\n",
		"Header set X y\n",
		"SetEnv A b\n",
		"ExpiresActive On\n",
		"<Limit GET>\nRequire valid-user\n</Limit>\n",
		"Nonsense\n",
	}
	for _, words := range []string{"None", "AuthConfig", "AuthConfig Limit", "FileInfo", "Indexes Options"} {
		t.Run(words, func(t *testing.T) {
			answers := newOracle(t, words).ask(t, texts)
			for i, text := range texts {
				site := loadAssuming(text, Options{AllowOverride: strings.Fields(strings.ToLower(words))})
				if refused := len(site.Refusals) > 0; refused != answers[i].refused() {
					t.Errorf("%q: httpd says %s, the front end refuses: %t", text, answers[i], refused)
				}
			}
		})
	}
}

func TestAssumption(t *testing.T) {
	for _, tt := range []struct {
		options Options
		want    string
	}{
		{Options{}, "Apache 2.4 with the usual modules, AllowOverride All, and a folder above that grants access"},
		{
			Options{Version: "2.4.62", Modules: []string{"authz_core", "rewrite"}, AllowOverride: []string{"AuthConfig", "Limit"}},
			"Apache 2.4.62 with no modules but authz_core, rewrite, AllowOverride AuthConfig Limit, and a folder above that grants access",
		},
		{Options{Modules: strings.Fields("a b c d e f g h i")}, "Apache 2.4 with the 9 modules that are configured, AllowOverride All, and a folder above that grants access"},
		{Options{AllowOverride: []string{"None"}}, "Apache 2.4 with AllowOverride None, so that it reads no .htaccess"},
	} {
		site := loadAssuming("Require all granted\n", tt.options)
		if !slices.Equal(site.Assumptions, []string{tt.want}) {
			t.Errorf("%+v: %q", tt.options, site.Assumptions)
		}
	}
}

// Modules that are named are all there are.
func TestNamedModules(t *testing.T) {
	o := Options{Modules: []string{"authz_core", "evasive20"}}
	for text, want := range map[string]string{
		"Require all granted\n": "",
		"RewriteEngine On\n":    "RewriteEngine belongs to mod_rewrite.c, which is not loaded: httpd calls it an invalid command",
		"<IfModule mod_rewrite.c>\nRewriteEngine On\n</IfModule>\n": "",
		"Require valid-user\n":                                  "Require valid-user needs mod_authz_user.c, which is not loaded",
		"<IfModule !evasive20_module>\nNonsense\n</IfModule>\n": "",
		"<IfModule version_module>\nNonsense\n</IfModule>\n":    "httpd has no directive \"Nonsense\" and calls it an invalid command",
	} {
		site := loadAssuming(text, o)
		got := ""
		if len(site.Refusals) > 0 {
			got = site.Refusals[0].Message
		}
		if got != want {
			t.Errorf("%q: %q", text, got)
		}
		if !site.Servers[0].Assumed {
			t.Error("the server counts as known")
		}
	}
}

func TestNamedVersion(t *testing.T) {
	for _, tt := range []struct {
		version, argument string
		want              model.Verdict
	}{
		{"2.4.62", ">= 2.4.26", model.Entered},
		{"2.4.20", ">= 2.4.26", model.Skipped},
		{"2.4.62", "2.4.62", model.Entered},
		{"2.4.62", "!= 2.4.62", model.Skipped},
		{"2.4.62", "< 2.4.62", model.Skipped},
		{"2.4", ">= 2.4.26", model.Entered},
		{"2.4", ">= 2.4.62", model.Undecided},
		{"2.4", "~ ^2\\.4\\.", model.Entered},
		{"2.4", "= /^2\\.2/", model.Skipped},
		{"2.4", "~ 5$", model.Undecided},
		{"2.4.62", "~ 62$", model.Entered},
		{"2.4", "> 2.4", model.Entered},
		{"2.4", "<= 2.4.0", model.Skipped},
		{"2.4", "< 2.2", model.Skipped},
		{"2.4", "2.4", model.Skipped},
		{"2.4.62", ">= 2.4.x", model.Undecided},
	} {
		if got := decideVersion(tt.version, tt.argument); got.verdict != tt.want {
			t.Errorf("%s, %s: %v", tt.version, tt.argument, got.verdict)
		}
	}
}

// The symbol of every module is found by the name that Options take.
func TestModuleNames(t *testing.T) {
	names := ModuleNames()
	for m := range Modules() {
		if m.Historic {
			continue
		}
		name := shortName(m.Symbol)
		if !slices.Contains(names, name) || moduleSymbol(name) != m.Symbol {
			t.Errorf("%s is %s, which is %s", m.Symbol, name, moduleSymbol(name))
		}
	}
}
