package wordpress

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/wordpress/options"
)

// site puts a folder of testdata/sites into memory, where its server has it.
func site(t *testing.T, name, at string) map[string]string {
	t.Helper()
	top := filepath.Join("..", "testdata", "sites", name)
	files := map[string]string{}
	err := filepath.WalkDir(top, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(p)
		files[at+strings.TrimPrefix(filepath.ToSlash(p), filepath.ToSlash(top))] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// loadSite looks at a site of testdata with its options from one file.
func loadSite(t *testing.T, name, at, from string) *model.App {
	t.Helper()
	files := site(t, name, at)
	sets, err := options.Read(strings.NewReader(files[at+"/database/"+from]), from, options.DumpOptions{})
	if err != nil {
		t.Fatal(err)
	}
	app := Finder(Options{Stored: func(string) []*options.Set { return sets }})(inMemory(files), at+"/htdocs")
	if app == nil {
		t.Fatal("no WordPress is found")
	}
	return app
}

func toldAll(app *model.App) string {
	var out []string
	for _, g := range app.Guards {
		version := ""
		if g.Plugin != nil {
			version = " " + g.Plugin.Version.Value
		}
		out = append(out, g.Name+version+": "+told(g))
	}
	return strings.Join(out, "\n")
}

// TestSites reads the same site's options in every form.
func TestSites(t *testing.T) {
	const core = "WordPress: attempts=off rest=~0 xmlrpc=~0"
	for _, c := range []struct {
		name, at, form, want string
	}{
		{"wordpress", "/srv/www/shop", "dump.sql", core + ` apppw=~true session=~48h0m0s remember=~336h0m0s
Wordfence 8.2.2: attempts=20 window=4h0m0s lockout=4h0m0s from=HTTP_X_FORWARDED_FOR apppw=false allowed=192.0.2.10 banned=203.0.113.7 countries=XA
All-In-One Security 5.4.9: slug=staff-door hidden=~404 attempts=3 window=5m0s lockout=1h0m0s from=REMOTE_ADDR rest=1 xmlrpc=3 apppw=true front=false back=true user=root pw=set,true session=off banned=203.0.113.7
Sucuri Security 2.7.4: attempts=off from=REMOTE_ADDR xmlrpc=0`},
		{"wordpress-nginx", "/srv/www/blog", "dump.sql", core + ` apppw=~false session=~48h0m0s remember=~336h0m0s
Kadence Security 10.0.3: slug=side-entrance hidden=302 attempts=~5 window=~5m0s lockout=15m0s from=automatic rest=1 xmlrpc=3 allowed=192.0.2.1
Limit Login Attempts Reloaded 3.3.3: attempts=~4 window=~24h0m0s lockout=~20m0s from=~REMOTE_ADDR banned=198.51.100.0/24
NinjaFirewall 4.8.6: attempts=8 window=15s lockout=5m0s rest=~0 xmlrpc=~0 apppw=~true back=true user=editor pw=set,false
JWT Authentication 1.3.4: token=~168h0m0s secret=set,true,false
Defender 6.1.0: slug=cellar hidden=~404 attempts=off window=off lockout=off from=~automatic`},
	} {
		for _, form := range []string{"dump.sql", "options.json", "options-unserialized.json"} {
			app := loadSite(t, c.name, c.at, form)
			want := c.want
			if form != c.form && c.name == "wordpress" {
				// JSON has no tables: what Wordfence wrote into its files is left.
				want = strings.Replace(want, "attempts=20 window=4h0m0s lockout=4h0m0s", "lockout=4h0m0s", 1)
				want = strings.Replace(want, " apppw=false allowed", " allowed", 1)
			}
			if got := toldAll(app); got != want {
				t.Errorf("%s from %s tells\n%s\nwant\n%s", c.name, form, got, want)
			}
			if len(app.Broken) > 0 {
				t.Errorf("%s from %s: %+v", c.name, form, app.Broken[0])
			}
		}
	}
}

// TestSitesFiles looks at what is not of the options.
func TestSitesFiles(t *testing.T) {
	shop, blog := loadSite(t, "wordpress", "/srv/www/shop", "options.json"), loadSite(t, "wordpress-nginx", "/srv/www/blog", "options.json")
	if p := shop.Plugin("loginizer"); p == nil || p.Listed != model.Yes || p.Active != model.No || p.Renamed != "loginizer.off" {
		t.Errorf("the plugin put aside is %+v", p)
	}
	if p := shop.Plugin("wps-hide-login"); p == nil || p.Listed != model.No || p.Active != model.No {
		t.Errorf("the plugin that is switched off is %+v", p)
	}
	var got []string
	for _, p := range append(shop.Prepends, blog.Prepends...) {
		got = append(got, fmt.Sprintf("%s %d %s", p.Owner, p.File.Status, p.Module))
	}
	if want := "[wordfence 2  wordfence 2 mod_php.c ninjafirewall 1 ]"; fmt.Sprint(got) != want {
		t.Errorf("the prepended files are %v", got)
	}
	for _, app := range []*model.App{shop, blog} {
		for _, m := range app.Markers {
			if m.Fault != model.MarkerWhole || m.Slug == "" {
				t.Errorf("the marker %q is not whole", m.Label)
			}
		}
	}
	if len(shop.Markers) != 1 || len(blog.Markers) != 2 {
		t.Errorf("%d and %d markers", len(shop.Markers), len(blog.Markers))
	}
	if !shop.Salts[0].Secret.Placeholder || shop.Salts[4].Same != shop.Salts[5] || shop.Salts[7].Secret.State != model.Unset {
		t.Error("the shop's salts are not told")
	}
	for _, s := range blog.Salts {
		if s.Secret.State != model.Set || s.Secret.Short || s.Same != nil {
			t.Errorf("%s of the blog is %+v", s.Name, s.Secret)
		}
	}
	if c := blog.Constant("DB_PASSWORD"); c == nil || c.Value.State != model.Dynamic || blog.TablePrefix.Value != "blog_" || blog.RolePrefix.Value != "blog_" {
		t.Errorf("%+v, %q, %q", c, blog.TablePrefix.Value, blog.RolePrefix.Value)
	}
}

// TestExport reads the export of All-In-One Security, which holds its firewall.
func TestExport(t *testing.T) {
	app := loadSite(t, "wordpress", "/srv/www/shop", "aiowps_2026-11-20_03-00.txt")
	g := guardOf(app, "all-in-one-wp-security-and-firewall")
	if g == nil || g.LoginSlug.Value != "staff-door" || !g.Password.Secret.Shipped || len(g.Banned) != 1 {
		t.Errorf("the export tells %+v", g)
	}
}

// TestCorpus looks at installations with real files.
func TestCorpus(t *testing.T) {
	dir := filepath.Join(filepath.Dir(filepath.Dir(shared(t))), "corpus", "wordpress")
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files := map[string]string{}
		for _, name := range []string{".htaccess", ".user.ini", "php.ini", "wp-config.php", "wp-content/wflogs/config-synced.php"} {
			files["/srv/wp/"+name] = string(data)
		}
		app := installed(t, files)
		for _, p := range app.Prepends {
			if p.File.Written.Text == "" {
				t.Errorf("%s: a prepended file without a name", e.Name())
			}
		}
	}
	if len(entries) == 0 {
		t.Error("there is no file")
	}
}
