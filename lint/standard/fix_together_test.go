package standard_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/fix"
	"github.com/authlint/authlint/lint/standard"
)

// TestCorpusFixesTogether applies all fixes, unsafe ones too, to a copy of every real
// file: none that could be read cannot be read afterwards, no finding comes, and
// to do it again changes nothing.
func TestCorpusFixesTogether(t *testing.T) {
	shared := os.Getenv("AUTHLINT_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	files, fixed, applied, left := 0, 0, 0, map[string]int{}
	for _, folder := range []string{"apache", "nginx", "wordpress"} {
		entries, err := os.ReadDir(filepath.Join(shared, "corpus", folder))
		if err != nil {
			t.Skip("the corpus of real files is not part of the repository: ", err)
		}
		for _, e := range entries {
			data, err := os.ReadFile(filepath.Join(shared, "corpus", folder, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			name := filepath.Join(dir, corpusName(e.Name()))
			if err := os.WriteFile(name, data, 0o644); err != nil {
				t.Fatal(err)
			}
			files++
			o := fixCopy(t, dir)
			for _, l := range o.Left {
				left[l.Why]++
			}
			if unreadable(o.Result) > unreadable(o.Before) {
				t.Errorf("%s/%s: there are more findings of syntax than before", folder, e.Name())
			}
			if len(o.Applied) == 0 {
				continue
			}
			fixed++
			applied += len(o.Applied)
			once, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range fixCopy(t, dir).Applied {
				t.Errorf("%s/%s: a second run applies %q of %s", folder, e.Name(), a.Title, a.Rule)
			}
			if twice, err := os.ReadFile(name); err != nil || string(once) != string(twice) {
				t.Errorf("%s/%s: a second run changes the file; %v", folder, e.Name(), err)
			}
		}
	}
	t.Logf("%d files, %d fixes in %d of them", files, applied, fixed)
	for _, why := range slices.Sorted(maps.Keys(left)) {
		t.Logf("left: %d: %s", left[why], why)
	}
	if fixed == 0 {
		t.Error("nothing was fixed")
	}
}

func fixCopy(t *testing.T, dir string) *fix.Outcome {
	t.Helper()
	o, _, err := standard.Fix(context.Background(), standard.Config{Paths: []string{dir}}, standard.FixOptions{Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// unreadable counts what a server or authlint cannot make out.
func unreadable(r *lint.Result) int {
	n := 0
	for _, f := range r.Findings {
		if strings.HasSuffix(f.Rule.ID, "-syntax") || f.Rule.Final {
			n++
		}
	}
	return n
}
