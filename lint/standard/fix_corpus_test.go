package standard_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/fix"
	"github.com/authlint/authlint/lint/standard"
)

// TestCorpusFixes applies each fix that is offered for a real file, by itself, to
// a copy: what the server read before it must read afterwards, and the finding
// must be gone.
func TestCorpusFixes(t *testing.T) {
	shared := os.Getenv("AUTHLINT_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	for _, kind := range []string{"nginx", "wordpress", "apache"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			files, err := filepath.Glob(filepath.Join(shared, "corpus", kind, "*"))
			if err != nil || len(files) == 0 {
				t.Skip("the corpus of real files is not part of the repository")
			}
			applied, refused, mended := 0, 0, map[string]bool{}
			for _, file := range files {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				c := corpusCopy{at: filepath.Join(t.TempDir(), corpusName(file)), data: data}
				before := c.check(t, data)
				for i := range before {
					for j := range before[i].Fixes {
						if before[i].Fixes[j].Refused != "" {
							refused++
							continue
						}
						applied++
						mended[file] = true
						c.try(t, filepath.Base(file), before, &before[i], &before[i].Fixes[j])
					}
				}
			}
			t.Logf("%d files, %d fixes applied in %d of them, %d left to people", len(files), applied, len(mended), refused)
			if applied == 0 {
				t.Error("no fix was applied")
			}
		})
	}
}

// corpusName is the name that a real file had: without the folders and the
// revision that its name in the corpus has.
func corpusName(file string) string {
	name, _, _ := strings.Cut(filepath.Base(file), "@")
	return name[strings.LastIndex(name, "__")+len("__"):]
}

// corpusCopy is a real file in a folder of its own.
type corpusCopy struct {
	at   string
	data []byte
}

func (c *corpusCopy) check(t *testing.T, data []byte) []lint.Finding {
	t.Helper()
	if err := os.WriteFile(c.at, data, 0o600); err != nil {
		t.Fatal(err)
	}
	result, _, err := standard.Check(context.Background(), standard.Config{Dir: filepath.Dir(c.at), Paths: []string{c.at}, Judge: true})
	if err != nil {
		t.Fatal(err)
	}
	return result.Findings
}

// try applies one fix.
func (c *corpusCopy) try(t *testing.T, name string, before []lint.Finding, f *lint.Finding, x *lint.FixPlace) {
	t.Helper()
	after := c.check(t, fix.Apply(c.data, x.Edits))
	if unread(before) == 0 && unread(after) > 0 {
		t.Errorf("%s:%d: %s: fix %q makes lines that are refused", name, f.Start.Line, f.Rule.ID, x.Title)
	}
	if same(after, f) >= same(before, f) {
		t.Errorf("%s:%d: %s: fix %q leaves the finding", name, f.Start.Line, f.Rule.ID, x.Title)
	}
}

// unread counts what a server would not read.
func unread(findings []lint.Finding) int {
	n := 0
	for i := range findings {
		if findings[i].Outcome == lint.Breaks {
			n++
		}
	}
	return n
}

// same counts the findings that say what one says: in a file that is refused
// another may come to light.
func same(findings []lint.Finding, f *lint.Finding) int {
	n := 0
	for i := range findings {
		if findings[i].Rule == f.Rule && findings[i].Message == f.Message {
			n++
		}
	}
	return n
}
