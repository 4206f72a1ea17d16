package standard_test

import (
	"path/filepath"
	"sync"
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/standard"
)

// TestAppBehind: what nothing is known of stays the program's, whoever asks, and
// an installation is found from every file of it.
func TestAppBehind(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"index.php", "wp-login.php", "wp-admin/index.php", "wp-content/plugins/a/a.php"} {
		write(t, filepath.Join(dir, "blog", name), "")
	}
	write(t, filepath.Join(dir, "blog/wp-includes/version.php"), "<?php $wp_version = '6.1';")
	write(t, filepath.Join(dir, "blog/.htaccess"), frontControllerRules)
	g, err := standard.Open(t.Context(), standard.Config{Dir: dir, Paths: []string{"."}})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for _, target := range []string{"/blog/", "/blog/wp-login.php", "/blog/wp-admin/index.php", "/blog/wp-content/plugins/a/a.php"} {
				d := g.Decide(&access.Request{Method: "GET", Host: "a.test", Port: 80, Target: target, Remote: access.DefaultRemote})
				if d.Outcome != access.Upstream || d.Status != 0 {
					t.Errorf("%s: %+v", target, d)
				}
			}
		})
	}
	all.Wait()
}
