package scan

import (
	"fmt"
	"path"
	"sync"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// Served is a server that was loaded for decisions.
type Served struct {
	Site *model.Site
	// Outside are the paths that the configuration names and that lie outside
	// of what may be read.
	Outside []string

	mu     sync.Mutex
	loader *loader               // its own, which no server reads with
	apps   map[string]*model.App // by folder; nil where there is none
}

// AppOf is the application that a file belongs to, or nil: the one in the
// nearest folder above it that holds any. Several goroutines may ask.
func (s *Served) AppOf(file string) *model.App {
	s.mu.Lock()
	defer s.mu.Unlock()
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		if app := s.appIn(dir); app != nil || dir == "/" || dir == "." {
			return app
		}
	}
}

// appIn is the application in a folder, or nil. The folders that are remembered
// are those of programs and above, which are few.
func (s *Served) appIn(dir string) *model.App {
	app, asked := s.apps[dir]
	if asked {
		return app
	}
	for _, find := range s.loader.r.o.Apps {
		if app = find(s.loader, dir); app != nil {
			break
		}
	}
	s.apps[dir] = app
	return app
}

// Serve loads a server for decisions: the configuration in force of o, or,
// where there is none, the server that is assumed for a document root.
// Everything else is read when a request comes to it.
func Serve(o Options, root string) (*Served, error) {
	f := newFinder(o)
	s := &sitePlan{class: classServer, root: root, top: root, done: make(chan struct{})}
	r := &run{o: &f.o, reads: &reads{}, claims: map[string]bool{}, noApp: map[string]bool{}}
	l := newLoader(r, s)
	if o.Config == "" {
		l.site.Name = o.display(root)
		l.site.Roots = append(l.site.Roots, &model.Root{Dir: root, Certain: true})
		for _, fe := range o.Servers {
			if fe.Assume != nil {
				fe.Assume(l, l.site)
			}
		}
		return l.served(nil), nil
	}
	l.site.Name = o.display(o.Config)
	fe, err := f.configFrontend()
	if err != nil {
		return nil, err
	}
	l.file(planned{path: o.Config, frontend: fe})
	if len(l.site.Servers) == 0 {
		return nil, fmt.Errorf("%s: %w", o.display(o.Config), ErrNotServerConfig)
	}
	for _, server := range l.site.Servers {
		if p, ok := server.Program.(lint.Preparer); ok {
			p.Prepare()
		}
	}
	var outside []string
	for asked, at := range l.located {
		if !at.known && at.outside && path.IsAbs(asked) {
			outside = append(outside, at.path)
		}
	}
	return l.served(outside), nil
}

func (l *loader) served(outside []string) *Served {
	l.serves()
	return &Served{Site: l.site, Outside: outside, loader: newLoader(l.r, l.plan), apps: map[string]*model.App{}}
}
