package scan

import (
	"fmt"
	"path"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// Serve loads a server for decisions: the configuration in force of o, or,
// where there is none, the server that is assumed for a document root.
// Everything else is read when a request comes to it. The paths are those that
// the configuration names and that lie outside of what may be read.
func Serve(o Options, root string) (site *model.Site, outside []string, err error) {
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
		l.serves()
		return l.site, nil, nil
	}
	l.site.Name = o.display(o.Config)
	fe, err := f.configFrontend()
	if err != nil {
		return nil, nil, err
	}
	l.file(planned{path: o.Config, frontend: fe})
	if len(l.site.Servers) == 0 {
		return nil, nil, fmt.Errorf("%s: %w", o.display(o.Config), ErrNotServerConfig)
	}
	for _, server := range l.site.Servers {
		if p, ok := server.Program.(lint.Preparer); ok {
			p.Prepare()
		}
	}
	for asked, at := range l.located {
		if !at.known && at.outside && path.IsAbs(asked) {
			outside = append(outside, at.path)
		}
	}
	l.serves()
	return l.site, outside, nil
}
