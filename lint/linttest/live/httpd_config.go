package live

import (
	"fmt"
	"os"
	"os/user"
	"strings"
	"testing"
)

// HttpdConfig says what an httpd is to serve. The zero value is a server with
// the usual modules that lets everybody in and honours every .htaccess file.
type HttpdConfig struct {
	// Modules to load, without _module ("auth_basic"); nil means UsualModules,
	// as far as installed. The ones httpd cannot run without are added.
	Modules []string
	// Server is configuration at server level, read before the document root's
	// <Directory>. Messages about it name the file server.conf and its lines.
	Server string
	// AllowOverride of the document root; "" means All.
	AllowOverride string
	// Docroot is the document root; "" means a new folder.
	Docroot string
	// Directory is configuration inside the document root's <Directory>; ""
	// means Require all granted.
	Directory string
	// LogLevel; "" means warn.
	LogLevel string
	// KeepAlive lets a Client send several requests over one connection.
	KeepAlive bool
	// IPv6 makes the server listen at the same port of ::1 as well.
	IPv6 bool
}

// workers is how many requests httpd takes at a time. All start with the
// server: httpd adds workers, and replaces dead ones, only once a second.
const workers = 8

// baseConfig is what every httpd of ours has. Mutexes are files because the
// kernel's semaphores outlive a server that was killed.
const baseConfig = `ServerRoot %[1]s
DefaultRuntimeDir %[1]s
PidFile %[2]s
Mutex file:%[3]s default
ServerName 127.0.0.1
%[4]s%[5]sErrorLog %[6]s
ErrorLogFormat "[%%-m:%%l] %%E: %%M"
LogLevel %[7]s
<IfModule log_config_module>
	CustomLog %[8]s "%%>s %%r"
</IfModule>
<IfModule mpm_prefork_module>
	StartServers %[9]d
	MinSpareServers %[9]d
	MaxSpareServers %[10]d
	MaxRequestWorkers %[10]d
</IfModule>
<IfModule !mpm_prefork_module>
	StartServers 1
	ThreadsPerChild %[9]d
	MinSpareThreads 1
	MaxRequestWorkers %[10]d
</IfModule>
MaxConnectionsPerChild 0
KeepAlive %[11]s
MaxKeepAliveRequests 0
EnableSendfile Off
<IfModule mime_module>
	TypesConfig /dev/null
	AddType text/html .html
	AddType text/plain .txt
</IfModule>
`

// docrootConfig makes a folder the document root.
const docrootConfig = `DocumentRoot %[1]s
<Directory %[1]s>
	AllowOverride %[2]s
%[3]s
</Directory>
`

// base is the text that does not depend on what is served.
func (in installation) base(tb testing.TB, home Folder, addr string, c HttpdConfig) string {
	tb.Helper()
	return in.load(tb, c.Modules) + fmt.Sprintf(baseConfig,
		quote(home.Path), quote(home.local(tb, "httpd.pid")), home.Path, c.listen(addr), runAs(tb),
		quote(home.local(tb, "error.log")), or(c.LogLevel, "warn"), quote(home.local(tb, "access.log")),
		workers, 2*workers, onOff(c.KeepAlive))
}

// listen is the text that makes the server listen.
func (c HttpdConfig) listen(addr string) string {
	text := "Listen " + addr + "\n"
	if c.IPv6 {
		text += "Listen " + loopback6(addr) + "\n"
	}
	return text
}

// loopback6 is the same port of the IPv6 loopback address.
func loopback6(addr string) string {
	return "[::1]" + addr[strings.LastIndexByte(addr, ':'):]
}

// onOff is the value of a flag directive.
func onOff(on bool) string {
	if on {
		return "On"
	}
	return "Off"
}

// docroot is the text that serves the document root.
func (c HttpdConfig) docroot() string {
	return fmt.Sprintf(docrootConfig, quote(c.Docroot), or(c.AllowOverride, "All"), or(c.Directory, "Require all granted"))
}

// workerUsers are the accounts that distributions run httpd as.
var workerUsers = []string{"www-data", "apache", "http", "www", "wwwrun", "_www", "daemon", "nobody"}

// runAs names the account of the workers.
func runAs(tb testing.TB) string {
	tb.Helper()
	u := worker(tb)
	if u == nil {
		return ""
	}
	return fmt.Sprintf("User \"#%s\"\nGroup \"#%s\"\n", u.Uid, u.Gid)
}

// worker is the account that servers run their workers as; nil where that is
// the test's own. Only root may choose one, and servers refuse to serve as root.
func worker(tb testing.TB) *user.User {
	tb.Helper()
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range workerUsers {
		if u, err := user.Lookup(name); err == nil {
			return u
		}
	}
	tb.Fatalf("none of the accounts %s exists to run a server as", strings.Join(workerUsers, ", "))
	return nil
}

// quote writes a path as one argument.
func quote(path string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(path) + `"`
}

// or is s, or what it means when empty.
func or(s, empty string) string {
	if s == "" {
		return empty
	}
	return s
}
