package standard

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/accessmap"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/wordpress"
)

// Bounds of the maps of one check.
const (
	maxMaps    = 200  // sites that are looked at for them
	maxMapRows = 1200 // places on all of them
)

// Maps draws the access maps of the sites that Check would check. The plan says
// what was looked at.
func Maps(ctx context.Context, c Config) ([]*report.Map, *scan.Plan, error) {
	f, err := c.find(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer f.disk.Close()
	var atlas atlas
	for _, job := range atlas.drawn(c.watched(f.plan.Jobs), f.places) {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		job()
	}
	notes, err := f.places.stored.said()
	if err != nil {
		return nil, nil, err
	}
	f.plan.Notes = append(f.plan.Notes, notes...)
	return atlas.maps(), f.plan, nil
}

// Map draws the access map of the server that Open opens, with the places of the
// .htaccess files below its document roots.
func Map(ctx context.Context, c Config) (*report.Map, []string, error) {
	g, err := Open(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	defer g.Close()
	below := c
	below.AllowRoots = slices.Concat(c.AllowRoots, g.places.roots)
	if c.Server != "" {
		below.Paths = nil
	}
	for _, r := range g.site.Roots {
		if at := filepath.FromSlash(r.Dir); c.Server != "" && isFolder(at) && !slices.Contains(below.Paths, at) {
			below.Paths = append(below.Paths, at)
		}
	}
	sites := []*model.Site{g.site}
	if len(below.Paths) > 0 {
		more, err := Load(ctx, below)
		if err != nil {
			return nil, nil, err
		}
		for _, site := range more {
			if tellsOf(site, g.site) {
				sites = append(sites, site)
			}
		}
	}
	m := accessmap.Make(g, g.site.Name, sites)
	notes, err := g.Stored()
	return m, notes, err
}

// tellsOf says that the scopes of a site are those of a server: they are its own,
// or of .htaccess files. Others are a part of a configuration that lies about.
func tellsOf(site, server *model.Site) bool {
	return site.Name == server.Name || len(site.Scopes) == 0 ||
		slices.ContainsFunc(site.Scopes, func(s *model.Scope) bool { return s.Kind == model.ScopeHtaccess })
}

// atlas are the maps of the sites of a check, drawn while each is loaded.
type atlas struct {
	all  []*report.Map // by the number of the job
	left int           // sites without a map, for want of room
}

// drawn are the jobs, which draw a map of each site besides. Jobs run on any
// number of goroutines; which sites have one does not depend on that.
func (a *atlas) drawn(jobs []lint.Job, p *places) []lint.Job {
	room := min(len(jobs), maxMaps)
	a.all, a.left = make([]*report.Map, room), len(jobs)-room
	drawn := slices.Clone(jobs)
	for i, job := range jobs[:room] {
		drawn[i] = func() *model.Site {
			site := job()
			if site != nil {
				a.all[i] = mapOf(site, p)
			}
			return site
		}
	}
	return drawn
}

// maps are those that have anything on them, as far as there is room. What was
// left out the last one says.
func (a *atlas) maps() []*report.Map {
	var all []*report.Map
	rows := 0
	for _, m := range a.all {
		switch {
		case m == nil || len(m.Rows) == 0:
		case rows+len(m.Rows) > maxMapRows:
			a.left++
		default:
			rows += len(m.Rows)
			all = append(all, m)
		}
	}
	if a.left > 0 && len(all) > 0 {
		last := all[len(all)-1]
		last.Left = append(last.Left, fmt.Sprintf(
			"maps are drawn of the first %d sites, and of %d places: there is none of %d sites more", maxMaps, maxMapRows, a.left))
	}
	return all
}

// mapOf draws the map of a site that is loaded; nil where no server answers.
func mapOf(site *model.Site, p *places) *report.Map {
	server := access.ServerOf(site)
	if server == nil {
		return nil
	}
	server = access.WithApplications(server, func(file string) access.Application {
		if app := appOf(site, file); app != nil {
			return wordpress.Gates(app)
		}
		return nil
	})
	return accessmap.Make(&Gatekeeper{site: site, server: server, places: p}, site.Name, []*model.Site{site})
}

// appOf is the application in the nearest folder above a file.
func appOf(site *model.Site, file string) *model.App {
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		for _, app := range site.Apps {
			if app.Dir == dir {
				return app
			}
		}
		if dir == "/" || dir == "." {
			return nil
		}
	}
}
