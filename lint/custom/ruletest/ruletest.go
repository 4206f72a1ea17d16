// Package ruletest runs the tests that stand in users' own rules. Begin with
// Run.
package ruletest

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/custom"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/source"
)

// Result is what became of one test.
type Result struct {
	Rule, Test string
	// Differences are lines that say what was wanted and not found, and the
	// reverse; none where the test passes.
	Differences []string
}

// Passed says that the rule found what the test wants.
func (r *Result) Passed() bool { return len(r.Differences) == 0 }

// Run runs the tests of a rule, each over its files in memory. The options have
// the front ends; nothing is read from the disk.
func Run(ctx context.Context, r *custom.Rule, o scan.Options) ([]Result, error) {
	var results []Result
	for i := range r.Tests {
		t := &r.Tests[i]
		checked, err := check(ctx, r, t, o)
		if err != nil {
			return nil, fmt.Errorf("the test %q of the rule %s: %w", t.Name, r.ID, err)
		}
		result := Result{Rule: r.ID, Test: t.Name, Differences: differences(t, checked.Findings)}
		if checked.Summary.Sites == 0 {
			// Where nothing is looked at, nothing is found.
			result.Differences = append(result.Differences, "none of the files is configuration: a WordPress needs a .htaccess, too")
		}
		results = append(results, result)
	}
	return results, ctx.Err()
}

// check checks the files of a test by the rule.
func check(ctx context.Context, r *custom.Rule, t *custom.Test, o scan.Options) (*lint.Result, error) {
	var tops []string
	for _, f := range t.Files {
		top, _, _ := strings.Cut(f.Path, "/")
		if !slices.Contains(tops, "/"+top) {
			tops = append(tops, "/"+top)
		}
	}
	tree := source.NewMemory(tops...)
	for _, f := range t.Files {
		tree.Add("/"+f.Path, []byte(f.Content))
	}
	o.Tree, o.PathMap, o.PathMapOf, o.Exclude = tree, nil, nil, nil
	o.Display = func(treePath string) string { return strings.TrimPrefix(treePath, "/") }
	if t.Server != "" {
		o.Config = "/" + t.Server
	}
	var paths []scan.Path
	for _, top := range tops {
		paths = append(paths, scan.Path{Tree: top, Name: path.Base(top)})
	}
	plan, err := scan.Find(paths, o)
	if err != nil {
		return nil, err
	}
	result := lint.Run(ctx, plan.Jobs, []*lint.Rule{r.Rule}, lint.Options{Jobs: 1})
	result.Findings = slices.DeleteFunc(result.Findings, func(f lint.Finding) bool { return f.Suppressed != nil })
	return result, nil
}

// differences says what was wanted and is not there, and the reverse.
func differences(t *custom.Test, found []lint.Finding) []string {
	got := make([]string, 0, len(found))
	said := map[string][]string{}
	for _, f := range found {
		at := fmt.Sprintf("%s:%d", f.File, f.Start.Line)
		got = append(got, at)
		said[at] = append(said[at], fmt.Sprintf("%s: %s: %s", at, f.Severity, f.Message))
	}
	var lines []string
	if t.Count >= 0 {
		if len(found) == t.Count {
			return nil
		}
		lines = append(lines, fmt.Sprintf("want: %d", t.Count), fmt.Sprintf("got:  %d", len(found)))
		for _, at := range got {
			lines = append(lines, "  "+said[at][0])
			said[at] = said[at][1:]
		}
		return lines
	}
	for _, want := range t.Want {
		i := slices.Index(got, want)
		if i < 0 {
			lines = append(lines, "want: "+want)
			continue
		}
		got, said[want] = slices.Delete(got, i, i+1), said[want][1:]
	}
	for _, at := range got {
		lines = append(lines, "got:  "+said[at][0])
		said[at] = said[at][1:]
	}
	return lines
}
