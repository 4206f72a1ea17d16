package rules_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/linttest"
)

// TestLiveTranslations puts what was said with Order, Allow, Deny and Satisfy,
// and is said with Require by a fix, to a live httpd: every request for every
// folder must be answered as before. The fixtures of all rules count, and the
// files of other people's repositories where they are at hand.
func TestLiveTranslations(t *testing.T) {
	l := startLive(t)
	var both [][2]*liveSite
	for name, c := range translated(t) {
		before := loadLive(t, name, c)
		for _, f := range before.findings {
			if f.Rule.ID != "legacy-access-directives" || len(f.Fixes) == 0 {
				continue
			}
			after := loadLive(t, name, mended(c, f.Fixes[0]))
			if before.refused() != after.refused() {
				t.Errorf("%s: before %v, after %v", name, before.refused(), after.refused())
			}
			before.layOut(t, l.httpd.Folder, fmt.Sprintf("b%d", len(both)))
			after.layOut(t, l.httpd.Folder, fmt.Sprintf("a%d", len(both)))
			both = append(both, [2]*liveSite{before, after})
			break
		}
	}
	asked, answers := 0, map[int]int{}
	for _, pair := range both {
		for _, q := range pair[0].questions() {
			for _, user := range []string{"", "nobody-by-this-name"} {
				was, is := l.send(t, pair[0], q, user), l.send(t, pair[1], q, user)
				if was != is {
					t.Errorf("%s: %s %s from %s: httpd answered %d, and %d with Require", pair[0].name, q.method, q.path(), q.client, was, is)
				}
				asked++
				answers[is]++
			}
		}
	}
	t.Logf("%d files translated, %d requests answered as before: %v", len(both), asked, answers)
	if len(both) < 25 || answers[http.StatusForbidden] < 40 || answers[http.StatusOK] < 100 {
		t.Errorf("%d files and %v answers, want 25 files and more of both kinds", len(both), answers)
	}
}

// translated are the cases: fixtures, and files of the corpus by themselves.
func translated(t *testing.T) map[string]*linttest.Case {
	t.Helper()
	all := map[string]*linttest.Case{}
	read := func(glob string, parse func(data []byte) (*linttest.Case, error)) {
		names, err := filepath.Glob(glob)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if c, err := parse(data); err == nil && notLaidOut(c) == "" {
				all[filepath.ToSlash(name)] = c
			}
		}
	}
	read(fixtures+"/*/*.txtar", linttest.Parse)
	for _, folder := range []string{"apache", "wordpress"} {
		read("../../shared/corpus/"+folder+"/*htaccess*", func(data []byte) (*linttest.Case, error) {
			c := &linttest.Case{}
			return c, c.Add("site/.htaccess", data)
		})
	}
	return all
}

// mended is a case with a fix applied.
func mended(c *linttest.Case, x lint.FixPlace) *linttest.Case {
	edits := slices.Clone(x.Edits)
	slices.SortFunc(edits, func(a, b lint.EditPlace) int { return b.Start.Offset - a.Start.Offset })
	copied := *c
	copied.Nodes = slices.Clone(c.Nodes)
	for _, e := range edits {
		for i := range copied.Nodes {
			if n := &copied.Nodes[i]; strings.TrimPrefix(n.Path, "/") == e.File {
				n.Data = bytes.Join([][]byte{n.Data[:e.Start.Offset], []byte(e.NewText), n.Data[e.End.Offset:]}, nil)
			}
		}
	}
	return &copied
}

// refused says that httpd accepts no file of the site that it refuses.
func (s *liveSite) refused() bool {
	for _, site := range s.all {
		for _, f := range site.Files {
			if site.Refused(f) != nil {
				return true
			}
		}
	}
	return false
}
