package nginx

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	crossplane "github.com/nginxinc/nginx-go-crossplane"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// manyHosts is the configuration of many sites, of 20 lines each.
func manyHosts(n int) string {
	var b strings.Builder
	b.WriteString("events {\n}\nhttp {\n")
	for i := range n {
		fmt.Fprintf(&b, `    server { # of customer %[1]d
        listen 80;
        server_name www%[1]d.example.com example%[1]d.com;
        root /srv/www/%[1]d;
        index index.html index.php;
        location /staff%[1]d/ {
            auth_basic "Staff of %[1]d";
            auth_basic_user_file /etc/nginx/htpasswd/%[1]d;
            satisfy any;
            allow 192.0.2.0/24;
            deny all;
        }
        location ~* \.(jpg|css)$ {
            expires 30d;
            add_header Cache-Control "public";
        }
        location / {
            proxy_pass http://127.0.0.1:8080;
            proxy_set_header Host $host;
        }
    }
`, i)
	}
	b.WriteString("}\n")
	return b.String()
}

func readByCrossplane(tb testing.TB, text string) {
	payload, err := crossplane.Parse("nginx.conf", &crossplane.ParseOptions{
		Open:                     func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil },
		SingleFile:               true,
		ParseComments:            true,
		ErrorOnUnknownDirectives: true,
	})
	if err != nil || len(payload.Errors) > 0 {
		tb.Fatal(err, payload)
	}
}

func load(text string) *model.Site {
	site := &model.Site{}
	Frontend(Options{}).Load(source.NewFile("/etc/nginx/nginx.conf", []byte(text)), nothingElse{}, site)
	return site
}

// fastest is the shortest of several runs.
func fastest(do func()) time.Duration {
	best := time.Duration(1 << 62)
	for range 3 {
		start := time.Now()
		do()
		best = min(best, time.Since(start))
	}
	return best
}

// TestSpeed compares the time of the whole front end with that of crossplane's
// parser, which is a part of it: it may take twice as long.
func TestSpeed(t *testing.T) {
	if testing.Short() || racing {
		t.Skip("it measures time")
	}
	text := manyHosts(500)
	if site := load(text); len(site.Refusals) > 0 || len(site.Hosts) != 500 {
		t.Fatalf("%d refusals and %d hosts", len(site.Refusals), len(site.Hosts))
	}
	var ours, theirs time.Duration
	for range 5 { // another program may have had the processor
		ours, theirs = fastest(func() { load(text) }), fastest(func() { readByCrossplane(t, text) })
		t.Logf("%d bytes: %v, and crossplane %v", len(text), ours, theirs)
		if ours <= 2*theirs {
			return
		}
	}
	t.Errorf("the front end takes %v, more than twice crossplane's %v", ours, theirs)
}

