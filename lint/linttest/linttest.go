// Package linttest runs rules over small sites written down in text files. It
// is for tests only; begin with Run.
//
// A case is a txtar archive. Its first line says in prose what it shows; the
// section called want holds the exact concise output and is written by
// go test -update:
//
//	Two lines for one user: the second password never works.
//	-- site/.htpasswd mode=0640 --
//	bob:$2y$12$...
//	bob:$2y$12$...
//	-- want --
//	site/.htpasswd:2:1-2:4: error: ... [duplicate-user]
//
// Where findings offer fixes, a section called fixes follows, which is written
// likewise: what each of them does to the lines of the files. Every fix is
// applied by itself to a copy of the case; its finding must go and none may come.
//
// Every other section is a file below a top folder, here site. The top folders
// are what is checked, and all below them may be read; nothing is known of
// what lies elsewhere, nor of the top folder called outside. In the tree the
// paths begin with a slash: /site/.htpasswd.
//
// After the path a section's header may have
//
//	mode=0600 uid=33 gid=33   permissions and owner (0644 and unknown)
//	dir                       a folder (0755), fifo a FIFO
//	link=TARGET               a symbolic link
//	deny                      reading it is refused
//	config                    the server configuration in force, as the option below
//	enc=go                    each line is a Go string literal: "\xef\xbb\xbfAuthType Basic\r\n"
//
// and a path with blanks stands in double quotes. Lines of the comment after
// the first may be options:
//
//	path-map: /var/www=/site    where the server's paths lie in the tree
//	allow-root: /x              one more folder that may be read
//	named: site/a/.htaccess     check these paths, not the top folders
//	config: etc/httpd.conf      the server configuration in force
package linttest

import (
	"cmp"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/source"
)

var update = flag.Bool("update", false, "write what was found into the cases and pages that are tested")

// Update says that expected output is to be written, not compared: the test
// ran with -update.
func Update() bool { return *update }

// Harness is what cases are run with.
type Harness struct {
	// Scan holds the front ends; the rest of it is the case's.
	Scan  scan.Options
	Rules []*lint.Rule
	// Expected judges what a project's configuration, a file of the case called
	// .authlint.hcl, expects of the site in its folder; nil where no rule asks.
	Expected func(o scan.Options, project *source.File) []lint.Expected

	// only is the rule whose findings are looked at; nil for all.
	only *lint.Rule
}

// today is the day of every case.
const today = "2026-11-21"

// run are the rules that run: the one that is looked at, unless it reviews
// what others found.
func (h Harness) run() []*lint.Rule {
	if h.only == nil || h.only.Review != nil {
		return h.Rules
	}
	return []*lint.Rule{h.only}
}

// Run runs every archive that the glob names, as a subtest called for its
// folder and file. All rules run. In a bad-*.txtar the rule that the folder is
// named for must find something, in an ok-*.txtar nothing. A glob that names
// no file is a failure.
func Run(t *testing.T, glob string, h Harness) {
	t.Helper()
	for _, file := range files(t, glob) {
		stem := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
		folder := filepath.Base(filepath.Dir(file))
		t.Run(folder+"/"+stem, func(t *testing.T) {
			t.Parallel()
			runFile(t, file, h)
		})
	}
}

func files(t testing.TB, glob string) []string {
	t.Helper()
	names, err := filepath.Glob(glob)
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Fatalf("no file matches %s", glob)
	}
	return names
}

// Files returns the files of every archive that the glob names, as seeds of
// fuzz targets and as input of benchmarks.
func Files(tb testing.TB, glob string) []Node {
	tb.Helper()
	var nodes []Node
	for _, file := range files(tb, glob) {
		for _, n := range parseFile(tb, file).Nodes {
			if n.Mode.IsRegular() && n.Link == "" {
				nodes = append(nodes, n)
			}
		}
	}
	return nodes
}

