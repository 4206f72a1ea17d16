package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/linttest/live"
)

// logCause is what the tests read of a cause.
type logCause struct {
	Message string
	Count   int
	Clients int
	First   *string
	Lines   []struct {
		File, Text string
		Line       int
	}
	Findings        []struct{ Rule string }
	Untied, Changed *string
}

func (c *logCause) rules() (all []string) {
	for _, f := range c.Findings {
		all = append(all, f.Rule)
	}
	return all
}

func (c *logCause) texts() (all []string) {
	for _, l := range c.Lines {
		all = append(all, l.Text)
	}
	return all
}

// causes runs authlint why --log as a user would. Nothing of secrets is in what
// it prints.
func causes(t *testing.T, log string, secrets []string, args ...string) []logCause {
	t.Helper()
	var document struct{ Causes []logCause }
	for _, format := range []string{"text", "json"} {
		var out, errs bytes.Buffer
		code := run(append([]string{"why", "--log", log, "--format", format}, args...), streams{
			in: strings.NewReader(""), out: &out, err: &errs, getenv: func(string) string { return "" },
		})
		if code != 0 {
			t.Fatalf("why --log ended in %d: %s", code, errs.String())
		}
		for _, secret := range secrets {
			if strings.Contains(out.String(), secret) {
				t.Errorf("%s: %q is shown", format, secret)
			}
		}
		if format == "json" {
			if err := json.Unmarshal(out.Bytes(), &document); err != nil {
				t.Fatal(err)
			}
		}
	}
	return document.Causes
}

func causeOf(t *testing.T, all []logCause, message string, count int) *logCause {
	t.Helper()
	i := slices.IndexFunc(all, func(c logCause) bool { return c.Message == message && c.Count == count })
	if i < 0 {
		t.Errorf("nothing is said %d times of %s: %+v", count, message, all)
		return &logCause{}
	}
	return &all[i]
}

