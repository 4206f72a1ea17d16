package nginx

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/source"
)

// show writes a tree in one line, to compare it by.
func show(nodes []*Node) string {
	var b strings.Builder
	for i, n := range nodes {
		if i > 0 {
			b.WriteByte(' ')
		}
		if n.Kind == KindComment {
			fmt.Fprintf(&b, "#%q", n.Name.Text)
			continue
		}
		fmt.Fprintf(&b, "%q", n.Name.Text)
		for _, w := range n.Words {
			fmt.Fprintf(&b, " %q", w.Text)
		}
		if n.Refused {
			b.WriteString(" !")
		}
		if len(n.Children) > 0 || n.Kind == KindBlock {
			fmt.Fprintf(&b, " {%s}", show(n.Children))
		}
		b.WriteByte(';')
	}
	return b.String()
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ text, want, faults string }{
		{"a b c;", `"a" "b" "c";`, ""},
		{"a {b c;}\nd;", `"a" {"b" "c";}; "d";`, ""},
		{"a;b;#c\r\nd;", `"a"; "b"; #"c" "d";`, ""},
		{"a#b c#;", `"a#b" "c#";`, ""},
		{"a # b;\n c;", `"a" "c" {#" b;"};`, ""},
		{`return 200 a}b;`, `"return" "200" "a}b";`, ""},
		{`set $a ${b}c;`, `"set" "$a" "${b}c";`, ""},
		{`a "b c" 'd;{' "\"\'\\\t\n\r\.";`, `"a" "b c" "d;{" "\"'\\\t\n\r\\.";`, ""},
		{`a \"b\;c \ d;`, `"a" "\"b\\;c" "\\ d";`, ""},
		{`a "b";c "d"{}`, `"a" "b"; "c" "d" {};`, ""},
		{"a \"b\r\nc\";", `"a" "b\r\nc";`, ""},
		{`if ($a = "b") { c; }`, `"if" "($a" "=" "b" ")" {"c";};`, ""},
		{`a "b"c;`, `"a" "b" "c" !;`, "5"},
		{"a \"b;\nc \"d\";\n", `"a" "b" !; "c" "d";`, "2"},
		{"a 'b;\nc d;\n", `"a" "b" !; "c" "d";`, "2"},
		{"a { b c }\nd;", `"a" {"b" "c" !;}; "d";`, "6"},
		{"a;;b;", `"a"; "b";`, "2"},
		{"a;}\nb;", `"a"; "b";`, "2"},
		{"a { b;\n", `"a" ! {"b";};`, "0"},
		{"a {\n  b {\n    c;\n}\nd;\n", `"a" {"b" ! {"c";}; "d";};`, "6"},
		{"{ b; }c;", `"" ! {"b";}; "c";`, "0"},
		{"a b", `"a" "b" !;`, "2"},
		{"\xef\xbb\xbfa;", `"a";`, "0"},
		{"x_by_lua_block { local a = '}' -- }\n b = {1} --[[ } ]] c = [=[ } ]] ]=] }\nd;", `"x_by_lua_block" {}; "d";`, ""},
		{"x_by_lua_block { a", `"x_by_lua_block" ! {};`, "0"},
		{"root /a\nallow all;\nb;", `"root" "/a" !; "allow" "all"; "b";`, "6"},
		{"root /a # c\n  # d\nallow all\ndeny all;", `"root" "/a" !; #" c" #" d" "allow" "all" !; "deny" "all";`, "6 26"},
		{"index a\nroot /b;", `"index" "a" "root" "/b";`, ""},
		{"server {\n deny all}\nserver { deny all\n}", `"server" {"deny" "all" !;}; "server" {"deny" "all" !;};`, "17 36"},
		{"map $a $b {\n root\n index;\n}", `"map" "$a" "$b" {"root" "index";};`, ""},
		{"foo a\nroot /b;", `"foo" "a" "root" "/b";`, ""},
		{"root /a\nroot /b", `"root" "/a" !; "root" "/b" !;`, "6 14"},
		{"server {\n location /\n  root /a;\n }\n}\nb;", `"server" {"location" "/" ! {"root" "/a";};}; "b";`, "10"},
		{"location ~ a{2}b {\n}\nb;", `"location" "~" "a{2}b" ! {}; "b";`, "12"},
		{`a "b"#c d;`, `"a" "b" "#c" "d" !;`, "5"},
		{"", "", ""},
		{"a " + strings.Repeat("x", 4095) + ";", `"a" "` + strings.Repeat("x", 4095) + `";`, ""},
		{"a " + strings.Repeat("x", 4096) + ";", `"a" "` + strings.Repeat("x", 4096) + `" !;`, "2"},
	} {
		tree := parse(source.NewFile("nginx.conf", []byte(c.text)))
		var faults []string
		for _, f := range tree.Faults {
			faults = append(faults, fmt.Sprint(f.Start))
		}
		if got := show(tree.Nodes); got != c.want {
			t.Errorf("%.80q\n got %s\nwant %s", c.text, got, c.want)
		}
		if got := strings.Join(faults, " "); got != c.faults {
			t.Errorf("%.80q: faults at %q, want %q", c.text, got, c.faults)
		}
		checkSpans(t, tree)
	}
}

