package standard

import (
	"context"
	"errors"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress"
)

// Gatekeeper answers what a server would answer. It may be used by several
// goroutines.
type Gatekeeper struct {
	site   *model.Site
	server access.Server
	disk   *source.Disk // nil where the tree is somebody else's
	places *places
}

// maxRounds is how often a configuration is read again because it names
// folders that were not open to reading yet.
const maxRounds = 6

// Open loads the server of c: the configuration c.Server, or the assumed
// server with the first of c.Paths as its document root. What a configuration
// names may be read.
func Open(ctx context.Context, c Config) (*Gatekeeper, error) {
	p, err := newPlaces(c)
	if err != nil {
		return nil, err
	}
	if c.Server == "" && len(p.paths) == 0 {
		return nil, errors.New("neither a server configuration nor a document root is given")
	}
	if p.stored, err = newStored(ctx, p, c.Stored); err != nil {
		return nil, err
	}
	for range maxRounds {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		g, outside, err := c.open(p)
		if err != nil {
			return nil, err
		}
		if !p.open(outside) {
			return g, nil
		}
		g.Close()
	}
	g, _, err := c.open(p)
	return g, err
}

// open reads the server with what may be read now.
func (c *Config) open(p *places) (*Gatekeeper, []string, error) {
	disk, err := source.NewDisk(p.roots...)
	if err != nil {
		return nil, nil, err
	}
	o := p.scan()
	o.Tree = c.over(disk, p)
	root := ""
	if c.Server != "" {
		o.Config = p.absolute(c.Server)
	} else {
		root = p.paths[0].Tree
	}
	g, outside, err := p.keeper(o, root)
	if err != nil {
		disk.Close()
		return nil, nil, err
	}
	g.disk = disk
	return g, outside, nil
}

// keeper is a gatekeeper for the configuration in force of o, or for a document
// root of the server that is assumed, and what it names that may not be read.
// The tree stays open as long as it is asked.
func (p *places) keeper(o scan.Options, root string) (*Gatekeeper, []string, error) {
	served, err := scan.Serve(o, root)
	if err != nil {
		return nil, nil, err
	}
	g := &Gatekeeper{site: served.Site, server: access.ServerOf(served.Site), places: p}
	if g.server == nil {
		return nil, nil, scan.ErrNotServerConfig
	}
	g.server = access.WithApplications(g.server, func(file string) access.Application {
		if app := served.AppOf(file); app != nil {
			return wordpress.Gates(app)
		}
		return nil
	})
	return g, served.Outside, nil
}

// open lets the folders be read that a configuration names. It says whether
// there are new ones.
func (p *places) open(outside []string) bool {
	added := false
	for _, at := range outside {
		folder := filepath.FromSlash(at)
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			folder = existing(filepath.Dir(folder))
		}
		if path.Dir(filepath.ToSlash(folder)) == filepath.ToSlash(folder) || slices.Contains(p.roots, folder) {
			continue // the whole disk is more than anybody meant
		}
		p.allow(folder)
		added = true
	}
	return added
}

// Decide says what the server answers.
func (g *Gatekeeper) Decide(r *access.Request) access.Decision { return access.Decide(g.server, r) }

// Explain is Decide with the gates that the request came to.
func (g *Gatekeeper) Explain(r *access.Request) (access.Decision, []access.Passage) {
	d, trace := access.Explain(g.server, r)
	for i := range trace {
		if program := trace[i].Program; program != "" {
			file := source.NewVirtual(g.places.display(program), nil)
			trace[i].Because = append(trace[i].Because, file.Span(0, 0))
		}
	}
	return d, trace
}

// Stored tells what of the stored options of applications could not be read so
// far: notes, each beginning with the source, and an error where there are none.
// They are read when a request comes to an application.
func (g *Gatekeeper) Stored() ([]string, error) { return g.places.stored.said() }

// Site is what was read of the server.
func (g *Gatekeeper) Site() *model.Site { return g.site }

// Close gives back what the server's files were read through.
func (g *Gatekeeper) Close() {
	if g.disk != nil {
		g.disk.Close()
	}
}
