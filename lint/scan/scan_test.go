package scan

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// toyMatch and toyLoad are a front end that knows three words: "user FILE",
// "include PATTERN" and "grant".
func toyMatch(name string, head []byte) bool {
	return strings.Contains(path.Base(name), "htaccess") || strings.Contains(string(head), "grant") ||
		strings.Contains(string(head), "nclude ") || strings.Contains(string(head), "user ")
}

func toyLoad(f *source.File, loader lint.Loader, site *model.Site) {
	s := &model.Scope{Kind: model.ScopeServer, Span: f.All()}
	if strings.Contains(path.Base(f.Name), "htaccess") {
		s.Kind, s.Dir = model.ScopeHtaccess, path.Dir(f.Path)
		if s.Alone = path.Base(f.Path) != ".htaccess"; !s.Alone {
			s.Above = site.Above(s.Dir)
			site.AddOverride(s)
		}
	}
	site.Scopes = append(site.Scopes, s)
	for line := range strings.Lines(string(f.Data)) {
		word, argument, _ := strings.Cut(strings.TrimSpace(line), " ")
		at, known, why := loader.Locate(argument)
		switch word {
		case "user":
			ref := &model.FileRef{Written: model.Word{Text: argument, Span: f.All()}, Path: at, Why: why}
			loader.Credentials(ref, model.Passwords, model.Apache)
			s.Own.UserFile = model.Setting[*model.FileRef]{State: model.Set, Value: ref}
		case "Include":
			if !known {
				continue
			}
			paths, _ := loader.Glob(at)
			for _, p := range paths {
				if other, err := loader.Open(p); err == nil {
					site.Scopes = append(site.Scopes, &model.Scope{Kind: model.ScopeServer, Parent: s, Span: other.All()})
				}
			}
		}
	}
}

func toyStore(f *source.File, kind model.StoreKind, reader model.ServerKind) *model.Store {
	return &model.Store{File: f, Kind: kind, Reader: reader}
}

func options(tree source.Tree) Options {
	return Options{
		Tree:    tree,
		Servers: []lint.Frontend{{Name: "toy", Match: toyMatch, Load: toyLoad}},
		Stores: StoreReader{
			Match: func(name string, head []byte) bool {
				return strings.Contains(path.Base(name), "passwd") && strings.Contains(string(head), ":")
			},
			Kind:  func(string, []byte) model.StoreKind { return model.Passwords },
			Parse: toyStore,
		},
		Display: func(at string) string { return strings.TrimPrefix(strings.Replace(at, "/top", ".", 1), "./") },
	}
}

// tree makes a tree below /top of "path=content" words; "path->target" is a
// link, a path with "/" at its end a folder, and "|" a blank.
func tree(words ...string) *source.Memory {
	m := source.NewMemory("/top")
	for _, w := range words {
		if name, target, ok := strings.Cut(w, "->"); ok {
			m.AddLink("/top/"+name, target)
			continue
		}
		name, text, _ := strings.Cut(w, "=")
		if strings.HasSuffix(name, "/") {
			m.AddInfo("/top/"+strings.TrimSuffix(name, "/"), nil, source.Info{Mode: fs.ModeDir | 0o755, UID: -1, GID: -1})
			continue
		}
		m.Add("/top/"+name, []byte(strings.ReplaceAll(text, "|", " ")))
	}
	return m
}

