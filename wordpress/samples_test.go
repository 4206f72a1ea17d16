package wordpress

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress/options"
)

// shared is the folder of files that real plugins wrote, which is not part of
// the repository.
func shared(tb testing.TB) string {
	tb.Helper()
	dir := os.Getenv("AUTHLINT_SHARED")
	if dir == "" {
		dir = "../../shared"
	}
	dir = filepath.Join(dir, "samples", "wordpress")
	if _, err := os.Stat(dir); err != nil {
		tb.Skip("the samples are not part of the repository: ", err)
	}
	return dir
}

// told is what a guard says, in a few words.
func told(g *model.Guard) string {
	var out []string
	say := func(name, text string) {
		if text != "" {
			out = append(out, name+"="+text)
		}
	}
	say("slug", shown(g.LoginSlug))
	say("hidden", shown(g.HiddenAnswer))
	say("attempts", shown(g.MaxAttempts))
	say("window", shown(g.Window))
	say("lockout", shown(g.Lockout))
	say("from", shown(g.AddressSource))
	say("rest", shown(g.REST))
	say("xmlrpc", shown(g.XMLRPC))
	say("apppw", shown(g.ApplicationPasswords))
	say("front", shown(g.Password.Frontend))
	say("back", shown(g.Password.Backend))
	say("user", shown(g.Password.User))
	if g.Password.Secret.State != model.Unset {
		say("pw", fmt.Sprintf("%s,%v", stateNames[g.Password.Secret.State], g.Password.Secret.Shipped))
	}
	say("session", shown(g.Session))
	say("remember", shown(g.Remember))
	say("token", shown(g.Token))
	if g.TokenSecret.State != model.Unset {
		say("secret", fmt.Sprintf("%s,%v,%v", stateNames[g.TokenSecret.State], g.TokenSecret.Placeholder, g.TokenSecret.Short))
	}
	say("allowed", addressText(g.Allowed))
	say("banned", addressText(g.Banned))
	say("countries", wordText(g.Countries))
	say("proxies", wordText(g.Proxies))
	say("second", wordText(g.SecondFactor))
	return strings.Join(out, " ")
}

// shown is a setting: its value, with ~ for what the plugin does of itself.
func shown[T any](s model.Setting[T]) string {
	switch s.State {
	case model.Set:
		return fmt.Sprint(s.Value)
	case model.Default:
		return fmt.Sprint("~", s.Value)
	case model.Off:
		return "off"
	case model.Dynamic:
		return "?"
	}
	return ""
}

func addressText(list []model.GuardAddress) string {
	var out []string
	for _, a := range list {
		out = append(out, strings.TrimSuffix(a.Prefix.String(), "/32"))
	}
	return strings.Join(out, ",")
}

func wordText(list []model.Word) string {
	var out []string
	for _, w := range list {
		out = append(out, w.Text)
	}
	return strings.Join(out, ",")
}

// guardOf is what the plugin in a folder says; nil for none.
func guardOf(app *model.App, slug string) *model.Guard {
	for _, g := range app.Guards {
		if g.Plugin != nil && g.Plugin.Slug == slug {
			return g
		}
	}
	return nil
}

