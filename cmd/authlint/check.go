package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/standard"
)

// stdinMax is the largest file that is read from standard input.
const stdinMax = 64 << 20

// checkFlags are the flags of check.
type checkFlags struct {
	formats       []string
	failOn        threshold
	minSeverity   threshold
	rules, skip   []string
	outcomes      outcomes
	server        string // --config
	allowRoots    []string
	pathMap       pathMap
	listFiles     bool
	filesFrom     string
	stdinFilename string
	jobs          int
	known         knownFlags
	project       projectFlags
	stored        storedFlags
	forceExclude  bool
	fixes         fixFlags
	color         choice
}

func newCheck(s streams) *cobra.Command {
	f := checkFlags{
		failOn:      threshold{severity: lint.Warning, never: true},
		minSeverity: threshold{severity: lint.Note},
		pathMap:     pathMap{},
		color:       colorFlag(),
	}
	cmd := &cobra.Command{
		Use:   "check [PATH...]",
		Short: "Check files and folders",
		Long: `Checks the files and folders that are named, or the current folder: .htaccess
files, server configuration, password and group files. A file is told by its
name and content. Of a file that is named, what it depends on is read too: the
.htaccess files above it, included files, password files.

May be read: the repository of each named path, else its folder, and every
--allow-root. Of what lies outside nothing is assumed; --path-map says where the
server's folders lie here.

What a project wants stands in .authlint.hcl: authlint config --help.

Results go to standard output, everything else to standard error. A finding ends
in the id of its rule; authlint explain ID prints what it is about.

--fix applies the fixes that change nothing about who gets in, --unsafe-fixes all
others, too; --diff shows what they would change, and ends in 1 when there is
anything. What is left is reported, what was done goes to standard error.

Colours: --color wins; else a non-empty NO_COLOR switches them off, a FORCE_COLOR
other than 0 on; else they are for terminals, except TERM=dumb.

` + exitCodes + `

Files that are named one by one and hold no configuration, or are excluded under
--force-exclude, end in 0, with a note.`,
		Example: `  authlint check
  authlint check --format concise public/.htaccess public/.htpasswd
  authlint check --format text --format json=report.json --fail-on error public
  authlint check --path-map /var/www/html=public --allow-root ../secrets public
  git diff --name-only --diff-filter=d | authlint check --files-from -
  authlint check --wp-options wp-options.json public
  authlint check --diff --unsafe-fixes public
  authlint check --stdin-filename public/.htaccess - < draft
  nginx -T | authlint check -`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), s, args) },
	}
	f.register(cmd)
	return cmd
}

func (f *checkFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringArrayVar(&f.formats, "format", nil, formatUsage())
	flags.Var(&f.failOn, "fail-on", "least severity that makes the exit code 1: error, warning, note or never")
	flags.Var(&f.minSeverity, "min-severity", "least severity that is reported; --fail-on sees the others all the same")
	flags.StringSliceVar(&f.rules, "rule", nil, "check these rules only (`ID`, repeatable, lists with commas)")
	flags.StringSliceVar(&f.skip, "skip-rule", nil, "do not check these rules (`ID`, repeatable, lists with commas)")
	flags.Var(&f.outcomes, "outcome", "only findings of this outcome (repeatable, lists with commas): "+strings.Join(outcomeNames(), ", "))
	flags.StringVar(&f.server, "config", "", "the server's configuration `FILE` in force, as httpd starts with it")
	flags.StringArrayVar(&f.allowRoots, "allow-root", nil, "a `DIR` that may be read, too (repeatable)")
	flags.Var(f.pathMap, "path-map", "where a folder of the server lies on this machine (repeatable)")
	f.stored.register(cmd)
	f.project.register(cmd)
	flags.BoolVar(&f.forceExclude, "force-exclude", false, "leave out what the configuration excludes where it is named, too")
	f.known.register(flags)
	f.fixes.register(flags)
	flags.BoolVar(&f.listFiles, "list-files", false, "print what is read and why, and check nothing")
	flags.StringVar(&f.filesFrom, "files-from", "", "check the paths that `FILE` lists, one a line; - for standard input")
	flags.StringVar(&f.stdinFilename, "stdin-filename", "", "the `PATH` that the file on standard input goes by, with the path -")
	flags.IntVar(&f.jobs, "jobs", 0, "work on `N` sites at once; 0 for one per processor")
	flags.Var(&f.color, "color", "auto, always or never")

	completeFlag(cmd, "format", words(formatNames()))
	completeFlag(cmd, "fail-on", words(f.failOn.names()))
	completeFlag(cmd, "min-severity", words(f.minSeverity.names()))
	completeFlag(cmd, "outcome", words(outcomeNames()))
	completeFlag(cmd, "color", words(f.color.of))
	completeFlag(cmd, "rule", completeRule)
	completeFlag(cmd, "skip-rule", completeRule)
}

func formatUsage() string {
	usage := "`FORMAT` or FORMAT=FILE, repeatable (default text):"
	for _, f := range report.Formats() {
		usage += fmt.Sprintf("\n  %-8s %s", f.Name, f.Summary)
	}
	return usage
}

