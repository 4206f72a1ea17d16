package rules

import (
	"path"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
)

// reportServedByNginx reports .htaccess files in folders that nginx itself
// serves, where they turn somebody away and nginx does not.
func reportServedByNginx(p *lint.Pass) {
	t := newRoutes(p)
	for _, stray := range p.Site.Strays {
		if stray.File == nil || path.Base(stray.File.Path) != ".htaccess" || stray.Scope == nil || !barsWithin(stray.Scope) {
			continue
		}
		if w := t.servedFrom(path.Dir(stray.File.Path)); w != nil {
			p.Report(lint.Diagnostic{
				Span: stray.File.Span(0, 0), Witness: w,
				Message: "file is not read, because nginx serves this folder and knows no .htaccess, so that nothing in it holds: " +
					"say in a location what it says",
			})
		}
	}
}

// servedFrom is a request by which a stranger gets something of a folder from
// nginx itself, or from a program for its files; nil for none.
func (t *routes) servedFrom(dir string) *lint.Witness {
	for _, d := range access.Doors(t.p.Site, dir) {
		if d.Root.Host == nil || d.Root.Host.Scope == nil || !ofNginx(d.Root.Host.Scope) {
			continue
		}
		folder, ok := d.URLPath(dir, true)
		for _, name := range [...]string{"", "index.php", "index.html"} {
			if !ok {
				break
			}
			way := t.of(d.Ask(folder+name), gotIn)
			if way == nil || way.handed {
				continue
			}
			last := way.last()
			if last == nil {
				last = d.Root.Host.Scope
			}
			if !proxies(last) {
				return &way.Witness
			}
		}
	}
	return nil
}
