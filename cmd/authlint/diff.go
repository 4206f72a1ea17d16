package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint/compare"
	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/standard"
)

// diffFlags are the flags of diff.
type diffFlags struct {
	base    string
	formats []string
	failOn  changes
	serverFlags
	color choice
}

func newDiff(s streams) *cobra.Command {
	f := diffFlags{
		failOn:      changes{failOnAny},
		serverFlags: newServerFlags(),
		color:       colorFlag(),
	}
	cmd := &cobra.Command{
		Use:   "diff OLD NEW | diff --base REV [PATH...]",
		Short: "Say whom a change of configuration lets in, and whom it keeps out",
		Long: `Compares two versions of a configuration by what the server answers, not by
their text: which paths opened, which closed, which broke, for whom, and which
lines decided on both sides. Requests are made of what both versions name, and
each is put to both; nothing is sent, and redirects are not followed.

OLD and NEW are two folders, two server configurations, two .htaccess files or
two dumps of nginx -T; one of them may be - for standard input. With --base the
repository of each PATH, by default the current folder, is compared as it was at
a revision with what it holds now; renamed files are followed.

A change is one of:

  opened     somebody gets what was refused, or led elsewhere
  broken     the server fails, or gives no answer, where it did not
  closed     somebody is refused what was to be had
  mended     the server no longer fails
  altered    another answer: another realm, redirect or status
  undecided  what one version answers cannot be known from its files

Who asks are a stranger, users of the password files, each with the right
password, a wrong password, addresses inside and outside of the ranges that are
named, and other methods where there are rules for them. What is said of a folder
holds below it where nothing else is said. Spaces, comments, moved lines and
files that were split change no answer and do not show.

Of two folders each has its own paths: what --path-map says of a relative path
lies in each of them, and where the file of --config lies in NEW, OLD has its own
at the same place.

` + diffExitCodes,
		Example: `  authlint diff --base origin/main
  authlint diff --base HEAD~1 --format markdown public
  authlint diff before after --fail-on opened,broken
  authlint diff /etc/nginx/nginx.conf nginx.conf.new
  nginx -T | authlint diff before.txt -`,
		Args: f.arguments,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), s, args) },
	}
	f.register(cmd)
	return cmd
}

const diffExitCodes = `Exit codes:
  0  no change that --fail-on names
  1  such a change
  2  wrong usage, or the versions could not be compared
  3  neither version held anything to compare`

func (f *diffFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.base, "base", "", "compare with the repository at `REV`")
	flags.StringArrayVar(&f.formats, "format", nil, diffFormatUsage())
	flags.Var(&f.failOn, "fail-on", "changes that make the exit code 1 (lists with commas): opened, closed, broken,\nundecided, any of all but undecided, or never. Where the server fails for who got\nin is closed, too; where it no longer does and lets somebody in, opened")
	flags.StringVar(&f.server, "config", "", "the server's configuration `FILE` in force, as httpd starts with it")
	f.registerFiles(cmd)
	flags.Var(&f.color, "color", "auto, always or never")
	completeFlag(cmd, "format", words(diffFormatNames()))
	completeFlag(cmd, "fail-on", words(failOnNames))
	completeFlag(cmd, "color", words(f.color.of))
}

func diffFormatUsage() string {
	usage := "`FORMAT` or FORMAT=FILE, repeatable (default text):"
	for _, f := range compare.Formats() {
		usage += fmt.Sprintf("\n  %-8s %s", f.Name, f.Summary)
	}
	return usage
}

func diffFormatNames() []string {
	var names []string
	for _, f := range compare.Formats() {
		names = append(names, f.Name)
	}
	return names
}

// arguments are two versions, or with --base any paths.
func (f *diffFlags) arguments(cmd *cobra.Command, args []string) error {
	switch {
	case cmd.Flags().Changed("base") && f.base == "":
		return errors.New("--base: the revision is empty")
	case f.base != "" && slices.Contains(args, stdinPath):
		return errors.New("--base compares what lies in a repository, not standard input")
	case f.base == "" && len(args) != 2:
		return fmt.Errorf("two versions are compared, OLD and NEW, or --base REV with the work tree; see %s --help", cmd.CommandPath())
	case f.base == "" && args[0] == stdinPath && args[1] == stdinPath:
		return errors.New("standard input cannot be both versions")
	}
	return nil
}

