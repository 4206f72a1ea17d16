package linttest

import (
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
)

const samplePage = "# some-rule\n\nSomething is wrong.\n\n" +
	"## Bad\n\n" +
	"```apache file=site/.htaccess\nA\n```\n\n" +
	"and its users:\n\n" +
	"```htpasswd file=site/.htpasswd mode=0600\nB\n```\n\n" +
	"```text\nsite/.htaccess:1:1-1:2: error: x [some-rule]\n```\n\n" +
	"## Why\n\n```apache file=site/prose\nnot run\n```\n\n" +
	"## Fix\n\n" +
	"```apache file=site/.htaccess\nC\n```\n\nor\n\n```apache file=site/.htaccess\nD\n```\n\n" +
	"```sh\nhtpasswd -B ...\n```\n\n" +
	"## When not to worry\n\nNever.\n\n## Since\n\n0.1.0\n"

func TestPage(t *testing.T) {
	p := parsePage(samplePage)
	if p.text() != samplePage {
		t.Errorf("the page is not the same again:\n%s", p.text())
	}
	rule := &lint.Rule{ID: "some-rule", Summary: "something is wrong"}
	if problem := p.form(rule); problem != "" {
		t.Error(problem)
	}
	examples, err := p.examples()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range examples {
		var names []string
		for _, n := range e.site.Nodes {
			names = append(names, n.Path+"="+strings.TrimSpace(string(n.Data)))
		}
		got = append(got, e.section+" "+strings.Join(names, " "))
	}
	want := []string{"Bad /site/.htaccess=A /site/.htpasswd=B", "Fix /site/.htaccess=C", "Fix /site/.htaccess=D"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q", got)
	}
}

func TestPageForm(t *testing.T) {
	rule := &lint.Rule{ID: "some-rule", Summary: "something is wrong"}
	for name, change := range map[string][2]string{
		"title":   {"# some-rule", "# other-rule"},
		"summary": {"Something is wrong.", "something is wrong"},
		"section": {"## Why", "## Because"},
		"missing": {"## Since\n", ""},
	} {
		text := strings.Replace(samplePage, change[0], change[1], 1)
		if parsePage(text).form(rule) == "" {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestPageWithoutOutput(t *testing.T) {
	text := strings.Replace(samplePage, "```text", "```sh", 1)
	if _, err := parsePage(text).examples(); err == nil {
		t.Error("an example without output was accepted")
	}
}
