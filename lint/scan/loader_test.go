package scan

import (
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

// ref loads a tree and returns what is known of the file the first setting
// names.
func ref(t *testing.T, o Options) (*model.FileRef, *model.Site) {
	t.Helper()
	site := load(find(t, o, "site"))[0]
	for _, s := range site.Scopes {
		if s.Own.UserFile.State == model.Set {
			return s.Own.UserFile.Value, site
		}
	}
	t.Fatal("nothing names a file")
	return nil, nil
}

func with(m *source.Memory, name, text string, info source.Info) *source.Memory {
	m.AddInfo("/top/"+name, []byte(text), info)
	return m
}

func TestCredentials(t *testing.T) {
	owned := func(mode fs.FileMode, uid, gid int) source.Info { return source.Info{Mode: mode, UID: uid, GID: gid} }
	const names = "site/.htaccess=user|/top/site/p/users"
	shut := with(tree(names), "site", "", owned(fs.ModeDir|0o700, 0, 0))
	closed := with(tree(names, "site/p/users=u:h"), "site/p", "", owned(fs.ModeDir|0o700, 0, 0))
	denied := tree(names, "site/p/users=u:h")
	denied.Deny("/top/site/p/users")
	deniedRoot := with(tree(names), "site/p/users", "u:h", owned(0o600, 0, 0))
	deniedRoot.Deny("/top/site/p/users")
	deniedFolder := tree(names, "site/p/users=u:h")
	deniedFolder.Deny("/top/site/p")
	for _, c := range []struct {
		point  string
		tree   *source.Memory
		status model.FileStatus
		why    string // a part of it
		stores int
		unread int
	}{
		{"it is there", tree(names, "site/p/users=u:h"), model.FilePresent, "", 1, 0},
		{"it is not there", tree(names, "site/p/other=u:h"), model.FileMissing, "", 0, 0},
		{"its folder is not there", tree(names), model.FileUnknown, "folder", 0, 0},
		{"its folder is a file", tree(names, "site/p=x"), model.FileUnknown, "folder", 0, 0},
		{"a link to outside", tree(names, "site/p/users->/etc/passwd"), model.FileUnknown, "outside", 0, 0},
		{"a link to nothing", tree(names, "site/p/users->gone"), model.FileMissing, "", 0, 0},
		{"outside", tree("site/.htaccess=user|/etc/users"), model.FileUnknown, "outside", 0, 0},
		{"relative", tree("site/.htaccess=user|p/users"), model.FileUnknown, "relative", 0, 0},
		{"a folder", tree(names, "site/p/users/"), model.FileNotRegular, "a folder", 0, 0},
		{"a FIFO", with(tree(names), "site/p/users", "", owned(fs.ModeNamedPipe|0o644, 0, 0)), model.FileNotRegular, "a FIFO", 0, 0},
		{"root's alone", with(tree(names), "site/p/users", "u:h", owned(0o600, 0, 33)), model.FileUnreadable, "mode 0600 and owner root", 1, 0},
		{"root's and root's group's", with(tree(names), "site/p/users", "u:h", owned(0o640, 0, 0)), model.FileUnreadable, "mode 0640 and owner root", 1, 0},
		{"root's and some group's", with(tree(names), "site/p/users", "u:h", owned(0o640, 0, 33)), model.FilePresent, "", 1, 0},
		{"somebody's alone", with(tree(names), "site/p/users", "u:h", owned(0o600, 1000, 1000)), model.FilePresent, "", 1, 0},
		{"nobody's", with(tree(names), "site/p/users", "u:h", owned(0, 1000, 1000)), model.FileUnreadable, "mode 0000", 1, 0},
		{"an owner nobody knows", with(tree(names), "site/p/users", "u:h", owned(0o600, -1, -1)), model.FilePresent, "", 1, 0},
		{"root's where all is", with(shut, "site/p/users", "u:h", owned(0o600, 0, 0)), model.FilePresent, "", 1, 0},
		{"in root's folder", closed, model.FileUnreadable, "folder has mode 0700", 1, 0},
		{"denied to authlint", denied, model.FileUnknown, "authlint may not", 0, 1},
		{"denied to authlint and the server", deniedRoot, model.FileUnreadable, "mode 0600", 0, 0},
		{"in a folder denied to authlint", deniedFolder, model.FileUnknown, "authlint may not", 0, 1},
	} {
		t.Run(c.point, func(t *testing.T) {
			r, site := ref(t, options(c.tree))
			unread := len(site.Unread)
			if c.tree == deniedFolder {
				unread-- // the folder itself
			}
			if r.Status != c.status || !strings.Contains(r.Why, c.why) || (c.why == "") != (r.Why == "") || len(site.Stores) != c.stores || unread != c.unread {
				t.Errorf("status %d, why %q, %d stores, %d unread", r.Status, r.Why, len(site.Stores), unread)
			}
			if (r.Store != nil) != (c.stores == 1) || r.Store != nil && (len(r.Store.Refs) != 1 || r.Store.Reader != model.Apache) {
				t.Error("the reference and its store do not fit")
			}
		})
	}
}

func TestOneStoreForEachReader(t *testing.T) {
	m := tree(".htaccess=user|/top/users\nuser|/top/users", "a/.htaccess=user|/top/users", "users=u:h")
	sites := load(find(t, options(m), "."))
	if len(sites) != 1 || len(sites[0].Stores) != 1 || len(sites[0].Stores[0].Refs) != 3 || len(sites[0].Files) != 3 {
		t.Errorf("%s", describe(sites))
	}
}

func TestPathMap(t *testing.T) {
	m := tree("site/.htaccess=user|/var/www/html/p/users", "site/p/users=u:h", "other/p/users=u:h")
	for want, mapping := range map[string][]Mapping{
		"/top/site/p/users":  {{"/var/www", "/top/gone"}, {"/var/www/html", "/top/site"}, {"/var", "/top"}},
		"/top/other/p/users": {{"/var/www/html", "/top/other"}, {"/var/www/html/pp", "/top/site"}},
		"":                   {{"/var/ww", "/top"}, {"/var/www/html/p/users/x", "/top"}},
		"/top/p/users":       {{"/var/www/html", "/top"}},
	} {
		o := options(m)
		o.PathMap = mapping
		if r, _ := ref(t, o); r.Path != want {
			t.Errorf("%v: %q, not %q", mapping, r.Path, want)
		}
	}
	o := options(m)
	o.PathMap = []Mapping{{"/", "/top/site"}, {"/var/www/html", "/etc"}}
	if r, _ := ref(t, o); r.Path != "" || r.Status != model.FileUnknown {
		t.Errorf("mapped to outside: %+v", r)
	}
}

func TestConfigInForce(t *testing.T) {
	m := tree("etc/httpd.conf=Include|/top/etc/x.conf", "etc/x.conf=grant", "site/.htaccess", "site/a/.htaccess")
	o := options(m)
	o.Config = "/top/etc/httpd.conf"
	for names, want := range map[string]string{
		"site": `
etc/httpd.conf: etc/httpd.conf etc/x.conf
site: etc/httpd.conf etc/x.conf site/.htaccess site/a/.htaccess<site/.htaccess
`,
		".": `
etc/httpd.conf: etc/httpd.conf etc/x.conf
site: etc/httpd.conf etc/x.conf site/.htaccess site/a/.htaccess<site/.htaccess
`,
		"etc": `
etc/httpd.conf: etc/httpd.conf etc/x.conf
`,
	} {
		if got := describe(load(find(t, o, names))); got != want[1:] {
			t.Errorf("%s: got\n%swant%s", names, got, want)
		}
	}
	for _, bad := range []string{"/top/gone", "/top/etc"} {
		o.Config = bad
		if _, err := Find(nil, o); err == nil {
			t.Errorf("%s is a server configuration", bad)
		}
	}
}

func TestApps(t *testing.T) {
	m := tree("www/wp-load.php", "www/a/b/.htaccess", "www/a/c/.htaccess", "www/d/.htaccess", "x/.htaccess")
	o := options(m)
	asked := map[string]int{}
	o.Apps = []AppFinder{func(loader lint.Loader, dir string) *model.App {
		asked[dir]++
		if _, err := loader.Stat(dir + "/wp-load.php"); err != nil {
			return nil
		}
		return &model.App{Kind: "wordpress", Dir: dir}
	}}
	got := describe(load(find(t, o, "www")))
	want := "www/a/b: www/a/b/.htaccess app@/top/www\nwww/a/c: www/a/c/.htaccess app@/top/www\nwww/d: www/d/.htaccess app@/top/www\n"
	if got != want || asked["/top"] != 1 || asked["/top/www/a/b"] != 1 || asked["/top/x"] != 0 {
		t.Errorf("%s%v", got, asked)
	}
	if got := describe(load(find(t, o, "www/a/b/.htaccess"))); !strings.Contains(got, "app@/top/www") {
		t.Errorf("of a file: %s", got)
	}
}

func TestRoots(t *testing.T) {
	site := load(find(t, options(tree("a/.htaccess", "a/b/.htaccess", "a/.htaccess.bak")), "."))[0]
	if len(site.Roots) != 1 || site.Roots[0].Dir != "/top/a" || site.Roots[0].Certain || len(site.Roots[0].Overrides) != 2 {
		t.Errorf("%+v", site.Roots)
	}
	if s := site.Strays[0]; s.Scope == nil || s.File == nil || s.Of != ".htaccess" || len(site.Scopes) != 2 || len(site.Files) != 3 {
		t.Errorf("%+v", s)
	}
}

func TestUnreadOverrides(t *testing.T) {
	m := tree("a/.htaccess/", "loop/.htaccess->.htaccess", "out/.htaccess->/etc/passwd", "gone/.htaccess->nothing", "shut/f", "big/.htaccess="+strings.Repeat("x", MaxConfigSize+1))
	for name, info := range map[string]source.Info{
		"fifo": {Mode: fs.ModeNamedPipe | 0o644}, "socket": {Mode: fs.ModeSocket | 0o644}, "device": {Mode: fs.ModeDevice | 0o644},
		"root": {Mode: 0o600, UID: 0, GID: 0}, "denied": {Mode: 0o644, UID: 1, GID: 1}, "rootdenied": {Mode: 0o600},
	} {
		m.AddInfo("/top/"+name+"/.htaccess", nil, info)
	}
	m.Deny("/top/denied/.htaccess")
	m.Deny("/top/rootdenied/.htaccess")
	m.Deny("/top/shut")
	got := map[string]model.Unread{}
	for _, s := range load(find(t, options(m), ".")) {
		for _, u := range s.Unread {
			got[path.Dir(u.Path)] = *u
		}
	}
	for name, want := range map[string]model.Unread{
		"a":          {Why: "it is a folder, not a file", Server: answers403},
		"fifo":       {Why: "it is a FIFO, not a file", Server: neverEnds},
		"socket":     {Why: "it is a socket, not a file", Server: answers403},
		"device":     {Why: "it is a device, not a file", Server: answers403},
		"loop":       {Why: "more than 40 symbolic links", Server: answers403},
		"out":        {Why: outsideText},
		"big":        {Why: "it is larger than 16 MiB, the most authlint reads"},
		"root":       {Why: "it has mode 0600 and owner root: the server's user cannot read it", Denied: true, Server: answers403},
		"rootdenied": {Why: "it has mode 0600 and owner root: the server's user cannot read it", Denied: true, Server: answers403},
		"denied":     {Why: "authlint may not read it", Denied: true, Server: answers403, Assumption: deniedToo},
		".":          {Why: "the folder cannot be listed: permission denied", Denied: true},
	} {
		u := got[name]
		if u.Why != want.Why || u.Denied != want.Denied || u.Server != want.Server {
			t.Errorf("%s: %+v", name, u)
		}
		delete(got, name)
	}
	if len(got) > 0 {
		t.Errorf("unread, too: %v", got)
	}
}

func TestGlob(t *testing.T) {
	m := tree("a/x.conf", "a/y.conf", "a/.z.conf", "a/z.txt", "b/x.conf", "c/d/x.conf", "b/link.conf->/etc/passwd")
	l := newLoader(&run{o: &Options{Tree: m}}, &sitePlan{})
	for pattern, want := range map[string]string{
		"/top/a/*.conf":        "/top/a/x.conf /top/a/y.conf",
		"/top/a/.*.conf":       "/top/a/.z.conf",
		"/top/*/x.conf":        "/top/a/x.conf /top/b/x.conf",
		"/top/[!a]/?.conf":     "/top/b/x.conf",
		"/top/a/x.conf":        "/top/a/x.conf",
		"/top/a":               "/top/a",
		"/top/*/*/x.conf":      "/top/c/d/x.conf",
		"/top/a/[.conf":        "",
		"/top/b/*":             "/top/b/link.conf /top/b/x.conf",
		"/top/a/./../a/x.conf": "/top/a/x.conf",
	} {
		got, err := l.Glob(pattern)
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s: %q, %v", pattern, got, err)
		}
	}
	for _, pattern := range []string{"/top/gone", "/top/gone/*", "/etc/*"} {
		if got, err := l.Glob(pattern); err == nil {
			t.Errorf("%s: %q", pattern, got)
		}
	}
	for i := range MaxMatches + 1 {
		m.Add(fmt.Sprintf("/top/many/%d", i), nil)
	}
	if got, err := l.Glob("/top/many/*"); err == nil || len(l.site.Limits) != 1 {
		t.Errorf("%d files match", len(got))
	}
}