func (f *diffFlags) run(ctx context.Context, s streams, args []string) error {
	list, err := parseOutputs(f.formats, diffFormatNames())
	if err != nil {
		return err
	}
	config, versions, err := f.versions(s, args)
	if err != nil {
		return err
	}
	opened, err := openOutputs(s, list)
	defer opened.close()
	if err != nil {
		return err
	}
	found, err := standard.Compare(ctx, config, versions)
	if err != nil {
		return err
	}
	for _, note := range found.Notes {
		s.note("%s", note)
	}
	if found.Sites == 0 {
		s.note("nothing to compare")
		return statusNothing
	}
	options := report.Options{Version: readVersion().Version}
	err = opened.write(s, options, f.color.value, func(format string, w io.Writer, o report.Options) error {
		return compare.Write(w, format, found.Result, o)
	})
	if err == nil && slices.ContainsFunc(found.Changes, f.failOn.has) {
		err = statusFindings
	}
	return err
}

// versions are the two that are compared, and how they are read.
func (f *diffFlags) versions(s streams, args []string) (c standard.Config, v standard.Versions, err error) {
	c = standard.Config{Server: f.server, AllowRoots: f.allowRoots, PathMap: f.pathMap}
	if err := isServerConfig(f.server); err != nil {
		return c, v, err
	}
	if c.Stored, err = f.stored.read(); err != nil {
		return c, v, err
	}
	if f.base != "" {
		if v.Base, c.Paths = f.base, args; len(args) == 0 {
			c.Paths = []string{"."}
		}
		c.Projects, err = f.project.load(s, f.color.value, c.Paths, true)
		return c, v, err
	}
	v.Old, v.New = args[0], args[1]
	var named []string
	for i, name := range args {
		if name != stdinPath {
			named = append(named, name)
		} else if c.Stdin, err = versionFromStdin(s, args[1-i]); err != nil {
			return c, v, err
		}
	}
	c.Projects, err = f.project.load(s, f.color.value, named, true)
	return c, v, err
}

// versionFromStdin reads a version from standard input: what nginx -T prints, or
// another text of the file that it is compared with.
func versionFromStdin(s streams, other string) (*standard.Stdin, error) {
	data, err := readBounded(s.in, stdinMax)
	if err != nil {
		return nil, fmt.Errorf("cannot read standard input: %w", err)
	}
	if isDump(data) {
		other = dumpName
	}
	return &standard.Stdin{Name: other, Data: data}, nil
}

// changes are those that fail a comparison.
type changes struct{ text string }

// The values of --fail-on beside the names of kinds.
const (
	failOnAny   = "any"
	failOnNever = "never"
)

// failOnNames are all values of --fail-on.
var failOnNames = []string{
	compare.Opened.String(), compare.Closed.String(), compare.Broke.String(), compare.Undecided.String(), failOnAny, failOnNever,
}

func (c *changes) String() string { return c.text }

func (c *changes) Set(text string) error {
	names := strings.Split(text, ",")
	for _, name := range names {
		if !slices.Contains(failOnNames, name) || name == failOnNever && len(names) > 1 {
			return errors.New("must be of " + strings.Join(failOnNames, ", ") + "; never stands alone")
		}
	}
	c.text = text
	return nil
}

func (*changes) Type() string { return "CHANGE" }

// has says that a change fails the comparison.
func (c *changes) has(x compare.Change) bool {
	for name := range strings.SplitSeq(c.text, ",") {
		switch {
		case name == failOnAny && x.Kind != compare.Undecided, name == x.Kind.String(),
			name == compare.Opened.String() && x.Opens(), name == compare.Closed.String() && x.Closes():
			return true
		}
	}
	return false
}