// checkSpans checks that every byte of a file is in a node, is white space or
// is said to be lost, and that nodes stand in each other and in their order.
func checkSpans(t *testing.T, tree *Tree) {
	t.Helper()
	data := tree.File.Data
	covered := make([]bool, len(data))
	cover := func(start, end int) {
		for i := start; i < end; i++ {
			covered[i] = true
		}
	}
	if tree.ByteOrderMark {
		cover(0, len(byteOrderMark))
	}
	for _, s := range tree.Lost {
		cover(s.Start, s.End)
	}
	var walk func(nodes []*Node, parent *Node, from, to int)
	walk = func(nodes []*Node, parent *Node, from, to int) {
		for _, n := range nodes {
			if n.Start < from || n.End > to || n.Start > n.End || n.HeadEnd > n.CloseStart || n.CloseStart > n.End {
				t.Fatalf("node %d-%d (%d, %d) is not within %d-%d", n.Start, n.End, n.HeadEnd, n.CloseStart, from, to)
			}
			if n.Parent != parent || n.Tree != tree {
				t.Fatalf("node at %d has a wrong parent or tree", n.Start)
			}
			from = n.End
			cover(n.Start, n.HeadEnd)
			cover(n.CloseStart, n.End)
			at := n.Start
			for _, w := range append([]Word{n.Name}, n.Words...) {
				if w.Start < at || w.End < w.Start || w.End > n.HeadEnd {
					t.Fatalf("word %d-%d of node %d-%d is out of place", w.Start, w.End, n.Start, n.End)
				}
				at = w.End
			}
			if strings.HasSuffix(n.Name.Text, "_by_lua_block") {
				cover(n.Start, n.End)
			}
			walk(n.Children, n, n.Start, n.CloseStart)
		}
	}
	walk(tree.Nodes, nil, 0, len(data))
	for i, in := range covered {
		if !in && !blank(data[i]) {
			t.Fatalf("byte %d is in no node", i)
		}
	}
}

// sharedFolder is where real files lie that are not part of the repository.
func sharedFolder() string {
	if shared := os.Getenv("AUTHLINT_SHARED"); shared != "" {
		return shared
	}
	return "../../shared"
}

// sharedFile is a real file of the corpus.
type sharedFile struct {
	name string
	data []byte
}

// corpus are the real files that the tests are run over where they are at hand:
// they are not part of the repository.
func corpus(tb testing.TB) []sharedFile {
	tb.Helper()
	entries, err := os.ReadDir(filepath.Join(sharedFolder(), "corpus", "nginx"))
	if err != nil {
		tb.Skip("the corpus of real files is not part of the repository: ", err)
	}
	var files []sharedFile
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(sharedFolder(), "corpus", "nginx", e.Name()))
		if err != nil {
			tb.Fatal(err)
		}
		files = append(files, sharedFile{e.Name(), data})
	}
	return files
}

func TestCorpusSpans(t *testing.T) {
	for _, f := range corpus(t) {
		tree := parse(source.NewFile(f.name, f.data))
		checkSpans(t, tree)
		for _, fault := range tree.Faults {
			t.Logf("%s: %d: %s", f.name, tree.File.Position(fault.Start).Line, fault.Message)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"a b;", "a { b \"c\"; }", "a ${b} 'c\\'d' # e\n;", "x_by_lua_block { [[}]] --[=[\n]=] '}' }", "a \"b;\nc \"d\";", "}{;;",
		"http { server { location ~ a { allow b/9; return 200 $a; } if ($a = b) { } } map $a $b { ~c d; } }",
		"root /a\nallow all\n; location /\n deny ::1/129; }", "events{}http{include a;include a*;error_page 4 =a /b;rewrite ( b c;}",
		"# configuration file /a:\ninclude b;\n# configuration file /b:\ninclude a;\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		checkSpans(t, parse(source.NewFile("nginx.conf", data)))
		for _, r := range load(string(data)).Refusals {
			if r.Span.File == nil || r.Span.Start > r.Span.End || r.Span.End > len(r.Span.File.Data) || r.Message == "" {
				t.Errorf("refusal out of place: %+v", r)
			}
		}
	})
}