func (f *checkFlags) run(ctx context.Context, s streams, args []string) error {
	list, err := parseOutputs(f.formats, formatNames())
	if err != nil {
		return err
	}
	config, err := f.config(s, args)
	if err != nil {
		return err
	}
	opened := outputs{}
	if f.listFiles {
		// Which files are read shows when sites are loaded; no rule need run.
		config.Rules = []*lint.Rule{}
	} else {
		opened, err = openOutputs(s, list)
		defer opened.close()
		if err != nil {
			return err
		}
	}
	if err := f.fixes.usage(f); err != nil {
		return err
	}
	known, err := f.known.open()
	if err != nil {
		return err
	}
	defer known.close()
	config.Maps = opened.drawing()
	if f.fixes.asked() {
		return f.fixes.run(ctx, s, f, opened, known, config)
	}
	config.Judge = !f.listFiles
	progress := s.showProgress()
	config.Progress = progress.siteLoaded
	result, plan, err := standard.Check(ctx, config)
	progress.end()
	if err == nil {
		config.Rules, err = standard.Configured(config)
	}
	if err != nil {
		return err
	}
	if f.listFiles {
		for _, note := range plan.Notes {
			s.note("%s", note)
		}
		if err := listFiles(s.out, plan); err != nil {
			return err
		}
		return s.nothing(plan, config)
	}
	return f.conclude(s, opened, known, config, result, plan)
}

// conclude tells what was found, once that is settled.
func (f *checkFlags) conclude(s streams, to outputs, known *known, c standard.Config, result *lint.Result, plan *scan.Plan) error {
	for _, note := range plan.Notes {
		s.note("%s", note)
	}
	s.noteLeftOut(plan)
	if !plan.Empty {
		if err := known.apply(s, c, result); err != nil {
			return err
		}
	}
	if err := f.report(s, to, c.Rules, result); err != nil {
		return err
	}
	return s.nothing(plan, c)
}

// nothing is the status of a check of folders with nothing in them.
func (s streams) nothing(plan *scan.Plan, c standard.Config) error {
	if !plan.Empty {
		return nil
	}
	s.note("nothing to check in %s", quoted(c.Paths))
	return statusNothing
}

// config turns flags and arguments into what to check.
func (f *checkFlags) config(s streams, args []string) (standard.Config, error) {
	c := standard.Config{
		Server: f.server, AllowRoots: f.allowRoots, PathMap: f.pathMap, Jobs: f.jobs,
		ForceExclude: f.forceExclude, NoIgnores: f.known.noIgnores, NewFromRev: f.known.newFromRev,
	}
	if f.jobs < 0 {
		return c, fmt.Errorf("--jobs: %d is less than none", f.jobs)
	}
	if err := isServerConfig(f.server); err != nil {
		return c, err
	}
	var err error
	if c.Stored, err = f.stored.read(); err != nil {
		return c, err
	}
	c.Select = func(all []*lint.Rule) ([]*lint.Rule, error) { return selectRules(all, f.rules, f.skip) }
	if c.Paths, err = readPaths(s, args, f.filesFrom); err != nil {
		return c, err
	}
	if len(c.Paths) == 0 {
		s.note("the list of --files-from is empty")
	}
	if c.Stdin, err = f.stdin(s, &c.Paths); err != nil {
		return c, err
	}
	checked := c.Paths
	if c.Stdin != nil {
		checked = append(slices.Clone(checked), c.Stdin.Name)
	}
	c.Asked = len(f.rules) > 0
	c.Projects, err = f.project.load(s, f.color.value, checked, true)
	return c, err
}

// stdin reads the file on standard input when the path - asks for it, and
// takes that path away.
func (f *checkFlags) stdin(s streams, paths *[]string) (*standard.Stdin, error) {
	switch {
	case !slices.Contains(*paths, stdinPath) && f.stdinFilename != "":
		return nil, errors.New("--stdin-filename goes with the path -")
	case !slices.Contains(*paths, stdinPath):
		return nil, nil
	case f.filesFrom == stdinPath:
		return nil, errors.New("standard input cannot be both the file - and the list of --files-from")
	}
	data, err := readBounded(s.in, stdinMax)
	if err != nil {
		return nil, fmt.Errorf("cannot read standard input: %w", err)
	}
	name := f.stdinFilename
	switch {
	case name == "" && isDump(data):
		name = dumpName
	case name == "":
		return nil, errors.New("the path - needs --stdin-filename: the name tells what the file is")
	}
	*paths = slices.DeleteFunc(slices.Clone(*paths), func(p string) bool { return p == stdinPath })
	return &standard.Stdin{Name: name, Data: data}, nil
}

// selects says that a finding is of an outcome that was asked for.
func (f *checkFlags) selects(x *lint.Finding) bool {
	return len(f.outcomes.set) == 0 || slices.Contains(f.outcomes.set, x.Outcome)
}

// shows says that a finding is grave enough to be reported.
func (f *checkFlags) shows(x *lint.Finding) bool { return f.minSeverity.reached(x.Severity) }

// report writes every report and settles whether the findings fail the check.
func (f *checkFlags) report(s streams, to outputs, rules []*lint.Rule, found *lint.Result) error {
	selected := keep(found, f.selects)
	shown := keep(selected, f.shows)
	options := report.Options{Version: readVersion().Version, Rules: rules}
	if err := to.write(s, options, f.color.value, findings(shown)); err != nil {
		return err
	}
	fails := func(x lint.Finding) bool { return x.Suppressed == nil && f.failOn.reached(x.Severity) }
	if !slices.ContainsFunc(selected.Findings, fails) {
		return nil
	}
	if !slices.ContainsFunc(shown.Findings, fails) {
		s.note("findings below --min-severity reach --fail-on")
	}
	return statusFindings
}