// TestLinearTime doubles hostile files and expects at most a little more than
// double the time.
func TestLinearTime(t *testing.T) {
	if testing.Short() || racing {
		t.Skip("it measures time")
	}
	many := strings.Repeat
	for _, c := range []struct {
		what string
		text func(n int) string
	}{
		{"deep blocks", func(n int) string { return many("location / {\n", 10*n) }},
		{"deep blocks that are closed", func(n int) string { return many("a {", 10*n) + many("}", 10*n) }},
		{"blocks as deep as they may be", func(n int) string {
			return many(many("location / {\n", 190)+"deny x;\n"+many("}\n", 190), n/200)
		}},
		{"closing braces", func(n int) string { return many("}\n", 10*n) }},
		{"semicolons", func(n int) string { return many(";", 10*n) }},
		{"unclosed quotes", func(n int) string { return many("auth_basic \"a;\nauth_basic 'b;\n", n) }},
		{"odd quotes", func(n int) string { return many("root \"a\"b\n", n) }},
		{"directives without semicolons", func(n int) string { return many("root /a # b\n", n) }},
		{"unknown directives", func(n int) string {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, "unknown_thing_%d x;\n", i)
			}
			return "server {\n" + b.String() + "}\n"
		}},
		{"refused directives", func(n int) string { return many("location / { deny; satisfy x; }\n", n) }},
		{"twins", func(n int) string { return "server {\n" + many("location /a { }\nauth_basic a;\n", n) + "}\n" }},
		{"a long word", func(n int) string { return "root " + many("a", 100*n) + ";" }},
		{"a long word in quotes", func(n int) string { return "root \"" + many("a\\\"", 100*n) + "\";" }},
		{"many arguments", func(n int) string { return "index " + many("a ", 10*n) + ";" }},
		{"a long name", func(n int) string { return many("a", 100*n) + " b;" }},
		{"a long comment", func(n int) string { return "#" + many("a ", 100*n) }},
		{"comments", func(n int) string { return many("# authlint:ignore x\n", n) }},
		{"comments between words", func(n int) string { return "index " + many("a # b\n", n) + ";" }},
		{"long brackets", func(n int) string { return "a_by_lua_block { " + many("[[ [=[ ", 10*n) }},
		{"variables", func(n int) string { return "http {\nserver {\nset $a \"" + many("${a}$b", n/4) + "\";\n}\n}\n" }},
		{"a long pattern", func(n int) string { return "location ~ \"" + many("(a[b-c]", n) + "\" { }\n" }},
		{"maps", func(n int) string { return "map $a $b {\n" + many("~(a b;\n", n) + "}\n" }},
		{"bytes of all kinds", func(n int) string { return many("\x00\xff\x01{\";'} \x85\xa0", n) }},
	} {
		const n = 4_000
		once, twice := fastest(func() { load(c.text(n)) }), fastest(func() { load(c.text(2 * n)) })
		for round := 0; round < 6 && twice > once*3; round++ {
			once, twice = fastest(func() { load(c.text(n)) }), min(twice, fastest(func() { load(c.text(2 * n)) }))
		}
		if twice > once*3 && twice > 10*time.Millisecond {
			t.Errorf("%s: %v, and twice as much %v", c.what, once, twice)
		}
		if testing.Verbose() {
			fmt.Printf("%-40s %8.2fms %8.2fms\n", c.what, once.Seconds()*1e3, twice.Seconds()*1e3)
		}
	}
}

// TestLarge reads files far larger than any, in bounded time and memory. What is
// right in them is read all the same.
func TestLarge(t *testing.T) {
	if testing.Short() || racing {
		t.Skip("it takes some seconds")
	}
	many := strings.Repeat
	for _, c := range []struct {
		what, text string
	}{
		{"100,000 blocks in each other", "deny x;\n" + many("location / {\n", 100_000) + many("}\n", 100_000) + "deny y;\n"},
		{"100,000 blocks that are not closed", "deny x;\n" + many("location / {\n", 100_000)},
		{"100 MB of one word", "deny x;\ndeny " + many("a", 100<<20) + ";\ndeny y;\n"},
		{"100 MB of binary", "deny x;\n" + many("\x00\x01\xff{;}\"'\n \xc3\x28", 100<<20/12)},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		site := load(c.text)
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		t.Logf("%s: %v, %d MB allocated, %d refusals", c.what, took, (after.TotalAlloc-before.TotalAlloc)>>20, len(site.Refusals))
		if took > 20*time.Second {
			t.Errorf("%s: it takes %v", c.what, took)
		}
		if len(site.Refusals)+len(site.Limits) < 2 || len(site.Refusals) == 0 || site.Refusals[0].Span.Position().Line != 1 {
			t.Errorf("%s: what is wrong in it is not said", c.what)
		}
	}
}

func BenchmarkFrontend(b *testing.B) {
	text := manyHosts(500)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		load(text)
	}
}

func BenchmarkCrossplane(b *testing.B) {
	text := manyHosts(500)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		readByCrossplane(b, text)
	}
}
