package standard

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/expect"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/lint/walk"
)

// Expect judges what the projects of c expect, in the order of their folders, of
// the server of c where it names one. The notes tell of stored options that could
// not be read.
func Expect(ctx context.Context, c Config) (all []lint.Expected, notes []string, err error) {
	p, err := newPlaces(c)
	if err != nil {
		return nil, nil, err
	}
	if p.stored, err = newStored(ctx, p, c.Stored); err != nil {
		return nil, nil, err
	}
	e := &expectations{ctx: ctx, config: c, places: p, given: c.Server != "" || len(c.Paths) > 0}
	if all, err = e.all(func(*config.Config) bool { return true }); err != nil {
		return nil, nil, err
	}
	notes, err = p.stored.said()
	return all, notes, err
}

// expectations are those of the projects of one run.
type expectations struct {
	ctx    context.Context
	config Config
	places *places
	// given says that the configuration says which server answers, by its
	// Server or the first of its Paths.
	given bool
	// tree, when set, is what is read in place of the disk.
	tree source.Tree
}

// all judges those of the projects that are wanted.
func (e *expectations) all(wanted func(*config.Config) bool) ([]lint.Expected, error) {
	var all []lint.Expected
	for _, project := range e.places.projects.All() {
		if len(project.Expect) == 0 || !wanted(project) {
			continue
		}
		judged, err := e.of(project)
		if err != nil && e.tree != nil {
			continue // of a server that was not there, all is new
		}
		if err != nil {
			return nil, err
		}
		all = append(all, judged...)
	}
	return all, nil
}

// of judges those of one project.
func (e *expectations) of(project *config.Config) ([]lint.Expected, error) {
	servers, err := e.servers(project)
	if err != nil {
		return nil, err
	}
	defer servers.close()
	all := make([]lint.Expected, 0, len(project.Expect))
	file := e.places.display(path.Join(project.Dir, path.Base(filepath.ToSlash(project.File))))
	for i := range project.Expect {
		if err := e.ctx.Err(); err != nil {
			return nil, err
		}
		x := &project.Expect[i]
		g, why := servers.of(&x.Query)
		judged := expect.Undecided(x, why)
		if g != nil {
			judged = expect.Judge(g, x)
		}
		judged.File = file // as findings name files
		all = append(all, judged)
	}
	return all, nil
}

// projectServers are the servers that may answer for a project.
type projectServers struct {
	keepers []*Gatekeeper
	disk    *source.Disk // nil where the keepers have their own
	// unclear says why none of them answers; empty where one does.
	unclear string
}

func (s *projectServers) close() {
	for _, g := range s.keepers {
		g.Close()
	}
	if s.disk != nil {
		s.disk.Close()
	}
}

// of is the server that answers a query: the only one, or the only one that has
// its host.
func (s *projectServers) of(q *walk.Query) (g *Gatekeeper, why string) {
	switch {
	case s.unclear != "":
		return nil, s.unclear
	case len(s.keepers) == 1:
		return s.keepers[0], ""
	}
	var r access.Request
	if r.ParseURL(q.URL) == nil {
		for _, k := range s.keepers {
			if !k.names(r.Host) {
				continue
			}
			if g != nil {
				return nil, "several configurations of servers have the host " + r.Host + "; " + siteSays
			}
			g = k
		}
	}
	if g == nil {
		why = "there are several configurations of servers, and none has the host that is asked for; " + siteSays
	}
	return g, why
}

const siteSays = "a block site says which one answers"

// names says that a virtual host goes by a name.
func (g *Gatekeeper) names(host string) bool {
	return slices.ContainsFunc(g.site.Hosts, func(h *model.Host) bool {
		return slices.ContainsFunc(h.Names, func(n model.Word) bool { return strings.EqualFold(n.Text, host) })
	})
}

// servers opens those of a project: what the command line names, what its block
// site says, or what is found below its folder.
func (e *expectations) servers(project *config.Config) (*projectServers, error) {
	if e.given && e.tree == nil {
		c := e.config
		if c.Server != "" {
			c.Paths = nil
		}
		g, err := Open(e.ctx, c)
		if err != nil {
			return nil, err
		}
		return &projectServers{keepers: []*Gatekeeper{g}}, nil
	}
	s := &projectServers{}
	o, err := e.scanOptions(project, s)
	if err != nil {
		return nil, err
	}
	site, root := &project.Site, ""
	switch {
	case e.config.Server != "":
		o.Config = e.places.absolute(e.config.Server)
	case site.Config.Set():
		o.Config = project.Path(site.Config.V)
	case site.Root.Set():
		root = project.Path(site.Root.V)
		if info, err := o.Tree.Stat(root); err != nil || !info.IsDir() {
			s.close()
			return nil, fmt.Errorf("%s: the root of the site, %s, is no folder that may be read", project.File, site.Root.V)
		}
	default:
		err := s.find(e.places, project, o)
		return s, err
	}
	if err := s.add(e.places, o, root); err != nil {
		s.close()
		return nil, fmt.Errorf("%s: %w", project.File, err)
	}
	return s, nil
}

// scanOptions are those for the folder of a project. What its configuration
// names outside of it is not read: nobody typed it.
func (e *expectations) scanOptions(project *config.Config, s *projectServers) (scan.Options, error) {
	o := e.places.scan()
	o.Exclude = e.places.projects.Excludes
	if o.Tree = e.tree; e.tree != nil {
		return o, nil
	}
	roots := slices.Clone(e.places.roots)
	if dir := repository(filepath.FromSlash(project.Dir)); !slices.Contains(roots, dir) {
		roots = append(roots, dir)
	}
	var err error
	if s.disk, err = source.NewDisk(roots...); err != nil {
		return o, err
	}
	o.Tree = e.config.over(s.disk, e.places)
	return o, nil
}

// add opens one server.
func (s *projectServers) add(p *places, o scan.Options, root string) error {
	g, _, err := p.keeper(o, root)
	if err == nil {
		s.keepers = append(s.keepers, g)
	}
	return err
}

// find opens the configurations of servers that lie below the folder of a
// project; where there is none, the server that is assumed for that folder, or
// the one above it with the topmost .htaccess. A .htaccess further down does not
// tell where the document root is.
func (s *projectServers) find(p *places, project *config.Config, o scan.Options) error {
	plan, err := scan.Find([]scan.Path{{Tree: project.Dir, Name: p.display(project.Dir)}}, o)
	if err != nil {
		return err
	}
	var configs []string
	root := ""
	for _, job := range plan.Jobs {
		site := job()
		switch {
		case site == nil || len(site.Servers) == 0:
		case !site.Servers[0].Assumed:
			configs = append(configs, p.absolute(site.Name))
		case len(site.Roots) > 0 && len(site.Roots[0].Overrides) > 0 && source.Below(site.Roots[0].Dir, project.Dir):
			root = site.Roots[0].Dir
		}
	}
	for _, at := range configs {
		o.Config = at
		if err := s.add(p, o, ""); err != nil {
			return fmt.Errorf("%s: %w", p.display(at), err)
		}
	}
	switch {
	case len(configs) > 0:
		return nil
	case root == "":
		s.unclear = "nothing says which server answers: there is no .htaccess beside " + config.Name + ", and no configuration of a server below; " + siteSays
		return nil
	}
	return s.add(p, o, root)
}
