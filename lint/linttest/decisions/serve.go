package decisions

import (
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

	backends     backends
	certificates certificates
}

// Where the ports of the server go, and the folder of certificates.
const (
	portMark  = "${PORT}"
	port2Mark = "${PORT2}"
	tlsMark   = "${TLS}"
)

// expand puts the place into a text of a case. The ports of nginx, which are not
// known before it runs, stay: package live puts them in.
func (p place) expand(text string) string {
	pairs := []string{"${ROOT}", p.root, "${HOME}", p.home, "${BACKEND}", p.backends.http, "${FASTCGI}", p.backends.fastCGI,
		tlsMark, p.certificates.folder}
	if p.port != "" {
		pairs = append(pairs, portMark, p.port)
	}
	if p.port2 != "" {
		pairs = append(pairs, port2Mark, p.port2)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// shorten takes the place out of a text of the server.
func (p place) shorten(text string) string {
	pairs := []string{p.root, "${ROOT}", p.home, "${HOME}", ":" + p.port, ":" + portMark}
	if p.port2 != "" {
		pairs = append(pairs, ":"+p.port2, ":"+port2Mark)
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

// possible reports whether the case can be laid out and served here.
func (c *conformanceCase) possible() bool {
	return (!c.needsRoot || os.Geteuid() == 0) && (!c.needsIPv6 || hasIPv6())
}

// hasIPv6 reports whether servers of this machine can listen at ::1.
func hasIPv6() bool {
	l, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		return false
	}
	return l.Close() == nil
}

// skipUnlessPossible ends a case that this machine or user cannot have.
func (c *conformanceCase) skipUnlessPossible(t *testing.T) {
	t.Helper()
	if !c.possible() {
		t.Skip("it needs root, or IPv6")
	}
}

// engine opens the engine for a server; nil where there is none.
func (open Open) engine(t *testing.T, config string) Engine {
	t.Helper()
	if open == nil {
		return nil
	}
	engine, closeEngine, err := open(config)
	must(t, err)
	t.Cleanup(closeEngine)
	return engine
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
func (p place) at(addr string) place {
	p.addr = addr
	p.port = addr[strings.LastIndexByte(addr, ':')+1:]
	return p
}
