package standard

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestWordPressCost compares the time for a site with WordPress with that for
// the same files where no WordPress is seen in them: those of a WordPress with
// plugins, and beside it folders with passwords as any site has them.
func TestWordPressCost(t *testing.T) {
	const sites, most = "../../testdata/sites", 2.0
	with, without := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	version := filepath.Join("wp-includes", "version.php")
	for _, dir := range []string{with, without} {
		for from, to := range map[string]string{"wordpress/htdocs": dir, "shop": filepath.Join(dir, "shop")} {
			if err := os.CopyFS(to, os.DirFS(filepath.Join(sites, from))); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Remove(filepath.Join(dir, "shop", version)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(filepath.Join(without, version)); err != nil {
		t.Fatal(err)
	}
	times := map[string]time.Duration{}
	for range 40 {
		for _, dir := range []string{with, without} {
			begun := time.Now()
			if _, _, err := Check(context.Background(), Config{Dir: dir, Paths: []string{dir}, Jobs: 1}); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(begun); times[dir] == 0 || took < times[dir] {
				times[dir] = took
			}
		}
	}
	ratio := float64(times[with]) / float64(times[without])
	t.Logf("with WordPress %v, without %v: %.2f times", times[with], times[without], ratio)
	if ratio > most {
		t.Errorf("a site with WordPress takes %.2f times as long as one without, and may take %.1f times", ratio, most)
	}
}
