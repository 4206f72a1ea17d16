package rules_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/authlint/authlint/apache"
	"github.com/authlint/authlint/apache/htpasswd"
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/expect"
	"github.com/authlint/authlint/lint/linttest"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/nginx"
	"github.com/authlint/authlint/rules"
	"github.com/authlint/authlint/wordpress"
	"github.com/authlint/authlint/wordpress/options"
)

const fixtures = "../testdata/rules"

func harness() linttest.Harness {
	return linttest.Harness{
		Scan: scan.Options{
			Servers: []lint.Frontend{apache.Frontend(apache.Options{}), nginx.Frontend(nginx.Options{})},
			Apps:    []scan.AppFinder{withOptions},
			Stores:  scan.StoreReader{Match: htpasswd.Match, Kind: htpasswd.KindOf, Parse: htpasswd.Parse},
		},
		Rules:    rules.All(),
		Expected: judged,
	}
}

// judged is what the server that is assumed, or that of the case, makes of what
// a project's configuration expects.
func judged(o scan.Options, project *source.File) []lint.Expected {
	c, diagnostics := config.Load(project, path.Dir(project.Path), config.Known{Rules: rules.All()})
	if config.Failed(diagnostics) {
		return []lint.Expected{{Place: lint.PlaceOf(diagnostics[0].Span), Undecided: diagnostics[0].Message}}
	}
	served, err := scan.Serve(o, c.Dir)
	if err != nil {
		return []lint.Expected{{Undecided: err.Error()}}
	}
	var all []lint.Expected
	for i := range c.Expect {
		all = append(all, expect.Judge(server{served.Site}, &c.Expect[i]))
	}
	return all
}

// server answers for a site.
type server struct{ site *model.Site }

func (s server) Site() *model.Site { return s.site }

func (s server) Decide(r *access.Request) access.Decision {
	return access.Decide(s.site.Servers[0].Program.(access.Server), r)
}

func (s server) Explain(r *access.Request) (access.Decision, []access.Passage) {
	return access.Explain(s.site.Servers[0].Program.(access.Server), r)
}

// withOptions finds WordPress with the stored options that a case has beside
// it: wp-options.json is what "wp option list --format=json" writes,
// wp-options.sql a dump.
func withOptions(l lint.Loader, dir string) *model.App {
	stored := func(string) []*options.Set {
		for _, name := range []string{"wp-options.json", "wp-options.sql"} {
			f, err := l.Open(path.Join(dir, name))
			if err != nil {
				continue
			}
			if sets, err := options.Read(bytes.NewReader(f.Data), f.Name, options.DumpOptions{}); err == nil {
				return sets
			}
		}
		return nil
	}
	return wordpress.Finder(wordpress.Options{Stored: stored})(l, dir)
}

func TestFixtures(t *testing.T) {
	linttest.Run(t, fixtures+"/*/*.txtar", harness())
}

func TestRules(t *testing.T) {
	declared := declarations(t)
	seen := map[string]bool{}
	for _, r := range rules.All() {
		t.Run(r.ID, func(t *testing.T) {
			if seen[r.ID] {
				t.Error("the id is in the list twice")
			}
			seen[r.ID] = true
			checkFields(t, r)
			checkDeclaration(t, r.ID, declared)
			checkFixtures(t, r.ID)
		})
	}
	for name, d := range declared {
		if !seen[d.id] {
			t.Errorf("%s: %s is not in rules.All", d.file, name)
		}
	}
}

var kebabCase = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

func checkFields(t *testing.T, r *lint.Rule) {
	t.Helper()
	if !kebabCase.MatchString(r.ID) {
		t.Error("the id is not kebab-case")
	}
	if r.Summary == "" || strings.HasSuffix(r.Summary, ".") || strings.Contains(r.Summary, "\n") {
		t.Errorf("the summary %q is no clause without a full stop", r.Summary)
	}
	if r.Outcome == lint.OutcomeOfRule {
		t.Error("the rule has no outcome")
	}
	if (r.Run == nil) == (r.Review == nil) {
		t.Error("the rule has not one of Run and Review")
	}
	if !strings.HasPrefix(r.Doc, "# "+r.ID+"\n") {
		t.Error("Doc is not the rule's page")
	}
	for _, o := range r.Options {
		if !strings.Contains(r.Doc, "`"+o.Name+"`") || o.Doc == "" || o.Default < o.Min || o.Default > o.Max {
			t.Errorf("the option %s is not on the page, or badly described", o.Name)
		}
	}
}

