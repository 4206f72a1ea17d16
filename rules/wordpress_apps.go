package rules

import (
	"iter"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// wordpresses are the installations of WordPress in view.
func wordpresses(site *model.Site) iter.Seq[*model.App] {
	return func(yield func(*model.App) bool) {
		for _, app := range site.Apps {
			if app.Kind == "wordpress" && !yield(app) {
				return
			}
		}
	}
}

// wordpressFolders are the folders in which WordPress lies, or seems to where its
// programs are not in view: one with its block in the .htaccess, or with a
// .htaccess in a folder wp-admin.
func wordpressFolders(site *model.Site) []string {
	var folders []string
	for app := range wordpresses(site) {
		folders = append(folders, app.Dir)
	}
	for _, m := range site.Markers {
		if ownBlock(m) && m.Scope.Kind == model.ScopeHtaccess && !m.Scope.Alone && m.Scope.Live() {
			folders = append(folders, m.Scope.Dir)
		}
	}
	for _, s := range site.Scopes {
		if s.Kind == model.ScopeHtaccess && !s.Alone && path.Base(s.Dir) == "wp-admin" {
			folders = append(folders, path.Dir(s.Dir))
		}
	}
	slices.Sort(folders)
	return slices.Compact(folders)
}

// asksBelow are a stranger's requests for a path below a folder, one for each way
// in.
func asksBelow(p *lint.Pass, folder, below string) []access.Request {
	var all []access.Request
	for _, d := range access.Doors(p.Site, folder) {
		if base, ok := d.URLPath(folder, true); ok {
			all = append(all, d.Ask(base+access.EscapePath(below)))
		}
	}
	return all
}

// instead is the same request for another path below the folder.
func instead(r access.Request, was, other string) access.Request {
	r.Target = strings.TrimSuffix(r.Target, was) + other
	return r
}

// refusedAt is the place that made the server refuse a request, or ask for a
// password; nil where it did neither for sure.
func refusedAt(p *lint.Pass, r access.Request) (w *lint.Witness, at model.Word) {
	if w = witness(p, r, func(d *access.Decision) bool { return d.HasStatus() && (d.Status == 401 || d.Status == 403) }); w == nil {
		return nil, at
	}
	_, trace := p.Explain(&r)
	for _, t := range trace {
		if (t.Verdict == access.Challenges || t.Verdict == access.Refuses) && len(t.Because) > 0 {
			return w, model.Word{Span: t.Because[0]}
		}
	}
	return nil, at
}

// statusOf is the answer of a witness.
func statusOf(w *lint.Witness) string { return strconv.Itoa(w.Decision.Status) }

// constantIs says whether a constant is known to hold what PHP takes for true.
// What is defined nowhere is not.
func constantIs(app *model.App, name string) model.Fact {
	c := app.Constant(name)
	switch {
	case c == nil && !app.ConstantsKnown, c != nil && !c.Value.Known():
		return model.Unknown
	case c == nil, c.Value.Value == "", c.Value.Value == "0", c.Kind == model.ConstantBool && strings.EqualFold(c.Value.Value, "false"):
		return model.No
	}
	return model.Yes
}

// shownBelow is how a path below an installation is called in reports.
func shownBelow(app *model.App, below string) string {
	if f := app.Version.Span.File; f != nil {
		if shown, ok := strings.CutSuffix(f.Name, "wp-includes/version.php"); ok {
			return shown + below
		}
	}
	return path.Join(app.Dir, below)
}
