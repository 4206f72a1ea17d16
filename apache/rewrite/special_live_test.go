package rewrite_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/authlint/authlint/apache/rewrite"
	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/model"
)

// told is a view with other answers than the harness has.
type told struct {
	*view
	links, proxy model.Fact
	self         rewrite.Self
	context      rewrite.Roots
}

func (v *told) FollowsLinks() (model.Fact, string) { return v.links, "not told" }
func (v *told) HasProxy() (model.Fact, string)     { return v.proxy, "not told" }
func (v *told) Self() rewrite.Self                 { return v.self }
func (v *told) Roots() rewrite.Roots               { return v.context }

// lookup is a told view of a document root.
func lookup(root string) *told {
	site := &site{root: root, host: "example.org", port: 80}
	return &told{
		view: &view{site: site, request: request{method: "GET"}}, links: model.Yes, proxy: model.No,
		self:    rewrite.Self{Scheme: "http", Name: "example.org", Port: 80},
		context: rewrite.Roots{Document: root},
	}
}

// one compiles a section of one rule.
func one(pattern, target, flags string, conditions ...conditionText) section {
	return section{engine: "On", rules: []ruleText{{pattern: pattern, target: target, flags: flags, conditions: conditions}}}
}

// TestSpecialLive has what the drawn sites have not: options, limits and
// sections. Each case is a folder of its own.
func TestSpecialLive(t *testing.T) {
	h := live.StartHttpd(t, live.HttpdConfig{Modules: append(modules(), "dir")})
	for _, c := range []struct {
		name, before, target string
		rules                section
		change               func(*told)
		status               int
	}{
		{name: "no links", before: "Options -FollowSymLinks\n", target: "a.html", rules: one("b", "a.html", ""), change: func(v *told) { v.links = model.No }, status: 403},
		{name: "endless", target: "a.html", rules: one("a", "a.html", "[N]"), status: 500},
		{name: "rounds", target: "a.html", rules: one("a", "a.html", "[N=2]"), status: 500},
		{name: "no rounds", target: "a.html", rules: one("a", "a.html", "[N=0]"), status: 500},
		{name: "three rounds", target: "xxx.html", rules: one("x(.*)", "$1", "[N=3]"), status: 500},
		{name: "rounds enough", target: "xxa.html", rules: one("^x(.*)", "$1", "[N=9]"), status: 200},
		{name: "counting", target: "a.html", rules: one("a", "-", "[E=C:%{ENV:C}x,N]", conditionText{"%{ENV:C}", "!xxxxx", ""}), status: 200},
		{name: "growing", target: "a.html", rules: one("(.*)", "$1/x", "[N]"), status: 500},
		{name: "too long", target: "a.html", rules: one("a", strings.Repeat("a", 8000)+strings.Repeat("b", 8000)+strings.Repeat("c", 500), ""), status: 500},
		{name: "long", target: "a.html", rules: one("a", "/"+strings.Repeat("a", 1600), "[R]"), status: 302},
		{name: "nothing left", target: "a.html", rules: one("a", "%1", "[R]"), status: 302},
		{name: "blank in query", target: "a.html", rules: one("a", "/b.html?x y", ""), status: 403},
		{name: "blank in redirect", target: "a.html", rules: one("a", "/b.html?x y", "[R]"), status: 302},
		{name: "blank unescaped", target: "a.html", rules: one("a", "/b.html?x y", "[R,NE]"), status: 403},
		{name: "blank in path unescaped", target: "a.html", rules: one("a", "/b c.html", "[R,NE]"), status: 302},
		{name: "newline in redirect", target: "a%0ab", rules: one("a(.*)", "/$1", "[R,NE]"), status: 500},
		{name: "newline escaped", target: "a%0ab", rules: one("a(.*)", "/$1", "[R]"), status: 302},
		{name: "mark caught", target: "a%3fb.html", rules: one("a(.*)", "/x$1", "[R]"), status: 403},
		{name: "mark allowed", target: "a%3fb.html", rules: one("a(.*)", "/x$1", "[R,UnsafeAllow3F]"), status: 302},
		{name: "mark after another", target: "a%3fb.html", rules: one("a(.*)", "/x?y=$1", "[R]"), status: 302},
		{name: "mark escaped", target: "a%3fb.html", rules: one("a(.*)", "/x$1", "[R,B]"), status: 302},
		{name: "last mark", target: "a%3fb.html", rules: one("a(.*)", "/x?y=$1", "[R,QSL]"), status: 403},
		{name: "end of line dollar", target: "a%0a", rules: one("a$", "-", "[F]"), status: 404},
		{name: "dot and newline", target: "a%0ab", rules: one("^a.b$", "-", "[F]"), status: 403},
		{name: "slash missing", target: "", rules: one("^", "-", "[F]"), status: 301},
		{name: "slash missing allowed", before: "RewriteOptions AllowNoSlash\n", target: "", rules: section{engine: "On", options: "AllowNoSlash", rules: one("^", "-", "[F]").rules}, status: 403},
		{name: "index", target: "/", rules: one(`^index\.php$`, "-", "[F]"), status: 403},
		{name: "index excepted", target: "/", rules: one(`^index\.php$`, "-", "[F,NS]"), status: 200},
		{name: "index redirected", target: "/", rules: one(`^index\.php$`, "/x", "[R]"), status: 200},
		{name: "subrequest known", target: "/", rules: one(`^index\.php$`, "-", "[F]", conditionText{"%{IS_SUBREQ}", "=true", ""}), status: 403},
		{name: "number cut", target: "a.html", rules: one("a", "-", "[F]", conditionText{"4294967297", "-eq1", ""}), status: 403},
		{name: "greatest number", target: "a.html", rules: one("a", "-", "[F]", conditionText{"99999999999999999999", "-eq-1", ""}), status: 403},
		{name: "or at the end", target: "a.html", rules: one("a", "-", "[F]", conditionText{"x", "y", "[OR]"}), status: 403},
		{name: "forbidden redirect", target: "a.html", rules: one("a", "/b", "[F,R=301]"), status: 301},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := strings.ReplaceAll(c.name, " ", "-")
			h.Write(t, dir+"/a.html", "a")
			h.Write(t, dir+"/index.php", "index")
			h.Write(t, dir+"/.htaccess", "DirectoryIndex index.php\n"+c.before+c.rules.text())
			target := c.target
			if target != "" && target[0] != '/' {
				target = "/" + target
			}
			got := h.Do(t, live.Request{Path: "/" + dir + target, Header: http.Header{"Host": {"example.org"}}})
			if got.Status != c.status {
				t.Fatalf("httpd answers %d, the test says %d", got.Status, c.status)
			}
			v := lookup(h.Path)
			if c.change != nil {
				c.change(v)
			}
			config := c.rules.config(t, h.Path+"/"+dir+"/")
			have := walkOnce(v, config, "/"+dir+target)
			if have.status != c.status || have.location != got.Header.Get("Location") && c.name != "slash missing" {
				t.Errorf("engine %+v, httpd %d %q", have, got.Status, got.Header.Get("Location"))
			}
		})
	}
}

// walkOnce walks a request through one folder's rules, and does what mod_dir
// does with a folder.
func walkOnce(v *told, config *rewrite.Config, target string) answer {
	path, args, has := strings.Cut(target, "?")
	uri, status := decode(path)
	if status != 0 {
		return answer{status: status}
	}
	state := rewrite.State{Method: "GET", URI: uri, Args: args, HasArgs: has}
	v.view.folders(&state, v.root+uri)
	for {
		result := config.Directory(&state, v)
		switch result.Kind {
		case rewrite.Internal:
			return v.internal(result.Target)
		case rewrite.Nothing, rewrite.Settled:
		default:
			return final(result)
		}
		switch {
		case strings.HasSuffix(state.Filename, "/") && !state.Subrequest:
			state = rewrite.State{Method: "GET", URI: state.URI + "index.php", Filename: state.Filename + "index.php", Subrequest: true}
		case state.Filename+"/" == config.Dir:
			return answer{status: 301}
		default:
			return v.view.serve(&state)
		}
	}
}

// internal is where the cases' internal redirects end: they lead to nothing.
func (v *told) internal(target string) answer {
	state := rewrite.State{Method: "GET"}
	v.view.folders(&state, v.root+target)
	return v.view.serve(&state)
}
