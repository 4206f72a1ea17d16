package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint/report"
)

// streams is what the command shares with whoever started it.
type streams struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
}

// status is an exit code. As an error it ends a command that has already said
// all it had to say.
type status int

const (
	statusClean    status = 0
	statusFindings status = 1 // findings at or above --fail-on
	statusFailure  status = 2 // usage, configuration or internal failure
	statusNothing  status = 3 // a directory that held nothing to check
)

// Error makes a status an error; it is never printed.
func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

const exitCodes = `Exit codes:
  0  nothing found at or above --fail-on
  1  findings at or above --fail-on
  2  wrong usage, or the check could not be done
  3  a directory that held nothing to check`

// run executes one command line and returns the exit code.
func run(args []string, s streams) int {
	root := newRoot(s)
	root.SetArgs(args)
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	err := root.Execute()
	if err == nil {
		return int(statusClean)
	}
	var code status
	if errors.As(err, &code) {
		return int(code)
	}
	s.note("%v", err)
	return int(statusFailure)
}

// note tells the person in front of the terminal, apart from the results.
func (s streams) note(format string, args ...any) {
	fmt.Fprintf(s.err, "authlint: %s\n", report.Escape(fmt.Sprintf(format, args...)))
}

func newRoot(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "authlint",
		Short: "Check who gets into a web site, and what happens to the rest",
		Long: `authlint reads the access control of a web site as its server does and says
what is wrong with it: what breaks, who is locked out, what is exposed.

What each rule is about stands on its page: authlint rules lists them, and
authlint explain ID prints one.`,
		Example: `  authlint check
  authlint check public/.htaccess
  authlint explain duplicate-user`,
		Version:                    readVersion().String(),
		Args:                       knownCommand,
		SilenceUsage:               true,
		SilenceErrors:              true,
		SuggestionsMinimumDistance: 2,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cmd.SetOut(s.err)
			if err := cmd.Help(); err != nil {
				return err
			}
			return statusFailure
		},
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())
	})
	root.AddCommand(
		newCheck(s), newWhy(s), newDiff(s), newExpect(s), newProbe(s), newMap(s), newScan(s),
		newRules(s), newExplain(s), newConfig(s), newLSP(s), newVersion(s), newMan(),
	)
	return root
}

// knownCommand is reached with arguments only when the first is no command.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return fmt.Errorf("no command %q%s", args[0], didYouMean(cmd.SuggestionsFor(args[0]), "authlint --help"))
}
