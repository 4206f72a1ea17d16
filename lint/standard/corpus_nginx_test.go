package standard_test

import (
	"context"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/standard"
)

// TestNginxCorpusWhole: of the real files of nginx's each is read, or a note
// names it and says why not.
func TestNginxCorpusWhole(t *testing.T) {
	shared := os.Getenv("AUTHLINT_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	folder := filepath.Join(shared, "corpus", "nginx")
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Skip("the corpus of real files is not part of the repository: ", err)
	}
	_, plan, err := standard.Check(context.Background(), standard.Config{Paths: []string{folder}})
	if err != nil {
		t.Fatal(err)
	}
	read, named := map[string]bool{}, map[string]bool{}
	for _, f := range plan.Files {
		read[path.Base(f.Path)] = true
	}
	for _, note := range plan.Notes {
		at, _, _ := strings.Cut(note, ": ")
		named[path.Base(at)] = true
	}
	for _, e := range entries {
		if !read[e.Name()] && !named[e.Name()] {
			t.Errorf("%s is neither read nor named", e.Name())
		}
	}
	t.Logf("%d files, %d of them read", len(entries), len(read))
	if len(entries) == 0 {
		t.Error("no file")
	}
}