// waitForLog waits until a log has so many lines: servers write them behind the
// answer.
func waitForLog(t *testing.T, name string, lines int) {
	t.Helper()
	for range 100 {
		data, err := os.ReadFile(name)
		if err == nil && bytes.Count(data, []byte("\n")) >= lines {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%s does not get %d lines", name, lines)
}

// What a live httpd complains of is tied to the lines that make it do so.
func TestWhyLogHttpd(t *testing.T) {
	server := live.StartHttpd(t, live.HttpdConfig{Server: `ErrorLogFormat "[%{u}t] [%-m:%l] [pid %P] %7F: %E: [client\ %a] %M% ,\ referer\ %{Referer}i"
CustomLog other.log "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\""
`})
	staffSite(t, server.Path, strings.ReplaceAll(staffHtaccess, "Require valid-user", "Require user alice"))
	for name, text := range map[string]string{
		"shut/.htaccess": "Order Allow,Deny\nAllow from 192.0.2.1\nDeny from all\n", "denied/.htaccess": "Require all denied\n",
		"broken/.htaccess": "Requires all granted\n", "bare/.htaccess": "AuthType Basic\nAuthName \"Staff\"\nRequire valid-user\n",
		"missing/.htaccess": "AuthType Basic\nAuthName \"Gone\"\nAuthUserFile " + server.Path + "/none\nRequire valid-user\n",
	} {
		server.Write(t, name, text)
	}
	header := map[string][]string{"Referer": {"http://a.test/?token=referred"}}
	for _, r := range []live.Request{
		{Path: "/shut/a?token=queried", Header: header}, {Path: "/shut/b"}, {Path: "/denied/"}, {Path: "/broken/a"}, {Path: "/staff/a.txt"},
		{Path: "/staff/a.txt", User: "alice", Password: "umbrella-Teapot-8"}, {Path: "/staff/a.txt", User: "hunter2", Password: "x"},
		{Path: "/bare/", User: "alice", Password: "x"}, {Path: "/missing/", User: "alice", Password: "x"}, {Path: "/a.txt"},
	} {
		server.Do(t, r)
	}
	dir := filepath.Dir(server.Config())
	access := filepath.Join(dir, "other.log")
	waitForLog(t, access, server.Requests())
	secrets := []string{"queried", "referred", "hunter2", "Teapot"}

	all := causes(t, filepath.Join(dir, "error.log"), secrets, "--config", server.Config())
	for _, tt := range []struct {
		message string
		count   int
		line    string
		rule    string
	}{
		{"AH01797", 2, "Deny from all", "deny-from-all-locks-out"},
		{"AH01630", 1, "Require all denied", ""},
		{"“invalid command”", 1, "Requires all granted", "apache-syntax"},
		{"AH01617", 1, "alice:****", ""},
		{"AH01618", 1, "AuthUserFile " + server.Path + "/staff/.htpasswd", ""},
		{"AH01619, AH01621", 1, "", "user-file-not-set"}, // the line names no place
		{"AH01620, AH01622", 1, "AuthUserFile " + server.Path + "/none", "user-file-missing"},
	} {
		c := causeOf(t, all, tt.message, tt.count)
		if tt.line != "" && !slices.Contains(c.texts(), tt.line) {
			t.Errorf("%s: lines %q, not %q (%v)", tt.message, c.texts(), tt.line, c.Untied)
		}
		if tt.rule != "" && !slices.Contains(c.rules(), tt.rule) {
			t.Errorf("%s: findings %q, not %s", tt.message, c.rules(), tt.rule)
		}
		if c.Clients != 1 || c.First == nil || (c.Untied == nil) != (len(c.Lines) > 0) {
			t.Errorf("%s: %+v", tt.message, c)
		}
	}

	all = causes(t, access, secrets, "--config", server.Config())
	if c := causeOf(t, all, "status 403", 2); !slices.Contains(c.texts(), "Deny from all") || c.Changed != nil {
		t.Errorf("%+v", c)
	}
	if c := causeOf(t, all, "status 401", 3); len(c.Lines) == 0 || c.Untied != nil {
		t.Errorf("%+v", c)
	}
	for _, c := range all {
		if strings.HasPrefix(c.Message, "status 2") {
			t.Errorf("%s is no complaint", c.Message)
		}
	}
}

// The same of nginx, in its own format.
func TestWhyLogNginx(t *testing.T) {
	server := live.StartNginx(t, live.NginxConfig{
		Server: `access_log other.log combined;
location /staff/ {
  auth_basic "Staff";
  auth_basic_user_file users;
}
location /gone/ {
  auth_basic "Gone";
  auth_basic_user_file none;
}
location /shut/ {
  deny all;
}
`,
		Beside: map[string]string{"users": liveUsers},
	})
	server.Write(t, "staff/a.txt", "a\n")
	for _, r := range []live.Request{
		{Path: "/shut/a?token=queried"}, {Path: "/shut/b"}, {Path: "/staff/a.txt"},
		{Path: "/staff/a.txt", User: "alice", Password: "umbrella-Teapot-8"}, {Path: "/staff/a.txt", User: "hunter2", Password: "x"},
		{Path: "/gone/", User: "alice", Password: "x"},
	} {
		server.Do(t, r)
	}
	dir := filepath.Dir(server.Config())
	access := filepath.Join(dir, "other.log")
	waitForLog(t, access, server.Requests())
	secrets := []string{"queried", "hunter2", "Teapot"}
	all := causes(t, filepath.Join(dir, "error.log"), secrets, "--config", server.Config())
	for _, tt := range []struct {
		message string
		count   int
		line    string
	}{
		{"nginx: “access forbidden by rule”", 2, "deny all;"},
		{"nginx: “user \"...\": password mismatch”", 1, "alice:****"},
		{"nginx: “user \"...\" was not found in \"...\"”", 1, "auth_basic_user_file users;"},
		{"nginx: “open() \"...\" failed (2: no such file or directory)”", 1, "auth_basic_user_file none;"},
	} {
		if c := causeOf(t, all, tt.message, tt.count); !slices.Contains(c.texts(), tt.line) {
			t.Errorf("%s: lines %q, not %q (%v)", tt.message, c.texts(), tt.line, c.Untied)
		}
	}
	all = causes(t, access, secrets, "--config", server.Config())
	if c := causeOf(t, all, "status 403", 2); !slices.Contains(c.texts(), "deny all;") {
		t.Errorf("%+v", c)
	}
}
