package standard

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/compare"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress"
)

// Comparison is what became of two versions.
type Comparison struct {
	*compare.Result
	// Sites is how many were compared.
	Sites int
	// Notes tell what was not compared, and why, each beginning with a path.
	Notes []string
}

// Compare says what changes in the answers of all sites between two versions.
// How both are read is said in c.
func Compare(ctx context.Context, c Config, v Versions) (*Comparison, error) {
	old, now, err := c.versions(ctx, v)
	if err != nil {
		return nil, err
	}
	defer old.close()
	defer now.close()
	for _, side := range [...]*version{old, now} {
		if err := side.load(ctx); err != nil {
			return nil, err
		}
	}
	places, err := pairs(old, now)
	if err != nil {
		return nil, err
	}
	all := &Comparison{Result: &compare.Result{}}
	for _, p := range places {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		before, err := old.serve(p, p.at[0])
		if err != nil {
			return nil, err
		}
		after, err := now.serve(p, p.at[1])
		if err != nil {
			return nil, err
		}
		if before.Site != nil || after.Site != nil {
			all.Sites++
			all.Add(compare.Sites(before, after))
		}
	}
	all.Fold()
	for _, side := range [...]*version{old, now} {
		notes, err := side.notes()
		if err != nil {
			return nil, err
		}
		all.Notes = append(all.Notes, notes...)
	}
	slices.Sort(all.Notes)
	all.Notes = slices.Compact(all.Notes)
	return all, nil
}

// load reads all sites of a version.
func (v *version) load(ctx context.Context) error {
	for i, job := range v.plan.Jobs {
		if err := ctx.Err(); err != nil {
			return err
		}
		site := job()
		if site == nil {
			continue
		}
		b := begun{Site: site}
		var known bool
		if b.at, b.overrides, known = v.plan.Begins(i); known {
			v.sites = append(v.sites, b)
		} else {
			v.left = append(v.left, site.Name+": no server is known to read it under this name, so that it was not compared")
		}
	}
	return nil
}

// notes tell what of a version was not read, or not compared.
func (v *version) notes() ([]string, error) {
	stored, err := v.places.stored.said()
	if err != nil {
		return nil, err
	}
	all := slices.Concat(v.plan.Notes, v.left, stored)
	for _, b := range v.sites {
		for _, u := range b.Unread {
			all = append(all, u.Path+": was not read: "+u.Why)
		}
	}
	return all, nil
}

// pair is where one site begins in both versions; an empty place says that the
// version has none.
type pair struct {
	name      string // how reports call it; empty for the one of two files
	overrides bool
	at        [2]string
}

// pairs finds the sites of the old version again in the new one: by their place,
// and .htaccess files by the topmost folder that has one in either. A site by
// that folder is there in both versions as long as the folder is.
func pairs(old, now *version) ([]pair, error) {
	sides := [2]*version{old, now}
	if old.file != "" {
		return pairOfFiles(sides)
	}
	var servers, tops []string
	for _, v := range sides {
		for _, b := range v.sites {
			if key := v.key(b.at); !b.overrides {
				servers = append(servers, key)
			} else {
				tops = append(tops, key)
			}
		}
	}
	slices.Sort(servers)
	slices.Sort(tops)
	var all []pair
	if old.options.Config != "" || now.options.Config != "" {
		all, servers, tops = []pair{{name: now.name(now.key(now.options.Config)), at: [2]string{old.options.Config, now.options.Config}}}, nil, nil
	}
	for _, key := range slices.Compact(servers) {
		p := pair{name: now.name(key)}
		for i, v := range sides {
			if j := slices.IndexFunc(v.sites, func(b begun) bool { return !b.overrides && v.key(b.at) == key }); j >= 0 {
				p.at[i] = v.sites[j].at
			}
		}
		all = append(all, p)
	}
	top := ""
	for _, key := range tops {
		if top != "" && source.Below(top, key) {
			continue
		}
		top = key
		p := pair{name: now.name(key), overrides: true}
		for i, v := range sides {
			p.at[i] = v.folder(key)
		}
		all = append(all, p)
	}
	return all, nil
}

// pairOfFiles is the one site that each of two files makes.
func pairOfFiles(sides [2]*version) ([]pair, error) {
	var p pair
	for i, v := range sides {
		if len(v.sites) != 1 && len(v.plan.Notes) > 0 {
			return nil, errors.New(v.plan.Notes[0])
		}
		if len(v.sites) != 1 {
			return nil, fmt.Errorf("%s: %w", v.typed, errNoSite)
		}
		b := v.sites[0]
		if p.at[i] = b.at; b.overrides {
			p.at[i] = path.Dir(v.file)
		}
		if i > 0 && p.overrides != b.overrides {
			return nil, fmt.Errorf("%s and %s: one is the configuration of a server and the other is a .htaccess", sides[0].typed, v.typed)
		}
		p.overrides = b.overrides
	}
	return []pair{p}, nil
}

// errNoSite says that a file by itself is nothing that a server answers by.
var errNoSite = errors.New("neither a configuration of a server nor a .htaccess")

// serve is the server of a site, with all that was loaded of it.
func (v *version) serve(p pair, at string) (compare.Version, error) {
	if at == "" {
		return compare.Version{}, nil
	}
	o, root := v.options, ""
	if p.overrides {
		root = at
	} else {
		o.Config = at
	}
	served, err := scan.Serve(o, root)
	if err != nil {
		return compare.Version{}, err
	}
	site := *served.Site
	site.Name = p.name
	if p.overrides {
		// Nobody says that the folder is a document root.
		site.Roots = []*model.Root{{Dir: root}}
	}
	for _, b := range v.sites {
		if p.overrides && source.Below(root, b.at) || !p.overrides && (b.at == at || v.options.Config != "") {
			addTo(&site, b.Site)
		}
	}
	server := access.WithApplications(access.ServerOf(&site), func(file string) access.Application {
		if app := served.AppOf(file); app != nil {
			return wordpress.Gates(app)
		}
		return nil
	})
	return compare.Version{Site: &site, Server: server, Tree: o.Tree}, nil
}

// addTo adds to a site what was loaded of it and is not in it: what requests are
// made of.
func addTo(site, loaded *model.Site) {
	has := func(f *source.File) bool {
		return slices.ContainsFunc(site.Files, func(known *source.File) bool { return known.Path == f.Path })
	}
	for _, s := range loaded.Scopes {
		if !has(s.File()) {
			site.Scopes = append(site.Scopes, s)
		}
	}
	for _, s := range loaded.Stores {
		if !has(s.File) {
			site.Stores = append(site.Stores, s)
		}
	}
	site.Apps = append(site.Apps, loaded.Apps...)
	site.Strays = append(site.Strays, loaded.Strays...)
	site.Limits = append(site.Limits, loaded.Limits...)
}
