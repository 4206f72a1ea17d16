package wordpress

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// folder is a loader of files in memory.
type folder struct {
	*source.Memory
	files map[string]*source.File
}

// inMemory makes one of names and texts. Those in /srv may be read.
func inMemory(files map[string]string) *folder {
	f := &folder{source.NewMemory("/srv"), map[string]*source.File{}}
	for name, text := range files {
		f.Add(name, []byte(text))
	}
	return f
}

func (f *folder) Locate(name string) (string, bool, string) {
	if !source.Below("/srv", name) {
		return "", false, "it lies outside"
	}
	return path.Clean(name), true, ""
}

func (f *folder) Open(name string) (*source.File, error) {
	if file := f.files[name]; file != nil {
		return file, nil
	}
	data, info, err := f.ReadFile(name, 1<<24)
	if err != nil {
		return nil, err
	}
	file := source.NewFile(name, data)
	file.Info = info
	f.files[name] = file
	return file, nil
}

func (f *folder) Tree() source.Tree { return f.Memory }

func (f *folder) Glob(pattern string) ([]string, error) {
	entries, err := f.ReadDir(path.Dir(pattern))
	if err != nil {
		return nil, nil
	}
	var out []string
	for _, e := range entries {
		if ok, _ := path.Match(path.Base(pattern), e.Name); ok {
			out = append(out, path.Join(path.Dir(pattern), e.Name))
		}
	}
	return out, nil
}

func (f *folder) Credentials(ref *model.FileRef, _ model.StoreKind, _ model.ServerKind) {
	ref.Why = fs.ErrInvalid.Error()
}

var _ lint.Loader = (*folder)(nil)

const versionText = "<?php\n$wp_version = '6.8.1';\n"

// installed is the WordPress in /srv/wp, where version.php is put.
func installed(t *testing.T, files map[string]string) *model.App {
	t.Helper()
	files["/srv/wp/wp-includes/version.php"] = versionText
	app := Find(inMemory(files), "/srv/wp")
	if app == nil || app.Version.Value != "6.8.1" {
		t.Fatalf("not found: %+v", app)
	}
	return app
}

// TestConfigPlace reads the wp-config.php that WordPress would.
func TestConfigPlace(t *testing.T) {
	const here, above, other = "/srv/wp/wp-config.php", "/srv/wp-config.php", "/srv/wp-settings.php"
	text := func(prefix string) string { return "<?php $table_prefix = '" + prefix + "';" }
	for _, c := range []struct {
		files map[string]string
		want  string
	}{
		{map[string]string{here: text("a"), above: text("b")}, "a"},
		{map[string]string{above: text("b")}, "b"},
		{map[string]string{above: text("b"), other: "<?php"}, ""},
		{map[string]string{}, ""},
	} {
		if got := installed(t, c.files).TablePrefix.Value; got != c.want {
			t.Errorf("the prefix is %q, want %q", got, c.want)
		}
	}
}

const configText = `<?php
/** define('DB_PASSWORD', 'SECRETold'); */
define('DB_NAME', 'wp');
define( 'DB_PASSWORD', "SECRET\"1" );
// define('DB_PASSWORD', 'SECRET2');
define('AUTH_KEY',         'put your unique phrase here');
define('SECURE_AUTH_KEY',  'SECRETshort');
define('LOGGED_IN_KEY',    'SECRET-0123456789012345678901234567890123456789');
define('NONCE_KEY',        'SECRET-0123456789012345678901234567890123456789');
define('AUTH_SALT',        '');
define('SECURE_AUTH_SALT', getenv('SALT') ?: 'SECRET3');
define('JWT_AUTH_SECRET_KEY', 'SECRET4');
define('WP_HOME', 'https://example.org');
if (getenv('X')) { define('COOKIE_DOMAIN', 'x'); }
define('FORCE_SSL_ADMIN', true);
define('FORCE_SSL_ADMIN', false);
define('MULTISITE', true);
define('EMPTY_TRASH_DAYS', 30);
$table_prefix = 'blog_';
$api_password = 'SECRET5';
// BEGIN Better WP Security
// END Better WP Security
require_once ABSPATH . 'wp-settings.php';
define('WP_SITEURL', 'https://late.example.org');
`