func find(t *testing.T, o Options, names ...string) *Plan {
	t.Helper()
	var paths []Path
	for _, n := range names {
		paths = append(paths, Path{Tree: path.Join("/top", n), Name: n})
	}
	p, err := Find(paths, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func load(p *Plan) []*model.Site {
	var sites []*model.Site
	for _, job := range p.Jobs {
		if s := job(); s != nil {
			sites = append(sites, s)
		}
	}
	return sites
}

// describe tells of sites what was made of which file.
func describe(sites []*model.Site) string {
	var b strings.Builder
	for _, s := range sites {
		fmt.Fprintf(&b, "%s:", s.Name)
		for _, sc := range s.Scopes {
			fmt.Fprintf(&b, " %s", sc.File().Name)
			if sc.Above != nil {
				fmt.Fprintf(&b, "<%s", sc.Above.File().Name)
			}
		}
		for _, st := range s.Stores {
			fmt.Fprintf(&b, " %s(%s)", st.File.Name, st.Reader)
		}
		for _, st := range s.Strays {
			fmt.Fprintf(&b, " ?%s", st.Path)
		}
		for _, u := range s.Unread {
			fmt.Fprintf(&b, " !%s", u.Path)
		}
		for _, l := range s.Limits {
			fmt.Fprintf(&b, " limit@%s", l.Path)
		}
		for _, a := range s.Apps {
			fmt.Fprintf(&b, " app@%s", a.Dir)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// backwards gives what lies in a folder in the wrong order.
type backwards struct{ source.Tree }

func (b backwards) ReadDir(name string) ([]source.Info, error) {
	infos, err := b.Tree.ReadDir(name)
	slices.Reverse(infos)
	return infos, err
}

func checkSites(t *testing.T, m source.Tree, names, want string) {
	t.Helper()
	want = strings.TrimPrefix(want, "\n")
	for _, tree := range []source.Tree{m, backwards{m}} {
		if got := describe(load(find(t, options(tree), strings.Fields(names)...))); got != want {
			t.Errorf("%s: got\n%swant\n%s", names, got, want)
		}
	}
}

func TestSites(t *testing.T) {
	for _, c := range []struct{ point, files, named, want string }{
		{
			"the topmost .htaccess begins a site", "b/.htaccess b/c/d/.htaccess a/x/.htaccess a/y/.htaccess index.php", ".", `
a/x: a/x/.htaccess
a/y: a/y/.htaccess
b: b/.htaccess b/c/d/.htaccess<b/.htaccess
`}, {
			"parents come first, whatever their names", "z/.htaccess z/a/.htaccess z/a/b/.htaccess z/a-b/.htaccess", ".", `
z: z/.htaccess z/a-b/.htaccess<z/.htaccess z/a/.htaccess<z/.htaccess z/a/b/.htaccess<z/a/.htaccess
`}, {
			"a folder's .htaccess above it is context", ".htaccess a/.htaccess b/.htaccess", "a", `
.: .htaccess a/.htaccess<.htaccess
`}, {
			"nothing wanted, no site", ".htaccess a/index.php", "a", ""}, {
			"folders may be named twice", "a/.htaccess a/b/.htaccess", "a/b a . a", `
a: a/.htaccess a/b/.htaccess<a/.htaccess
`}, {
			"a repository ends what is above", ".htaccess r/.git/x r/.htaccess r/a/.htaccess", "r/a/.htaccess", `
r: r/.htaccess r/a/.htaccess<r/.htaccess
`}, {
			"versions' own folders are left alone", ".git/.htaccess .svn/.htaccess .hg/.htaccess a/.htaccess", ".", `
a: a/.htaccess
`}, {
			"strays belong to the site", ".htaccess a/.htaccess.bak b/htaccess.txt", ".", `
.: .htaccess ?a/.htaccess.bak ?b/htaccess.txt
`}, {
			"a stray alone", "a/.htaccess.old", ".", `
a: ?a/.htaccess.old
`}, {
			"files named after it are sites", ".htaccess a/secure.htaccess .htaccess.dist r__x__.htaccess@0123abcd", ".", `
.htaccess.dist: .htaccess.dist
a/secure.htaccess: a/secure.htaccess
r__x__.htaccess@0123abcd: r__x__.htaccess@0123abcd
.: .htaccess
`}, {
			"credentials nobody refers to", ".htaccess a/.htpasswd=u:h b/passwd.txt=nothing c/.htpasswd->../a/gone", ".", `
.: .htaccess a/.htpasswd(no server)
`}, {
			"credentials in no site", "a/.htpasswd=u:h b/.htpasswd=u:h", ".", `
a: a/.htpasswd(no server)
b: b/.htpasswd(no server)
`}, {
			"credentials that another site refers to", "secret/.htpasswd=u:h site/.htaccess=user|/top/secret/.htpasswd", ".", `
site: site/.htaccess secret/.htpasswd(Apache)
`}, {
			"IIS is said to be unread", ".htaccess a/web.config", ".", `
.: .htaccess !a/web.config
`}, {
			"server configuration is a site for each file", "a.conf=grant b/c.conf=grant d.conf=server{} e.vhost=grant sites-available/x=grant", ".", `
a.conf: a.conf
b/c.conf: b/c.conf
e.vhost: e.vhost
sites-available/x: sites-available/x
`}, {
			"what is included belongs to who includes it", "a/x.conf=grant a/y.conf=grant z.conf=Include|/top/a/*.conf", ".", `
z.conf: z.conf a/x.conf a/y.conf
`}, {
			"includes in a row, against the order of names", "a.conf=grant b.conf=Include|/top/a.conf c.conf=Include|/top/b.conf", ".", `
c.conf: c.conf b.conf
a.conf: a.conf
`}, {
			"an included folder", "z.conf=Include|/top/a/* a/x.conf=grant", ".", `
z.conf: z.conf a/x.conf
`}, {
			"what only looks included is a site", "z.conf=Include|/gone/*.conf a/x.conf=grant b.conf=Include|/top/a/gone.conf", ".", `
a/x.conf: a/x.conf
b.conf: b.conf
z.conf: z.conf
`}, {
			"files that include each other", "a.conf=Include|/top/b.conf b.conf=Include|/top/a.conf", ".", `
b.conf: b.conf a.conf
`}, {
			"a site that is enabled by a link", "sites-available/x.conf=grant sites-enabled/x.conf->../sites-available/x.conf", ".", `
sites-available/x.conf: sites-available/x.conf
`}, {
			"an enabled site that is included", "z.conf=Include|/top/sites-enabled/*.conf sites-available/x.conf=grant sites-enabled/x.conf->../sites-available/x.conf", ".", `
z.conf: z.conf sites-enabled/x.conf
`}, {
			"links to folders are not entered", "a/.htaccess b->a a/loop->..", ".", `
a: a/.htaccess
`}, {
			"a link to a file is read", "real=grant a/.htaccess->../real b/.htaccess->gone c/x.conf->../real", ".", `
c/x.conf: c/x.conf
a: a/.htaccess
`}, {
			"a named file with its context", ".htaccess a/.htaccess a/b/.htaccess c/.htaccess", "a/.htaccess", `
.: .htaccess a/.htaccess<.htaccess
`}, {
			"named files of one site", ".htaccess a/.htaccess a/b/.htaccess c/.htaccess", "a/b/.htaccess c/.htaccess", `
.: .htaccess a/.htaccess<.htaccess a/b/.htaccess<a/.htaccess c/.htaccess<.htaccess
`}, {
			"named credentials with whom may refer to them", ".htaccess=user|/top/a/.htpasswd a/.htpasswd=u:h a/b/.htaccess c/.htaccess", "a/.htpasswd", `
.: .htaccess a/.htpasswd(Apache)
`}, {
			"named credentials nobody refers to", "a/.htpasswd=u:h a/.htaccess", "a/.htpasswd", `
a: a/.htaccess a/.htpasswd(no server)
`}, {
			"a named file with an odd name", "a/rules=grant a/.htaccess", "a/rules", `
a/rules: a/rules
`}, {
			"a folder where a file should be", "a/.htaccess/ b/.htaccess", ".", `
a: !a/.htaccess
b: b/.htaccess
`}, {
			"a named link to outside", "a/.htaccess->/etc/passwd b->/etc", "a/.htaccess b", `
a: !a/.htaccess
.: !b
`},
	} {
		t.Run(c.point, func(t *testing.T) {
			checkSites(t, tree(strings.Fields(c.files)...), c.named, c.want)
		})
	}
}

func TestNotes(t *testing.T) {
	m := tree("readme.txt=x", "a/.htaccess.j2=x", "b.conf={{ name }}", "c.conf={{ name }} grant", "d.htaccess=grant <%= x %>", "e/.htaccess={{ x }}")
	p := find(t, options(m), "readme.txt", "a", "b.conf", "c.conf", "d.htaccess", "e")
	for i, want := range []string{"a/.htaccess.j2: is a template", "b.conf: is no configuration", "c.conf: is a template", "d.htaccess: is a template", "readme.txt: is no configuration"} {
		if i >= len(p.Notes) || !strings.HasPrefix(p.Notes[i], want) {
			t.Errorf("note %d of %q is not %q", i, p.Notes, want)
		}
	}
	if len(p.Skipped) != 3 || len(p.Jobs) != 1 || p.Empty {
		t.Errorf("skipped %v, %d jobs, empty %v", p.Skipped, len(p.Jobs), p.Empty)
	}
}

func TestEmpty(t *testing.T) {
	m := tree("a/index.php", "b/.htaccess", "c/.htaccess.j2")
	for names, want := range map[string]bool{"a": true, "c": true, "a b": false, "a/index.php": false, "a a/index.php": true, ".": false} {
		if p := find(t, options(m), strings.Fields(names)...); p.Empty != want {
			t.Errorf("%s: empty is %v", names, p.Empty)
		}
	}
}

func TestNothingThere(t *testing.T) {
	for _, name := range []string{"/top/gone", "/top/a/x/y"} {
		_, err := Find([]Path{{Tree: name, Name: "typed"}}, options(tree("a/x")))
		if !errors.Is(err, fs.ErrNotExist) || err.Error() != "typed: file does not exist" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Find([]Path{{Tree: "/elsewhere", Name: "typed"}}, options(tree("a/x"))); !errors.Is(err, source.ErrOutside) {
		t.Error(err)
	}
}

func TestNamed(t *testing.T) {
	m := tree(".htaccess=grant", "a/.htaccess=user /top/secret/.htpasswd", "a/b/.htaccess", "secret/.htpasswd=u:h")
	for names, wanted := range map[string]string{
		"a/.htaccess":             "a/.htaccess",
		"a/.htaccess .htaccess":   ".htaccess a/.htaccess",
		"a":                       "a/.htaccess a/b/.htaccess secret/.htpasswd",
		"a .htaccess":             ".htaccess a/.htaccess a/b/.htaccess secret/.htpasswd",
		".htaccess a":             ".htaccess a/.htaccess a/b/.htaccess secret/.htpasswd",
		".":                       ".htaccess a/.htaccess a/b/.htaccess secret/.htpasswd",
		"a .":                     ".htaccess a/.htaccess a/b/.htaccess secret/.htpasswd",
		"a/.htaccess a/.htaccess": "a/.htaccess",
	} {
		p := find(t, options(m), strings.Fields(names)...)
		var got []string
		for _, s := range load(p) {
			for _, f := range s.Files {
				if p.Named == nil || p.Named(f.Name) {
					got = append(got, f.Name)
				}
			}
		}
		if strings.Join(got, " ") != wanted {
			t.Errorf("%s: findings are wanted in %q, not %q", names, got, wanted)
		}
	}
}

// TestNamedLookedAt is about files that nobody named and that are read later:
// those that a request leads to, and an application's.
func TestNamedLookedAt(t *testing.T) {
	p := find(t, options(tree(".htaccess=grant", "a/.htaccess=grant", "b/.htaccess=grant", "c/x.conf=grant")), "a", "b/.htaccess")
	for name, wanted := range map[string]bool{
		"a/.htaccess": true, "a/wp-config.php": true, "b/.htaccess": true,
		"wp-config.php": false, ".user.ini": false, "wp-admin/.htaccess": false, "secret/.htpasswd": true,
	} {
		if p.Named(name) != wanted {
			t.Errorf("%s: findings in it are wanted: %v", name, !wanted)
		}
	}
}

func TestListed(t *testing.T) {
	m := tree(".htaccess=user /top/secret/.htpasswd", "b.conf=Include /top/inc/x", "inc/x=grant", "secret/.htpasswd=u:h", "a/.htaccess.bak")
	p := find(t, options(m), ".")
	before := len(p.All())
	load(p)
	var got []string
	for _, l := range p.All() {
		got = append(got, l.Path)
		if l.Why == "" {
			t.Errorf("%s is read for no reason", l.Path)
		}
	}
	want := []string{".htaccess", "a/.htaccess.bak", "b.conf", "inc/x", "secret/.htpasswd"}
	if !slices.Equal(got, want) || before != 4 || p.Files[0].Frontend != "toy" {
		t.Errorf("%d, then %q", before, got)
	}
}
