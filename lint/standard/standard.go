// Package standard is authlint with everything in it: the only place where
// front ends and rules come together. The command uses it, and so may other
// programs; begin with Check.
package standard

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/authlint/authlint/apache"
	"github.com/authlint/authlint/apache/htpasswd"
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/fix"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/nginx"
	"github.com/authlint/authlint/rules"
	"github.com/authlint/authlint/wordpress"
)

// Config says what to check and how. The zero value checks nothing.
type Config struct {
	// Dir is the folder that relative paths start from and that reports
	// name files from; empty for the working directory.
	Dir string
	// Paths are the files and folders to check.
	Paths []string
	// Stdin is a file whose text is not, or not yet, the one on disk.
	Stdin *Stdin
	// AllowRoots are folders that may be read beside the repositories, or
	// folders, of what is checked.
	AllowRoots []string
	// PathMap says which folder of the server, absolute, lies where on this
	// machine.
	PathMap map[string]string
	// Server is the file of the server configuration in force; empty for
	// none.
	Server string
	// Stored says where the stored options of WordPress are read.
	Stored Stored
	// Rules are the rules to run; nil for all, those of the projects' own with
	// them.
	Rules []*lint.Rule
	// Select, when set, picks those to run where Rules is nil: which ones there
	// are shows when the projects are found.
	Select func(all []*lint.Rule) ([]*lint.Rule, error)
	// Asked says that rules were asked for by name: they run even where the
	// project switches them off.
	Asked bool
	// Project is the project's configuration, and Projects, where they are
	// several, each for what lies below its folder. What is said here wins.
	Project  config.Config
	Projects *config.Set
	// ForceExclude says that what the project excludes is not checked where
	// it is named, either.
	ForceExclude bool
	// Jobs is how many sites are worked on at once; 0 means one for each
	// processor.
	Jobs int
	// NoIgnores leaves the suppressing comments in files unread.
	NoIgnores bool
	// Today is the day by which suppressions expire, as in 2027-01-31; empty
	// for the day it is.
	Today string
	// NewFromRev is the revision of the git repositories from which on
	// findings are new; others are left out. Empty reports all.
	NewFromRev string
	// Judge has the engine say what fixes do to who gets in.
	Judge bool
	// edited are the texts of files as fixes leave them, by their paths.
	edited map[string][]byte
	// alias is how reports call the file of Stdin where it is another one.
	alias string
	// Progress, where it is not nil, is called for each site that has been
	// loaded with the number of all, by several goroutines at once.
	Progress func(sites int)
	// Maps, where it is not nil, gets the access maps of the sites that Check
	// checks. They are drawn for it alone.
	Maps func([]*report.Map)
}

// Stdin is a text that stands for a file.
type Stdin struct {
	Name string // the path of the file, which need not exist
	Data []byte
}

// Rules returns every rule that is built in, in the order in which they win.
func Rules() []*lint.Rule { return rules.All() }

// AllRules are every rule there is, those of the projects' own among them: they
// come before the one that tells of bounds, which they may hit.
func AllRules(projects *config.Set) []*lint.Rule {
	all := Rules()
	return slices.Insert(all, slices.Index(all, rules.LimitReached), projects.Own()...)
}

// projects are Projects, or Project by itself.
func (c *Config) projects() *config.Set {
	if c.Projects != nil {
		return c.Projects
	}
	return config.Only(c.Project)
}

// Scan returns scan's options with every front end in them.
func Scan() scan.Options {
	return scanFor(config.Only(config.Config{}), func(file string) string { return file }, wordpress.Options{})
}

// scanFor is Scan with what projects say about their servers: about a site, by
// its absolute path, the nearest one; and with what is stored of applications.
func scanFor(projects *config.Set, absolute func(site string) string, stored wordpress.Options) scan.Options {
	in := func(site *model.Site) *config.Config { return projects.In(absolute(site.Name)) }
	server := func(assumed func(*config.Config) lint.Frontend) lint.Frontend {
		anywhere := assumed(&config.Config{})
		of := lint.Frontend{
			Name: anywhere.Name, Match: anywhere.Match,
			Load: func(f *source.File, l lint.Loader, site *model.Site) { assumed(in(site)).Load(f, l, site) },
		}
		if anywhere.Assume != nil {
			of.Assume = func(l lint.Loader, site *model.Site) { assumed(in(site)).Assume(l, site) }
		}
		return of
	}
	return scan.Options{
		Servers: []lint.Frontend{server(assumedApache), server(assumedNginx)},
		Apps:    []scan.AppFinder{wordpress.Finder(stored)},
		Stores:  scan.StoreReader{Match: htpasswd.Match, Kind: htpasswd.KindOf, Parse: htpasswd.Parse},
	}
}

// assumedApache is Apache as a project says it is where its configuration is
// not in view.
func assumedApache(c *config.Config) lint.Frontend {
	return apache.Frontend(apache.Options{
		Version:       c.Apache.Version.V,
		Modules:       c.Apache.Modules.V,
		AllowOverride: c.Apache.AllowOverride.V,
	})
}

// assumedNginx is the same of nginx.
func assumedNginx(c *config.Config) lint.Frontend {
	return nginx.Frontend(nginx.Options{Prefix: c.Nginx.Prefix.V})
}

// Known is what a project's configuration may speak of, for a build of that
// version.
func Known(version string) config.Known {
	return config.Known{
		Rules: Rules(), Modules: apache.ModuleNames(), Version: version, Today: time.Now().Format(time.DateOnly),
	}
}

