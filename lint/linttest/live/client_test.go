package live_test

import (
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/linttest/live"
)

func TestClientKeepsItsConnection(t *testing.T) {
	h := live.StartHttpd(t, live.HttpdConfig{KeepAlive: true, Server: "LogFormat \"%k from %a\" kept\nCustomLog kept.log kept\n"})
	h.Write(t, "page.txt", page)
	c := live.Client{Addr: h.Addr, From: "127.0.0.1"}
	defer c.Close()
	for _, r := range []struct {
		request live.Request
		want    int
	}{
		{live.Request{Path: "/page.txt"}, http.StatusOK},
		{live.Request{Path: "/page.txt", Method: http.MethodHead}, http.StatusOK},
		{live.Request{Path: "/missing", Method: http.MethodPost, Body: "a=b"}, http.StatusNotFound},
		{live.Request{Path: "/page.txt"}, http.StatusOK},
	} {
		got, err := c.Do(r.request)
		if err != nil || got.Status != r.want || got.Closed {
			t.Errorf("%s %s: %+v, %v", r.request.Method, r.request.Path, got, err)
		}
	}
	// httpd writes the line after it sent the answer.
	for range 200 {
		if strings.Contains(logFile(t, h, "kept.log"), "3 from 127.0.0.1\n") {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if text := logFile(t, h, "kept.log"); !strings.Contains(text, "3 from 127.0.0.1\n") {
		t.Errorf("the fourth request came over another connection:\n%s", text)
	}
	h.Restart(t, live.HttpdConfig{KeepAlive: true, Server: "Redirect /page.txt http://else.example/\n"})
	if got, err := c.Do(live.Request{Path: "/page.txt"}); err != nil || got.Status != http.StatusFound {
		t.Errorf("after the server closed the connection: %+v, %v", got, err)
	}
}

func TestClientOfDyingWorker(t *testing.T) {
	h := live.StartHttpd(t, live.HttpdConfig{KeepAlive: true})
	h.Write(t, "page.txt", page)
	h.Write(t, "dies/.htaccess", "AuthName \"x\\\\\"\n")
	c := live.Client{Addr: h.Addr}
	defer c.Close()
	for _, want := range []struct {
		path   string
		status int
		closed bool
	}{{"/page.txt", 200, false}, {"/dies/", 0, true}, {"/page.txt", 200, false}} {
		if got, err := c.Do(live.Request{Path: want.path}); err != nil || got.Status != want.status || got.Closed != want.closed {
			t.Errorf("%s: %+v, %v", want.path, got, err)
		}
	}
}

func TestClientAddresses(t *testing.T) {
	six, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		t.Skip("this machine has no IPv6: ", err)
	}
	if err := six.Close(); err != nil {
		t.Fatal(err)
	}
	h := live.StartHttpd(t, live.HttpdConfig{IPv6: true, Directory: "Require ip 127.0.0.7 ::1"})
	h.Write(t, "page.txt", page)
	for _, c := range []struct {
		client live.Client
		want   int
	}{
		{live.Client{Addr: h.Addr, From: "127.0.0.7"}, http.StatusOK},
		{live.Client{Addr: h.Addr, From: "127.0.0.1"}, http.StatusForbidden},
		{live.Client{Addr: h.Addr6()}, http.StatusOK},
	} {
		got, err := c.client.Do(live.Request{Path: "/page.txt"})
		if err != nil || got.Status != c.want {
			t.Errorf("from %s to %s: status %d, %v", c.client.From, c.client.Addr, got.Status, err)
		}
		c.client.Close()
	}
}

// logFile reads a log that lies beside the configuration.
func logFile(t *testing.T, h *live.Httpd, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(filepath.Dir(h.Config()), name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
