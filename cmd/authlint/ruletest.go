package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/custom/ruletest"
	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/standard"
)

func newRulesTest(s streams) *cobra.Command {
	color := colorFlag()
	cmd := &cobra.Command{
		Use:   "test [FILE|DIR]...",
		Short: "Run the tests of rules of your own",
		Long: `Runs the blocks test of the rules in FILE, in all files of DIR that end in .hcl,
or in the ` + config.Name + ` in force here: each is a small site with what its rule is to
find in it. Nothing else is read, and no other rule runs.

A rule without a test is named.

Exit codes:
  0  every test passed
  1  a test failed
  2  wrong usage, or a file with a mistake
  3  nothing to test`,
		Example: `  authlint rules test
  authlint rules test policy/passwords.hcl
  authlint rules test policy`,
		RunE: func(cmd *cobra.Command, args []string) error { return testRules(cmd.Context(), s, color.value, args) },
	}
	cmd.Flags().Var(&color, "color", "auto, always or never")
	completeFlag(cmd, "color", words(color.of))
	return cmd
}

// testRules runs the tests in files and prints how they went.
func testRules(ctx context.Context, s streams, color string, args []string) error {
	files, err := s.ruleFiles(args)
	if err != nil {
		return err
	}
	rules, tests, failed, without := 0, 0, 0, 0
	for _, name := range files {
		c, err := loadConfig(s, color, name, true)
		if err != nil {
			return err
		}
		rules += len(c.Custom)
		for i := range c.Custom {
			r := &c.Custom[i].Rule
			if len(r.Tests) == 0 {
				without++
				fmt.Fprintf(s.out, "none  %s: has no test\n", r.ID)
			}
			results, err := ruletest.Run(ctx, r, standard.Scan())
			if err != nil {
				return err
			}
			for j := range results {
				if tests++; !results[j].Passed() {
					failed++
				}
				printTest(s, &results[j])
			}
		}
	}
	if rules == 0 {
		if len(args) == 0 {
			args = files
		}
		s.note("no rule of your own in %s", quoted(args))
		return statusNothing
	}
	fmt.Fprintf(s.out, "tests: %d, failed: %d, rules without a test: %d\n", tests, failed, without)
	if failed > 0 {
		return statusFindings
	}
	return nil
}

func printTest(s streams, r *ruletest.Result) {
	verdict := "ok  "
	if !r.Passed() {
		verdict = "FAIL"
	}
	fmt.Fprintf(s.out, "%s  %s: %s\n", verdict, r.Rule, report.Escape(r.Test))
	for _, line := range r.Differences {
		fmt.Fprintf(s.out, "      %s\n", report.Escape(line))
	}
}

// ruleFiles are the files that were named, those of folders, or the one that is
// in force here.
func (s streams) ruleFiles(args []string) ([]string, error) {
	if len(args) == 0 {
		name, err := s.inForce()
		if err == nil && name == "" {
			err = fmt.Errorf("no %s is in force here", config.Name)
		}
		return []string{name}, err
	}
	var files []string
	for _, name := range args {
		info, err := os.Stat(name)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			files = append(files, name)
			continue
		}
		entries, err := os.ReadDir(name)
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			if filepath.Ext(entry.Name()) == ".hcl" && !entry.IsDir() {
				files = append(files, filepath.Join(name, entry.Name()))
			}
		}
	}
	return files, nil
}
