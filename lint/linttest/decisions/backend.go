package decisions

import (
	"io"
	"net"
	"net/http"
	"net/http/fcgi"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

// backends are the programs that nginx's cases can hand requests to, by host
// and port. Both answer alike, and mark what they answer.
type backends struct {
	http, fastCGI string
}

// startBackends starts them; they end with the test.
func startBackends(t *testing.T) backends {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(backend))
	t.Cleanup(server.Close)
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() { _ = fcgi.Serve(listener, http.HandlerFunc(backend)) }() // ends with the listener
	return backends{http: server.Listener.Addr().String(), fastCGI: listener.Addr().String()}
}

// backend answers with the status that the path ends in, as /status/403 does,
// with an internal redirect to what follows /accel, and else with 200. At
// /login it asks for any credentials.
func backend(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	w.Header().Set(live.BackendHeader, "yes")
	status := http.StatusOK
	if _, word, ok := strings.Cut(r.URL.Path, "/status/"); ok {
		if n, err := strconv.Atoi(word); err == nil && n >= 200 && n < 600 {
			status = n
		}
	}
	if _, target, ok := strings.Cut(r.URL.Path, "/accel"); ok {
		w.Header().Set("X-Accel-Redirect", target)
	}
	if strings.HasSuffix(r.URL.Path, "/login") && r.Header.Get("Authorization") == "" {
		status = http.StatusUnauthorized
	}
	switch {
	case status == http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", `Basic realm="Backend"`)
	case status >= 300 && status < 400:
		w.Header().Set("Location", "/elsewhere")
	}
	w.WriteHeader(status)
}
