package scan

import (
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// TestAppOf finds the application of a file, the nearest above it, and asks
// about each folder once.
func TestAppOf(t *testing.T) {
	o := options(tree("www/wp-load.php", "www/wp-admin/index.php", "www/b/wp-load.php", "x/f.php"))
	asked := map[string]int{}
	o.Apps = []AppFinder{func(loader lint.Loader, dir string) *model.App {
		asked[dir]++
		if _, err := loader.Stat(dir + "/wp-load.php"); err != nil {
			return nil
		}
		return &model.App{Kind: "wordpress", Dir: dir}
	}}
	s, err := Serve(o, "/top/www")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for file, want := range map[string]string{
			"/top/www/index.php": "/top/www", "/top/www/wp-admin/index.php": "/top/www", "/top/www/b/c/d.php": "/top/www/b", "/top/x/f.php": "",
		} {
			got := ""
			if app := s.AppOf(file); app != nil {
				got = app.Dir
			}
			if got != want {
				t.Errorf("%s belongs to %q, want %q", file, got, want)
			}
		}
	}
	for dir, n := range asked {
		if n != 1 {
			t.Errorf("%s was asked about %d times", dir, n)
		}
	}
}
