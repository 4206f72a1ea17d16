package apache

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/authlint/authlint/lint/linttest"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// parseText parses a text as .htaccess or as server configuration, in which
// NAME is defined as "two words".
func parseText(text string, server bool) *Tree {
	ctx := context{maxLine: maxLineHtaccess, decide: (&Options{}).modules().decideForTest}
	if server {
		ctx.maxLine = maxLineServer
		ctx.vars = func(name string) (string, bool) { return "two words", name == "NAME" }
	}
	return parse(source.NewFile("/"+AccessFile, []byte(text)), ctx)
}

// decideForTest decides IfModule and IfVersion as the assumed server does.
func (m *modules) decideForTest(kind model.ConditionKind, argument string) decision {
	switch kind {
	case model.IfModule:
		return m.decideModule(argument)
	case model.IfVersion:
		return decideVersion(assumedVersion, argument)
	}
	return decision{verdict: model.Undecided}
}

// dump writes a tree with the places of everything in it.
func dump(t *Tree) string {
	var b strings.Builder
	var write func(nodes []*Node, indent string)
	write = func(nodes []*Node, indent string) {
		for _, n := range nodes {
			fmt.Fprintf(&b, "%s%s\n", indent, describe(n))
			write(n.Children, indent+"  ")
		}
	}
	write(t.Nodes, "")
	for _, f := range t.Faults {
		fmt.Fprintf(&b, "fault %d-%d: %s\n", f.Start, f.End, f.Message)
	}
	return b.String()
}

var kindNames = map[NodeKind]string{
	KindBlank: "blank", KindComment: "comment", KindDirective: "directive", KindSection: "section", KindClose: "close",
}

func describe(n *Node) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d-%d %s", n.Start, n.End, kindNames[n.Kind])
	if n.Kind == KindSection {
		fmt.Fprintf(&b, " head %d close %d", n.HeadEnd, n.CloseStart)
	}
	for i, w := range append([]Word{n.Name}, n.Words...) {
		if i == 0 && w.End == 0 {
			continue
		}
		fmt.Fprintf(&b, " %d-%d %s", w.Start, w.End, strconv.Quote(w.Text))
		if w.Unclosed {
			b.WriteString(" unclosed")
		}
	}
	if n.Tail.Text != "" {
		fmt.Fprintf(&b, " tail %d-%d %q", n.Tail.Start, n.Tail.End, n.Tail.Text)
	}
	if n.Condition() {
		b.WriteString(map[model.Verdict]string{model.Entered: " entered", model.Skipped: " skipped", model.Undecided: " undecided"}[n.Verdict])
	}
	for _, flag := range []struct {
		set  bool
		name string
	}{{n.Negated, "negated"}, {n.Open, "open"}, {n.Joined, "joined"}, {n.NUL, "nul"}, {n.Lenient, "lenient"}} {
		if flag.set {
			b.WriteString(" " + flag.name)
		}
	}
	return b.String()
}

// TestParseTable compares trees with those of the archives in testdata: a file
// named htaccess or conf, whose lines are in Go's quotes where its name ends in
// -quoted, and the tree. "go test -update" writes the trees.
func TestParseTable(t *testing.T) {
	names, err := filepath.Glob("../testdata/apache/parse/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { parseArchive(t, name) })
	}
}

func parseArchive(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil || len(archive.Files) != 2 || archive.Files[1].Name != "tree" {
		t.Fatalf("an archive has a text and a tree: %v", err)
	}
	text := string(archive.Files[0].Data)
	kind, quoted := strings.CutSuffix(archive.Files[0].Name, "-quoted")
	if quoted {
		text = unquoteLines(t, text)
	}
	tree := parseText(text, kind == "conf")
	checkTree(t, tree, text)
	got := dump(tree)
	if linttest.Update() {
		archive.Files[1].Data = []byte(got)
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want := string(archive.Files[1].Data); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func unquoteLines(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(text) {
		part, err := strconv.Unquote(strings.TrimSpace(line))
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		b.WriteString(part)
	}
	return b.String()
}

// checkTree checks what holds of every tree: it gives its text back, and its
// nodes cover the text in order, each inside its section.
func checkTree(t *testing.T, tree *Tree, text string) {
	t.Helper()
	if tree.Text() != text {
		t.Fatalf("%q comes back as %q", text, tree.Text())
	}
	end := checkNodes(t, tree.Nodes, nil, 0)
	if end != len(text) {
		t.Fatalf("%q: the nodes end at %d of %d", text, end, len(text))
	}
	if bound := strings.Count(text, "\n") + 2; len(tree.Faults) > bound {
		t.Fatalf("%q: %d faults on %d lines", text, len(tree.Faults), bound)
	}
	for _, f := range tree.Faults {
		if f.Start < 0 || f.Start > f.End || f.End > len(text) {
			t.Fatalf("%q: fault at %d-%d", text, f.Start, f.End)
		}
	}
}

// checkNodes checks nodes that begin at some offset, and returns where they
// end.
func checkNodes(t *testing.T, nodes []*Node, parent *Node, at int) int {
	t.Helper()
	for _, n := range nodes {
		if n.Parent != parent || n.Start != at || n.HeadEnd < n.Start || n.End < n.HeadEnd {
			t.Fatalf("%s at %d does not fit", describe(n), at)
		}
		if n.Kind != KindSection && len(n.Children) > 0 {
			t.Fatalf("%s has something in it", describe(n))
		}
		if inside := checkNodes(t, n.Children, n, n.HeadEnd); n.Kind == KindSection && (inside != n.CloseStart || n.End < inside) {
			t.Fatalf("%s: what is in it ends at %d", describe(n), inside)
		}
		for _, w := range append([]Word{n.Name, n.Tail, n.Argument}, n.Words...) {
			if w != (Word{}) && (w.Start < n.Start || w.End < w.Start || w.End > n.HeadEnd) {
				t.Fatalf("%s: %q lies at %d-%d", describe(n), w.Text, w.Start, w.End)
			}
		}
		if n.ArgsStart > n.ArgsEnd || n.ArgsEnd > n.HeadEnd {
			t.Fatalf("%s: arguments at %d-%d", describe(n), n.ArgsStart, n.ArgsEnd)
		}
		at = n.End
	}
	return at
}

// TestRoundTrip checks the trees of all cases and, where it is at hand, of the
// corpus.
func TestRoundTrip(t *testing.T) {
	for _, c := range refusalCases(t) {
		checkTree(t, parseText(c.text, false), c.text)
		checkTree(t, parseText(c.text, true), c.text)
	}
	t.Run("corpus", func(t *testing.T) {
		for _, f := range corpus(t) {
			checkTree(t, parseText(f.text, false), f.text)
			checkTree(t, parseText(f.text, true), f.text)
		}
	})
}
