package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/hosting"
	"github.com/authlint/authlint/lint/hosting/cache"
	"github.com/authlint/authlint/lint/hosting/layout"
	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/standard"
)

// scanFlags are the flags of scan.
type scanFlags struct {
	base, pattern, sites string
	layout               choice
	listSites            bool
	formats              []string
	output               string
	resume, summary      bool
	cache                string
	recheck              int
	failOn               threshold
	rules, skip          []string
	project              string // --rules-config
	jobs                 int
	maxLoad              float64
	limits               hosting.Limits
	sandbox, color       choice
}

// The values of --sandbox.
const (
	sandboxAuto    = "auto"
	sandboxRequire = "require"
	sandboxOff     = "off"
)

func newScan(s streams) *cobra.Command {
	f := scanFlags{
		layout:  choice{value: layoutAuto, of: append([]string{layoutAuto}, layout.Names()...), kind: "NAME"},
		failOn:  threshold{severity: lint.Warning, never: true},
		limits:  hosting.DefaultLimits(),
		sandbox: choice{value: sandboxAuto, of: []string{sandboxAuto, sandboxRequire, sandboxOff}, kind: "WHEN"},
		color:   colorFlag(),
	}
	cmd := &cobra.Command{
		Use:   "scan [ROOT...]",
		Short: "Check many customers' sites on a server",
		Long: `Checks the sites of a hosting server below the roots that are named, or
everywhere on it. Sites are found by how the server's panel lays them out:

` + layoutUsage() + `
or by --pattern, or listed by --sites, one JSON object a line:

  {"root":"/srv/a/htdocs","domain":"a.example","account":"a","home":"/srv/a",
   "stores":["/srv/secrets/a"],"config":[],"uid":1001,"gid":1001}

of which all but root may be left out.

The files may be written by attackers. Run as root, each site is read as its
owner (fsuid and fsgid of a thread), so that the kernel refuses what the owner
may not read; a site that is root's own is read as the web server's user. Through
held folders nothing is opened that lies outside the site: not by symbolic links,
hard links to files of others, or mounts; and nothing but regular files. Files,
bytes, entries, findings and time of a site are bounded: a bound that was hit is
a finding. Where the kernel has Landlock, the process gives up all other rights to
the file system and the network once it has started. What a site says to authlint
itself (` + config.Name + `, comments that suppress, baselines) is not heeded.

Results are events, a JSON object a line: run-started; of each site site-started,
its findings and site-finished; summary. Other formats are written at the end, and
need memory for all findings. --summary shows people a table.

` + exitCodes + `

A site that could not be checked counts like an error, and ends nothing but
itself.`,
		Example: `  authlint scan
  authlint scan --summary --format ndjson=events.ndjson /home
  authlint scan --layout plesk --fail-on error
  authlint scan --pattern '/srv/*/htdocs' --sandbox require
  authlint scan --root-fs /mnt/backup --list-sites
  panel-sites --json | authlint scan --sites -
  authlint scan --output events.ndjson --resume --summary
  authlint scan --cache /var/cache/authlint.db --output events.ndjson`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), s, args) },
	}
	f.register(cmd)
	return cmd
}

const layoutAuto = "auto"

func layoutUsage() string {
	usage := ""
	for _, l := range layout.Layouts() {
		usage += fmt.Sprintf("  %-11s  %s\n", l.Name, l.Summary)
	}
	return usage
}

