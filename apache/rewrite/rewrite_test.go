package rewrite_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/apache/rewrite"
	"github.com/authlint/authlint/lint/model"
)

// mute is a view that knows the headers it has, and no others.
type mute struct {
	*told
	headers map[string]string
}

func (m *mute) Header(name string) (value, why string) {
	value, ok := m.headers[name]
	if !ok {
		return "", "nobody has told " + name
	}
	return value, ""
}

// show is a result in one line.
func show(r rewrite.Result, s *rewrite.State) string {
	switch r.Kind {
	case rewrite.Unknown:
		return "unknown: " + r.Why
	case rewrite.Nothing:
		return "nothing"
	case rewrite.Settled:
		return "file " + s.Filename
	case rewrite.Passed:
		return "path " + s.URI
	case rewrite.Internal:
		return "internal " + r.Target
	case rewrite.Redirect:
		return fmt.Sprint(r.Status, " ", r.Location)
	case rewrite.Proxy:
		return "proxy " + r.Target
	}
	return fmt.Sprint(r.Status)
}

// environment is what rules have set, in one line.
func environment(s *rewrite.State) string {
	var parts []string
	for _, e := range s.Env {
		switch {
		case strings.HasPrefix(e.Name, "SCRIPT_"):
		case e.Unset:
			parts = append(parts, "!"+e.Name)
		case e.Why != "":
			parts = append(parts, e.Name+"=?")
		default:
			parts = append(parts, e.Name+"="+e.Value)
		}
	}
	return strings.Join(parts, " ")
}

// rules is a section whose lines are "pattern target flags", and before them
// "? test pattern flags" for conditions.
func rules(lines ...string) section {
	s := section{engine: "On"}
	var conditions []conditionText
	for _, line := range lines {
		w := strings.Fields(line)
		if w[0] == "?" {
			w = append(w, "")
			conditions = append(conditions, conditionText{w[1], w[2], w[3]})
			continue
		}
		w = append(w, "")
		s.rules = append(s.rules, ruleText{conditions: conditions, pattern: w[0], target: w[1], flags: w[2]})
		conditions = nil
	}
	return s
}

