package decisions

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest"
	"github.com/authlint/authlint/lint/linttest/live"
)

// The sections of a case that are httpd's configuration; nginx's are similar.
const (
	serverSection    = "server.conf"
	directorySection = "directory.conf"
)

// httpd is Apache httpd, whose cases are virtual hosts where they can be.
func httpd() *software {
	return &software{
		name: "httpd", sections: []string{serverSection, directorySection}, folders: []string{"htdocs", "home"},
		needsOwn: (*conformanceCase).needsHttpd, shared: runSharedHttpd, own: runOwnHttpd,
	}
}

// needsHttpd reports whether the case needs a server of its own: for its
// configuration, or because it asks for another host than its own.
func (c *conformanceCase) needsHttpd() bool {
	return c.config[serverSection] != "" || strings.Contains(c.config[directorySection], portMark) ||
		len(c.with)+len(c.without) > 0 || c.asksElsewhere()
}

// sharedHost is the virtual host of a case that needs no server of its own.
const sharedHost = `<VirtualHost *>
	ServerName %[1]s
	DocumentRoot "%[2]s"
	<Directory "%[2]s">
		AllowOverride All
%[3]s
	</Directory>
</VirtualHost>
`

const defaultDirectory = "Require all granted"

// runSharedHttpd runs cases that need no server of their own on one server.
func runSharedHttpd(t *testing.T, cases []*conformanceCase, open Open) {
	t.Helper()
	var hosts strings.Builder
	places := make([]place, len(cases))
	folders := make([]live.Folder, len(cases))
	for i, c := range cases {
		folders[i] = live.NewFolder(t)
		places[i] = newPlace(t, folders[i])
		fmt.Fprintf(&hosts, sharedHost, c.host(), places[i].root, places[i].expand(cmp.Or(c.config[directorySection], defaultDirectory)))
	}
	h := live.StartHttpd(t, live.HttpdConfig{Server: hosts.String()})
	for i, c := range cases {
		places[i] = places[i].at(h.Addr)
		if c.possible() {
			c.layOut(t, folders[i], places[i])
		}
	}
	engine := open.engine(t, h.Config())
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.skipUnlessPossible(t)
			c.check(t, places[i], engine)
		})
	}
}

// runOwnHttpd runs a case on a server of its own.
func runOwnHttpd(t *testing.T, c *conformanceCase, open Open) {
	t.Helper()
	folder := live.NewFolder(t)
	p := newPlace(t, folder)
	p.port2 = freePort(t)
	var h *live.Httpd
	if c.usesPort() {
		// The port is known only once a server runs.
		h = live.StartHttpd(t, live.HttpdConfig{Docroot: p.root})
		p = p.at(h.Addr)
	}
	c.layOut(t, folder, p)
	config := live.HttpdConfig{
		Docroot: p.root, Modules: c.modules(), Directory: p.expand(c.config[directorySection]), Server: p.expand(c.config[serverSection])}
	if h != nil {
		h.Restart(t, config)
	} else {
		h = live.StartHttpd(t, config)
	}
	c.check(t, p.at(h.Addr), open.engine(t, h.Config()))
}

// usesPort reports whether the configuration or a file names the port.
func (c *conformanceCase) usesPort() bool {
	return strings.Contains(c.config[serverSection]+c.config[directorySection], portMark) ||
		slices.ContainsFunc(c.nodes, func(n linttest.Node) bool { return strings.Contains(string(n.Data), portMark) })
}

// modules are those that the case wants; nil for the usual ones.
func (c *conformanceCase) modules() []string {
	if len(c.with)+len(c.without) == 0 {
		return nil
	}
	without := func(name string) bool { return slices.Contains(c.without, name) }
	return append(slices.DeleteFunc(live.UsualModules(), without), c.with...)
}
