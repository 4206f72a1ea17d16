package nginx

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/oracle"
)

func TestSameSeedSameBatch(t *testing.T) {
	real := realFiles(t)
	draw := func(seed, number uint64) oracle.Batch {
		return newGenerator(seed, number, real, true).batch(6, 10, false)
	}
	if !reflect.DeepEqual(draw(1, 2), draw(1, 2)) {
		t.Error("the same seed draws different batches")
	}
	if reflect.DeepEqual(draw(1, 2), draw(1, 3)) || reflect.DeepEqual(draw(1, 2), draw(2, 2)) {
		t.Error("different seeds draw the same batch")
	}
}

func TestParse(t *testing.T) {
	const text = "a 'b;' # c;\n{ d \"e\\\"}\" ${f}g; h { i; } }\nj k"
	want := []string{`a 'b;' {`, `d "e\"}" ${f}g;`, `h {`, `i;`, `}`, `}`}
	if got := lines(parse(text)); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for _, odd := range []string{"", "}", "a {", `"`, `a \`, "'a\\", "{{{{", strings.Repeat("a {", 100)} {
		parse(odd) // must come back
	}
}

// TestDressChangesNothing reads back what was written in many ways.
func TestDressChangesNothing(t *testing.T) {
	nodes := []node{b("server", d("root", "/a"), b("location ~ x$", d("deny", "all"), b("if ($a)", d("return", "403"))), d("index", `"b c"`))}
	want := strings.Join(lines(nodes), "\n")
	for number := range uint64(200) {
		text := newGenerator(1, number, nil, true).dress(nodes)
		got := strings.Join(lines(parse(text)), "\n")
		for _, mark := range []string{`"/a"`, `'/a'`, `"all"`, `'all'`, `"403"`, `'403'`} {
			got = strings.ReplaceAll(got, mark, mark[1:len(mark)-1])
		}
		if got != want {
			t.Fatalf("%s\nbecame %s", text, got)
		}
	}
}

func TestGoverning(t *testing.T) {
	batch := oracle.Batch{Conf: "map $a $b { default 1; }\nsatisfy any;\n"}
	site := oracle.Site{Conf: `server {
	listen 127.0.0.1:${PORT};
	server_name .x.test;
	auth_delay 1ms;
	location /a/ {
		autoindex on;
		location ~ \.gif$ { empty_gif; }
	}
	location = /b { internal; }
}
server { listen 127.0.0.1:${PORT2}; server_name x.test; stub_status; }
`}
	tell := governing(oracle.NewFeatures(featureTable), batch, site)
	for target, want := range map[string][]string{
		"/":            {"satisfy any", "server_name .", "auth_delay", "spelling: blocks on one line"},
		"/a/x":         {"satisfy any", "server_name .", "auth_delay", "autoindex", "location prefix", "spelling: blocks on one line"},
		"/a/%2e/b.gif": {"satisfy any", "server_name .", "auth_delay", "autoindex", "location prefix", "location ~", "location nested", "empty_gif", "spelling: blocks on one line"},
		"/a/../b?c":    {"satisfy any", "server_name .", "auth_delay", "location exact", "internal", "spelling: blocks on one line"},
	} {
		var got []string
		for name := range tell(oracle.Request{Target: target, Method: "GET", Host: "www.x.test:1", To: "127.0.0.1:${PORT}"}) {
			if !strings.HasPrefix(name, "request: ") {
				got = append(got, name)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", target, got, want)
		}
	}
}

func TestSectionEnd(t *testing.T) {
	text := []string{"server {", "if (x) {", "}", "}", "deny all;", "}"}
	for i, want := range []int{3, 2, 2, 3, 4, 5} {
		if got := oracle.SectionEnd((*server)(nil).Nests, text, i); got != want {
			t.Errorf("line %d: %d, want %d", i, got, want)
		}
	}
}

func TestExampleOf(t *testing.T) {
	for pattern, want := range map[string]string{`\.php$`: "/page.php", `^/(?:admin|secret)/`: "/admin", `/\.(ht|git)`: "/.ht", "[^/]{9,}": ""} {
		if got := exampleOf(pattern); got != want {
			t.Errorf("%s: %q, want %q", pattern, got, want)
		}
	}
}
