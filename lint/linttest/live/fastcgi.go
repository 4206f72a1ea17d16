package live

import (
	"net"
	"net/http"
	"net/http/fcgi"
	"os"
	"testing"
)

// StartFastCGI starts a program behind a server that answers everything with
// 200, and says in BackendHeader which file it was to run. It returns the path
// of its socket, and ends with the test.
func StartFastCGI(tb testing.TB) string {
	tb.Helper()
	socket := NewFolder(tb).local(tb, "fcgi.sock")
	l, err := net.Listen("unix", socket)
	if err != nil {
		tb.Fatalf("could not listen at a socket: %v", err)
	}
	if err := os.Chmod(socket, 0o666); err != nil {
		tb.Fatalf("could not open a socket to the worker: %v", err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = fcgi.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set(BackendHeader, or(fcgi.ProcessEnv(r)["SCRIPT_FILENAME"], "nothing"))
		})) // it ends with an error when the listener is closed
	}()
	tb.Cleanup(func() {
		if err := l.Close(); err != nil {
			tb.Errorf("could not close a socket: %v", err)
		}
		<-done
	})
	return socket
}