func TestBounds(t *testing.T) {
	deep := "d" + strings.Repeat("/d", MaxDepth+2)
	sites := load(find(t, options(tree("d/.htaccess", deep+"/.htaccess")), "."))
	if len(sites) != 1 || len(sites[0].Files) != 1 || len(sites[0].Limits) != 1 {
		t.Errorf("too deep: %s", describe(sites))
	}
	m := tree(".htaccess")
	for i := range MaxFiles + 10 {
		m.Add(fmt.Sprintf("/top/%d/.htaccess", i), nil)
	}
	sites = load(find(t, options(m), "."))
	if len(sites) != 1 || len(sites[0].Files) != MaxFiles || len(sites[0].Limits) != 1 || !strings.Contains(sites[0].Limits[0].What, "11 more") {
		t.Errorf("too many: %d files, %d limits", len(sites[0].Files), len(sites[0].Limits))
	}
}

func TestKinds(t *testing.T) {
	for want, names := range map[kind]string{
		kindOverride: ".htaccess",
		kindStray: ".htaccess.bak htaccess htaccess.txt _htaccess .htaccess-old .htaccess_disabled .htaccess~ .htaccess.save .HTACCESS .htaccess.txt " +
			".htaccess.1 .htaccess2 .htaccess.old.2020 .htaccess_lscachebak_01 .htaccess.2020-01-02 .htaccess.20200102 .htaccess_bak.txt .htaccess.orig " +
			".htaccess.dpkg-old .htaccess.off dot.htaccess htaccess.bak2 .htaccess.copy htaccess.old~",
		kindAlone: "secure.htaccess foo.htaccess .htaccess.dist .htaccess.sample x__y__.htaccess@abc123 .htaccess.example htaccess_for_x.htaccess " +
			"apache.htaccess.txt .htaccess.production root.htaccess .htaccess-dist",
		kindServer:   "httpd.conf a.vhost apache2.conf my.conf@0123ab apache_virtual_host",
		kindStore:    ".htpasswd users.htpasswd .htdigest .htgroup passwd htpasswd.bak .htpasswd~ .htusers passwords users.pwd",
		kindTemplate: ".htaccess.j2 vhost.conf.erb a.vhost.master httpd.conf.in .htpasswd.tmpl a.conf.template a.vhost.master@0123abcd",
		kindIIS:      "web.config Web.config",
		kindNone:     "index.php htaccess.php wp-htaccess.js reset_passwd.php a.in readme.txt .gitignore template.tpl passwd.md htaccess.md Makefile.in .htaccess.swp",
	} {
		for name := range strings.FieldsSeq(names) {
			if got := kindOf("/x", name); got != want {
				t.Errorf("%s is kind %d, not %d", name, got, want)
			}
			if isForeign([]byte(name)) && want != kindNone {
				t.Errorf("%s is left out before it is looked at", name)
			}
		}
	}
	if kindOf("/etc/sites-available", "example.org") != kindServer {
		t.Error("a file in sites-available is server configuration")
	}
	for _, text := range []string{"ServerName {{ name }}", "{{#if x}}", "{% if x %}", "<%= x %>", "<% if x %>", "@@NAME@@", "<tmpl_var name='x'>", "{tmpl_if x}"} {
		if !isTemplate([]byte("grant\n" + text + "\n")) {
			t.Errorf("%q is none of a template", text)
		}
	}
	for _, text := range []string{`LogFormat "<%u> %>s"`, "RewriteRule ^a{2,3}}$ - [F]", "ServerName %{HTTP_HOST}", "a@@b"} {
		if isTemplate([]byte(text)) {
			t.Errorf("%q is one of a template", text)
		}
	}
}

