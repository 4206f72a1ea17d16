package config_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/authlint/authlint/lint/config"
)

// tree writes empty files below a new folder.
func tree(t *testing.T, names ...string) string {
	t.Helper()
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		at := filepath.Join(top, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return top
}

// opened makes a configuration of each file that is found.
func opened(found config.Found) (*config.Config, error) {
	if found.Ignored != "" {
		return nil, nil
	}
	return &config.Config{File: found.Path, Dir: filepath.ToSlash(filepath.Dir(found.Path))}, nil
}

func TestNearest(t *testing.T) {
	top := tree(t, ".authlint.hcl", "repo/.git/HEAD", "repo/a/.authlint.hcl", "repo/a/b/x", "repo/a/b/c/.authlint.hcl",
		"repo/d/x", "repo/sub/.git/HEAD", "repo/sub/x", "out/.authlint.hcl", "out/x", "bare/x")
	for _, tt := range []struct {
		name  string
		named []string
		want  map[string]string // folder of the file in force, by file; "" for none
	}{
		{"a folder with others below", []string{"repo"}, map[string]string{
			"repo/x": "", "repo/d/x": "", "repo/a/x": "repo/a", "repo/a/b/x": "repo/a", "repo/a/b/c/x": "repo/a/b/c", "repo/a/b/c/gone/x": "repo/a/b/c",
		}},
		{"what lies outside goes by the first", []string{"repo/a", "repo/d"}, map[string]string{
			"repo/a/x": "repo/a", "repo/d/x": "", "repo/x": "repo/a", "bare/x": "repo/a", "out/x": "repo/a",
		}},
		{"outside of a repository, no higher than what was named", []string{"bare"}, map[string]string{"bare/x": "", "out/x": ""}},
		{"a repository in a repository is a part of it", []string{"repo/a/b/c", "repo"}, map[string]string{"repo/sub/x": ""}},
		{"files by name", []string{"repo/a/b/x", "repo/a/b/c/y"}, map[string]string{"repo/a/b/x": "repo/a", "repo/a/b/c/y": "repo/a/b/c"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var named []string
			for _, n := range tt.named {
				named = append(named, filepath.Join(top, n))
			}
			set, err := config.Nearest(named, "/elsewhere", opened)
			if err != nil {
				t.Fatal(err)
			}
			for file, want := range tt.want {
				if want != "" {
					want = filepath.ToSlash(filepath.Join(top, want))
				}
				if got := set.Of(filepath.ToSlash(filepath.Join(top, file))); got.Dir != want {
					t.Errorf("%s goes by %q", file, got.Dir)
				}
			}
			if err := set.Err(); err != nil {
				t.Error(err)
			}
		})
	}
}

// A file that is wrong is an error whenever it is met, and is read once.
func TestNearestWrong(t *testing.T) {
	top := tree(t, ".git/HEAD", "a/.authlint.hcl", "b/x")
	wrong, reads := errors.New("wrong"), 0
	open := func(config.Found) (*config.Config, error) { reads++; return nil, wrong }
	if _, err := config.Nearest([]string{filepath.Join(top, "a")}, top, open); !errors.Is(err, wrong) {
		t.Errorf("above what was named: %v", err)
	}
	set, err := config.Nearest([]string{top}, top, open)
	if err != nil {
		t.Fatal(err)
	}
	reads = 0
	for range 3 {
		set.Of(filepath.ToSlash(filepath.Join(top, "a/x")))
	}
	if err := set.Err(); !errors.Is(err, wrong) || reads != 1 {
		t.Errorf("below what was named: %v after %d reads", err, reads)
	}
}

func TestBelow(t *testing.T) {
	top := tree(t, ".authlint.hcl", ".git/.authlint.hcl", "a/.authlint.hcl", "b/c/.authlint.hcl", "d/authlint.hcl")
	set, err := config.Nearest([]string{top}, top, opened)
	if err != nil {
		t.Fatal(err)
	}
	if got := set.Below(top); !slices.Equal(got, []string{filepath.Join(top, "a"), filepath.Join(top, "b/c")}) {
		t.Errorf("%q", got)
	}
	if got := config.Only(config.Config{}).Below(top); got != nil {
		t.Errorf("one for everything, and %q", got)
	}
}

// A tree full of files is not read for ever.
func TestNearestMany(t *testing.T) {
	var names []string
	for i := range 1001 {
		names = append(names, fmt.Sprintf("%d/.authlint.hcl", i))
	}
	top := tree(t, names...)
	set, err := config.Nearest([]string{top}, top, opened)
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		if set.Of(filepath.ToSlash(filepath.Join(top, name))); (set.Err() != nil) != (i >= 1000) {
			t.Fatalf("after %d files: %v", i+1, set.Err())
		}
	}
}
