package live

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// PHP is how a server runs PHP, with settings of its own.
type PHP struct {
	// Socket is where FPM listens; empty for PHP in the server's own process.
	Socket string

	home    Folder
	module  string
	process *process
}

// phpSettings are those of every PHP of ours. Errors stay out of answers, as a
// public site has it, so that a fatal one has its status; .user.ini is read
// anew for each request; and every answer says which file gave it.
const phpSettings = `display_errors = Off
log_errors = On
error_log = %[1]q
expose_php = Off
user_ini.cache_ttl = 0
opcache.enable = 1
opcache.revalidate_freq = 0
realpath_cache_ttl = 0
session.save_path = %[2]q
upload_tmp_dir = %[2]q
auto_prepend_file = %[3]q
`

// phpMark says which file PHP was asked for, below the document root.
const phpMark = `<?php header( '` + BackendHeader + `: ' . substr( $_SERVER['SCRIPT_FILENAME'], strlen( $_SERVER['DOCUMENT_ROOT'] ) ) );
`

// newPHP writes the settings.
func newPHP(tb testing.TB, more string) *PHP {
	tb.Helper()
	p := &PHP{home: NewFolder(tb)}
	p.home.Mkdir(tb, "var", 0o777)
	p.home.Write(tb, "mark.php", phpMark)
	p.home.Write(tb, "php.ini", fmt.Sprintf(phpSettings,
		p.home.local(tb, "var/php.log"), p.home.local(tb, "var"), p.home.local(tb, "mark.php"))+more+"\n")
	return p
}

// PHPModule is PHP as a module of httpd; Settings are lines of php.ini. Where
// it is not installed the test skips, or fails when Required says so.
func PHPModule(tb testing.TB, settings string) *PHP {
	tb.Helper()
	found, _ := filepath.Glob(filepath.Join(findHttpd(tb).modules, "libphp*.so"))
	if len(found) == 0 {
		missing(tb, "PHP as a module of httpd")
	}
	p := newPHP(tb, settings)
	p.module = slices.Max(found)
	return p
}

// StartFPM starts PHP-FPM on a socket of its own and ends it with the test.
// Settings are lines of php.ini. Where it is not installed the test skips, or
// fails when Required says so.
func StartFPM(tb testing.TB, settings string) *PHP {
	tb.Helper()
	binary := findFPM(tb)
	p := newPHP(tb, settings)
	p.Socket = p.home.local(tb, "fpm.sock")
	p.home.Write(tb, "fpm.conf", fmt.Sprintf(`[global]
error_log = %[1]s
daemonize = no
[www]
listen = %[2]s
listen.mode = 0666
pm = static
pm.max_children = 6
catch_workers_output = yes
%[3]s`, p.home.local(tb, "fpm.log"), p.Socket, fpmUser(tb)))
	var err error
	p.process, err = startProcess(tb, exec.Command(binary, "-F", "-y", p.home.local(tb, "fpm.conf"), "-c", p.home.local(tb, "php.ini")))
	if err == nil {
		err = p.process.waitFor(p.ready)
	}
	if err != nil {
		tb.Fatalf("%v\n%s", err, readLog(p.home.local(tb, "fpm.log")))
	}
	return p
}

// ready says that FPM takes requests.
func (p *PHP) ready() bool {
	return strings.Contains(readLog(filepath.Join(p.home.Path, "fpm.log")), "ready to handle connections")
}

// Log is what PHP wrote to its error log.
func (p *PHP) Log() string { return readLog(filepath.Join(p.home.Path, "var", "php.log")) }

// findFPM is FPM under its own name, or the newest of Debian's names, which end
// in a version.
func findFPM(tb testing.TB) string {
	tb.Helper()
	if found, err := exec.LookPath("php-fpm"); err == nil {
		return found
	}
	found, _ := filepath.Glob("/usr/sbin/php-fpm*")
	if len(found) == 0 {
		missing(tb, "php-fpm")
	}
	return slices.Max(found)
}

// fpmUser names the account of FPM's workers.
func fpmUser(tb testing.TB) string {
	tb.Helper()
	u := worker(tb)
	if u == nil {
		return ""
	}
	return "user = " + u.Uid + "\ngroup = " + u.Gid + "\n"
}

// httpd is the configuration by which httpd hands it its files.
func (p *PHP) httpd() string {
	if p.Socket != "" {
		return "<FilesMatch \"\\.php$\">\n\tSetHandler \"proxy:unix:" + p.Socket + "|fcgi://localhost\"\n</FilesMatch>\n"
	}
	return "LoadModule php_module " + quote(p.module) + "\nPHPIniDir " + quote(p.home.Path) +
		"\n<FilesMatch \"\\.php$\">\n\tSetHandler application/x-httpd-php\n</FilesMatch>\n"
}

// nginx is the same for nginx: what stands in the location of the files.
func (p *PHP) nginx() string {
	return "include fastcgi.conf;\nfastcgi_pass unix:" + p.Socket + ";\n"
}

// fastcgiParams are those that come with nginx.
const fastcgiParams = `fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
fastcgi_param QUERY_STRING $query_string;
fastcgi_param REQUEST_METHOD $request_method;
fastcgi_param CONTENT_TYPE $content_type;
fastcgi_param CONTENT_LENGTH $content_length;
fastcgi_param SCRIPT_NAME $fastcgi_script_name;
fastcgi_param REQUEST_URI $request_uri;
fastcgi_param DOCUMENT_URI $document_uri;
fastcgi_param DOCUMENT_ROOT $document_root;
fastcgi_param SERVER_PROTOCOL $server_protocol;
fastcgi_param GATEWAY_INTERFACE CGI/1.1;
fastcgi_param SERVER_SOFTWARE nginx/$nginx_version;
fastcgi_param REMOTE_ADDR $remote_addr;
fastcgi_param REMOTE_PORT $remote_port;
fastcgi_param SERVER_ADDR $server_addr;
fastcgi_param SERVER_PORT $server_port;
fastcgi_param SERVER_NAME $server_name;
fastcgi_param REDIRECT_STATUS 200;
`
