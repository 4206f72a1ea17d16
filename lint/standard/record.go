package standard

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/expect"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/lint/walk"
)

// Record says what the server answers to queries today, for a project to expect
// it: the server of c, or the project's own. With everybody each query is asked
// by all whom the settings that cover it tell apart. The notes tell of what was
// left out.
func Record(ctx context.Context, c Config, project *config.Config, queries []walk.Query, everybody bool) (all []expect.Record, notes []string, err error) {
	p, err := newPlaces(c)
	if err != nil {
		return nil, nil, err
	}
	if p.stored, err = newStored(ctx, p, c.Stored); err != nil {
		return nil, nil, err
	}
	e := &expectations{ctx: ctx, config: c, places: p, given: c.Server != "" || len(c.Paths) > 0}
	servers, err := e.servers(project)
	if err != nil {
		return nil, nil, err
	}
	defer servers.close()
	for _, q := range queries {
		g, why := servers.of(&q)
		if g == nil {
			return nil, nil, fmt.Errorf("%s: %s", q.URL, why)
		}
		asked := []expect.Record{{Query: q}}
		if everybody {
			if asked, err = e.everybody(g, project, q); err != nil {
				return nil, nil, fmt.Errorf("%s: %w", q.URL, err)
			}
		}
		for _, a := range asked {
			record, err := expect.Today(g, a.Query, a.Wrong)
			if err != nil {
				notes = append(notes, fmt.Sprintf("%s: left out: %v", record.Name(), err))
				continue
			}
			all = append(all, record)
		}
	}
	stored, err := p.stored.said()
	return all, append(notes, stored...), err
}

// everybody are those who should ask.
func (e *expectations) everybody(g *Gatekeeper, project *config.Config, q walk.Query) ([]expect.Record, error) {
	c := e.config
	if c.Server == "" && project.Site.Config.Set() && !e.given {
		c.Server = filepath.FromSlash(project.Path(project.Site.Config.V))
	}
	sites, err := g.Sites(e.ctx, c)
	if err != nil {
		return nil, err
	}
	return expect.Callers(g, access.NewAudience(nil, sites...), q)
}

// Sites are what a check reads of the server, by the configuration that it was
// opened with. It walks the folders that are served, which the gatekeeper itself
// does not.
func (g *Gatekeeper) Sites(ctx context.Context, c Config) ([]*model.Site, error) {
	return Load(ctx, g.served(c))
}

// Check checks what the server serves, by the configuration that it was opened
// with.
func (g *Gatekeeper) Check(ctx context.Context, c Config) (*lint.Result, error) {
	result, _, err := Check(ctx, g.served(c))
	return result, err
}

// served is a configuration that checks what the server serves.
func (g *Gatekeeper) served(c Config) Config {
	c.Paths, c.AllowRoots = nil, slices.Concat(c.AllowRoots, g.places.roots)
	if c.Server != "" && c.Stdin == nil {
		c.Paths = append(c.Paths, c.Server)
	}
	for _, r := range g.site.Roots {
		if info, err := os.Stat(filepath.FromSlash(r.Dir)); err == nil && info.IsDir() {
			c.Paths = append(c.Paths, filepath.FromSlash(r.Dir))
		}
	}
	return c
}

// Here is where a path of the server lies in the tree.
func (g *Gatekeeper) Here(serverPath string) string {
	at := path.Clean(serverPath)
	for _, m := range g.places.mapping(g.places.absolute(g.site.Name)) {
		if source.Below(m.Server, at) {
			return path.Join(m.Tree, strings.TrimPrefix(at, m.Server))
		}
	}
	return at
}
