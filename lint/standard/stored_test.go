package standard

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/model"
)

// storedSite is a site with a plugin that moves the login.
var storedSite = map[string]string{
	".htaccess":               "Options -Indexes\n",
	"wp-includes/version.php": "<?php\n$wp_version = '6.8';\n",
	"wp-content/plugins/wps-hide-login/wps-hide-login.php": "<?php\n/*\nPlugin Name: WPS Hide Login\nVersion: 1.9.17.1\n*/\n",
}

const storedRows = `SET NAMES utf8mb4;
CREATE TABLE shop_options (option_id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, option_name varchar(191) NOT NULL UNIQUE, option_value longtext NOT NULL, autoload varchar(20) NOT NULL DEFAULT 'yes');
INSERT INTO shop_options (option_name, option_value) VALUES ('siteurl','http://shop.example'),('home','http://shop.example'),('whl_page','back-door'),
 ('active_plugins','a:1:{i:0;s:33:"wps-hide-login/wps-hide-login.php";}'),('shop_user_roles','a:0:{}'),('broken','a:1:{i:0;s:9:"x";}');`

// TestStored loads a site with its stored options from a live database, from a
// dump and from JSON, and by what the project says. All give the same model.
func TestStored(t *testing.T) {
	m := live.StartMariaDB(t)
	const password = `p@ss'w"d`
	m.NewDatabase(t, "shop", password)
	m.Query(t, "shop", storedRows)
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range storedSite {
		write("site/"+name, text)
	}
	write("site/wp-config.php", fmt.Sprintf("<?php\ndefine('DB_NAME', 'shop');\ndefine('DB_USER', 'shop');\ndefine('DB_PASSWORD', '%s');\ndefine('DB_HOST', 'localhost:%s');\n$table_prefix = 'shop_';\nrequire_once ABSPATH . 'wp-settings.php';\n",
		strings.ReplaceAll(password, "'", `\'`), m.Socket))
	write("shop.sql", m.Dump(t, "shop", "--default-character-set=utf8mb4"))
	write("shop.json", m.Query(t, "shop", "SET NAMES utf8mb4; SELECT JSON_ARRAYAGG(JSON_OBJECT('option_name', option_name, 'option_value', option_value)) FROM shop_options"))
	load := func(from Stored) *model.App {
		t.Helper()
		sites, err := Load(t.Context(), Config{Dir: dir, Paths: []string{"site"}, AllowRoots: []string{"."}, Stored: from})
		if err != nil {
			t.Fatal(err)
		}
		if len(sites) != 1 || len(sites[0].Apps) != 1 {
			t.Fatalf("%d sites", len(sites))
		}
		return sites[0].Apps[0]
	}
	if app := load(Stored{}); app.OptionsKnown || app.SiteURL.State == model.Set {
		t.Errorf("without options: %s", ofApp(app))
	}
	want := ofApp(load(Stored{Live: true}))
	if !strings.Contains(want, "back-door") || !strings.Contains(want, "http://shop.example") || !strings.Contains(want, "broken") || !strings.Contains(want, "known true") {
		t.Errorf("from the live database: %s", want)
	}
	for name, from := range map[string]Stored{
		"dump": {File: "shop.sql"}, "JSON": {File: "shop.json"}, "DSN": {DSN: "shop:" + password + "@tcp(" + m.Addr + ")/shop"},
	} {
		if got := ofApp(load(from)); got != want {
			t.Errorf("%s: %s\nlive: %s", name, got, want)
		}
	}
	if _, err := Load(t.Context(), Config{Dir: dir, Paths: []string{"site"}, Stored: Stored{File: "shop.sql", Live: true}}); err == nil {
		t.Error("options from two places")
	}
}

// ofApp is what a model has of stored options.
func ofApp(app *model.App) string {
	var b strings.Builder
	fmt.Fprintf(&b, "known %v, at %q and %q, roles %q", app.OptionsKnown, app.SiteURL.Value, app.HomeURL.Value, app.RolePrefix.Value)
	for _, fault := range app.Broken {
		fmt.Fprintf(&b, ", %s: %s (%s)", fault.Name, fault.Why, fault.Span.Text())
	}
	for _, p := range app.Plugins {
		fmt.Fprintf(&b, ", plugin %s %v", p.Slug, p.Active)
	}
	for _, g := range app.Guards {
		fmt.Fprintf(&b, ", %s login %v %q", g.Name, g.LoginSlug.State, g.LoginSlug.Value)
	}
	return b.String()
}