// Check checks files and folders of the disk. The plan says what was looked
// at; it is nil with an error, which is one of usage or of the context.
func Check(ctx context.Context, c Config) (*lint.Result, *scan.Plan, error) {
	f, err := c.find(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer f.disk.Close()
	result, err := c.check(ctx, f, &fix.Files{})
	if err != nil {
		return nil, nil, err
	}
	return result, f.plan, nil
}

// check checks what there is to check, and gathers what its fixes would edit.
func (c *Config) check(ctx context.Context, f *found, files *fix.Files) (*lint.Result, error) {
	if c.Today == "" {
		c.Today = time.Now().Format(time.DateOnly)
	}
	run, err := c.configured(f.places)
	if err != nil {
		return nil, err
	}
	e := &expectations{ctx: ctx, config: *c, places: f.places, given: c.Server != ""}
	var failed error // of what is expected
	options := lint.Options{
		Jobs: c.Jobs, Keep: f.places.keep(f.plan.Named), Partial: f.plan.Partial,
		NoIgnores: c.NoIgnores, Known: AllRules(f.places.projects), Today: c.Today, Identity: f.places.identity,
		Blocks: func() []*lint.Block {
			return f.places.blocks(run, c.Today, func(*config.Config) bool { return true })
		},
		Expected: func() (all []lint.Expected) {
			all, failed = e.all(func(*config.Config) bool { return true })
			return all
		},
	}
	if c.Judge {
		options.Judge = f.judge(files).Site
	}
	jobs := c.watched(f.plan.Jobs)
	var atlas atlas
	if c.Maps != nil {
		jobs = atlas.drawn(jobs, f.places)
	}
	result := lint.Run(ctx, jobs, run, options)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if c.Maps != nil {
		c.Maps(atlas.maps())
	}
	if err := cmp.Or(failed, f.places.projects.Err()); err != nil {
		return nil, err
	}
	notes, err := f.places.stored.said()
	if err != nil {
		return nil, err
	}
	f.plan.Notes = append(f.plan.Notes, notes...)
	slices.Sort(f.plan.Notes)
	if c.NewFromRev == "" {
		return result, nil
	}
	before, err := f.places.at(ctx, c.NewFromRev, f.options, run, options, *e)
	if err != nil {
		return nil, err
	}
	result.Since(before)
	return result, nil
}

// Configured are the rules that Check runs, as the projects want them.
func Configured(c Config) ([]*lint.Rule, error) {
	p, err := newPlaces(c)
	if err != nil {
		return nil, err
	}
	return c.configured(p)
}

func (c *Config) configured(p *places) ([]*lint.Rule, error) {
	rules := c.Rules
	if rules == nil {
		rules = AllRules(p.projects)
		if c.Select != nil {
			var err error
			if rules, err = c.Select(rules); err != nil {
				return nil, err
			}
		}
	}
	return p.projects.Configured(rules, c.Asked, p.absolute), nil
}

// Load reads the sites that Check would check, and runs no rule.
func Load(ctx context.Context, c Config) ([]*model.Site, error) {
	f, err := c.find(ctx)
	if err != nil {
		return nil, err
	}
	defer f.disk.Close()
	var sites []*model.Site
	for _, job := range c.watched(f.plan.Jobs) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if site := job(); site != nil {
			sites = append(sites, site)
		}
	}
	if _, err := f.places.stored.said(); err != nil {
		return nil, err
	}
	return sites, nil
}

// found is what there is to check. Its jobs read the disk until that is closed.
type found struct {
	plan    *scan.Plan
	places  *places
	options scan.Options
	disk    *source.Disk
}

// find looks for what there is to check.
func (c *Config) find(ctx context.Context) (*found, error) {
	p, err := newPlaces(*c)
	if err != nil {
		return nil, err
	}
	if p.stored, err = newStored(ctx, p, c.Stored); err != nil {
		return nil, err
	}
	disk, err := source.NewDisk(p.roots...)
	if err != nil {
		return nil, err
	}
	o := p.scan()
	o.Tree, o.Exclude = c.over(disk, p), p.projects.Excludes
	if c.alias != "" {
		o.Display = func(treePath string) string {
			if treePath == p.stdin {
				return c.alias
			}
			return p.display(treePath)
		}
	}
	if c.Server != "" {
		o.Config = p.absolute(c.Server)
	}
	plan, err := scan.Find(p.paths, o)
	// To look through folders is to find what their projects say of them.
	if err == nil {
		err = p.projects.Err()
	}
	if err != nil {
		disk.Close()
		return nil, err
	}
	plan.Notes = append(plan.Notes, p.notes...)
	slices.Sort(plan.Notes)
	return &found{plan, p, o, disk}, nil
}

// watched are the jobs, of which Progress is told.
func (c *Config) watched(jobs []lint.Job) []lint.Job {
	if c.Progress == nil {
		return jobs
	}
	told := make([]lint.Job, len(jobs))
	for i, job := range jobs {
		told[i] = func() *model.Site {
			site := job()
			c.Progress(len(jobs))
			return site
		}
	}
	return told
}

// over is the disk with the texts that take the place of files.
func (c *Config) over(disk source.Tree, p *places) source.Tree {
	texts := map[string][]byte{}
	if c.Stdin != nil {
		texts[p.stdin] = c.Stdin.Data
	}
	maps.Copy(texts, c.edited)
	if len(texts) == 0 {
		return disk
	}
	return source.NewOverlay(disk, texts)
}
