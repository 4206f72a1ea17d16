// Package layout finds the sites of a web server by the way in which hosting
// panels lay them out, or by an inventory.
//
// Begin with Find. What each panel keeps where stands in panels.go, how the
// server's files are looked at in survey.go, and inventories are read in
// inventory.go.
//
// All paths are the server's own: where a copy of its file system is looked at,
// they start from the top of the copy.
package layout

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/source"
)

// Site is one site of a server.
type Site struct {
	// Layout is how it was found: a panel's name, "plain", "pattern" or
	// "inventory".
	Layout string
	// Account is whom the site belongs to, as the panel calls them; empty
	// where there is no panel.
	Account string
	// Domain is the main name of the site; empty where it is not known.
	Domain string
	// Root is the document root.
	Root string
	// Home is the folder of the account, all of which the site may refer to;
	// empty where there is none.
	Home string
	// Stores are the folders in which the panel keeps credential files.
	Stores []string
	// Config are the files in which the panel keeps the site's server
	// configuration.
	Config []string
	// Owner is the user whose files these are, and Group their group; -1
	// where that is not known.
	Owner, Group int
}

// Folders are all folders that the site may refer to.
func (s *Site) Folders() []string {
	var all []string
	for _, dir := range append([]string{s.Home, s.Root}, s.Stores...) {
		if dir != "" && !slices.ContainsFunc(all, func(other string) bool { return source.Below(other, dir) }) {
			all = append(all, dir)
		}
	}
	return all
}

// A Layout is one way of laying out sites.
type Layout struct {
	Name    string
	Summary string
	// markers are paths of which one is there where the panel is installed.
	markers []string
	find    func(s *survey) []Site
	// fallback says that it is for servers without a panel.
	fallback bool
}

// Layouts returns every layout. A document root belongs to the first that finds
// it.
func Layouts() []Layout {
	return []Layout{
		{"cpanel", "cPanel: /home/USER/public_html and addon domains", []string{"/var/cpanel", "/usr/local/cpanel"}, (*survey).cpanel, false},
		{"plesk", "Plesk: /var/www/vhosts/DOMAIN/httpdocs", []string{"/usr/local/psa", "/opt/psa", "/var/www/vhosts/system"}, (*survey).plesk, false},
		{"directadmin", "DirectAdmin: /home/USER/domains/DOMAIN/public_html", []string{"/usr/local/directadmin"}, (*survey).directadmin, false},
		{"ispconfig", "ISPConfig: /var/www/clients/CLIENT/WEB/web", []string{"/usr/local/ispconfig", "/var/www/clients"}, (*survey).ispconfig, false},
		{"cyberpanel", "CyberPanel: /home/DOMAIN/public_html", []string{"/usr/local/CyberCP", "/usr/local/CyberPanel"}, (*survey).cyberpanel, false},
		{"hestiacp", "HestiaCP: /home/USER/web/DOMAIN/public_html", []string{"/usr/local/hestia", "/usr/local/vesta"}, (*survey).hestiacp, false},
		{"homes", "no panel: /home/USER/public_html", []string{"/home"}, (*survey).homes, true},
		{"plain", "no panel: the folders in /var/www, or in a folder that no layout knows", nil, (*survey).plain, false},
	}
}

// Options say where and how to look.
type Options struct {
	// Base is where the server's file system lies on this machine; empty for
	// the machine's own.
	Base string
	// Roots are the folders below which sites are looked for; none means
	// everywhere.
	Roots []string
	// Layout is the name of the layout to go by; empty for those whose marks
	// are found.
	Layout string
	// Pattern is where document roots lie, such as /srv/*/htdocs; it takes the
	// place of every layout.
	Pattern string
}

// Find looks for sites, and tells in notes what could not be looked at. The
// sites are ordered by their document roots, each of which is listed once.
func Find(o Options) (sites []Site, notes []string, err error) {
	roots := make([]string, 0, len(o.Roots))
	for _, root := range o.Roots {
		if !path.IsAbs(root) {
			return nil, nil, fmt.Errorf("%s: is not absolute", root)
		}
		roots = append(roots, path.Clean(root))
	}
	s, err := newSurvey(o.Base, roots)
	if err != nil {
		return nil, nil, err
	}
	defer s.close()
	if o.Pattern != "" {
		if sites, err = s.pattern(o.Pattern); err != nil {
			return nil, nil, err
		}
	} else if sites, err = s.byLayout(o.Layout); err != nil {
		return nil, nil, err
	}
	return settle(sites, s), s.notes, nil
}

// byLayout asks the layout of that name, or all whose marks are there.
func (s *survey) byLayout(name string) ([]Site, error) {
	known := name == ""
	for _, l := range Layouts() {
		if name != "" && l.Name != name {
			continue
		}
		known = true
		if name == "" && (l.fallback && len(s.found) > 0 || l.markers != nil && !slices.ContainsFunc(l.markers, s.exists)) {
			continue
		}
		for _, site := range l.find(s) {
			s.add(l.Name, site)
		}
	}
	if !known {
		return nil, fmt.Errorf("no layout %q: must be one of %s", name, strings.Join(Names(), ", "))
	}
	return s.found, nil
}

// Names are those of all layouts.
func Names() []string {
	var names []string
	for _, l := range Layouts() {
		names = append(names, l.Name)
	}
	return names
}

// settle orders sites and finds out whose they are.
func settle(sites []Site, s *survey) []Site {
	for i := range sites {
		s.own(&sites[i])
	}
	slices.SortFunc(sites, func(a, b Site) int {
		return cmp.Or(strings.Compare(a.Root, b.Root), strings.Compare(a.Domain, b.Domain))
	})
	return slices.CompactFunc(sites, func(a, b Site) bool { return a.Root == b.Root })
}
