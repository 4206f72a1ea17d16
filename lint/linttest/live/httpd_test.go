package live_test

import (
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/linttest/live"
)

// passwords lets in alice with "secret"; the hash is of that word and guards nothing.
const passwords = "alice:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n"

const page = "hello\n"

func TestPageAndPassword(t *testing.T) {
	h := live.StartHttpd(t, live.HttpdConfig{})
	secrets := live.NewFolder(t)
	secrets.Write(t, "passwords", passwords)
	h.Write(t, "index.html", page)
	h.Write(t, "closed/index.html", page)
	h.Write(t, "closed/.htaccess", "AuthType Basic\nAuthName \"Staff only\"\nAuthUserFile "+secrets.Path+"/passwords\nRequire valid-user\n")

	open := h.Do(t, live.Request{Path: "/index.html"})
	if open.Status != http.StatusOK || open.Body != page || open.Closed {
		t.Errorf("open page: %+v", open)
	}
	asked := h.Do(t, live.Request{Path: "/closed/index.html"})
	if got := asked.Header.Get("WWW-Authenticate"); asked.Status != http.StatusUnauthorized || got != `Basic realm="Staff only"` {
		t.Errorf("without credentials: status %d, challenge %q", asked.Status, got)
	}
	if got := h.Do(t, live.Request{Path: "/closed/index.html", User: "alice", Password: "wrong"}); got.Status != http.StatusUnauthorized {
		t.Errorf("wrong password: status %d", got.Status)
	}
	if got := h.Do(t, live.Request{Path: "/closed/index.html", User: "alice", Password: "secret"}); got.Status != http.StatusOK {
		t.Errorf("right password: status %d\n%s", got.Status, h.ErrorLog())
	}
	if got := h.Do(t, live.Request{Method: http.MethodHead, Path: "/index.html"}); got.Status != http.StatusOK || got.Body != "" || got.Closed {
		t.Errorf("HEAD: %+v", got)
	}
	if got := h.Requests(); got != 5 {
		t.Errorf("counted %d requests, want 5", got)
	}
}

func TestBrokenFileIsLogged(t *testing.T) {
	h := live.StartHttpd(t, live.HttpdConfig{})
	h.Write(t, "page.txt", page)
	h.Write(t, ".htaccess", "NoSuchDirective on\n")
	h.Do(t, live.Request{Path: "/page.txt"})
	mark := h.Mark()
	if log := h.LogSince(mark); log != "" {
		t.Errorf("log since its end: %q", log)
	}
	if got := h.Do(t, live.Request{Path: "/page.txt"}); got.Status != http.StatusInternalServerError {
		t.Errorf("status %d", got.Status)
	}
	log := h.LogSince(mark)
	if strings.Count(log, "\n") != 1 || !strings.Contains(log, "Invalid command 'NoSuchDirective'") {
		t.Errorf("log: %q", log)
	}
	h.Remove(t, ".htaccess")
	if got := h.Do(t, live.Request{Path: "/page.txt"}); got.Status != http.StatusOK {
		t.Errorf("file removed: status %d", got.Status)
	}
}

func TestTargetArrivesByteForByte(t *testing.T) {
	h := live.StartHttpd(t, live.HttpdConfig{Server: "RedirectMatch 302 ^/old /new"})
	h.Write(t, "a/b.txt", page)
	for target, want := range map[string]int{
		"//a//b.txt":         http.StatusOK,
		"/a/%2e/b.txt":       http.StatusOK,
		"/x/%2e%2e/a/b.txt":  http.StatusOK,
		"/%61/b.txt?q=%2e//": http.StatusOK,
		"/../../etc/passwd":  http.StatusBadRequest,
		"/old/../x":          http.StatusNotFound,
		"/old":               http.StatusFound,
	} {
		got := h.Do(t, live.Request{Path: target})
		if got.Status != want {
			t.Errorf("%s: status %d, want %d", target, got.Status, want)
		}
		if !logged(h, " GET "+target+" HTTP/1.1\n") {
			t.Errorf("%q did not arrive so", target)
		}
	}
}

// logged waits a moment for a line of the access log.
func logged(h *live.Httpd, line string) bool {
	for range 100 {
		if strings.Contains(h.AccessLog(), line) {
			return true
		}
		time.Sleep(10 * time.Millisecond)
	}
	return false
}