func parseFile(tb testing.TB, file string) *Case {
	tb.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	c, err := Parse(data)
	if err != nil {
		tb.Fatalf("%s: %v", file, err)
	}
	return c
}

func runFile(t *testing.T, file string, h Harness) {
	c := parseFile(t, file)
	out := run(t, c, h)
	checkPrefix(t, file, out.result.Findings)
	tryFixes(t, c, h, &out)
	if slices.ContainsFunc(out.result.Findings, func(f lint.Finding) bool { return len(f.Fixes) > 0 }) {
		tryEffects(t, c, h)
		tryTogether(t, c, h)
	}
	fixes := c.showFixes(out)
	switch {
	case Update():
		if !c.HasWant || out.concise != c.Want || fixes != c.Fixes {
			write(t, file, c.format(out.concise, fixes))
		}
	case !c.HasWant:
		t.Errorf("%s has no want section; go test -update writes it", file)
	case out.concise != c.Want:
		t.Errorf("%s: %s\n%s", file, c.Point, out.secrets.hide(difference(c.Want, out.concise)))
	case fixes != c.Fixes:
		t.Errorf("%s: the fixes do something else\n%s", file, out.secrets.hide(difference(c.Fixes, fixes)))
	}
}

// write changes a file, unless what would be written was found to be wrong.
func write(t *testing.T, file string, text []byte) {
	t.Helper()
	if t.Failed() {
		return
	}
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// checkPrefix holds the file's name against what was found.
func checkPrefix(t *testing.T, file string, findings []lint.Finding) {
	t.Helper()
	id := filepath.Base(filepath.Dir(file))
	found := slices.ContainsFunc(findings, func(f lint.Finding) bool { return f.Rule.ID == id })
	switch prefix, _, _ := strings.Cut(filepath.Base(file), "-"); {
	case prefix == "bad" && !found:
		t.Errorf("%s: %s finds nothing in it", file, id)
	case prefix == "ok" && found:
		t.Errorf("%s: %s finds something in it", file, id)
	}
}

// run checks a case twice, with one worker and with several, its files in one
// order and in the other: nothing of it may show.
func run(t *testing.T, c *Case, h Harness) output {
	t.Helper()
	first := check(t, c, h, manner{jobs: 1})
	second := check(t, c, h, manner{jobs: 4, backwards: true})
	if first.concise != second.concise {
		t.Errorf("two runs differ\n%s", first.secrets.hide(difference(first.concise, second.concise)))
	}
	checkForm(t, first)
	checkLeaks(t, first)
	return first
}

// checkForm holds every finding against what a message must look like.
func checkForm(t *testing.T, out output) {
	t.Helper()
	for _, f := range out.result.Findings {
		say := func(what string) { t.Errorf("%s: %s: %q", f.Rule.ID, what, out.secrets.hide(f.Message)) }
		switch {
		case f.Message == "" || strings.TrimSpace(f.Message) != f.Message:
			say("a message is empty or has blanks round it")
		case strings.HasSuffix(f.Message, "."):
			say("a message ends in a full stop")
		case strings.Contains(f.Message, "\n"):
			say("a message has several lines")
		}
		for _, x := range f.Fixes {
			if x.Title == "" || len(x.Edits) == 0 {
				say("a fix lacks a title or edits")
			}
		}
	}
}

// difference shows two outputs line by line: what is wanted and was not said,
// and the reverse.
func difference(want, got string) string {
	wanted, said := strings.SplitAfter(want, "\n"), strings.SplitAfter(got, "\n")
	var b strings.Builder
	only := func(sign string, lines, others []string) {
		others = slices.Clone(others)
		for _, line := range lines {
			if i := slices.Index(others, line); i >= 0 {
				others = slices.Delete(others, i, i+1)
				continue
			}
			b.WriteString(sign + strings.TrimSuffix(line, "\n") + "\n")
		}
	}
	only("  want: ", wanted, said)
	only("  got:  ", said, wanted)
	return cmp.Or(b.String(), "  the same lines in another order\n")
}
