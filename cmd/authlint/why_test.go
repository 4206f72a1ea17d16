package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// whySite is a site with a password that is asked for below /in/.
func whySite(t *testing.T, users string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		".htaccess": "RewriteEngine On\nRewriteRule ^old/(.*) /new/$1 [R=301,L]\n",
		"in/.htaccess": "AuthType Basic\nAuthName Staff\nAuthUserFile " + filepath.ToSlash(dir) + "/in/.htpasswd\nRequire valid-user\n" +
			"ErrorDocument 404 /page.html\n",
		"in/.htpasswd": users, "page.html": "", "in/page.html": "",
	} {
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// asked runs authlint why and returns all that it prints.
func asked(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	code := run(append([]string{"why"}, args...), streams{
		in: strings.NewReader(stdin), out: &out, err: &out, getenv: func(string) string { return "" },
	})
	if code != int(statusClean) {
		t.Fatalf("ended in %d: %s", code, out.String())
	}
	return out.String()
}

// TestWhySecrets looks for stored and typed passwords in all that why prints.
func TestWhySecrets(t *testing.T) {
	const typed = "typed-Parasol-4711"
	for _, s := range storedSecrets {
		dir := whySite(t, "alice:"+s.shown+s.secret+"\nalice:"+s.shown+s.secret+"\nAlice:"+s.shown+s.secret+"\n")
		request := fmt.Sprintf(`{"url":"http://a/in/page.html","user":"alice","password":%q}`, typed)
		for format, text := range map[string]string{
			"text":               asked(t, typed, "http://a/in/page.html", "--root", dir, "--user", "alice", "--password-stdin"),
			"text, another user": asked(t, typed, "http://a/in/page.html", "--root", dir, "--user", "ALICE", "--password-stdin"),
			"json":               asked(t, typed, "http://a/in/page.html", "--root", dir, "--user", "alice", "--password-stdin", "--format", "json"),
			"batch":              asked(t, request+"\n"+strings.Replace(request, "http:", "", 1), "--root", dir, "--requests", "-"),
		} {
			if !strings.Contains(text, "page.html") {
				t.Fatalf("%s, %s: no answer: %s", s.scheme, format, text)
			}
			if s.part(plainText(text)) != "" || strings.Contains(text, "Parasol") {
				t.Errorf("%s: %s shows a secret", s.scheme, format)
			}
		}
	}
}

// manyRequests is a batch that is made as it is read: distinct URLs, with and
// without credentials, found and not. At some of them it calls look.
type manyRequests struct {
	next, last int
	look       func(at int)
	rest       []byte
}

func (m *manyRequests) Read(p []byte) (int, error) {
	if len(m.rest) == 0 {
		if m.next == m.last {
			return 0, io.EOF
		}
		m.look(m.next)
		m.rest = requestLine(m.next)
		m.next++
	}
	n := copy(p, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

func requestLine(i int) []byte {
	path := [...]string{"page.html", "in/page.html", "in/gone", "gone/", "old/"}[i%5]
	line := fmt.Sprintf(`{"url":"http://host%d.test/%s?%d"`, i%7, path, i)
	switch i % 3 {
	case 1:
		line += `,"user":"alice"`
	case 2:
		line += fmt.Sprintf(`,"user":"alice","password":"pw-%d"`, i)
	}
	return []byte(strings.Replace(line, "/gone", fmt.Sprintf("/gone-%d", i), 1) + "}\n")
}

// countLines counts lines.
type countLines int

func (c *countLines) Write(p []byte) (int, error) {
	*c += countLines(bytes.Count(p, []byte{'\n'}))
	return len(p), nil
}

// TestWhyMemory: a batch needs no more memory at its end than near its
// beginning, and answers every line.
func TestWhyMemory(t *testing.T) {
	const (
		requests = 20_000
		warm     = requests / 4 // when caches are full and buffers grown
		most     = 2 << 20      // of a batch whose answers alone are over 10 MiB
	)
	heap := map[int]uint64{}
	in := &manyRequests{last: requests, look: func(at int) {
		if at != warm && at != requests-1 {
			return
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		heap[at] = m.HeapAlloc
	}}
	var lines countLines
	var stderr bytes.Buffer
	dir := whySite(t, "alice:{SHA}0V0LO+xS5xKCXPmPQAnRL1ftnD8=\n")
	code := run([]string{"why", "--root", dir, "--requests", "-"}, streams{
		in: in, out: &lines, err: &stderr, getenv: func(string) string { return "" },
	})
	if code != int(statusClean) || lines != requests {
		t.Fatalf("%d answers, ended in %d: %s", lines, code, stderr.String())
	}
	before, after := heap[warm], heap[requests-1]
	t.Logf("%d bytes in use after %d requests, %d after %d", before, warm, after, requests)
	if after > before+most {
		t.Errorf("memory grew from %d to %d bytes", before, after)
	}
}

// An answer that could not be written is no success.
func TestWhyWriteError(t *testing.T) {
	dir := whySite(t, "alice:x\n")
	for _, args := range [][]string{
		{"http://a/"}, {"http://a/", "--format", "json"}, {"--requests", "-"},
	} {
		var stderr bytes.Buffer
		code := run(append([]string{"why", "--root", dir}, args...), streams{
			in: strings.NewReader(`{"url":"http://a/"}`), out: fullDisk{}, err: &stderr, getenv: func(string) string { return "" },
		})
		if code != int(statusFailure) || !strings.Contains(stderr.String(), "no space left") {
			t.Errorf("%q ended in %d, saying %q", args, code, stderr.String())
		}
	}
}
