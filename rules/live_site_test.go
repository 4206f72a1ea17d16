package rules_test

import (
	"bytes"
	"io/fs"
	"net/http"
	"net/netip"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/apache"
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/linttest"
	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/rules"
)

// liveSite is a case that is laid out below a document root.
type liveSite struct {
	name, url string
	c         *linttest.Case
	all       []*model.Site
	site      map[string]*model.Site   // by folder of a .htaccess
	scopes    map[string]*model.Scope  // by folder
	unread    map[string]*model.Unread // by displayed path
	limits    bool
	findings  []lint.Finding
	// fails says that some request was answered 500 or not at all,
	// failsSurely that it needs no other module to be otherwise.
	fails, failsSurely bool
}

// question is one request for a file.
type question struct {
	dir, file, method string
	client            netip.Addr
}

func (q question) path() string { return path.Join(q.dir, q.file) }

// assumedModules are those of the server that the model assumes, as far as the
// tests' httpd can load them without more configuration.
func assumedModules() []string {
	modules := slices.DeleteFunc(live.UsualModules(), func(m string) bool {
		known, ok := apache.LookupModule(m + "_module")
		return !ok || !known.Usual && m != "remoteip"
	})
	return append(modules, "ssl")
}

func notLaidOut(c *linttest.Case) string {
	if c.Config != "" {
		return "sites with server configuration"
	}
	for _, n := range c.Nodes {
		if n.Mode&fs.ModeNamedPipe != 0 || n.Denied {
			return "sites with a FIFO or what may not be read"
		}
		if path.Base(path.Dir(n.Path)) == "nginx" || path.Base(n.Path) == "nginx.conf" || path.Base(path.Dir(n.Path)) == "conf.d" ||
			strings.Contains(n.Path, "/sites/") && path.Ext(n.Path) == ".conf" {
			return "sites of nginx"
		}
	}
	return ""
}

// loadLive loads a case as TestFixtures does, all of it.
func loadLive(t *testing.T, name string, c *linttest.Case) *liveSite {
	t.Helper()
	c.Named = nil
	o := harness().Scan
	o.Tree, o.PathMap, o.Config = c.Tree(false), c.PathMap, c.Config
	plan, err := scan.Find(c.Paths(), o)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	s := &liveSite{name: name, c: c, site: map[string]*model.Site{}, scopes: map[string]*model.Scope{}, unread: map[string]*model.Unread{}}
	for _, job := range plan.Jobs {
		site := job()
		if site == nil {
			continue
		}
		s.all = append(s.all, site)
		for _, u := range site.Unread {
			s.unread[u.Path] = u
		}
		s.limits = s.limits || len(site.Limits) > 0
		check := lint.Run(t.Context(), []lint.Job{func() *model.Site { return site }}, rules.All(), lint.Options{})
		s.findings = append(s.findings, check.Findings...)
		for _, scope := range site.Scopes {
			if scope.Kind == model.ScopeHtaccess && scope.Parent == nil && !scope.Alone {
				s.site[scope.Dir], s.scopes[scope.Dir] = site, scope
			}
		}
	}
	return s
}

// layOut writes the case below the document root, each top folder where its
// name says.
func (s *liveSite) layOut(t *testing.T, h live.Folder, folder string) {
	t.Helper()
	s.url = "/" + folder
	root := filepath.Join(h.Path, folder)
	for _, n := range s.c.Nodes {
		rel := folder + n.Path
		switch {
		case n.Link != "":
			h.Mkdir(t, path.Dir(rel), 0o755)
			target := n.Link
			if path.IsAbs(target) {
				target = root + target
			}
			if err := os.Symlink(target, root+n.Path); err != nil {
				t.Skipf("no symbolic links here: %v", err)
			}
		case n.Mode.IsDir():
			h.Mkdir(t, rel, permissions(n))
		default:
			h.WriteMode(t, rel, string(s.moved(n.Data, root)), permissions(n))
		}
		if os.Geteuid() == 0 && n.Link == "" && n.UID >= 0 {
			if err := os.Chown(root+n.Path, n.UID, max(n.GID, 0)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for dir, scope := range s.scopes {
		for _, file := range filesOf(scope) {
			if rel := folder + path.Join(dir, file); !exists(filepath.Join(h.Path, rel)) {
				h.Write(t, rel, "page\n")
			}
		}
	}
}

// permissions are a node's, open to the worker where the owner may be anybody.
func permissions(n linttest.Node) fs.FileMode {
	perm := n.Mode.Perm()
	if n.UID < 0 {
		perm |= perm >> 6
	}
	return perm
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

// pathLine is a directive that names a file.
var pathLine = regexp.MustCompile(`(?i)^[ \t]*(?:AuthUserFile|AuthGroupFile|<IfFile)[ \t]`)

// moved makes paths of the case's own folders those of the machine.
func (s *liveSite) moved(data []byte, root string) []byte {
	var pairs []string
	for _, m := range s.c.PathMap {
		pairs = append(pairs, m.Server+"/", root+m.Tree+"/")
	}
	for _, top := range s.c.Roots {
		pairs = append(pairs, top+"/", root+top+"/")
	}
	replace := strings.NewReplacer(pairs...)
	var out []byte
	for line := range bytes.Lines(data) {
		if pathLine.Match(line) {
			line = []byte(replace.Replace(string(line)))
		}
		out = append(out, line...)
	}
	return out
}

// plainName is a file name that a URL takes as it is.
var plainName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._-]*$`)

// filesOf are the files that are asked for in the folder of a .htaccess.
func filesOf(s *model.Scope) []string {
	files := []string{"page.txt", "index.html", "wp-login.php"}
	for _, c := range s.Children {
		if name := c.Matcher.Pattern.Text; c.Kind == model.ScopeFiles && c.Matcher.Form == model.MatchExact && plainName.MatchString(name) {
			files = append(files, name)
		}
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// stranger is the address that access.Stranger comes from.
var stranger = netip.MustParseAddr("203.0.113.9")

// questions are all requests for the site.
func (s *liveSite) questions() []question {
	var all []question
	for dir, scope := range s.scopes {
		clients := append([]netip.Addr{stranger}, s.insiders(scope)...)
		for _, file := range filesOf(scope) {
			for i, client := range clients {
				for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut} {
					if i == 0 || method == http.MethodGet {
						all = append(all, question{dir, file, method, client})
					}
				}
			}
		}
	}
	return all
}

// insiders are addresses that rules in force in a folder name.
func (s *liveSite) insiders(scope *model.Scope) []netip.Addr {
	var found []netip.Addr
	add := func(a *model.Access) {
		for i := range a.Address.Rules {
			if r := &a.Address.Rules[i]; r.Kind == model.AddressRange {
				found = append(found, r.Prefix.Addr())
			}
		}
		a.Require.Walk(func(r *model.Requirement) {
			for _, p := range r.Ranges {
				found = append(found, p.Addr())
			}
		})
	}
	add(&scope.Merged)
	for _, c := range scope.Children {
		add(&c.Own)
	}
	slices.SortFunc(found, netip.Addr.Compare)
	found = slices.Compact(found)
	return found[:min(len(found), 3)]
}
