package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/custom"
	"github.com/authlint/authlint/lint/errorlog"
	"github.com/authlint/authlint/lint/standard"
)

// ownRules is what the page about rules of one's own goes by: their block.
const ownRules = "custom_rule"

func newExplain(s streams) *cobra.Command {
	var project projectFlags
	cmd := &cobra.Command{
		Use:   "explain ID|CODE|LINE",
		Short: "Print the page of a rule, or what a message in the error log means",
		Long: `The page of a rule, in Markdown: an example with what authlint prints for it,
why it matters, how to mend it, and when it is no reason to worry.

custom_rule is the page about rules of your own: how they are written, and what
they may speak of.

For a code of httpd's error log, such as AH01630, or a whole line of it or of
nginx's: what happened, what the causes may be, and which rules find them.`,
		Example: `  authlint explain duplicate-user
  authlint explain custom_rule
  authlint explain AH01630
  authlint explain '.htaccess: AuthType not allowed here'
  authlint explain 'user "alice": password mismatch'`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: completeExplain,
		RunE: func(_ *cobra.Command, args []string) error {
			return explain(s, &project, strings.Join(args, " "))
		},
	}
	// A line that was pasted without quotes is several arguments, and nothing
	// in it is a flag.
	cmd.Flags().SetInterspersed(false)
	project.register(cmd)
	return cmd
}

// explain prints what it has on an id, or on a code or line of an error log.
func explain(s streams, project *projectFlags, text string) error {
	if text == ownRules {
		_, err := io.WriteString(s.out, custom.Language)
		return err
	}
	messages, codes := errorlog.Find(text), errorlog.Codes(text)
	switch {
	case len(messages) > 0:
		return printMessages(s.out, messages)
	case len(codes) > 0:
		return fmt.Errorf("no message %s is known; the codes next to it are %s", codes[0], strings.Join(errorlog.Nearest(codes[0]), " and "))
	case strings.ContainsAny(text, " \t\n"):
		return fmt.Errorf("nothing is known of this line; authlint explain takes the id of a rule, or a code such as AH01630")
	}
	rule, err := findRule(standard.Rules(), text)
	if err != nil {
		// Only what is not built in needs a look at what the project says.
		all, wrong := project.rules(s)
		if wrong != nil {
			return wrong
		}
		rule, err = findRule(all, text)
	}
	if err != nil {
		return err
	}
	return printPage(s.out, rule)
}

func printPage(w io.Writer, r *lint.Rule) error {
	_, err := fmt.Fprintln(w, strings.TrimRight(r.Doc, "\n"))
	return err
}

// printMessages prints each message as a page in Markdown.
func printMessages(w io.Writer, messages []*errorlog.Message) error {
	var b strings.Builder
	for i, m := range messages {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "# %s\n\n%s\n", m.Title(), m.Says)
		if m.Answer != "" {
			fmt.Fprintf(&b, "The visitor gets %s.\n", m.Answer)
		}
		if len(m.Causes) == 0 {
			continue
		}
		b.WriteString("\n## Causes\n\n")
		for _, c := range m.Causes {
			fmt.Fprintf(&b, "- %s\n", c.Text)
			for _, id := range c.Rules {
				fmt.Fprintf(&b, "  - authlint explain %s\n", id)
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
