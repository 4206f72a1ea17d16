package lint_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/authlint/authlint"

// A ban says what some packages may not import, and why. A pattern is a path
// within the module, or one of the standard library; "/..." takes in what lies
// below, and "*" stands for every package of the module.
type ban struct {
	importers []string
	exempt    []string // importers the ban does not hold for
	banned    []string
	allowed   []string // what "banned" takes in and may be imported all the same
	reason    string
}

var (
	frontEnds = []string{"apache/...", "nginx/...", "wordpress/..."}
	// outside is what reaches beyond the process.
	outside = []string{"os/...", "io/ioutil", "path/filepath", "net", "net/http/...", "syscall"}
)

var bans = []ban{
	{
		importers: []string{"*"},
		exempt:    []string{"lint/hosting/cache"},
		banned:    []string{"go.etcd.io/..."},
		reason:    "what is remembered from run to run is one package's business",
	}, {
		importers: []string{"*"},
		exempt:    []string{"lint/hosting/jail"},
		banned:    []string{"github.com/landlock-lsm/..."},
		reason:    "one package gives up rights",
	}, {
		importers: []string{"lint/hosting/cache"},
		banned:    []string{"*"},
		reason:    "it keeps bytes, whatever they say",
	}, {
		importers: []string{"lint/hosting/layout", "lint/hosting/jail"},
		banned:    []string{"*"},
		allowed:   []string{"lint/source"},
		reason:    "where sites lie and how they are kept apart does not depend on what is read of them",
	}, {
		importers: []string{"lint/source", "lint/pcre"},
		banned:    []string{"*"},
		reason:    "it is a leaf, and everything else is built on it",
	}, {
		importers: []string{"lint/errorlog"},
		banned:    []string{"*"},
		reason:    "it is data, and names rules by their ids",
	}, {
		importers: []string{"lint/model"},
		banned:    []string{"*"},
		allowed:   []string{"lint/source"},
		reason:    "the model knows places in files and nothing else",
	}, {
		importers: []string{"lint/access"},
		banned:    []string{"*"},
		allowed:   []string{"lint/source", "lint/model", "lint/pcre"},
		reason:    "decisions are made over the model alone",
	}, {
		importers: []string{"lint/access/disk"},
		banned:    append([]string{"*"}, outside...),
		allowed:   []string{"lint/source", "lint/model"},
		reason:    "it sees files through a tree, and which server asks is not its business",
	}, {
		importers: []string{"lint"},
		banned:    []string{"*"},
		allowed:   []string{"lint/source", "lint/model", "lint/access", "lint/pcre"},
		reason:    "the engine knows no front end, no rule and no format",
	}, {
		importers: []string{"rules"},
		banned:    []string{"*"},
		allowed:   []string{"lint", "lint/model", "lint/access"},
		reason:    "a rule is written once, over the model, for every server",
	}, {
		importers: []string{"rules"},
		banned:    append([]string{"regexp/...", "bufio"}, outside...),
		reason:    "a rule opens nothing and takes no text apart; what it needs is in the model",
	}, {
		importers: []string{"apache/..."},
		banned:    []string{"nginx/...", "wordpress/..."},
		reason:    "front ends meet in the model",
	}, {
		importers: []string{"nginx/..."},
		banned:    []string{"apache/...", "wordpress/..."},
		reason:    "front ends meet in the model",
	}, {
		importers: []string{"wordpress/..."},
		banned:    []string{"apache/...", "nginx/..."},
		reason:    "front ends meet in the model",
	}, {
		importers: frontEnds,
		banned:    []string{"rules", "lint/scan", "lint/report", "lint/standard", "lint/config"},
		reason:    "a front end fills the model and knows nobody who reads it",
	}, {
		importers: frontEnds,
		exempt:    []string{"wordpress/options/database"},
		banned:    outside,
		reason:    "a front end opens files through the loader alone",
	}, {
		importers: []string{"*"},
		exempt:    []string{"wordpress/options/database"},
		banned:    []string{"database/...", "github.com/go-sql-driver/..."},
		reason:    "one package talks to a database",
	}, {
		importers: []string{"*"},
		exempt:    []string{"lint/probe", "lint/linttest/..."},
		banned:    []string{"crypto/tls"},
		reason:    "one package asks servers, when the user wants it",
	}, {
		importers: []string{"*"},
		exempt:    []string{"lint/standard"},
		banned:    []string{"wordpress/options/database"},
		reason:    "a database is asked when the user wants it, and no front end opens a connection",
	}, {
		importers: []string{"lint/compare"},
		banned:    append([]string{"*"}, outside...),
		allowed:   []string{"lint", "lint/source", "lint/model", "lint/access", "lint/report"},
		reason:    "it asks servers about sites that others have loaded, and sees files through their trees",
	}, {
		importers: []string{"lint/custom"},
		banned:    append([]string{"*"}, outside...),
		allowed:   []string{"lint", "lint/source", "lint/model", "lint/access"},
		reason:    "a rule of a user's sees what one of ours does, and no way out",
	}, {
		importers: []string{"lint/custom/ruletest"},
		banned:    append([]string{"rules", "lint/config"}, slices.Concat(frontEnds, outside)...),
		reason:    "it runs rules over files that stand in them, by the front ends it is given",
	}, {
		importers: []string{"lint/report", "lint/config", "lint/fix", "lint/baseline", "lint/lsp", "lint/expect", "lint/probe", "lint/logs"},
		banned:    append([]string{"rules", "lint/scan"}, frontEnds...),
		reason:    "it works on findings and options, whatever they came from",
	}, {
		importers: []string{"lint/accessmap"},
		banned:    append([]string{"rules", "lint/scan", "lint/config"}, slices.Concat(frontEnds, outside)...),
		reason:    "it asks a server through its engine, whichever that is and wherever its files lie",
	}, {
		importers: []string{"lint/scan", "lint/hosting/...", "lint/linttest/...", "cmd/..."},
		banned:    append([]string{"rules"}, frontEnds...),
		reason:    "lint/standard alone brings front ends and rules together",
	}, {
		importers: []string{"*"},
		exempt:    []string{"cmd/..."},
		banned:    []string{"lint/standard"},
		reason:    "everything is below it but the command",
	}, {
		importers: []string{"*"},
		exempt:    []string{"lint/linttest/..."},
		banned:    []string{"lint/linttest/...", "testing/..."},
		reason:    "the harness is for tests",
	}, {
		importers: []string{"*"},
		banned:    []string{"unsafe", "plugin", "C"},
		reason:    "input is hostile, and authlint is built without cgo",
	},
}