func (f *scanFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.base, "root-fs", "", "the `DIR` in which a copy of the server's file system lies; roots and all paths start there")
	flags.Var(&f.layout, "layout", "how sites are laid out; auto goes by the marks of panels")
	flags.StringVar(&f.pattern, "pattern", "", "document roots are the folders that match `PATTERN`, such as /srv/*/htdocs")
	flags.StringVar(&f.sites, "sites", "", "the sites are those that `FILE` lists; - for standard input")
	flags.BoolVar(&f.listSites, "list-sites", false, "print the sites that are found, as --sites takes them, and check nothing")
	flags.StringArrayVar(&f.formats, "format", nil, "`FORMAT` or FORMAT=FILE, as of check, repeatable (default ndjson, the events)")
	flags.StringVar(&f.output, "output", "", "write the events to `FILE`, which --resume can go on with")
	flags.BoolVar(&f.resume, "resume", false, "go on with the run in --output that was cut short: each of its sites is told once")
	flags.StringVar(&f.cache, "cache", "", "remember in `FILE` what was found: sites in which nothing changes are not read again")
	flags.IntVar(&f.recheck, "recheck", 20, "with --cache, of `N` sites read one again all the same; 0 for none")
	flags.BoolVar(&f.summary, "summary", false, "print a table for people; events only where --format says so")
	flags.Var(&f.failOn, "fail-on", "least severity that makes the exit code 1: error, warning, note or never")
	flags.StringSliceVar(&f.rules, "rule", nil, "check these rules only (`ID`, repeatable, lists with commas)")
	flags.StringSliceVar(&f.skip, "skip-rule", nil, "do not check these rules (`ID`, repeatable, lists with commas)")
	flags.StringVar(&f.project, "rules-config", "", "your own configuration `FILE`; none is looked for")
	flags.IntVar(&f.jobs, "jobs", 0, "work on `N` sites at once; 0 for one per processor")
	flags.Float64Var(&f.maxLoad, "max-load", 0, "begin no site while the machine's load average is above `N`, for a minute at most; 0 for never")
	flags.DurationVar(&f.limits.Time, "site-time", f.limits.Time, "how long one site may take")
	flags.IntVar(&f.limits.Files, "site-files", f.limits.Files, "how many files of one site are read")
	flags.Int64Var(&f.limits.Bytes, "site-bytes", f.limits.Bytes, "how many bytes of one site are read")
	flags.Int64Var(&f.limits.FileSize, "file-size", f.limits.FileSize, "how many bytes a file may have that is read")
	flags.IntVar(&f.limits.Entries, "folder-entries", f.limits.Entries, "how many entries of one folder are looked at")
	flags.IntVar(&f.limits.Findings, "site-findings", f.limits.Findings, "how many findings of one site are told")
	flags.Var(&f.sandbox, "sandbox", "auto, require (refuse to run without), or off")
	flags.Var(&f.color, "color", "auto, always or never")

	completeFlag(cmd, "layout", words(f.layout.of))
	completeFlag(cmd, "format", words(formatNames()))
	completeFlag(cmd, "fail-on", words(f.failOn.names()))
	completeFlag(cmd, "sandbox", words(f.sandbox.of))
	completeFlag(cmd, "color", words(f.color.of))
	completeFlag(cmd, "rule", completeRule)
	completeFlag(cmd, "skip-rule", completeRule)
}

func (f *scanFlags) run(ctx context.Context, s streams, args []string) (err error) {
	h, err := f.hosting(s, args)
	if err != nil {
		return err
	}
	if len(h.Sites) == 0 {
		s.note("found no sites; --layout, --pattern or --sites say where they are")
		return statusNothing
	}
	if f.listSites {
		return listSites(s, h.Sites)
	}
	reports, err := f.open(s)
	defer reports.close()
	if err != nil {
		return err
	}
	left := len(h.Sites)
	if h.Begun = reports.begun; h.Begun != nil {
		if h.Begun.Complete {
			s.note("%s: the run is complete, there is nothing to go on with", f.output)
			return f.verdict(s, h.Begun.Summary())
		}
		if h.Begun.Run != "" && h.Begun.Settings != h.Settings {
			return fmt.Errorf("%s: the run was begun by another version, or with other rules or bounds", f.output)
		}
		left -= h.Begun.Sites()
	}
	if f.cache != "" {
		if h.Cache, err = cache.Open(f.cache, h.Settings, f.recheck); err != nil {
			return err
		}
		defer func() {
			if closed := h.Cache.Close(); closed != nil {
				err = fmt.Errorf("cannot write the cache: %w", closed)
			}
		}()
	}
	if err := f.confine(s, h); err != nil {
		return err
	}
	spendMemory(s)
	progress := s.showRate()
	summary, err := standard.ScanSites(ctx, h, func(e *hosting.Event) error {
		if e.Kind == hosting.SiteFinished {
			progress.siteLoaded(left)
		}
		return reports.event(e)
	})
	progress.end()
	if err == nil {
		err = reports.write(s, h.Rules, summary)
	}
	if err != nil {
		return err
	}
	return f.verdict(s, summary)
}

// listSites prints sites as --sites takes them.
func listSites(s streams, sites []layout.Site) error {
	var list bytes.Buffer
	left, err := layout.WriteInventory(&list, sites)
	if err != nil {
		return err
	}
	if left > 0 {
		s.note("sites whose folders JSON cannot name, because they are not UTF-8: %d", left)
	}
	_, err = s.out.Write(report.EscapeJSON(list.Bytes()))
	return err
}

// A scan is much garbage and little that is kept: collecting it more seldom saves
// a fifth of the time, as long as that takes no more than so much memory.
const (
	collectPercent = 400
	collectAbove   = 150 << 20
)

// spendMemory sets when garbage is collected, unless the user has.
func spendMemory(s streams) {
	if s.getenv("GOGC") == "" && s.getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(collectPercent)
		debug.SetMemoryLimit(collectAbove)
	}
}