// TestSamples reads every file that a real plugin wrote.
func TestSamples(t *testing.T) {
	dir := shared(t)
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	const wordfence, aios, kadence = "wordfence", "all-in-one-wp-security-and-firewall", "better-wp-security"
	const aiosTold = "slug=secretlogin hidden=~404 attempts=3 window=5m0s lockout=5m0s from=~REMOTE_ADDR rest=1 xmlrpc=0 apppw=false" +
		" front=true back=true user=root pw=set,true session=1h0m0s"
	const kadenceTold = "slug=hidden-door hidden=302 from=automatic rest=1 xmlrpc=3 allowed=192.0.2.1"
	want := map[string]struct{ place, slug, told string }{
		"aios-5.4.9-option.json": {"stored", aios, aiosTold},
		"aios-5.4.9-option.sql":  {"stored", aios, aiosTold},
		"aios-5.4.9-firewall-settings.php": {
			"wp-content/uploads/aios/firewall-rules/settings.php", aios, "slug=secretlogin hidden=~404 from=REMOTE_ADDR",
		},
		"kadence-security-10.0.3-itsec-storage.json": {"stored", kadence, kadenceTold},
		"kadence-security-10.0.3-options.sql":        {"stored", kadence, kadenceTold},
		"wordfence-8.2.2-tables.sql": {
			"stored", wordfence, "attempts=20 window=4h0m0s lockout=4h0m0s from=automatic xmlrpc=0 apppw=false",
		},
		"wordfence-wflogs-config.php":           {"wp-content/wflogs/config.php", wordfence, ""},
		"wordfence-wflogs-config-transient.php": {"wp-content/wflogs/config-transient.php", wordfence, ""},
		"wordfence-wflogs-config-livewaf.php":   {"wp-content/wflogs/config-livewaf.php", wordfence, ""},
		"wordfence-wflogs-config-synced.php":    {"wp-content/wflogs/config-synced.php", wordfence, "lockout=4h0m0s from=automatic"},
		"sucuri-2.7.4-settings.php": {
			"wp-content/uploads/sucuri/sucuri-settings.php", "sucuri-scanner", "attempts=off from=REMOTE_ADDR xmlrpc=~0",
		},
		"siteguard-1.7.8.htaccess":              {".htaccess", "siteguard", "slug=login_47595"},
		"aios-5.4.9.htaccess":                   {".htaccess", aios, ""},
		"kadence-security-10.0.3.htaccess":      {".htaccess", kadence, ""},
		"kadence-security-10.0.3-apache.txt":    {".htaccess", kadence, ""},
		"wordfence-waf-apache-mod_php.htaccess": {".htaccess", wordfence, ""},
		"wordfence-waf-cgi.htaccess":            {".htaccess", wordfence, ""},
		"wordfence-waf-litespeed.htaccess":      {".htaccess", wordfence, ""},
		"wordfence-waf-cgi.user.ini":            {".user.ini", wordfence, ""},
		"wordfence-waf-litespeed.user.ini":      {".user.ini", wordfence, ""},
		"wordfence-waf.php":                     {"wordfence-waf.php", wordfence, ""},
		"kadence-ban-block.htaccess":            {".htaccess", "", ""},
		"kadence-ban-block-nginx.conf":          {"nginx.conf", "", ""},
		"kadence-security-10.0.3-nginx.conf":    {"nginx.conf", "", ""},
	}
	for _, e := range entries {
		c, known := want[e.Name()]
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil || !known {
			t.Errorf("%s: %v, and nothing is said of it", e.Name(), err)
			continue
		}
		if c.slug == "" {
			t.Logf("%s is a part of a block without its markers, and is not recognised", e.Name())
			continue
		}
		t.Run(e.Name(), func(t *testing.T) { checkSample(t, e.Name(), data, c.place, c.slug, c.told) })
	}
}

func checkSample(t *testing.T, name string, data []byte, place, slug, want string) {
	files := map[string]string{"/srv/wp/wp-includes/version.php": versionText}
	var sets []*options.Set
	if place == "stored" {
		var err error
		if sets, err = options.Read(bytes.NewReader(data), name, options.DumpOptions{}); err != nil {
			t.Fatal(err)
		}
	} else {
		files["/srv/wp/"+place] = string(data)
		files["/srv/wp/wp-content/plugins/"+slug+"/"+knownPlugin(slug).main] = "<?php\n/* Version: 1.2.3 */"
	}
	l := inMemory(files)
	app := Finder(Options{Stored: func(string) []*options.Set { return sets }})(l, "/srv/wp")
	if len(app.Broken) > 0 {
		t.Errorf("%s: %s", app.Broken[0].Name, app.Broken[0].Why)
	}
	g := guardOf(app, slug)
	if g == nil {
		t.Fatal("the plugin is not recognised")
	}
	if got := told(g); got != want && want != "" {
		t.Errorf("it tells\n%s, want\n%s", got, want)
	}
	if want == "" && place != "wp-content/wflogs/config.php" && !strings.Contains(place, "wflogs") && place != "wordfence-waf.php" &&
		!marked(app, string(data), slug) {
		t.Error("no marker is recognised")
	}
	if strings.HasSuffix(name, ".user.ini") && (len(app.Prepends) != 1 || app.Prepends[0].Owner != slug) {
		t.Errorf("the prepended file is %+v", app.Prepends)
	}
	if strings.Contains(name, "synced") && app.Plugin("wordfence").Version.Value == "" {
		t.Error("the versions are not read")
	}
}

// marked says that a text has a whole block of the plugin's.
func marked(app *model.App, text, slug string) bool {
	markers := slices.Clone(app.Markers)
	f, site, pairs := source.NewFile("x", []byte(text)), &model.Site{}, model.Pairs{}
	for c := source.NewCursor(f.Data); !c.EOF(); {
		if start, end := c.Line(); end > start && f.Data[start] == '#' {
			pairs.Comment(site, nil, string(f.Data[start:end]), f.Span(start, end))
		}
	}
	pairs.Finish(len(text))
	return slices.ContainsFunc(append(markers, site.Markers...), func(m *model.Marker) bool {
		return m.Slug == slug && m.Fault == model.MarkerWhole && m.Purpose != ""
	})
}
