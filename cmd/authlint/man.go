package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// newMan is for whoever packages authlint, and in no list of commands.
func newMan() *cobra.Command {
	return &cobra.Command{
		Use:    "man DIR",
		Short:  "Write the man pages into a folder",
		Args:   cobra.ExactArgs(1),
		Hidden: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			return writeManPages(args[0], cmd.Root())
		},
	}
}

// writeManPages writes the page of a command and those of the ones below it
// that have something to tell: the shells of completion do not.
func writeManPages(dir string, cmd *cobra.Command) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var page bytes.Buffer
	writeManPage(&page, cmd)
	if err := os.WriteFile(filepath.Join(dir, manName(cmd)+".1"), page.Bytes(), 0o644); err != nil {
		return err
	}
	for _, sub := range documented(cmd) {
		if err := writeManPages(dir, sub); err != nil {
			return err
		}
	}
	return nil
}

// documented are the commands below one that have pages.
func documented(cmd *cobra.Command) []*cobra.Command {
	if cmd.Name() == "completion" {
		return nil
	}
	var subs []*cobra.Command
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			subs = append(subs, sub)
		}
	}
	return subs
}

func manName(cmd *cobra.Command) string {
	return strings.ReplaceAll(cmd.CommandPath(), " ", "-")
}

func writeManPage(w io.Writer, cmd *cobra.Command) {
	name := manName(cmd)
	fmt.Fprintf(w, ".TH %s 1 \"\" %s %s\n", roffWord(strings.ToUpper(name)), roffWord("authlint "+readVersion().Version), roffWord("User Commands"))
	fmt.Fprintf(w, ".SH NAME\n%s \\- %s\n", roff(name), roff(cmd.Short))
	arguments := strings.TrimPrefix(cmd.UseLine(), cmd.CommandPath())
	if cmd.HasAvailableSubCommands() {
		arguments += " COMMAND"
	}
	fmt.Fprintf(w, ".SH SYNOPSIS\n\\fB%s\\fR%s\n", roff(cmd.CommandPath()), roff(arguments))
	if text := cmd.Long; text != "" {
		fmt.Fprintln(w, ".SH DESCRIPTION")
		writeRoffText(w, text)
	}
	if subs := documented(cmd); len(subs) > 0 {
		fmt.Fprintln(w, ".SH COMMANDS")
		for _, sub := range subs {
			fmt.Fprintf(w, ".TP\n.BR %s (1)\n%s\n", roff(manName(sub)), roff(sub.Short))
		}
	}
	if cmd.HasAvailableFlags() {
		fmt.Fprintln(w, ".SH OPTIONS")
		cmd.Flags().VisitAll(func(f *pflag.Flag) { writeManFlag(w, f) })
	}
	if cmd.Example != "" {
		fmt.Fprintln(w, ".SH EXAMPLES")
		writeRoffText(w, cmd.Example)
	}
	if cmd.HasParent() {
		fmt.Fprintf(w, ".SH SEE ALSO\n.BR %s (1)\n", roff(manName(cmd.Parent())))
	}
}

func writeManFlag(w io.Writer, f *pflag.Flag) {
	if f.Hidden {
		return
	}
	kind, usage := pflag.UnquoteUsage(f)
	label := "\\fB" + roff("--"+f.Name) + "\\fR"
	if f.Shorthand != "" {
		label = "\\fB" + roff("-"+f.Shorthand) + "\\fR, " + label
	}
	if kind != "" {
		label += " \\fI" + roff(kind) + "\\fR"
	}
	fmt.Fprintf(w, ".TP\n%s\n", label)
	head, list, _ := strings.Cut(usage, "\n")
	fmt.Fprintln(w, roff(head))
	if list != "" {
		fmt.Fprint(w, ".RS\n")
		writeRoffText(w, list)
		fmt.Fprint(w, ".RE\n")
	}
}

// writeRoffText writes paragraphs. Lines that are indented stay as they are.
func writeRoffText(w io.Writer, text string) {
	verbatim := false
	for line := range strings.SplitSeq(strings.Trim(text, "\n"), "\n") {
		if indented := strings.HasPrefix(line, " "); indented != verbatim {
			verbatim = indented
			fmt.Fprintln(w, map[bool]string{true: ".PP\n.nf", false: ".fi"}[indented])
		}
		if line == "" {
			line = ".PP"
		} else {
			line = roff(line)
		}
		fmt.Fprintln(w, line)
	}
	if verbatim {
		fmt.Fprintln(w, ".fi")
	}
}

var roffEscapes = strings.NewReplacer(`\`, `\e`, `-`, `\-`, `'`, `\(aq`, "`", `\(ga`, `^`, `\(ha`, `~`, `\(ti`)

// roff escapes a text; at the start of a line a point begins a request.
func roff(text string) string {
	text = roffEscapes.Replace(text)
	if strings.HasPrefix(text, ".") {
		return `\&` + text
	}
	return text
}

// roffWord is one argument of a request.
func roffWord(text string) string { return `"` + roff(text) + `"` }
