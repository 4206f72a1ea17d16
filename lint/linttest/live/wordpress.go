package live

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// WordPressKit makes WordPress sites quickly: one database server for all of
// them, and a site that was set up once and is copied.
type WordPressKit struct {
	DB *MariaDB

	tree  Folder // the site as it was set up
	dump  string // its database
	sites int
}

// The administrator of every site.
const (
	WordPressUser     = "boss"
	WordPressPassword = "live tests 1, nobody else"
)

// WordPressServer is what serves a site.
type WordPressServer uint8

// The servers.
const (
	WordPressApache    WordPressServer = iota // PHP as a module of httpd
	WordPressApacheFPM                        // httpd before PHP-FPM
	WordPressNginx                            // nginx before PHP-FPM
)

// WordPressOptions say what a site is to be like. The zero value is an ordinary
// one on httpd, with permalinks.
type WordPressOptions struct {
	On WordPressServer
	// Server is configuration of httpd at server level, or what stands first in
	// nginx's block server.
	Server string
	// PHPLocation stands in nginx's location of PHP files.
	PHPLocation string
	// Config are lines of wp-config.php.
	Config string
	// PHP are lines of php.ini.
	PHP string
}

// WordPress is a running site.
type WordPress struct {
	*Server
	PHP *PHP
	DB  *MariaDB
	// Database is the name of its database and of its user there, with Password.
	Database, Password string

	kit   *WordPressKit
	o     WordPressOptions
	httpd *Httpd
	nginx *Nginx
}

// NewWordPressKit sets a site up as a person would: in the browser. Where
// something that is needed is not installed the test skips, or fails when
// Required says so.
func NewWordPressKit(tb testing.TB) *WordPressKit {
	tb.Helper()
	from := findWordPress(tb)
	PHPModule(tb, "") // may end the test before anything is done
	k := &WordPressKit{DB: StartMariaDB(tb), tree: NewFolder(tb)}
	if err := unpack(from, k.tree.Path); err != nil {
		tb.Fatalf("could not copy WordPress: %v", err)
	}
	k.tree.Write(tb, "wp-content/themes/plain/style.css", "/*\nTheme Name: Plain\n*/\n")
	k.tree.Write(tb, "wp-content/themes/plain/index.php", plainTheme)
	w := k.begin(tb, WordPressOptions{})
	w.install(tb)
	w.Login(tb).SavePermalinks(tb, "/%postname%/")
	k.keep(tb, w)
	return k
}

// plainTheme shows titles. Debian has the themes in packages of their own.
const plainTheme = `<!DOCTYPE html>
<title><?php wp_title(); ?></title>
<?php while ( have_posts() ) { the_post(); the_title( '<h1>', '</h1>' ); } ?>
`

// StartWordPress starts a site of a kit of its own. Tests that need several
// make the kit once.
func StartWordPress(tb testing.TB, o WordPressOptions) *WordPress {
	tb.Helper()
	return NewWordPressKit(tb).Start(tb, o)
}

// Start starts a copy of the site, which ends with the test.
func (k *WordPressKit) Start(tb testing.TB, o WordPressOptions) *WordPress {
	tb.Helper()
	w := k.begin(tb, o)
	w.DB.Query(tb, w.Database, k.dump)
	w.moved(tb)
	return w
}

// begin starts a server with a copy of the tree and an empty database.
func (k *WordPressKit) begin(tb testing.TB, o WordPressOptions) *WordPress {
	tb.Helper()
	k.sites++
	w := &WordPress{DB: k.DB, Database: fmt.Sprintf("wp%d", k.sites), Password: `p@ss'w"d`, kit: k, o: o}
	k.DB.NewDatabase(tb, w.Database, w.Password)
	switch o.On {
	case WordPressApache:
		w.PHP = PHPModule(tb, o.PHP)
	default:
		w.PHP = StartFPM(tb, o.PHP)
	}
	if o.On == WordPressNginx {
		w.nginx = StartNginx(tb, w.nginxConfig())
		w.Server = &w.nginx.Server
	} else {
		w.httpd = StartHttpd(tb, w.httpdConfig())
		w.Server = &w.httpd.Server
	}
	if err := copyTree(k.tree.Path, w.Path); err != nil {
		tb.Fatalf("could not copy the site: %v", err)
	}
	w.Write(tb, "wp-config.php", w.config())
	if err := giveTree(tb, w.Path); err != nil {
		tb.Fatalf("could not give the site to the server: %v", err)
	}
	return w
}