// TestImportBans looks at what each package imports itself, its tests aside.
func TestImportBans(t *testing.T) {
	eachImport(t, func(importer, imported string) {
		for _, b := range bans {
			if b.holdsFor(importer) && b.forbids(imported) {
				t.Errorf("%s imports %s: %s", within(importer), within(imported), b.reason)
			}
		}
	})
}

func (b ban) holdsFor(importer string) bool {
	return anyCovers(b.importers, importer) && !anyCovers(b.exempt, importer)
}

func (b ban) forbids(imported string) bool {
	return anyCovers(b.banned, imported) && !anyCovers(b.allowed, imported)
}

func anyCovers(patterns []string, pkg string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		if pattern == "*" {
			return pkg == module || strings.HasPrefix(pkg, module+"/")
		}
		name := within(pkg)
		dir, below := strings.CutSuffix(pattern, "/...")
		return name == dir || below && strings.HasPrefix(name, dir+"/")
	})
}

// within is a package's path in the module; others keep theirs.
func within(pkg string) string { return strings.TrimPrefix(pkg, module+"/") }

// eachImport calls f for every import of every file that is no test. The files
// are read here, not by "go list", so that a cached result of this test is
// never older than they are.
func eachImport(t *testing.T, f func(importer, imported string)) {
	t.Helper()
	const top = ".."
	files := 0
	err := filepath.WalkDir(top, func(name string, entry fs.DirEntry, err error) error {
		switch base := entry.Name(); {
		case err != nil:
			return err
		case entry.IsDir() && name != top && (base == "testdata" || strings.HasPrefix(base, ".")):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(base, ".go") || strings.HasSuffix(base, "_test.go"):
			return nil
		}
		files++
		syntax, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(top, filepath.Dir(name))
		if err != nil {
			return err
		}
		for _, spec := range syntax.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			f(path.Join(module, filepath.ToSlash(rel)), imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files == 0 {
		t.Fatal("no Go file found")
	}
}

func TestBanPatterns(t *testing.T) {
	rules := ban{banned: []string{"*", "os/..."}, allowed: []string{"lint"}}
	for pkg, want := range map[string]bool{
		"os":                     true,
		"os/exec":                true,
		"oswald":                 false,
		"strings":                false,
		module + "/lint":         false,
		module + "/lint/source":  true,
		module + "x/lint/source": false,
	} {
		if got := rules.forbids(pkg); got != want {
			t.Errorf("forbids(%q) = %v", pkg, got)
		}
	}
}