func TestCanonicalEnds(t *testing.T) {
	o := options(tree("a->b", "b->a", "c->d/../e", "e=x"))
	if got := o.canonical("/top/c"); got != "/top/e" {
		t.Error(got)
	}
	o.canonical("/top/a")
}

// TestOrder runs the jobs of a plan many times over many goroutines.
func TestOrder(t *testing.T) {
	words := []string{"z.conf=Include|/top/y.conf", "y.conf=Include|/top/x/*.conf", "loose/.htpasswd=u:h", "other/.htpasswd=u:h", "a/.htaccess=user|/top/loose/.htpasswd"}
	for i := range 20 {
		words = append(words, fmt.Sprintf("x/%d.conf=grant", i), fmt.Sprintf("s%d/.htaccess", i), fmt.Sprintf("s%d/.htpasswd=u:h", i))
	}
	m := tree(words...)
	var want []string
	for range 20 {
		p := find(t, options(m), ".")
		sites := make([]*model.Site, len(p.Jobs))
		jobs := make([]lint.Job, len(p.Jobs))
		for i, job := range p.Jobs {
			jobs[i] = func() *model.Site { sites[i] = job(); return sites[i] }
		}
		lint.Run(t.Context(), jobs, nil, lint.Options{Jobs: 8})
		sites = slices.DeleteFunc(sites, func(s *model.Site) bool { return s == nil })
		got := strings.Split(describe(sites), "\n")
		if want == nil {
			want = got
		}
		if !slices.Equal(got, want) {
			t.Fatalf("two runs differ:\n%q\n%q", got, want)
		}
	}
	if len(want) != 1+20+1+20+1+1 {
		t.Errorf("%d sites: %q", len(want)-1, want)
	}
}

