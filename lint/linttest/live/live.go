// Package live starts real web servers on loopback, so that tests can ask them
// what they do with a configuration instead of trusting a table.
//
// Begin with StartHttpd or StartNginx: it returns a running server with its own
// document root, error log and port, and stops it with the test. Where the
// server is not installed the test skips, or fails when Required says so.
//
// StartBrowser does the same with a browser, for pages.
//
// What every server has in common (document root, log, requests) is Server;
// each kind of server embeds it.
package live

import (
	"os"
	"testing"
)

// Required reports whether a server that is not installed is a failure rather
// than a reason to skip: AUTHLINT_SERVERS=required, as continuous integration
// sets it.
func Required() bool {
	return os.Getenv("AUTHLINT_SERVERS") == "required"
}

// missing ends the test because something it needs is not installed.
func missing(tb testing.TB, what string) {
	tb.Helper()
	if Required() {
		tb.Fatalf("%s is not installed, and AUTHLINT_SERVERS=required", what)
	}
	tb.Skipf("%s is not installed", what)
}
