package standard_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	changes "github.com/authlint/authlint/lint/compare"
	"github.com/authlint/authlint/lint/standard"
)

// twin matches the name of one revision of a file in the corpus.
var twin = regexp.MustCompile(`^(.*?)(@[0-9a-f]{8})?$`)

// minTwins is how many pairs of revisions are compared at least.
const minTwins = 15

// TestCompareTwins compares the revisions of real files. What it says of them was
// judged by hand; here it is counted.
func TestCompareTwins(t *testing.T) {
	shared := os.Getenv("AUTHLINT_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	compared, refused := 0, 0
	var counts [changes.Undecided + 1]int
	for _, folder := range [...]string{"apache", "nginx", "wordpress"} {
		dir := filepath.Join(shared, "corpus", folder)
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Skip("the corpus of real files is not part of the repository: ", err)
		}
		revisions := map[string][]string{}
		for _, e := range entries {
			stem := twin.FindStringSubmatch(e.Name())[1]
			revisions[stem] = append(revisions[stem], e.Name())
		}
		for stem, names := range revisions {
			slices.Sort(names)
			for i := range names {
				for _, old := range names[i+1:] {
					found, err := standard.Compare(context.Background(), standard.Config{Dir: dir}, standard.Versions{Old: old, New: names[i]})
					switch {
					case err != nil && strings.Contains(err.Error(), "is a template"):
						refused++
						continue
					case err != nil:
						t.Errorf("%s: %v", stem, err)
						continue
					}
					compared++
					for _, c := range found.Changes {
						counts[c.Kind]++
						t.Logf("%s -> %s: %s %s", old, names[i], c.Kind, c.String())
					}
				}
			}
		}
	}
	t.Logf("%d pairs compared, %d of templates refused, changes by kind: %v", compared, refused, counts)
	if compared < minTwins {
		t.Errorf("%d pairs were compared only", compared)
	}
}

// TestCompareReformatted indents every real .htaccess, puts comments into it and
// blank lines behind its sections: nothing changes.
func TestCompareReformatted(t *testing.T) {
	names, texts := sharedOverrides(t)
	dir, asked, known := t.TempDir(), 0, 0
	for i, text := range texts {
		pair := [2]string{text, reformatted(text)}
		for j, side := range [...]string{"before", "after"} {
			folder := filepath.Join(dir, fmt.Sprint(i), side)
			for name, text := range map[string]string{".htaccess": pair[j], "page.html": "page\n", "index.html": "index\n", "a.php": "<?php\n"} {
				if err := os.MkdirAll(folder, 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
		found, err := standard.Compare(context.Background(), standard.Config{Dir: filepath.Join(dir, fmt.Sprint(i))},
			standard.Versions{Old: "before", New: "after"})
		if err != nil {
			t.Errorf("%s: %v", names[i], err)
			continue
		}
		asked += found.Asked
		known += found.Asked
		for _, u := range found.Unknown {
			known -= u.Count
		}
		if len(found.Changes) > 0 {
			t.Errorf("%s: %s", names[i], changes.Title(found.Changes, 3))
		}
	}
	t.Logf("%d files, %d requests, %d of them decided", len(texts), asked, known)
	if len(texts) < 100 || known < 1000 {
		t.Error("that is too few to show anything")
	}
}

// reformatted is a text of other looks. Lines that go on stay as they are, and so
// does one that begins with a byte-order mark.
func reformatted(text string) string {
	var b strings.Builder
	goesOn := false
	for i, line := range strings.SplitAfter(text, "\n") {
		word := strings.TrimSpace(line)
		switch {
		case goesOn || i == 0:
			b.WriteString(line)
		case word == "":
			b.WriteString("\n# nothing\n")
		default:
			b.WriteString("\t  " + line)
			if strings.HasPrefix(word, "</") && strings.HasSuffix(line, "\n") {
				b.WriteString("\n")
			}
		}
		goesOn = strings.HasSuffix(strings.TrimRight(line, "\r\n"), "\\")
	}
	return b.String()
}