// TestServes: once requests ask, the paths they ask for are not kept.
func TestServes(t *testing.T) {
	m := source.NewMemory("/top")
	m.Add("/top/a", nil)
	f := newFinder(Options{Tree: m})
	l := newLoader(&run{o: &f.o, reads: &reads{}}, &sitePlan{})
	l.Locate("/top/a")
	if len(l.located) != 1 {
		t.Fatalf("%d paths are kept, want 1", len(l.located))
	}
	l.serves()
	for i := range 100 {
		if at, known, why := l.Locate(fmt.Sprintf("/top/%d", i)); !known {
			t.Errorf("%s is not known: %s", at, why)
		}
	}
	if _, known, _ := l.Locate("/etc/passwd"); known || len(l.located) != 0 {
		t.Errorf("%d paths are kept, and what lies outside is known: %t", len(l.located), known)
	}
}

// TestAgain loads a site once more with another text in it. What the first
// loading came to is not asked anew.
func TestAgain(t *testing.T) {
	m := tree("a/.htaccess=user|/top/a/.htpasswd", "a/.htpasswd=u:h", "a/sub/.htaccess=grant", "other.conf=Include|/top/other.conf")
	plan, err := Find([]Path{{Tree: "/top", Name: "top"}}, options(m))
	if err != nil {
		t.Fatal(err)
	}
	loaded, before, after := 0, 0, 0
	for i, job := range plan.Jobs {
		site := job()
		if site == nil {
			continue
		}
		loaded++
		same := plan.Again(i, m)
		if same == nil || same.Name != site.Name || len(same.Files) != len(site.Files) || len(same.Scopes) != len(site.Scopes) {
			t.Fatalf("%s is another site when it is loaded again: %+v", site.Name, same)
		}
		other := plan.Again(i, source.NewOverlay(m, map[string][]byte{"/top/a/.htaccess": []byte("grant\n")}))
		before += len(site.Stores)
		after += len(other.Stores)
	}
	if loaded != 2 || before != 1 || after != 0 {
		t.Errorf("%d sites, %d stores before and %d after", loaded, before, after)
	}
}
