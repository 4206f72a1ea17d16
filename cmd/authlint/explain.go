package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/standard"
)

func newExplain(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "explain ID",
		Short: "Print the page of a rule",
		Long: `The page of a rule, in Markdown: an example with what authlint prints for it,
why it matters, how to mend it, and when it is no reason to worry.`,
		Example:           `  authlint explain duplicate-user`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeRule,
		RunE: func(_ *cobra.Command, args []string) error {
			rule, err := findRule(standard.Rules(), args[0])
			if err != nil {
				return err
			}
			return printPage(s.out, rule)
		},
	}
}

func printPage(w io.Writer, r *lint.Rule) error {
	_, err := fmt.Fprintln(w, strings.TrimRight(r.Doc, "\n"))
	return err
}
