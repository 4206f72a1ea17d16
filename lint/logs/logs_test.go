package logs

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/netip"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

func TestParse(t *testing.T) {
	local := func(text string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04:05.999999", text, time.Local)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	addr := netip.MustParseAddr
	for _, tt := range []struct {
		name, text string
		want       line
		file       string
	}{
		{"httpd", `[Sat Nov 21 10:00:00.123456 2026] [authz_core:error] [pid 1:tid 2] [client 192.0.2.1:80] AH01630: client denied by server configuration: /srv/a b/c, referer: http://x/?t=1`,
			line{time: local("2026-11-21 10:00:00.123456"), client: addr("192.0.2.1"), message: "AH01630: client denied by server configuration: /srv/a b/c"}, "/srv/a"},
		{"httpd with the system's reason, IPv6", `[Sat Nov 21 10:00:00 2026] [authn_file:error] [pid 1] (2)No such file or directory: [client 2001:db8::1:40312] AH01620: Could not open password file: users/one`,
			line{time: local("2026-11-21 10:00:00"), client: addr("2001:db8::1"), message: "(2)No such file or directory: AH01620: Could not open password file: users/one"}, "users/one"},
		{"httpd without a time", `[core:alert] /srv/.htaccess: Invalid command 'A', perhaps`, line{message: "/srv/.htaccess: Invalid command 'A', perhaps"}, "/srv/.htaccess"},
		{"httpd, a user", `[auth_basic:error] AH01617: user al: authentication failure for "/p?q=1": Password Mismatch`,
			line{message: `AH01617: user al: authentication failure for "/p?q=1": Password Mismatch`, user: "al"}, "/p"},
		{"httpd, the disk", `[core:error] AH00035: access to /x denied (filesystem path '/srv/x y') because search permissions are missing`,
			line{message: "AH00035: access to /x denied (filesystem path '/srv/x y') because search permissions are missing"}, "/srv/x y"},
		{"nginx", `2026/11/21 10:00:00 [error] 7#7: *1 user "a,b": password mismatch, client: 192.0.2.1, server: a.test, request: "GET /p?q=1 HTTP/1.1", host: "A.test:81", referrer: "http://x/?t"`,
			line{time: local("2026-11-21 10:00:00"), client: addr("192.0.2.1"), nginx: true, method: "GET", host: "a.test", path: "/p", user: "a,b", message: `user "a,b": password mismatch`}, ""},
		{"nginx, a file", `2026/11/21 10:00:00 [crit] 7#7: *1 open() "/etc/users" failed (13: Permission denied), client: ::1, server: , request: "GET / HTTP/1.1"`,
			line{time: local("2026-11-21 10:00:00"), client: addr("::1"), nginx: true, method: "GET", path: "/", message: `open() "/etc/users" failed (13: Permission denied)`}, "/etc/users"},
		{"nginx, no request", `2026/11/21 10:00:00 [emerg] 7#7: unknown directive "a" in /etc/nginx.conf:3`,
			line{time: local("2026-11-21 10:00:00"), nginx: true, message: `unknown directive "a" in /etc/nginx.conf:3`}, ""},
		{"common", `192.0.2.1 - - [21/Nov/2026:10:00:00 +0000] "GET /a?b HTTP/1.0" 401 12`,
			line{time: time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC), client: addr("192.0.2.1"), status: 401, method: "GET", path: "/a"}, ""},
		{"combined, a user with blanks and quotes", `192.0.2.1 - al ice [21/Nov/2026:10:00:00 +0000] "GET http://a.test/a\"b?c HTTP/1.0" 403 - "-" "x"`,
			line{time: time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC), client: addr("192.0.2.1"), status: 403, method: "GET", path: `/a\"b`, user: "al ice"}, ""},
		{"with the host", `shop.test:443 2001:db8::1 - alice [21/Nov/2026:10:00:00 +0000] "GET / HTTP/2.0" 500 12 "-" "x"`,
			line{time: time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC), client: addr("2001:db8::1"), host: "shop.test", status: 500, method: "GET", path: "/", user: "alice"}, ""},
	} {
		got, ok := parse(tt.text)
		file := ""
		if got.status == 0 {
			file = got.names()
		}
		if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(line{}), cmpopts.EquateComparable(netip.Addr{})); diff != "" || !ok {
			t.Errorf("%s: %t (-want +got)\n%s", tt.name, ok, diff)
		}
		if file != tt.file {
			t.Errorf("%s: names %q", tt.name, file)
		}
	}
	for _, text := range []string{
		"", "x", "[", "[]", "2026/11/21 10:00:00", "2026/11/21 99:00:00 [error] 1#1: x", `- - - [x] "GET / HTTP/1.1" 401 1`,
		`192.0.2.1 - - [21/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 99 1`, `192.0.2.1 - - [21/Nov/2026:10:00:00 +0000] "GET /`,
	} {
		if got, ok := parse(text); ok && text != "[]" {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

// A line says of itself what it is, and nothing of it is a query.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		`[Sat Nov 21 10:00:00 2026] [a:b] (2)x: [client 1.2.3.4:5] AH01620: Could not open password file: /a, referer: b`,
		`2026/11/21 10:00:00 [error] 7#7: *1 user "a": password mismatch, client: 1.2.3.4, request: "GET /p?q HTTP/1.1", host: "a:1"`,
		`a:1 1.2.3.4 - b c [21/Nov/2026:10:00:00 +0000] "GET http://a?b HTTP/1.0" 401 12`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, ok := parse(text)
		if !ok {
			return
		}
		if l.status == 0 {
			l.names()
		}
		if l.path != "" && (l.path[0] != '/' || strings.ContainsAny(l.path, "?#")) {
			t.Errorf("%q has the path %q", text, l.path)
		}
		for _, part := range []string{l.path, l.method, l.message, l.user} {
			if len(part) > len(text) {
				t.Errorf("%q: a part is longer than the line", text)
			}
		}
	})
}

