package custom_test

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/lint/standard"
	"github.com/authlint/authlint/rules"
)

// site is a small site in memory, its files by their paths: site/.htaccess. A
// file called nginx.conf or httpd.conf is the configuration in force.
type site map[string]string

// jobs load it.
func (s site) jobs(tb testing.TB) []lint.Job {
	tb.Helper()
	tree := source.NewMemory("/site")
	o := standard.Scan()
	for name, text := range s {
		tree.Add("/"+name, []byte(text))
		if base := path.Base(name); base == "nginx.conf" || base == "httpd.conf" {
			o.Config = "/" + name
		}
	}
	o.Tree, o.Display = tree, func(p string) string { return strings.TrimPrefix(p, "/") }
	plan, err := scan.Find([]scan.Path{{Tree: "/site", Name: "site"}}, o)
	if err != nil {
		tb.Fatal(err)
	}
	return plan.Jobs
}

// compile makes rules of a text.
func compile(tb testing.TB, text string) []*lint.Rule {
	tb.Helper()
	c, diagnostics := config.Load(source.NewFile(config.Name, []byte(text)), "/", standard.Known(""))
	for _, d := range diagnostics {
		tb.Fatalf("%v: %s", d.Span.Position(), d.Message)
	}
	var list []*lint.Rule
	for i := range c.Custom {
		list = append(list, c.Custom[i].Rule.Rule)
	}
	return list
}

// rule is the text of one rule.
func rule(target, condition, message string, more ...string) string {
	return fmt.Sprintf("custom_rule \"r\" {\n  target = %q\n  condition = %s\n  error_message = %s\n  %s\n}\n",
		target, condition, message, strings.Join(more, "\n  "))
}

// found are the findings of a rule in a site, each FILE:LINE:COLUMN: MESSAGE,
// and what was left out at a bound.
func found(tb testing.TB, text string, s site) []string {
	tb.Helper()
	result := lint.Run(tb.Context(), s.jobs(tb), append(compile(tb, text), rules.LimitReached), lint.Options{})
	var list []string
	for _, f := range result.Findings {
		line := fmt.Sprintf("%s:%d:%d: %s", f.File, f.Start.Line, f.Start.Column, f.Message)
		if f.Witness != nil {
			line += " (" + f.Witness.String() + ")"
		}
		list = append(list, line)
	}
	return list
}

func wants(t *testing.T, text string, s site, want ...string) {
	t.Helper()
	if got := found(t, text, s); !slices.Equal(got, want) {
		t.Errorf("%s\ngot\n\t%s\nwant\n\t%s", text, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}