// ruleLines is where a rule's file wants a helper in the model.
const ruleLines = 120

func checkDeclaration(t *testing.T, id string, declared map[string]declaration) {
	t.Helper()
	name, file := camelCase(id), strings.ReplaceAll(id, "-", "_")+".go"
	d, ok := declared[name]
	switch {
	case !ok:
		t.Errorf("no variable %s", name)
	case d.id != id:
		t.Errorf("%s has the id %q", name, d.id)
	case d.file != file:
		t.Errorf("%s is in %s, not in %s", name, d.file, file)
	case d.lines > ruleLines:
		t.Errorf("%s has %d lines, more than %d", file, d.lines, ruleLines)
	}
}

func camelCase(id string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(id, "-") {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

func checkFixtures(t *testing.T, id string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(fixtures, id))
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, e := range entries {
		prefix, _, _ := strings.Cut(e.Name(), "-")
		if filepath.Ext(e.Name()) != ".txtar" || prefix != "bad" && prefix != "ok" {
			t.Errorf("%s is no bad-*.txtar or ok-*.txtar", e.Name())
		}
		count[prefix]++
	}
	if count["bad"] == 0 || count["ok"] == 0 {
		t.Errorf("%d bad and %d ok cases: at least one of each", count["bad"], count["ok"])
	}
}

// TestNothingLeftOver finds fixtures and pages of rules that are gone.
func TestNothingLeftOver(t *testing.T) {
	known := map[string]bool{}
	for _, r := range rules.All() {
		known[r.ID] = true
	}
	for _, dir := range []string{fixtures, "doc"} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !known[strings.TrimSuffix(e.Name(), ".md")] {
				t.Errorf("%s/%s belongs to no rule", dir, e.Name())
			}
		}
	}
}

type declaration struct {
	file, id string
	lines    int
}

// declarations are the package's variables of the form &lint.Rule{...}.
func declarations(t *testing.T) map[string]declaration {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]declaration{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for variable, id := range ruleVariables(syntax) {
			found[variable] = declaration{name, id, bytes.Count(text, []byte("\n"))}
		}
	}
	return found
}

// ruleVariables are the rules a file declares, with their ids.
func ruleVariables(file *ast.File) map[string]string {
	found := map[string]string{}
	for _, d := range file.Decls {
		general, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, s := range general.Specs {
			value, ok := s.(*ast.ValueSpec)
			if !ok || len(value.Values) != 1 {
				continue
			}
			if id, ok := ruleID(value.Values[0]); ok {
				found[value.Names[0].Name] = id
			}
		}
	}
	return found
}

// ruleID is the id in &lint.Rule{ID: "..."}.
func ruleID(x ast.Expr) (id string, ok bool) {
	address, ok := x.(*ast.UnaryExpr)
	if !ok {
		return "", false
	}
	literal, ok := address.X.(*ast.CompositeLit)
	if !ok {
		return "", false
	}
	kind, ok := literal.Type.(*ast.SelectorExpr)
	if !ok || kind.Sel.Name != "Rule" {
		return "", false
	}
	i := slices.IndexFunc(literal.Elts, func(e ast.Expr) bool {
		field, ok := e.(*ast.KeyValueExpr)
		return ok && field.Key.(*ast.Ident).Name == "ID"
	})
	if i < 0 {
		return "", true
	}
	text, ok := literal.Elts[i].(*ast.KeyValueExpr).Value.(*ast.BasicLit)
	if !ok {
		return "", true
	}
	id, err := strconv.Unquote(text.Value)
	return id, err == nil
}
