package decisions

import (
	"cmp"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest"
	"github.com/authlint/authlint/lint/linttest/live"
)

// place is where a case lies on disk and on the network.
type place struct {
	root, home  string
	addr        string // of the server
	port, port2 string
}

// portMark is where the port of the server goes.
const portMark = "${PORT}"

// expand puts the place into a text of a case.
func (p place) expand(text string) string {
	return strings.NewReplacer("${ROOT}", p.root, "${HOME}", p.home, portMark, p.port, "${PORT2}", p.port2).Replace(text)
}

// shorten takes the place out of a text of the server.
func (p place) shorten(text string) string {
	pairs := []string{p.root, "${ROOT}", p.home, "${HOME}", ":" + p.port, ":" + portMark}
	if p.port2 != "" {
		pairs = append(pairs, ":"+p.port2, ":${PORT2}")
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// newPlace makes the two folders of a case.
func newPlace(t *testing.T, folder live.Folder) place {
	t.Helper()
	folder.Mkdir(t, "htdocs", 0o755)
	folder.Mkdir(t, "home", 0o755)
	return place{root: filepath.Join(folder.Path, "htdocs"), home: filepath.Join(folder.Path, "home")}
}

// layOut writes the files of a case. Modes of folders come last, and the
// deepest first: one of them may be closed.
func (c *conformanceCase) layOut(t *testing.T, folder live.Folder, p place) {
	t.Helper()
	var folders []linttest.Node
	for _, n := range c.nodes {
		name := strings.TrimPrefix(n.Path, "/")
		switch {
		case n.Mode.IsDir():
			folders = append(folders, n)
			folder.Mkdir(t, name, 0o755)
		case n.Link != "":
			folder.Mkdir(t, filepath.Dir(name), 0o755)
			must(t, os.Symlink(p.expand(n.Link), filepath.Join(folder.Path, name)))
		default:
			folder.WriteMode(t, name, p.expand(string(n.Data)), n.Mode.Perm())
		}
		if n.UID >= 0 || n.GID >= 0 {
			must(t, os.Lchown(filepath.Join(folder.Path, name), n.UID, n.GID))
		}
	}
	slices.SortFunc(folders, func(a, b linttest.Node) int { return len(b.Path) - len(a.Path) })
	for _, n := range folders {
		must(t, os.Chmod(filepath.Join(folder.Path, n.Path), n.Mode.Perm()))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// possible reports whether the case can be laid out.
func (c *conformanceCase) possible() bool {
	return !c.needsRoot || os.Geteuid() == 0
}

// skipUnlessPossible ends a case that only root can lay out.
func (c *conformanceCase) skipUnlessPossible(t *testing.T) {
	t.Helper()
	if !c.possible() {
		t.Skip("only root can lay it out")
	}
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

// runShared runs cases that need no server of their own on one server.
func runShared(t *testing.T, cases []*conformanceCase, open Open) {
	t.Helper()
	var hosts strings.Builder
	places := make([]place, len(cases))
	folders := make([]live.Folder, len(cases))
	for i, c := range cases {
		folders[i] = live.NewFolder(t)
		places[i] = newPlace(t, folders[i])
		fmt.Fprintf(&hosts, sharedHost, c.host(), places[i].root, places[i].expand(cmp.Or(c.directory, defaultDirectory)))
	}
	h := live.StartHttpd(t, live.HttpdConfig{Server: hosts.String()})
	for i, c := range cases {
		places[i] = places[i].at(h)
		if c.possible() {
			c.layOut(t, folders[i], places[i])
		}
	}
	engine := open.engine(t, h)
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.skipUnlessPossible(t)
			c.check(t, places[i], engine)
		})
	}
}

// runOwn runs a case on a server of its own.
func runOwn(t *testing.T, c *conformanceCase, open Open) {
	t.Helper()
	c.skipUnlessPossible(t)
	folder := live.NewFolder(t)
	p := newPlace(t, folder)
	p.port2 = freePort(t)
	var h *live.Httpd
	if c.usesPort() {
		// The port is known only once a server runs.
		h = live.StartHttpd(t, live.HttpdConfig{Docroot: p.root})
		p = p.at(h)
	}
	c.layOut(t, folder, p)
	config := live.HttpdConfig{
		Docroot: p.root, Modules: c.modules(), Directory: p.expand(c.directory), Server: p.expand(c.server)}
	if h != nil {
		h.Restart(t, config)
	} else {
		h = live.StartHttpd(t, config)
	}
	c.check(t, p.at(h), open.engine(t, h))
}

// engine opens the engine for a server; nil where there is none.
func (open Open) engine(t *testing.T, h *live.Httpd) Engine {
	t.Helper()
	if open == nil {
		return nil
	}
	engine, closeEngine, err := open(h.Config())
	must(t, err)
	t.Cleanup(closeEngine)
	return engine
}

// usesPort reports whether the configuration or a file names the port.
func (c *conformanceCase) usesPort() bool {
	return strings.Contains(c.server+c.directory, portMark) ||
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

// freePort is a port of loopback that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// at adds where the server is.
func (p place) at(h *live.Httpd) place {
	p.addr = h.Addr
	p.port = p.addr[strings.LastIndexByte(p.addr, ':')+1:]
	return p
}