func TestDirectory(t *testing.T) {
	known := map[string]string{"A": "1", "Host": "example.org"}
	for _, c := range []struct {
		name  string
		rules section
		path  string // below /d/, with its query
		want  string
		env   string
	}{
		{name: "nothing", rules: rules("x y"), path: "a", want: "nothing"},
		{name: "engine off", rules: section{engine: "Off", rules: rules("a y").rules}, path: "a", want: "nothing"},
		{name: "internal", rules: rules("a b"), path: "a", want: "internal /d/b"},
		{name: "query kept", rules: rules("a b"), path: "a?x", want: "internal /d/b?x"},
		{name: "query replaced", rules: rules("a b?y"), path: "a?x", want: "internal /d/b?y"},
		{name: "query appended", rules: rules("a b?y [QSA]"), path: "a?x", want: "internal /d/b?y&x"},
		{name: "query dropped", rules: rules("a b?"), path: "a?x", want: "internal /d/b"},
		{name: "query discarded", rules: rules("a b [QSD]"), path: "a?x", want: "internal /d/b"},
		{name: "last mark", rules: rules("a b?c?d [QSL]"), path: "a", want: "internal /d/b?c?d"},
		{name: "same file", rules: rules("a a"), path: "a", want: "file /root/d/a"},
		{name: "redirect", rules: rules("a /b [R]"), path: "a?x", want: "302 http://example.org/b?x"},
		{name: "redirect of a folder", rules: rules("a b [R=301]"), path: "a", want: "301 http://example.org/root/d/b"},
		{name: "redirect with base", rules: section{engine: "On", base: "/e", rules: rules("a b [R=permanent]").rules}, path: "a", want: "301 http://example.org/e/b"},
		{name: "full url", rules: rules("a https://else.test/$0\\%20b"), path: "a", want: "302 https://else.test/a%2520b"},
		{name: "full url unescaped", rules: rules("a https://else.test/$0\\%20b [NE]"), path: "a", want: "302 https://else.test/a%20b"},
		{name: "forbidden", rules: rules("a - [F]"), path: "a", want: "403"},
		{name: "gone", rules: rules("a - [G]"), path: "a", want: "410"},
		{name: "status", rules: rules("a b [R=404]"), path: "a", want: "404"},
		{name: "no case", rules: rules("A - [F,NC]"), path: "a", want: "403"},
		{name: "chain broken", rules: rules("x - [C]", "a - [F]", "a - [G]"), path: "a", want: "410"},
		{name: "chain held", rules: rules("a b [C]", "b - [F]"), path: "a", want: "403"},
		{name: "skip", rules: rules("a - [S=1]", "a - [F]", "a - [G]"), path: "a", want: "410"},
		{name: "last", rules: rules("a - [L]", "a - [F]"), path: "a", want: "nothing"},
		{name: "end", rules: rules("a - [END]", "a - [F]"), path: "a", want: "nothing"},
		{name: "variable", rules: rules("a(.) - [E=x:$1]", "? %{ENV:X} =b", "a - [F]"), path: "ab", want: "403", env: "x=b"},
		{name: "variable away", rules: rules("a - [E=x:1]", "a - [E=!X]"), path: "a", want: "nothing", env: "!X"},
		{name: "unknown value", rules: rules("a - [E=x:%{HTTP:B}]"), path: "a", want: "nothing", env: "x=?"},
		{name: "unknown value asked", rules: rules("a - [E=x:%{HTTP:B}]", "? %{ENV:x} 1", "a - [F]"), path: "a", want: "unknown: nobody has told B"},
		{name: "known condition", rules: rules("? %{HTTP:A} 1", "a - [F]"), path: "a", want: "403"},
		{name: "unknown condition", rules: rules("? %{HTTP:B} 1", "a - [F]"), path: "a", want: "unknown: nobody has told B"},
		{name: "false one beside", rules: rules("? %{HTTP:B} 1", "? %{HTTP:A} 2", "a - [F]"), path: "a", want: "nothing"},
		{name: "true one beside", rules: rules("? %{HTTP:B} 1 [OR]", "? %{HTTP:A} 1", "a - [F]"), path: "a", want: "403"},
		{name: "true one before", rules: rules("? %{HTTP:A} 1 [OR]", "? %{HTTP:B} 1", "a - [F]"), path: "a", want: "403"},
		{name: "false ones", rules: rules("? %{HTTP:A} 2 [OR]", "? %{HTTP:B} 1", "a - [F]"), path: "a", want: "unknown: nobody has told B"},
		{name: "group of an unknown one", rules: rules("? %{HTTP:B} (.) [OR]", "? %{HTTP:A} (.)", "a %1 [R]"), path: "a", want: "unknown: nobody has told B"},
		{name: "pattern fails first", rules: rules("? %{HTTP:B} 1", "x - [F]"), path: "a", want: "nothing"},
		{name: "same in the end", rules: rules("? %{HTTP:B} 1", "a b [S=1]", "a b", "? %{HTTP:B} 1", "x -"), path: "a", want: "internal /d/b"},
		{name: "refused anyway", rules: rules("? %{HTTP:B} 1", "a b", ". - [F]"), path: "a", want: "403"},
		{name: "variable of an unknown rule", rules: rules("? %{HTTP:B} 1", "a - [E=x:1]"), path: "a", want: "nothing", env: "x=?"},
		{name: "many unknown rules", rules: rules("? %{HTTP:B} 1", "a -", "? %{HTTP:B} 1", "a -", "? %{HTTP:B} 1", "a -", "? %{HTTP:B} 1", "a -", "? %{HTTP:B} 1", "a -"), path: "a", want: "unknown: nobody has told B"},
		{name: "another request", rules: rules("? /x -U", "a - [F]"), path: "a", want: "unknown: a condition asks what the server would answer to another request"},
		{name: "pattern beyond", rules: rules("a(?R)? - [F]"), path: "a", want: "unknown: "},
		{name: "unknown substitution", rules: rules("a %{HTTP:B}"), path: "a", want: "unknown: nobody has told B"},
		{name: "header names", rules: rules("? %{HTTP_HOST} ^example\\.org$", "a - [F]"), path: "a", want: "403"},
		{name: "lengths first", rules: rules("? b >aa", "a - [F]"), path: "a", want: "nothing"},
		{name: "numbers", rules: rules("? 10 -gt9", "a - [F]"), path: "a", want: "403"},
		{name: "number cut", rules: rules("? 4294967297 -eq1", "a - [F]"), path: "a", want: "403"},
		{name: "greatest number", rules: rules("? 99999999999999999999 -eq-1", "a - [F]"), path: "a", want: "403"},
		{name: "number with a sign", rules: rules("? +7x -eq7", "a - [F]"), path: "a", want: "403"},
		{name: "no number", rules: rules("? -x -eq0", "a - [F]"), path: "a", want: "403"},
		{name: "number not equal", rules: rules("? 10 !-ne10", "a - [F]"), path: "a", want: "403"},
		{name: "no such variable", rules: rules("? x%{NO_SUCH} =x", "a - [F]"), path: "a", want: "403"},
		{name: "escaped group", rules: rules("a(.*) /x?y=$1 [R,B,NE]"), path: "a&/", want: "302 http://example.org/x?y=%26%2f"},
		{name: "type and handler", rules: rules("a - [T=Text/X,H=Y]"), path: "a", want: "nothing"},
		{name: "status left behind", rules: rules("a /b [R=301]", ". /c"), path: "a", want: "internal /c"},
		{name: "no proxy", rules: rules("a http://else.test/ [P]"), path: "a", want: "403"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path, args, has := strings.Cut(c.path, "?")
			s := rewrite.State{Method: "GET", URI: "/d/" + path, Filename: "/root/d/" + path, Args: args, HasArgs: has}
			config := c.rules.config(t, "/root/d/")
			result := config.Directory(&s, &mute{told: lookup("/root"), headers: known})
			got := show(result, &s)
			if got != c.want && (c.want != "unknown: " || !strings.HasPrefix(got, c.want)) || environment(&s) != c.env {
				t.Errorf("got %q with %q, want %q with %q", got, environment(&s), c.want, c.env)
			}
			if (result.Kind == rewrite.Unknown) != (result.Why != "") {
				t.Errorf("a reason and an answer: %+v", result)
			}
		})
	}
}