// refuses is a server that turns everybody away.
type refuses struct{ site *model.Site }

func (s refuses) Site() *model.Site { return s.site }

func (s refuses) Here(path string) string { return path }

func (s refuses) Decide(*access.Request) access.Decision {
	return access.Decision{Outcome: access.Forbidden, Status: 403}
}

func (s refuses) Explain(r *access.Request) (access.Decision, []access.Passage) {
	return s.Decide(r), nil
}

func told(t *testing.T, in io.Reader, o Options) (*Log, []*Group, string) {
	t.Helper()
	l, err := Read(t.Context(), in, o)
	if err != nil {
		t.Fatal(err)
	}
	all := Tie(l, Sources{Server: refuses{&model.Site{}}})
	var b strings.Builder
	for _, write := range []func(io.Writer, *Log, []*Group, int) error{Write, WriteJSON} {
		if err := write(&b, l, all, 10); err != nil {
			t.Fatal(err)
		}
	}
	return l, all, b.String()
}

const denied = `192.0.2.1 - - [21/Nov/2026:10:00:00 +0000] "GET /%s HTTP/1.1" 403 1` + "\n"

// Lines that want to harm: none of it reaches a terminal, and none is kept whole.
func TestHostile(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	log := fmt.Sprintf(denied, "\x1b[31m\u202e\x00\xff") + fmt.Sprintf(denied, long) + strings.Repeat("\x00", 1<<20) + "\n" +
		fmt.Sprintf(denied, "a?password=hunter2") + "192.0.2.1 - hunter2 [21/Nov/2026:10:00:00 +0000] \"GET /b HTTP/1.1\" 401 1\n" +
		"[x:error] AH01618: user hunter2 not found: /c?hunter2\n" + fmt.Sprintf(denied, "last")
	l, all, out := told(t, strings.NewReader(log), Options{})
	if strings.ContainsAny(out, "\x1b\x00\u202e") || strings.Contains(out, "hunter2") {
		t.Errorf("%q", out)
	}
	if l.Lines != 7 || l.Cut != 2 || l.Other != 2 {
		t.Errorf("%+v", l)
	}
	count := 0
	for _, g := range all {
		count += g.Count
	}
	if count != 5 {
		t.Errorf("%d lines are told of", count)
	}
}