func TestHeadersAndBody(t *testing.T) {
	h := live.StartHttpd(t, live.HttpdConfig{
		Directory: "Require expr \"%{HTTP_HOST} == 'shop.example' && %{HTTP:X-One} == '1' && %{HTTP:Content-Length} == '3'\"",
	})
	h.Write(t, "page.txt", page)
	r := live.Request{
		Method: http.MethodPost, Path: "/page.txt", Body: "a=b",
		Header: http.Header{"Host": {"shop.example"}, "X-One": {"1"}},
	}
	if got := h.Do(t, r); got.Status != http.StatusOK {
		t.Errorf("status %d\n%s", got.Status, h.ErrorLog())
	}
}

func TestTwoServersAndManyRequests(t *testing.T) {
	one, two := live.StartHttpd(t, live.HttpdConfig{}), live.StartHttpd(t, live.HttpdConfig{Directory: "Require all denied"})
	if one.Addr == two.Addr || one.Path == two.Path {
		t.Fatalf("the servers share %s or a document root", one.Addr)
	}
	one.Write(t, "page.txt", page)
	two.Write(t, "page.txt", page)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 10 {
				if got := one.Do(t, live.Request{Path: "/page.txt"}); got.Status != http.StatusOK {
					t.Errorf("open server: status %d", got.Status)
				}
				if got := two.Do(t, live.Request{Path: "/page.txt"}); got.Status != http.StatusForbidden {
					t.Errorf("closed server: status %d", got.Status)
				}
			}
		})
	}
	wg.Wait()
	if one.Requests() != 80 || two.Requests() != 80 {
		t.Errorf("counted %d and %d requests, want 80 each", one.Requests(), two.Requests())
	}
}

func TestDyingWorkerClosesConnection(t *testing.T) {
	h := live.StartHttpd(t, live.HttpdConfig{})
	h.Write(t, "page.txt", page)
	h.Write(t, "dies/page.txt", page)
	h.Write(t, "dies/.htaccess", "AuthName \"x\\\\\"\n")
	for range 3 {
		if got := h.Do(t, live.Request{Path: "/dies/page.txt"}); !got.Closed || got.Status != 0 {
			t.Errorf("argument that ends in a backslash: %+v", got)
		}
		if got := h.Do(t, live.Request{Path: "/page.txt"}); got.Status != http.StatusOK {
			t.Errorf("after a worker died: status %d", got.Status)
		}
	}
}

func TestRestart(t *testing.T) {
	h := live.StartHttpd(t, live.HttpdConfig{})
	h.Write(t, "page.txt", page)
	for _, c := range []struct {
		config live.HttpdConfig
		want   int
	}{
		{live.HttpdConfig{Directory: "Require all denied"}, http.StatusForbidden},
		{live.HttpdConfig{Server: "Redirect 301 /page.txt http://else.example/"}, http.StatusMovedPermanently},
		{live.HttpdConfig{Modules: []string{"authz_core"}}, http.StatusOK},
	} {
		h.Restart(t, c.config)
		if got := h.Do(t, live.Request{Path: "/page.txt"}); got.Status != c.want {
			t.Errorf("%+v: status %d, want %d", c.config, got.Status, c.want)
		}
	}
}

func TestAllowOverrideAndOwnDocroot(t *testing.T) {
	docs := live.NewFolder(t)
	docs.Write(t, "page.txt", page)
	docs.Write(t, ".htaccess", "Require all denied\n")
	h := live.StartHttpd(t, live.HttpdConfig{Docroot: docs.Path, AllowOverride: "None"})
	if got := h.Do(t, live.Request{Path: "/page.txt"}); got.Status != http.StatusOK {
		t.Errorf("file that is not read: status %d", got.Status)
	}
}

func TestModeShutsWorkerOut(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("the worker owns the file unless httpd is started by root")
	}
	h := live.StartHttpd(t, live.HttpdConfig{})
	h.WriteMode(t, "page.txt", page, 0o600)
	if got := h.Do(t, live.Request{Path: "/page.txt"}); got.Status != http.StatusForbidden {
		t.Errorf("status %d", got.Status)
	}
}

func TestConfigTest(t *testing.T) {
	if ok, out := live.ConfigTest(t, "ServerAdmin webmaster@shop.example\n"); !ok {
		t.Errorf("good configuration refused: %s", out)
	}
	ok, out := live.ConfigTest(t, "\n\nRequireAuth yes\n")
	if ok || !strings.Contains(out, "line 3 of") || !strings.Contains(out, "Invalid command 'RequireAuth'") {
		t.Errorf("bad configuration: %v, %s", ok, out)
	}
}