func TestServer(t *testing.T) {
	root := t.TempDir()
	for _, c := range []struct {
		name  string
		rules section
		uri   string
		want  string
	}{
		{"nothing", rules("x y"), "/a", "nothing"},
		{"below the root", rules("^/a /b"), "/a", "file " + root + "/b"},
		{"slash added", rules("^/a b"), "/a", "file " + root + "/b"},
		{"dots", rules("^/a /x/../b/"), "/a", "file " + root + "/b/"},
		{"whole path written", rules("^/a /tmp/b"), "/a", "file /tmp/b"},
		{"whole path caught", rules("^/a(.*) $1"), "/a/tmp/b", "file " + root + "/tmp/b"},
		{"whole path allowed", rules("^/a(.*) $1 [UnsafePrefixStat]"), "/a/tmp/b", "file /tmp/b"},
		{"document root", rules("^/a %{DOCUMENT_ROOT}/b"), "/a", "file " + root + "/b"},
		{"own url", rules("^/a http://example.org/b"), "/a", "file " + root + "/b"},
		{"passed", rules("^/a /b [PT]"), "/a", "path /b"},
		{"redirect", rules("^/a /b [R=308]"), "/a", "308 http://example.org/b"},
		{"home", rules("^/a /~x"), "/a", "unknown: a path that begins with /~ may be a user's home directory"},
		{"no path", rules(". - [F]"), "*", "nothing"},
		{"any uri", section{engine: "On", options: "AllowAnyURI", rules: rules(". - [F]").rules}, "*", "403"},
		{"nested map", rules("^/(.*)$ /${upper:${t:$1|x}}"), "/k", "file " + root + "/V"},
		{"default", rules("^/(.*)$ /${t:$1|${lower:X}}"), "/a", "file " + root + "/x"},
		{"no braces closed", rules("^/a /${t:b"), "/a", "file " + root + "/${t:b"},
		{"escaped", rules(`^/a /\$1\%1\\`), "/a", "file " + root + `/$1%1\`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := rewrite.State{Method: "GET", URI: c.uri}
			v := lookup(root)
			v.maps = map[string]string{"k": "v"}
			v.server = &rewrite.Config{}
			if got := show(c.rules.config(t, "").Server(&s, v), &s); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTrace(t *testing.T) {
	var steps []string
	s := rewrite.State{Method: "GET", URI: "/d/a", Filename: "/root/d/a"}
	s.Trace = func(step rewrite.Step) {
		steps = append(steps, fmt.Sprintf("%d %s %v", step.Rule.Origin, step.Subject, step.Applied == model.Yes))
	}
	config := rules("x y", "a b", "b - [F]").config(t, "/root/d/")
	for i, rule := range config.Rules {
		rule.Origin = i + 1
	}
	result := config.Directory(&s, lookup("/root"))
	if want := []string{"1 a false", "2 a true", "3 b true"}; !slices.Equal(steps, want) {
		t.Errorf("steps %q, want %q", steps, want)
	}
	if result.Rule == nil || result.Rule.Origin != 3 {
		t.Errorf("decided by %+v", result.Rule)
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct{ pattern, target, flags, says string }{
		{"(", "x", "", "no regular expression"},
		{"a", "x", "L", "brackets"},
		{"a", "x", "[", "brackets"},
		{"a", "x", "[]", `no flag ""`},
		{"a", "x", "[L,]", `no flag ""`},
		{"a", "x", "[Q]", `no flag "Q"`},
		{"a", "x", "[BNE]", "BNE"},
		{"a", "x", "[R=306]", `no status "306"`},
		{"a", "x", "[R=999]", `no status "999"`},
	} {
		if _, err := rewrite.CompileRule(c.pattern, c.target, c.flags); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	for _, c := range []conditionText{
		{"a", "(", ""}, {"a", "b", "[QSA]"}, {"expr", "a ==", ""}, {"a", "b", "NC"},
	} {
		if _, err := rewrite.CompileCondition(c.test, c.pattern, c.flags); err == nil {
			t.Errorf("%+v: taken", c)
		}
	}
	for _, flags := range []string{"", "[ L , R=301 ]", "[Dxyz]", "[redirect=seeother,nosubreq,passthrough]", "[R=500]", "[N=x]"} {
		if _, err := rewrite.CompileRule("a", "b", flags); err != nil {
			t.Errorf("%s: %v", flags, err)
		}
	}
}

func TestMerge(t *testing.T) {
	number := func(ids ...int) []*rewrite.Rule {
		var list []*rewrite.Rule
		for _, id := range ids {
			list = append(list, &rewrite.Rule{Origin: id})
		}
		return list
	}
	for _, c := range []struct {
		name          string
		parent, child rewrite.Config
		want          string
	}{
		{"own rules", rewrite.Config{Rules: number(1)}, rewrite.Config{Rules: number(2)}, "false  [2]"},
		{"engine comes down", rewrite.Config{Engine: true, EngineSet: true}, rewrite.Config{}, "true  []"},
		{"engine off", rewrite.Config{Engine: true, EngineSet: true}, rewrite.Config{EngineSet: true}, "false  []"},
		{"inherit", rewrite.Config{Rules: number(1)}, rewrite.Config{Options: rewrite.Inherit, OptionsSet: true, Rules: number(2)}, "false  [2 1]"},
		{"before", rewrite.Config{Rules: number(1)}, rewrite.Config{Options: rewrite.InheritBefore, OptionsSet: true, Rules: number(2)}, "false  [1 2]"},
		{"down", rewrite.Config{Options: rewrite.InheritDown, OptionsSet: true, Rules: number(1)}, rewrite.Config{Rules: number(2)}, "false  [2 1]"},
		{"down before", rewrite.Config{Options: rewrite.InheritDownBefore, OptionsSet: true, Rules: number(1)}, rewrite.Config{Rules: number(2)}, "false  [1 2]"},
		{"down, ignored", rewrite.Config{Options: rewrite.InheritDown, OptionsSet: true, Rules: number(1)}, rewrite.Config{Options: rewrite.IgnoreInherit, OptionsSet: true, Rules: number(2)}, "false  [2]"},
		{"option inherited", rewrite.Config{Options: rewrite.Inherit, OptionsSet: true, Rules: number(1)}, rewrite.Config{Rules: number(2)}, "false  [2 1]"},
		{"base stays", rewrite.Config{Base: "/a", BaseSet: true}, rewrite.Config{}, "false  []"},
		{"base merged", rewrite.Config{Base: "/a", BaseSet: true, Options: rewrite.MergeBase, OptionsSet: true}, rewrite.Config{}, "false /a []"},
		{"base of the child", rewrite.Config{Base: "/a", BaseSet: true}, rewrite.Config{Base: "/b", BaseSet: true}, "false /b []"},
	} {
		m := rewrite.Merge(&c.parent, &c.child)
		ids := []int{}
		for _, rule := range m.Rules {
			ids = append(ids, rule.Origin.(int))
		}
		if got := fmt.Sprint(m.Engine, " ", m.Base, " ", ids); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestMaps(t *testing.T) {
	m := rewrite.TextMap("# c\n a b\na b c\na d\nnone\nlast x")
	if len(m) != 2 || m["a"] != "b" || m["last"] != "x" {
		t.Errorf("%v", m)
	}
	for _, c := range []struct{ name, key, want string }{
		{"tolower", "aÉB", "aÉb"}, {"toupper", "aéb", "AéB"}, {"escape", "a b%", "a%20b%25"}, {"unescape", "a%20b%2fc%zz%", "a b/c%zz%"},
	} {
		if got, ok := rewrite.MapFunction(c.name, c.key); !ok || got != c.want {
			t.Errorf("%s %q: %q", c.name, c.key, got)
		}
	}
	if _, ok := rewrite.MapFunction("prg", "x"); ok {
		t.Error("a function that is none")
	}
}
