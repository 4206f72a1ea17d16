package config_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/source"
)

var update = flag.Bool("update", false, "rewrite expected output")

// known is a world with few rules and modules.
func known() config.Known {
	return config.Known{
		Rules: []*lint.Rule{
			{ID: "auth-over-http", Outcome: lint.Weakens, Run: func(*lint.Pass) {}},
			{ID: "duplicate-user", Outcome: lint.LocksOut, Run: func(*lint.Pass) {}},
			{ID: "weak-password-hash", Outcome: lint.Weakens, Run: func(*lint.Pass) {}, Options: []*lint.Option{
				{Name: "min_bcrypt_cost", Default: 10, Min: 4, Max: 17, Doc: "the least bcrypt cost"},
			}},
		},
		Modules: []string{"auth_basic", "authz_core", "rewrite"},
		Version: "v0.3.0",
		Today:   "2026-06-15",
	}
}

func load(text string) (config.Config, []config.Diagnostic) {
	return config.Load(source.NewFile(config.Name, []byte(text)), "/site", known())
}

// said is what diagnostics say, one a line, with the words they point at.
func said(diagnostics []config.Diagnostic) string {
	var b strings.Builder
	for _, d := range diagnostics {
		start, end := d.Span.Position(), d.Span.File.Position(d.Span.End)
		fmt.Fprintf(&b, "%d:%d-%d:%d: %s: %s\n", start.Line, start.Column, end.Line, end.Column, d.Severity, d.Message)
	}
	return b.String()
}

// TestWrong compares what is said of every file in testdata/wrong*.txtar, each
// followed by a section NAME.want. Nothing of a file with an error holds.
func TestWrong(t *testing.T) {
	names, err := filepath.Glob("testdata/wrong*.txtar")
	if err != nil || len(names) != 2 {
		t.Fatalf("%v: %v", names, err)
	}
	for _, name := range names {
		wrong(t, name)
	}
}

func wrong(t *testing.T, name string) {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(archive.Files); i += 2 {
		in, want := &archive.Files[i], &archive.Files[i+1]
		t.Run(in.Name, func(t *testing.T) {
			if want.Name != in.Name+".want" {
				t.Fatalf("%s follows", want.Name)
			}
			c, diagnostics := load(strings.TrimSuffix(string(in.Data), "\n"))
			if len(diagnostics) == 0 {
				t.Fatal("nothing is wrong with it")
			}
			if config.Failed(diagnostics) && !cmp.Equal(c, config.Config{}) {
				t.Error("something of a wrong file holds")
			}
			got := said(diagnostics)
			if *update {
				want.Data = []byte(got)
			}
			if diff := cmp.Diff(string(want.Data), got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if len(archive.Files) < 2 {
		t.Fatal("no case")
	}
	if *update {
		if err := os.WriteFile(filepath.FromSlash(name), txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
