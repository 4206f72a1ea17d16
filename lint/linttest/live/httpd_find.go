package live

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// installation is an httpd on this machine.
type installation struct {
	binary  string
	modules string // folder of the loadable modules
}

// httpdBinaries are the names of the server: Debian's, everybody else's, and
// where they lie when /usr/sbin is not in PATH.
var httpdBinaries = []string{"apache2", "httpd", "/usr/sbin/apache2", "/usr/sbin/httpd", "/usr/local/sbin/httpd", "/usr/local/apache2/bin/httpd"}

// moduleFolders are where distributions put modules: Debian, Red Hat, Arch,
// Alpine, SUSE, FreeBSD, macOS.
var moduleFolders = []string{
	"/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/lib/httpd/modules",
	"/usr/lib/apache2", "/usr/lib64/apache2", "/usr/local/libexec/apache24", "/usr/libexec/apache2",
}

// findHttpd finds the server, or ends the test.
func findHttpd(tb testing.TB) installation {
	tb.Helper()
	for _, name := range httpdBinaries {
		binary, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		if modules, ok := findModules(binary); ok {
			return installation{binary, modules}
		}
	}
	missing(tb, "httpd")
	return installation{}
}

// findModules finds the folder of the modules: a known one, or the one below
// the root that the server was built for.
func findModules(binary string) (string, bool) {
	for _, dir := range moduleFolders {
		if hasModule(dir, "authz_core") {
			return dir, true
		}
	}
	// The server prints its settings even when it then refuses to run.
	out, _ := exec.Command(binary, "-V").CombinedOutput()
	root := httpdRoot.FindSubmatch(out)
	if root == nil {
		return "", false
	}
	dir := filepath.Join(string(root[1]), "modules")
	return dir, hasModule(dir, "authz_core")
}

var httpdRoot = regexp.MustCompile(`HTTPD_ROOT="([^"]+)"`)

// hasModule reports whether a module can be loaded from a folder.
func hasModule(dir, symbol string) bool {
	_, err := os.Stat(filepath.Join(dir, "mod_"+symbol+".so"))
	return err == nil
}

// UsualModules are the modules, without _module, that a shared host has
// enabled and .htaccess files use. Those not installed are left out when they
// are loaded as the default.
func UsualModules() []string {
	return slices.Clone(usualModules)
}

var usualModules = []string{
	"access_compat", "actions", "alias", "allowmethods", "auth_basic", "auth_digest", "auth_form",
	"authn_anon", "authn_core", "authn_file", "authz_core", "authz_groupfile", "authz_host",
	"authz_owner", "authz_user", "autoindex", "cgi", "deflate", "dir", "env", "expires", "filter",
	"headers", "include", "macro", "mime", "negotiation", "remoteip", "request", "rewrite",
	"session", "session_cookie", "setenvif", "substitute",
}

// baseModules are needed by the harness itself; on some systems they are part
// of the binary. The order of the process models is that of preference: prefork
// starts fastest, and a worker that dies takes one request with it.
var (
	baseModules   = []string{"unixd", "log_config", "version"}
	processModels = []string{"mpm_prefork", "mpm_event", "mpm_worker"}
)

// load is the configuration text that loads modules, the usual ones if none
// are named. A named module that is neither installed nor built in ends the
// test.
func (in installation) load(tb testing.TB, symbols []string) string {
	tb.Helper()
	var installed, absent []string
	for _, s := range symbols {
		if hasModule(in.modules, s) {
			installed = append(installed, s)
		} else {
			absent = append(absent, s)
		}
	}
	in.needBuiltIn(tb, absent)
	if symbols == nil {
		installed = append(installed, in.only(usualModules)...)
	}
	if m := in.only(processModels); len(m) > 0 {
		installed = append(installed, m[0])
	}
	installed = append(installed, in.only(baseModules)...)
	slices.Sort(installed)
	var b strings.Builder
	for _, s := range slices.Compact(installed) {
		b.WriteString("LoadModule " + s + "_module " + quote(filepath.Join(in.modules, "mod_"+s+".so")) + "\n")
	}
	return b.String()
}

// only keeps the modules that can be loaded.
func (in installation) only(symbols []string) []string {
	var kept []string
	for _, s := range symbols {
		if hasModule(in.modules, s) {
			kept = append(kept, s)
		}
	}
	return kept
}

// needBuiltIn ends the test unless all modules are part of the binary.
func (in installation) needBuiltIn(tb testing.TB, symbols []string) {
	tb.Helper()
	if len(symbols) == 0 {
		return
	}
	out, err := exec.Command(in.binary, "-l").Output()
	if err != nil {
		tb.Fatalf("could not list the modules of httpd: %v", err)
	}
	for _, s := range symbols {
		if !slices.Contains(strings.Fields(string(out)), "mod_"+s+".c") {
			missing(tb, "the httpd module "+s)
		}
	}
}
