package nginx

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	crossplane "github.com/nginxinc/nginx-go-crossplane"

	"github.com/authlint/authlint/lint/source"
)

// crossplaneObjects says whether crossplane's parser has something against one
// statement at a place.
func crossplaneObjects(t *testing.T, statement string, at place) bool {
	t.Helper()
	text := placed(at).opens + statement + placed(at).closes
	payload, err := crossplane.Parse("x", &crossplane.ParseOptions{
		Open:             func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil },
		SingleFile:       true,
		DirectiveSources: tables[:],
	})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return len(payload.Errors) > 0
}

// TestTables compares what is made here of the masks in crossplane's tables with
// what its parser makes of them: the bits are not exported.
func TestTables(t *testing.T) {
	names := []string{
		"allow", "auth_basic", "auth_jwt", "auth_request", "events", "http", "if", "include", "internal", "limit_except", "listen",
		"location", "log_format", "mail", "map", "mgmt", "oidc_provider", "proxy_pass", "return", "rewrite", "server", "server_name", "set",
		"ssl_certificate", "stream", "sub_filter", "try_files", "types", "upstream", "user", "worker_connections", "worker_processes",
		"js_content", "content_by_lua_file", "more_set_headers", "geoip2", "auth_http", "starttls", "preread_timeout", "zone", "client_id",
	}
	compared := 0
	for _, name := range names {
		if len(lookUp(name)) == 0 {
			t.Errorf("no table has %s", name)
		}
		for at := inMain; at < inMap; at++ {
			for count := range 5 {
				for _, end := range []string{";", "{}"} {
					statement := name + strings.Repeat(" on", count) + end
					if name == "if" {
						statement = name + strings.Repeat(" (on)", count) + end
					}
					n := parse(source.NewFile("", []byte(statement))).Nodes[0]
					ours, theirs := object(n, lookUp(name), at).says, crossplaneObjects(t, statement, at)
					compared++
					if (ours != "") != theirs {
						t.Errorf("%q within %q: %q, and crossplane objects: %v", statement, placed(at).opens, ours, theirs)
					}
				}
			}
		}
	}
	t.Logf("%d statements", compared)
}

// TestTokens shows that crossplane never makes more tokens of a text than are
// counted on, which is what keeps its goroutine from waiting for ever.
func TestTokens(t *testing.T) {
	for _, f := range corpus(t) {
		text := string(f.data)
		if len(text) > 2000 {
			text = text[:2000] // a part will do, and may end anywhere
		}
		count := 0
		for range crossplane.Lex(strings.NewReader(text)) {
			count++
		}
		if most := tokens(text); count > most {
			t.Errorf("%s: %d tokens, and at most %d were counted on", f.name, count, most)
		}
	}
}

// TestNothingLeft gives crossplane what its parser is known to fail at, and
// looks for goroutines that are left behind.
func TestNothingLeft(t *testing.T) {
	before := runtime.NumGoroutine()
	many := strings.Repeat("location /a { deny all; }\n", 4000)
	for _, text := range []string{
		"server {\n" + many + "}\n" + many, "server foo {\n" + many + "}\n" + many, "foo { if () {} }\n" + many,
		"if () {}\n" + many, many + "}\n" + many, many + ";;\n" + many, "server {\n" + many, "a \"b;\n" + many,
		"http { server foo { } }\n" + many, "http {\n location / { }\n" + many + "}\n" + many, "return 200 a}b;\n" + many,
		"content_by_lua_block x {\n" + many, "content_by_lua_block { '\n" + many, "set_by_lua_block\n" + many,
	} {
		for range 3 {
			tree := parse(source.NewFile("nginx.conf", []byte(text)))
			j := newJudge(catalogue{})
			j.file(tree, j.seatOf(tree))
		}
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d goroutines, and %d before", runtime.NumGoroutine(), before)
}

// disagreements are the files of the corpus of which crossplane sees other nodes
// or to which it objects, with the reason. What is said of them all the same is
// what its tables say.
var disagreements = map[string]string{
	"certbot__certbot__certbot-compatibility-test__nginx__nginx-roundtrip-testdata__simplecgi__nginx.conf": "a location stands beside a server",
	"nginxinc__crossplane__tests__configs__bad-args__nginx.conf":                                           "user has no argument",
	"walf443__nginx-lint__src__rules__syntax__invalid_directive_context__bad.conf":                         "blocks stand in wrong places",
}

// TestCorpusAgreement compares the trees of the corpus with crossplane's.
func TestCorpusAgreement(t *testing.T) {
	agree, seen := 0, map[string]bool{}
	for _, f := range corpus(t) {
		tree := parse(source.NewFile(f.name, f.data))
		if tree.torn || len(tree.Nodes) == 0 {
			continue
		}
		j := newJudge(catalogue{})
		at := j.seatOf(tree)
		if whole(tree) {
			at = inMain
		}
		disagrees := ""
		var ask func(nodes []*Node, at place)
		ask = func(nodes []*Node, at place) {
			for len(nodes) > 0 {
				n, o := j.ask(nodes, at)
				if o == objects && placed(at).bit != 0 {
					disagrees = fmt.Sprint(tree.File.Position(nodes[0].Start).Line)
				}
				if o == notAsked {
					ask(nodes[0].Children, at.within(nodes[0].Name.Text))
				}
				nodes = nodes[n:]
			}
		}
		ask(tree.Nodes, at)
		if disagrees == "" {
			agree++
			continue
		}
		seen[f.name] = true
		if disagreements[f.name] == "" {
			t.Errorf("%s: crossplane sees something else from line %s on", f.name, disagrees)
		}
	}
	for name := range disagreements {
		if !seen[name] {
			t.Errorf("%s: crossplane agrees now", name)
		}
	}
	t.Logf("%d files agree, %d do not", agree, len(seen))
}
