package linttest

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/source"
)

// manner is how a case is run where it must make no difference.
type manner struct {
	jobs      int
	backwards bool // files are added to the tree last one first
}

// output is what a check of a case gave.
type output struct {
	result  *lint.Result
	concise string
	// printed is the result in every format.
	printed map[string]string
	secrets secrets
}

func check(t *testing.T, c *Case, h Harness, m manner) output {
	t.Helper()
	o := c.options(h.Scan, m)
	plan, err := scan.Find(c.Paths(), o)
	if err != nil {
		t.Fatal(err)
	}
	var out output
	jobs := watch(plan.Jobs, &out.secrets)
	out.result = lint.Run(t.Context(), jobs, h.run(), lint.Options{
		Jobs: m.jobs, Keep: plan.Named, Partial: plan.Partial, Known: h.Rules, Today: today,
		Expected: func() []lint.Expected { return c.expected(h, o) },
	})
	if h.only != nil {
		out.result.Findings = slices.DeleteFunc(out.result.Findings, func(f lint.Finding) bool { return f.Rule != h.only })
		out.result.Count()
	}
	out.printed = map[string]string{}
	result := withoutPages(out.result)
	for _, f := range report.Formats() {
		var b bytes.Buffer
		if err := f.Write(&b, result, report.Options{}); err != nil {
			t.Fatal(err)
		}
		out.printed[f.Name] = b.String()
	}
	out.concise = out.printed["concise"]
	return out
}

// projectName is the file of a case that says what is expected of it.
const projectName = ".authlint.hcl"

// expected is what became of all that the case expects.
func (c *Case) expected(h Harness, o scan.Options) []lint.Expected {
	var all []lint.Expected
	for _, n := range c.Nodes {
		if path.Base(n.Path) == projectName && h.Expected != nil {
			file := source.NewFile(o.Display(n.Path), n.Data)
			file.Path = n.Path
			all = append(all, h.Expected(o, file)...)
		}
	}
	return all
}

// withoutPages takes the pages off the rules: some formats print them, and
// their examples have the same made-up passwords as the cases.
func withoutPages(r *lint.Result) *lint.Result {
	copied := *r
	copied.Findings = slices.Clone(r.Findings)
	for i := range copied.Findings {
		rule := *copied.Findings[i].Rule
		rule.Doc = ""
		copied.Findings[i].Rule = &rule
	}
	return &copied
}

// options are the front ends with what the case says of itself.
func (c *Case) options(o scan.Options, m manner) scan.Options {
	o.Tree = c.Tree(m.backwards)
	o.Config = c.Config
	o.PathMap = c.PathMap
	o.Display = func(treePath string) string { return strings.TrimPrefix(treePath, "/") }
	return o
}

// watch wraps the jobs to learn what is masked in the files they read.
func watch(jobs []lint.Job, found *secrets) []lint.Job {
	var mu sync.Mutex
	watched := make([]lint.Job, len(jobs))
	for i, job := range jobs {
		watched[i] = func() *model.Site {
			site := job()
			if site != nil {
				mu.Lock()
				defer mu.Unlock()
				found.collect(site)
			}
			return site
		}
	}
	return watched
}
