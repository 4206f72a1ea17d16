package rewrite_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/authlint/authlint/apache/rewrite"
	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/model"
)

// TestSectionsLive compares rules in sections: what Dir is for them, and that
// rules of a <Location> see the whole path of the file.
func TestSectionsLive(t *testing.T) {
	folder := live.NewFolder(t)
	for _, c := range []struct {
		name, open, close string
		dir               func(root string) string
		target            string
		rule              section
		status            int
	}{
		{"directory", `<Directory "ROOT/s0">`, "</Directory>", func(root string) string { return root + "/s0/" }, "/s0/a.html", one(`^a\.html$`, "-", "[F]"), 403},
		{"location", `<Location "/s1">`, "</Location>", func(string) string { return "/s1/" }, "/s1/a.html", one(`^a\.html$`, "-", "[F]"), 200},
		{"location, whole path", `<Location "/s2">`, "</Location>", func(string) string { return "/s2/" }, "/s2/a.html", one(`/s2/a\.html$`, "-", "[F]"), 403},
		{"location, relative", `<Location "/s3">`, "</Location>", func(string) string { return "/s3/" }, "/s3/a.html", one(`^`, "b.html", "[R]"), 302},
		{"location pattern, relative", `<LocationMatch "^/s4">`, "</LocationMatch>", func(string) string { return "^/s4/" }, "/s4/a.html", one(`^`, "b.html", "[R]"), 302},
		{"files", `<Directory "ROOT/s5"><Files "a.*">`, "</Files></Directory>", func(string) string { return "a.*/" }, "/s5/a.html", one(`^`, "b.html", "[R]"), 302},
		{"files, no path", `<Directory "ROOT/s6"><Files "a.*">`, "</Files></Directory>", func(string) string { return "a.*/" }, "/s6/a.html", one(`^`, "b.html", ""), 400},
		{"files pattern", `<Directory "ROOT/s7"><FilesMatch "^a">`, "</FilesMatch></Directory>", func(string) string { return "^a/" }, "/s7/a.html", one(`^`, "b.html", "[R]"), 302},
		{"if", `<Directory "ROOT/s8"><If "true">`, "</If></Directory>", func(string) string { return "*If/" }, "/s8/a.html", one(`^`, "b.html", "[R]"), 302},
		{"directory pattern", `<DirectoryMatch "^ROOT/s9">`, "</DirectoryMatch>", func(root string) string { return "^" + root + "/s9/" }, "/s9/a.html", one(`^`, "b.html", "[R]"), 302},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder.Write(t, strings.TrimPrefix(c.target, "/"), "a")
			text := strings.ReplaceAll(c.open, "ROOT", folder.Path)
			text = strings.Replace(text, "><", ">\n<", 1) + "\n" + c.rule.text() + strings.Replace(c.close, "><", ">\n<", 1) + "\n"
			h := live.StartHttpd(t, live.HttpdConfig{Modules: modules(), Docroot: folder.Path, Server: text})
			got := h.Do(t, live.Request{Path: c.target, Header: http.Header{"Host": {"example.org"}}})
			if got.Status != c.status {
				t.Fatalf("httpd answers %d, the test says %d", got.Status, c.status)
			}
			have := walkOnce(lookup(folder.Path), c.rule.config(t, c.dir(folder.Path)), c.target)
			if have.status != c.status || have.location != got.Header.Get("Location") {
				t.Errorf("engine %+v, httpd %d %q", have, got.Status, got.Header.Get("Location"))
			}
		})
	}
}

// TestProxyLive compares what the server behind is asked for.
func TestProxyLive(t *testing.T) {
	h := live.StartHttpd(t, live.HttpdConfig{
		Modules: append(modules(), "proxy", "proxy_http"),
		Server:  "Header always set X-Asked \"expr=%{THE_REQUEST}\"\n",
	})
	back := "http://" + h.Addr
	for name, c := range map[string]struct {
		rules  section
		target string
	}{
		"group":       {one("^(.*)$", back+"/echo/$1", "[P]"), "a.html"},
		"query":       {one("^(.*)$", back+"/echo/$1", "[P]"), "a.html?x=1"},
		"no escape":   {one("^(.*)$", back+"/echo/$1", "[P,NE]"), "a.html?x=1"},
		"new query":   {one("^(.*)$", back+"/echo/$1?y=2", "[P,QSA]"), "a.html?x=1"},
		"path info":   {one("^(.*)$", back+"/echo/$1", "[P]"), "a.html/x/y"},
		"then more":   {section{engine: "On", rules: append(one("^(.*)$", back+"/echo/$1", "[P]").rules, one("a", "-", "[F]").rules...)}, "a.html"},
		"not reached": {section{engine: "On", rules: append(one("a", "-", "[F]").rules, one("^(.*)$", back+"/echo/$1", "[P]").rules...)}, "a.html"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := "p-" + strings.ReplaceAll(name, " ", "-")
			h.Write(t, dir+"/a.html", "a")
			h.Write(t, dir+"/.htaccess", c.rules.text())
			got := h.Do(t, live.Request{Path: "/" + dir + "/" + c.target})
			v := lookup(h.Path)
			v.proxy = model.Yes
			path, args, has := strings.Cut("/"+dir+"/"+c.target, "?")
			state := rewrite.State{Method: "GET", URI: path, Args: args, HasArgs: has}
			v.view.folders(&state, h.Path+path)
			config := c.rules.config(t, h.Path+"/"+dir+"/")
			result := config.Directory(&state, v)
			if result.Kind == rewrite.Refuse {
				if got.Status != result.Status {
					t.Errorf("engine %+v, httpd %d", result, got.Status)
				}
				return
			}
			asked := strings.TrimPrefix(result.Target, back)
			if state.HasArgs && !strings.Contains(asked, "?") {
				asked += "?" + state.Args
			}
			// The answer has the header of both servers.
			if want := "GET " + asked + " HTTP/1.1"; result.Kind != rewrite.Proxy || !strings.Contains(strings.Join(got.Header.Values("X-Asked"), "\n"), want) {
				t.Errorf("engine %+v asks for %q, httpd for %q", result, want, got.Header.Values("X-Asked"))
			}
		})
	}
}