// hosting turns flags and arguments into what to scan.
func (f *scanFlags) hosting(s streams, args []string) (standard.Hosting, error) {
	h := standard.Hosting{Base: f.base, Jobs: f.jobs, MaxLoad: f.maxLoad, Limits: f.limits}
	switch {
	case f.jobs < 0:
		return h, fmt.Errorf("--jobs: %d is less than none", f.jobs)
	case f.recheck < 0:
		return h, fmt.Errorf("--recheck: %d is less than none", f.recheck)
	}
	if l := f.limits; l.Time <= 0 || l.Files <= 0 || l.Bytes <= 0 || l.FileSize <= 0 || l.Entries <= 0 || l.Findings <= 0 {
		return h, errors.New("a bound of sites must be more than nothing")
	}
	var err error
	if f.project != "" {
		if h.Project, err = loadConfig(s, f.color.value, f.project, false); err != nil {
			return h, err
		}
	}
	if h.Rules, err = selectRules(standard.AllRules(config.Only(h.Project)), f.rules, f.skip); err != nil {
		return h, err
	}
	h.Asked = len(f.rules) > 0
	if h.Settings, err = f.settings(h); err != nil {
		return h, err
	}
	h.Sites, err = f.find(s, args)
	return h, err
}

// settings are what two runs have in common that may be one.
func (f *scanFlags) settings(h standard.Hosting) (string, error) {
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n%q\n%+v\n", readVersion().String(), f.base, h.Limits)
	for _, r := range h.Rules {
		fmt.Fprintln(sum, r.ID)
	}
	if f.project != "" {
		data, err := os.ReadFile(f.project)
		if err != nil {
			return "", err
		}
		sum.Write(data)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8]), nil
}

// find finds the sites, or reads which they are.
func (f *scanFlags) find(s streams, args []string) ([]layout.Site, error) {
	ways := 0
	for _, given := range []bool{f.sites != "", f.pattern != "", f.layout.value != layoutAuto} {
		if given {
			ways++
		}
	}
	switch {
	case ways > 1:
		return nil, errors.New("--sites, --pattern and --layout exclude each other")
	case f.sites != "" && len(args) > 0:
		return nil, errors.New("--sites lists what is scanned: no root goes with it")
	case f.sites != "":
		return f.inventory(s)
	}
	o := layout.Options{Base: f.base, Roots: args, Pattern: f.pattern}
	if f.layout.value != layoutAuto {
		o.Layout = f.layout.value
	}
	sites, notes, err := layout.Find(o)
	for _, note := range notes {
		s.note("%s", note)
	}
	return sites, err
}

func (f *scanFlags) inventory(s streams) ([]layout.Site, error) {
	in := s.in
	if f.sites != stdinPath {
		file, err := os.Open(f.sites)
		if err != nil {
			return nil, fmt.Errorf("cannot read the list of --sites: %w", err)
		}
		defer file.Close()
		in = file
	}
	sites, err := layout.Inventory(io.LimitReader(in, listMax), f.base)
	if err != nil {
		return nil, fmt.Errorf("cannot read the list of --sites: %w", err)
	}
	return sites, nil
}

// confine takes from the process what a scan does not need.
func (f *scanFlags) confine(s streams, h standard.Hosting) error {
	if f.sandbox.value == sandboxOff {
		return nil
	}
	on, err := hosting.Sandbox(h.Base, h.Sites)
	switch {
	case on:
		return nil
	case f.sandbox.value == sandboxRequire && err == nil:
		return errors.New("--sandbox require: the kernel has no Landlock")
	case err != nil:
		return fmt.Errorf("cannot enter the sandbox: %w", err)
	}
	s.note("no sandbox: the kernel has no Landlock")
	return nil
}

// verdict settles the exit code.
func (f *scanFlags) verdict(s streams, summary *hosting.Summary) error {
	if summary.Failed > 0 {
		s.note("sites that could not be checked: %d", summary.Failed)
	}
	counts := []struct {
		severity lint.Severity
		found    int
	}{{lint.Error, summary.Errors + summary.Failed}, {lint.Warning, summary.Warnings}, {lint.Note, summary.Notes}}
	for _, c := range counts {
		if c.found > 0 && f.failOn.reached(c.severity) {
			return statusFindings
		}
	}
	return nil
}

// open opens what the scan is written to.
func (f *scanFlags) open(s streams) (*scanReports, error) {
	formats := f.formats
	stdout := slices.ContainsFunc(formats, func(value string) bool { return !strings.Contains(value, "=") })
	switch {
	case f.resume && f.output == "":
		return &scanReports{}, errors.New("--resume needs --output: the file that the run is in")
	case f.resume && len(formats) > 0:
		return &scanReports{}, errors.New("--resume goes on with events: no other format can be gone on with")
	case f.summary && stdout:
		return &scanReports{}, errors.New("--summary goes to standard output: give the format a file, as in ndjson=events.ndjson")
	case !f.summary && len(formats) == 0 && f.output == "":
		formats = []string{eventFormat}
	}
	r := &scanReports{color: f.color.value, table: f.summary}
	if len(formats) > 0 {
		list, err := parseOutputs(formats, formatNames())
		if err != nil {
			return r, err
		}
		if r.outputs, err = openOutputs(s, list); err != nil {
			return r, err
		}
	}
	if f.output != "" {
		var err error
		if r.file, r.begun, err = hosting.OpenOutput(f.output, f.resume); err != nil {
			return r, fmt.Errorf("cannot write the events: %w", err)
		}
	}
	r.begin(s)
	return r, nil
}
