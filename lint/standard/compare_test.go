package standard_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	changes "github.com/authlint/authlint/lint/compare"
	"github.com/authlint/authlint/lint/linttest"
	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/standard"
)

// minCompareCases is how many pairs of configurations there are at least.
const minCompareCases = 50

// comparePair is a pair of versions: files below before/ and after/, in which
// ${DIR} is the folder of the version and ${PORT} the port of the server.
type comparePair struct {
	name, file string
	archive    *txtar.Archive
	// version is the file that is compared, in both; empty for the folders.
	version string
}

func comparePairs(t *testing.T) []*comparePair {
	t.Helper()
	files, err := filepath.Glob("../../testdata/compare/*.txtar")
	if err != nil || len(files) < minCompareCases {
		t.Fatalf("%d pairs, %v", len(files), err)
	}
	var pairs []*comparePair
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p := &comparePair{name: strings.TrimSuffix(filepath.Base(file), ".txtar"), file: file, archive: archive}
		for line := range strings.Lines(string(archive.Comment)) {
			if name, is := strings.CutPrefix(strings.TrimSpace(line), "versions: "); is {
				p.version = name
			}
		}
		pairs = append(pairs, p)
	}
	return pairs
}

// layOut writes the files of one version into a folder.
func (p *comparePair) layOut(t *testing.T, side, dir string, expand func(name, text string) string) {
	t.Helper()
	for _, f := range p.archive.Files {
		name, is := strings.CutPrefix(f.Name, side+"/")
		if !is {
			continue
		}
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(f.Data), "${DIR}", filepath.ToSlash(dir))
		if err := os.WriteFile(at, []byte(expand(name, text)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// compare lays both versions out and compares them.
func (p *comparePair) compare(t *testing.T) (*standard.Comparison, string) {
	t.Helper()
	dir := t.TempDir()
	for _, side := range [...]string{"before", "after"} {
		p.layOut(t, side, filepath.Join(dir, side), func(_, text string) string { return strings.ReplaceAll(text, "${PORT}", "80") })
	}
	found, err := standard.Compare(context.Background(), standard.Config{Dir: dir}, standard.Versions{
		Old: filepath.Join("before", p.version), New: filepath.Join("after", p.version),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, note := range found.Notes {
		t.Errorf("note: %s", note)
	}
	return found, dir
}

func (p *comparePair) section(name string) *txtar.File {
	for i := range p.archive.Files {
		if p.archive.Files[i].Name == name {
			return &p.archive.Files[i]
		}
	}
	return &txtar.File{}
}

// TestCompare holds what changes between two versions against what is written
// down.
func TestCompare(t *testing.T) {
	for _, p := range comparePairs(t) {
		t.Run(p.name, func(t *testing.T) {
			found, dir := p.compare(t)
			var b bytes.Buffer
			if err := changes.Write(&b, "text", found.Result, report.Options{}); err != nil {
				t.Fatal(err)
			}
			got := strings.NewReplacer(dir+"/before", "${DIR}", dir+"/after", "${DIR}").Replace(b.String())
			want := p.section("want")
			if linttest.Update() {
				want.Data = []byte(got)
				if err := os.WriteFile(p.file, txtar.Format(p.archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(want.Data), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			silent := strings.Contains(p.name, "reformatted") || p.name == "moved-users" || p.name == "moved-to-httpd"
			if silent != (len(found.Changes) == 0) {
				t.Errorf("%d changes", len(found.Changes))
			}
			if secret := "{SHA}"; strings.Contains(got, secret) {
				t.Error("a hash is shown")
			}
		})
	}
}
