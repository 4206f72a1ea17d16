package standard

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/authlint/authlint/lint/report"
)

// manySites are folders with a site each, which all have some places.
func manySites(t *testing.T, sites, places int) []string {
	t.Helper()
	var folders []string
	dir := t.TempDir()
	for i := range sites {
		folder := filepath.Join(dir, fmt.Sprintf("site%03d", i))
		folders = append(folders, folder)
		for j := range places {
			at := filepath.Join(folder, fmt.Sprintf("p%03d", j))
			if err := os.MkdirAll(at, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(at, ".htaccess"), []byte("Require all denied\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(folder, ".htaccess"), []byte("# the top\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folders
}

// Maps are drawn of so many sites and places, and the rest is said; which they
// are does not hang on how many sites are worked on at once.
func TestMapsBounds(t *testing.T) {
	for _, c := range []struct {
		name          string
		sites, places int
		maps          int
		left          string
		jobs          []int
	}{
		{"as many as there is room for", 200, 1, 200, "", []int{8}},
		{"more sites", 202, 1, 200, "maps are drawn of the first 200 sites, and of 1200 places: there is none of 2 sites more", []int{8}},
		{"more places", 40, 38, 30, "maps are drawn of the first 200 sites, and of 1200 places: there is none of 10 sites more", []int{1, 8}},
	} {
		t.Run(c.name, func(t *testing.T) {
			folders := manySites(t, c.sites, c.places)
			var drawn [][]*report.Map
			for _, jobs := range c.jobs {
				_, _, err := Check(context.Background(), Config{
					Paths: folders, Jobs: jobs, Maps: func(maps []*report.Map) { drawn = append(drawn, maps) },
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			names := func(maps []*report.Map) (all []string) {
				for _, m := range maps {
					all = append(all, m.Site)
				}
				return all
			}
			if len(drawn) != len(c.jobs) || !slices.Equal(names(drawn[0]), names(drawn[len(drawn)-1])) {
				t.Fatalf("drawn %d times, or not the same", len(drawn))
			}
			maps := drawn[0]
			if len(maps) != c.maps {
				t.Fatalf("%d maps, want %d", len(maps), c.maps)
			}
			left := ""
			for i, m := range maps {
				for _, text := range m.Left {
					left += text
				}
				if len(m.Left) > 0 && i < len(maps)-1 {
					t.Errorf("map %d says %q", i, m.Left)
				}
			}
			if left != c.left {
				t.Errorf("%q is left out, want %q", left, c.left)
			}
		})
	}
}