// moved tells the site where it is.
func (w *WordPress) moved(tb testing.TB) {
	tb.Helper()
	w.SetOption(tb, "siteurl", w.URL())
	w.SetOption(tb, "home", w.URL())
}

// URL is where the site is, without a slash.
func (w *WordPress) URL() string { return "http://" + w.Addr }

// ServerConfig is the path of the server's configuration.
func (w *WordPress) ServerConfig() string {
	if w.nginx != nil {
		return w.nginx.Config()
	}
	return w.httpd.Config()
}

// SetOption stores an option that is a plain text.
func (w *WordPress) SetOption(tb testing.TB, name, value string) {
	tb.Helper()
	w.DB.Query(tb, w.Database, fmt.Sprintf("INSERT INTO wp_options (option_name, option_value) VALUES ('%s', X'%X') "+
		"ON DUPLICATE KEY UPDATE option_value = VALUES(option_value)", name, value))
}

// Dump is what mariadb-dump writes of the site's database.
func (w *WordPress) Dump(tb testing.TB, options ...string) string {
	tb.Helper()
	return w.DB.Dump(tb, w.Database, options...)
}

// Reconfigure gives the server another configuration; wp-config.php and php.ini
// stay.
func (w *WordPress) Reconfigure(tb testing.TB, server, phpLocation string) {
	tb.Helper()
	w.o.Server, w.o.PHPLocation = server, phpLocation
	if w.nginx != nil {
		w.nginx.Restart(tb, w.nginxConfig())
		w.moved(tb)
		return
	}
	w.httpd.Restart(tb, w.httpdConfig())
}

// httpdConfig is httpd's for the site.
func (w *WordPress) httpdConfig() HttpdConfig {
	modules := UsualModules()
	if w.PHP.Socket != "" {
		modules = append(modules, "proxy", "proxy_fcgi")
	}
	return HttpdConfig{Modules: modules, Server: w.PHP.httpd() + "DirectoryIndex index.php index.html\n" + w.o.Server}
}

// nginxConfig is nginx's for the site.
func (w *WordPress) nginxConfig() NginxConfig {
	return NginxConfig{
		Beside: map[string]string{"fastcgi.conf": fastcgiParams},
		Server: "index index.php index.html;\n" + w.o.Server + `
location / {
	try_files $uri $uri/ /index.php?$args;
}
location ~ \.php$ {
	try_files $uri =404;
	` + w.o.PHPLocation + w.PHP.nginx() + "}\n",
	}
}

// config is wp-config.php as WordPress writes it. The keys are those of nobody.
func (w *WordPress) config() string {
	var b strings.Builder
	quoted := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace
	b.WriteString("<?php\n")
	for _, c := range [][2]string{
		{"DB_NAME", w.Database}, {"DB_USER", w.Database}, {"DB_PASSWORD", w.Password}, {"DB_HOST", w.DB.Addr},
		{"DB_CHARSET", "utf8mb4"}, {"DB_COLLATE", ""},
	} {
		fmt.Fprintf(&b, "define( '%s', '%s' );\n", c[0], quoted(c[1]))
	}
	for _, name := range []string{"AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE"} {
		for _, kind := range []string{"KEY", "SALT"} {
			fmt.Fprintf(&b, "define( '%s_%s', '%s' );\n", name, kind, strings.Repeat("live tests of "+name+kind, 4))
		}
	}
	// Nothing may be asked of other machines.
	b.WriteString("$table_prefix = 'wp_';\ndefine( 'WP_HTTP_BLOCK_EXTERNAL', true );\n" + w.o.Config + `
if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
`)
	return b.String()
}

// keep makes the running site the one that is copied, and ends it.
func (k *WordPressKit) keep(tb testing.TB, w *WordPress) {
	tb.Helper()
	block, err := os.ReadFile(filepath.Join(w.Path, ".htaccess"))
	if err != nil {
		tb.Fatalf("WordPress did not write its rules: %v", err)
	}
	k.tree.Write(tb, ".htaccess", string(block))
	k.dump = k.DB.Dump(tb, w.Database)
	w.httpd.process.stop()
}