func TestConfig(t *testing.T) {
	app := installed(t, map[string]string{"/srv/wp/wp-config.php": configText})
	for name, want := range map[string]string{
		"DB_NAME": "set wp", "DB_PASSWORD": "set ", "AUTH_KEY": "set ", "SECURE_AUTH_SALT": "dynamic ", "JWT_AUTH_SECRET_KEY": "set ",
		"WP_HOME": "set https://example.org", "COOKIE_DOMAIN": "dynamic ", "FORCE_SSL_ADMIN": "set true", "WP_SITEURL": "dynamic ",
		"EMPTY_TRASH_DAYS": "set 30",
	} {
		c := app.Constant(name)
		if c == nil {
			t.Errorf("%s is not there", name)
			continue
		}
		if got := stateNames[c.Value.State] + " " + c.Value.Value; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if again := app.Constant("FORCE_SSL_ADMIN").Again; again == nil || again.Value.Value != "false" || again.Again != nil {
		t.Errorf("the second FORCE_SSL_ADMIN is %+v", again)
	}
	if app.Network != model.Yes || app.TablePrefix.Value != "blog_" || app.HomeURL.Value != "https://example.org" || app.SiteURL.State != model.Dynamic {
		t.Errorf("network %v, prefix %q, home %+v, site %+v", app.Network, app.TablePrefix.Value, app.HomeURL, app.SiteURL)
	}
	if len(app.Markers) != 1 || app.Markers[0].Slug != "better-wp-security" || app.Markers[0].Fault != model.MarkerWhole {
		t.Errorf("the markers are %+v", app.Markers)
	}
	var salts []string
	for _, s := range app.Salts {
		text := s.Name + " " + stateNames[s.Secret.State]
		if s.Secret.Placeholder {
			text += " placeholder"
		}
		if s.Secret.Short {
			text += " short"
		}
		if s.Same != nil {
			text += " as " + s.Same.Name
		}
		salts = append(salts, text)
	}
	want := []string{
		"AUTH_KEY set placeholder", "SECURE_AUTH_KEY set short", "LOGGED_IN_KEY set as NONCE_KEY", "NONCE_KEY set as LOGGED_IN_KEY",
		"AUTH_SALT off", "SECURE_AUTH_SALT dynamic", "LOGGED_IN_SALT unset", "NONCE_SALT unset",
	}
	if !slices.Equal(salts, want) {
		t.Errorf("the salts are\n%s, want\n%s", strings.Join(salts, "\n"), strings.Join(want, "\n"))
	}
}

var stateNames = map[model.State]string{
	model.Unset: "unset", model.Off: "off", model.Set: "set", model.Dynamic: "dynamic", model.Default: "default",
}

// TestConfigSecrets looks for secrets in what may be printed.
func TestConfigSecrets(t *testing.T) {
	l := inMemory(map[string]string{"/srv/wp/wp-config.php": configText, "/srv/wp/wp-includes/version.php": versionText})
	app := Find(l, "/srv/wp")
	file := l.files["/srv/wp/wp-config.php"]
	if text := strings.ReplaceAll(file.Text(0, len(file.Data)), "JWT_AUTH_SECRET_KEY", ""); strings.Contains(text, "SECRET") {
		t.Error("a secret is not masked")
	}
	for _, c := range app.Constants {
		for ; c != nil; c = c.Again {
			if strings.Contains(c.Value.Value, "SECRET") || strings.Contains(fmt.Sprintf("%+v", c.Value.Value), "SECRET") {
				t.Errorf("%s keeps its text", c.Name)
			}
		}
	}
}

// TestConfigIncluded follows included files.
func TestConfigIncluded(t *testing.T) {
	app := installed(t, map[string]string{
		"/srv/wp/wp-config.php": "<?php require __DIR__ . '/salts.php'; define('A', 'late'); require '/etc/gone.php';",
		"/srv/wp/salts.php":     "<?php define('AUTH_KEY', 'put your unique phrase here'); define('A', 'early');",
	})
	if got := app.Constant("A"); got == nil || got.Value.Value != "early" || got.Again == nil {
		t.Errorf("A is %+v", got)
	}
	if !app.Salts[0].Secret.Placeholder {
		t.Error("the salt of the included file is not found")
	}
	if app.Salts[1].Secret.State != model.Dynamic {
		t.Error("a salt counts as missing although a file could not be read")
	}
}

// TestFolders follows a content folder that was moved.
func TestFolders(t *testing.T) {
	const header = "<?php\n/*\nPlugin Name: Wordfence\n * Version: 8.2.2 */\n"
	app := installed(t, map[string]string{
		"/srv/wp/wp-config.php":                                     "<?php define('WP_CONTENT_DIR', dirname(__FILE__) . '/../files'); define('WP_PLUGIN_DIR', WP_CONTENT_DIR . '/mods');",
		"/srv/files/mods/wordfence.old/wordfence.php":               header,
		"/srv/files/mods/wordfence-assistant/wordfence.php":         header,
		"/srv/files/mods/all-in-one-wp-security-and-firewall/x.php": "",
		"/srv/files/mods/loginizer/loginizer.php":                   strings.Replace(header, "8.2.2", "2.0.6", 1),
		"/srv/files/mods/hello.php":                                 "",
		"/srv/files/mu-plugins/a.php":                               "",
		"/srv/files/mu-plugins/b.txt":                               "",
		"/srv/files/db.php":                                         "",
		"/srv/files/index.php":                                      "",
	})
	if app.Content != "/srv/files" || !app.PluginsKnown || !slices.Equal(app.MustUse, []string{"a.php"}) || !slices.Equal(app.DropIns, []string{"db.php"}) {
		t.Errorf("content %q, known %v, %v, %v", app.Content, app.PluginsKnown, app.MustUse, app.DropIns)
	}
	var got []string
	for _, p := range app.Plugins {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %d %s %s", p.Slug, p.Present, p.Version.Value, p.Renamed)))
	}
	want := []string{"all-in-one-wp-security-and-firewall 1", "loginizer 1 2.0.6", "wordfence-assistant 1", "wordfence.old 1", "wordfence 2  wordfence.old"}
	if !slices.Equal(got, want) {
		t.Errorf("the plugins are\n%s, want\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	moved := installed(t, map[string]string{"/srv/wp/wp-config.php": "<?php define('WP_CONTENT_DIR', getenv('C'));", "/srv/wp/wp-content/plugins/a/a.php": ""})
	if moved.Content != "" || moved.PluginsKnown {
		t.Error("a content folder that cannot be told is taken for the usual one")
	}
}

func TestPrepends(t *testing.T) {
	app := installed(t, map[string]string{
		"/srv/wp/.user.ini": "; Wordfence WAF\nauto_prepend_file = '/old.php'\nauto_prepend_file = \"/srv/wp/wordfence-waf.php\" ; x\n; END Wordfence WAF\n#auto_prepend_file=x\n",
		"/srv/wp/.htaccess": "<IfModule mod_php7.c>\n\tphp_value auto_prepend_file '/srv/gone/aios-bootstrap.php'\n</IfModule>\nphp_value auto_prepend_file \"/srv/wp/nfwlog/ninjafirewall.php\"\nphp_value auto_prepend_file none\n",
		"/srv/wp/php.ini":   "auto_prepend_file=/etc/passwd\n",
		"/srv/gone/x":       "",
	})
	var got []string
	for _, p := range app.Prepends {
		got = append(got, fmt.Sprintf("%s %s %d %q %q", path.Base(p.Span.File.Name), p.File.Written.Text, p.File.Status, p.Owner, p.Module))
	}
	want := []string{
		`.user.ini /srv/wp/wordfence-waf.php 2 "wordfence" ""`,
		`php.ini /etc/passwd 0 "" ""`,
		`.htaccess /srv/gone/aios-bootstrap.php 2 "all-in-one-wp-security-and-firewall" "mod_php7.c"`,
		`.htaccess /srv/wp/nfwlog/ninjafirewall.php 0 "ninjafirewall" ""`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s, want\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(app.Markers) != 1 || app.Markers[0].Slug != "wordfence" || app.Markers[0].Fault != model.MarkerWhole {
		t.Errorf("the markers are %+v", app.Markers)
	}
	for _, p := range app.Prepends {
		if w := p.File.Written; w.Span.Text() != w.Text {
			t.Errorf("%q stands at %q", w.Text, w.Span.Text())
		}
	}
}

// FuzzConfig reads any text as each of the files beside wp-config.php, too.
func FuzzConfig(f *testing.F) {
	f.Add(configText)
	f.Add("; Wordfence WAF\nauto_prepend_file = '/srv/wp/wordfence-waf.php'\n; END Wordfence WAF")
	f.Add("<IfModule a>\nphp_value auto_prepend_file 'x'\n</IfModule>")
	f.Add("<?php /* Plugin Name: x\nVersion: 1 */")
	f.Fuzz(func(t *testing.T, text string) {
		app := installed(t, map[string]string{
			"/srv/wp/wp-config.php": text, "/srv/wp/.user.ini": text, "/srv/wp/.htaccess": text,
			"/srv/wp/wp-content/plugins/wordfence/wordfence.php": text,
		})
		for _, c := range app.Constants {
			if s := c.Value.Span; s.Start > s.End || s.End > len(s.File.Data) {
				t.Fatalf("%q: %+v", text, c)
			}
		}
		for _, p := range app.Prepends {
			if w := p.File.Written; string(w.Span.File.Data[w.Span.Start:w.Span.End]) != w.Text {
				t.Fatalf("%q: %+v", text, w)
			}
		}
	})
}
