package main

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint/errorlog"
	"github.com/authlint/authlint/lint/standard"
)

// completeFlag offers the values of a flag to a shell. The flag exists:
// cobra's only error is that it does not, and then nothing is offered.
func completeFlag(cmd *cobra.Command, flag string, values cobra.CompletionFunc) {
	_ = cmd.RegisterFlagCompletionFunc(flag, values)
}

// words are the values of a flag that takes one of a few.
func words(of []string) cobra.CompletionFunc {
	return cobra.FixedCompletions(of, cobra.ShellCompDirectiveNoFileComp)
}

// completeRule offers the ids of the rules, those of the project's own too, as
// far as its configuration can be read.
func completeRule(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	silent := streams{out: io.Discard, err: io.Discard, getenv: func(string) string { return "" }}
	rules, err := (&projectFlags{}).rules(silent)
	if err != nil {
		rules = standard.Rules()
	}
	var ids []cobra.Completion
	for _, r := range rules {
		ids = append(ids, cobra.CompletionWithDesc(r.ID, r.Summary))
	}
	return ids, cobra.ShellCompDirectiveNoFileComp
}

// completeExplain offers the codes of the error log, too.
func completeExplain(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	known, directive := completeRule(cmd, args, typed)
	known = append(known, cobra.CompletionWithDesc(ownRules, "how rules of your own are written"))
	for _, m := range errorlog.All() {
		for _, code := range m.Codes {
			known = append(known, cobra.CompletionWithDesc(code, m.Says))
		}
	}
	return known, directive
}