func TestTimes(t *testing.T) {
	var log strings.Builder
	for hour := range 24 {
		fmt.Fprintf(&log, "192.0.2.1 - - [21/Nov/2026:%02d:00:00 +0000] \"GET / HTTP/1.1\" 403 1\n", hour)
	}
	log.WriteString("[core:error] AH01630: client denied by server configuration: /x\n")
	at := func(hour int) time.Time { return time.Date(2026, 11, 21, hour, 0, 0, 0, time.UTC) }
	l, all, _ := told(t, strings.NewReader(log.String()), Options{Since: at(3), Until: at(5)})
	if l.Left != 22 || len(all) != 1 || all[0].Count != 3 || !all[0].First.Equal(at(3)) || !all[0].Last.Equal(at(5)) {
		t.Errorf("%+v %+v", l, all)
	}
}

// A log that was packed when it was rotated is read as the others.
func TestGzip(t *testing.T) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	fmt.Fprintf(w, denied, "a")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if l, all, _ := told(t, &packed, Options{}); l.Lines != 1 || len(all) != 1 {
		t.Errorf("%+v", l)
	}
	if _, err := Read(t.Context(), strings.NewReader("\x1f\x8bnot so"), Options{}); err == nil {
		t.Error("what is no gzip is taken for one")
	}
}

// generated is a log of some length, each line with another path and client.
type generated struct {
	left, n int
	line    []byte
}

func (g *generated) Read(p []byte) (int, error) {
	if len(g.line) == 0 {
		if g.left <= 0 {
			return 0, io.EOF
		}
		g.n++
		g.line = fmt.Appendf(nil, "[Sat Nov 21 10:00:00.123456 2026] [authz_core:error] [pid 1] [client 10.%d.%d.%d:80] AH01630: client denied by server configuration: /srv/www/html/%d/%s\n",
			g.n>>16&255, g.n>>8&255, g.n&255, g.n, strings.Repeat("long/", 20))
	}
	n := copy(p, g.line)
	g.line = g.line[n:]
	g.left -= n
	return n, nil
}

// A log of 200 MB takes no more memory than one of a few.
func TestStreamed(t *testing.T) {
	size := 200 << 20
	if testing.Short() {
		size = 20 << 20
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	l, err := Read(context.Background(), &generated{left: size}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	const most = 32 << 20
	kept := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("%d MB, %d lines in %v, %d KB kept", size>>20, l.Lines, time.Since(start).Round(time.Millisecond), kept>>10)
	if kept > most || len(l.groups) != maxGroups || l.More != l.Lines-maxGroups {
		t.Errorf("%d bytes are kept of %d, %d groups, %d more", kept, size, len(l.groups), l.More)
	}
}

// The line that a server does not accept, as it names it.
func TestConfigLine(t *testing.T) {
	for _, tt := range []struct {
		text string
		file string
		line int
	}{
		{"AH00526: Syntax error on line 3 of /etc/apache2/x.conf:", "/etc/apache2/x.conf", 3},
		{"[core:error] AH00526: Syntax error on line 12 of /a b:", "/a b", 12},
		{"[core:error] AH00526: Syntax error on line -1 of /a:", "", 0},
		{"[core:error] AH00526: Syntax error on line x", "", 0},
		{`2026/11/21 10:00:00 [emerg] 7#7: unknown directive "a in /b" in /etc/nginx/x.conf:14`, "/etc/nginx/x.conf", 14},
		{`2026/11/21 10:00:00 [emerg] 7#7: open() "/a" failed in /etc:x`, "", 0},
	} {
		l, ok := parse(tt.text)
		if file, line := l.configLine(); !ok || file != tt.file || line != tt.line {
			t.Errorf("%s: %q, %d", tt.text, file, line)
		}
	}
}
