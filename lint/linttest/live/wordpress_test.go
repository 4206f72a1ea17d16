package live_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

// TestWordPress asks one site on each server for pages, and who answers.
func TestWordPress(t *testing.T) {
	k := live.NewWordPressKit(t)
	for name, on := range map[string]live.WordPressServer{
		"module": live.WordPressApache, "fpm": live.WordPressApacheFPM, "nginx": live.WordPressNginx,
	} {
		t.Run(name, func(t *testing.T) {
			w := k.Start(t, live.WordPressOptions{On: on, Config: "define( 'WP_ENVIRONMENT_TYPE', 'local' );"})
			for _, c := range []struct {
				path   string
				status int
				file   string // the one that PHP ran; empty for none
			}{
				{"/", 200, "/index.php"},
				{"/hello-world/", 200, "/index.php"},
				{"/no-such-page/", 404, "/index.php"},
				{"/wp-json/", 200, "/index.php"},
				{"/wp-login.php", 200, "/wp-login.php"},
				{"/wp-admin/", 302, "/wp-admin/index.php"},
				{"/wp-admin/admin-ajax.php", 400, "/wp-admin/admin-ajax.php"},
				{"/xmlrpc.php", 405, "/xmlrpc.php"},
				{"/readme.html", 200, ""},
			} {
				if r := w.Do(t, live.Request{Path: c.path}); r.Status != c.status || r.Header.Get(live.BackendHeader) != c.file {
					t.Errorf("%s: %d by %q, want %d by %q", c.path, r.Status, r.Header.Get(live.BackendHeader), c.status, c.file)
				}
			}
			v := w.Login(t)
			if r := v.Get(t, "/wp-admin/"); r.Status != http.StatusOK {
				t.Errorf("the dashboard answered %d to who is logged in", r.Status)
			}
			if p := v.ApplicationPassword(t, "test"); len(p) < 20 {
				t.Errorf("an application password of %d characters", len(p))
			}
			if log := w.PHP.Log(); log != "" {
				t.Errorf("PHP logged:\n%s", log)
			}
		})
	}
	t.Run("block", func(t *testing.T) {
		w := k.Start(t, live.WordPressOptions{})
		block, err := os.ReadFile(filepath.Join(w.Path, ".htaccess"))
		if err != nil || !strings.Contains(string(block), "RewriteRule . /index.php [L]\n</IfModule>\n\n# END WordPress") {
			t.Errorf("WordPress wrote %q, %v", block, err)
		}
		if dump := w.Dump(t); !strings.Contains(dump, w.URL()) || !strings.Contains(dump, "wp_user_roles") {
			t.Error("the dump holds no options")
		}
	})
}
