package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authlint/authlint/lint/linttest/live"
)

// probed is what the tests read of a probe.
type probed struct {
	Result, URL string
	Error       *string
	Status      *int
	Challenges  []struct{ Scheme string }
	Faults      []string
	Differences []struct{ What, Running, Files string }
}

func (p *probed) differences() []string {
	var all []string
	for _, d := range p.Differences {
		all = append(all, d.What+": "+d.Running+", "+d.Files)
	}
	return all
}

// probes runs authlint probe as a user would.
func probes(t *testing.T, code int, stdin string, args ...string) []probed {
	t.Helper()
	var out, errs bytes.Buffer
	got := run(append([]string{"probe", "--format", "json"}, args...), streams{
		in: strings.NewReader(stdin), out: &out, err: &errs, getenv: func(string) string { return "" },
	})
	if got != code {
		t.Fatalf("probe %q ended in %d, not %d: %s%s", args, got, code, out.String(), errs.String())
	}
	if stdin != "" && strings.Contains(out.String()+errs.String(), strings.TrimSpace(stdin)) {
		t.Errorf("probe %q shows what was on standard input", args)
	}
	var document struct{ Probes []probed }
	if out.Len() > 0 {
		if err := json.Unmarshal(out.Bytes(), &document); err != nil {
			t.Fatal(err)
		}
	}
	return document.Probes
}

const staffHtaccess = "AuthType Basic\nAuthName \"Staff \\\"A\\\"\"\nAuthUserFile USERS\nRequire valid-user\n"

// staffSite fills a folder with a place for staff.
func staffSite(t *testing.T, root, htaccess string) {
	t.Helper()
	users := filepath.Join(root, "staff", ".htpasswd")
	for name, text := range map[string]string{
		"staff/a.txt": "a\n", "staff/.htpasswd": liveUsers, "a.txt": "a\n",
		"staff/.htaccess": strings.ReplaceAll(htaccess, "USERS", filepath.ToSlash(users)),
	} {
		at := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// A running httpd is as its own files say, and differs from others by what they
// say otherwise.
func TestProbeHttpd(t *testing.T) {
	server := live.StartHttpd(t, live.HttpdConfig{})
	staffSite(t, server.Path, staffHtaccess)
	url := "http://" + server.Addr + "/staff/a.txt"
	own := []string{"--config", server.Config()}
	p := probes(t, 0, "", append(own, url, "http://"+server.Addr+"/a.txt", "http://"+server.Addr+"/none")...)
	for i, status := range []int{401, 200, 404} {
		if p[i].Result != "equal" || *p[i].Status != status {
			t.Errorf("%+v", p[i])
		}
	}
	if !strings.Contains(strings.Join(p[0].Faults, ";"), "plain http") {
		t.Errorf("faults %q", p[0].Faults)
	}
	right := append(own, "--user", "alice", "--password-stdin", url)
	if p := probes(t, 0, "umbrella-Teapot-7\n", right...); p[0].Result != "equal" || *p[0].Status != 200 {
		t.Errorf("%+v", p)
	}
	if p := probes(t, 0, "umbrella-Teapot-8\n", right...); p[0].Result != "equal" || *p[0].Status != 401 {
		t.Errorf("%+v", p)
	}
	all := probes(t, 0, "", append(own, "--all", "--rate", "500", "http://"+server.Addr+"/")...)
	if len(all) < 3 {
		t.Errorf("all places are %d", len(all))
	}

	for _, tt := range []struct {
		name, htaccess string
		want           []string
	}{
		{"open", "Require all granted\n", []string{"status: 401, 200", "scheme: Basic, none"}},
		{"closed", "Require all denied\n", []string{"status: 401, 403", "scheme: Basic, none"}},
		{"another realm", strings.ReplaceAll(staffHtaccess, "A\\\"", "B\\\""), []string{`realm: "Staff \"A\"", "Staff \"B\""`}},
		{"another scheme", "AuthType Digest\nAuthName \"Staff\"\nAuthUserFile USERS\nRequire valid-user\n", []string{"scheme: Basic, Digest"}},
	} {
		root := t.TempDir()
		staffSite(t, root, tt.htaccess)
		p := probes(t, 1, "", "--root", root, url)
		if diff := cmp.Diff(tt.want, p[0].differences()); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.name, diff)
		}
	}
	t.Logf("%d places asked", len(all))
}

// The same of nginx, whose files were changed without a reload.
func TestProbeNginx(t *testing.T) {
	server := live.StartNginx(t, live.NginxConfig{
		Server: "location /staff/ {\n  auth_basic \"Staff\";\n  auth_basic_user_file users;\n}\nlocation = /away { return 301 http://b.example/; }\nlocation = /closed { return 444; }\n",
		Beside: map[string]string{"users": liveUsers},
	})
	server.Write(t, "staff/a.txt", "a\n")
	at := func(path string) string { return "http://" + server.Addr + path }
	own := []string{"--config", server.Config()}
	p := probes(t, 0, "", append(own, at("/staff/a.txt"), at("/away"), at("/closed"))...)
	if *p[0].Status != 401 || *p[1].Status != 301 || p[2].Status != nil {
		t.Errorf("%+v", p)
	}
	for i := range p {
		if p[i].Result != "equal" {
			t.Errorf("%+v", p[i])
		}
	}
	site := filepath.Join(filepath.Dir(server.Config()), "http.conf")
	text, err := os.ReadFile(site)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.ReplaceAll(text, []byte(`auth_basic "Staff"`), []byte(`auth_basic "Board"`))
	changed = bytes.ReplaceAll(changed, []byte("return 444"), []byte("return 403"))
	if err := os.WriteFile(site, changed, 0o644); err != nil {
		t.Fatal(err)
	}
	p = probes(t, 1, "", append(own, at("/staff/a.txt"), at("/away"), at("/closed"))...)
	if diff := cmp.Diff([]string{`realm: "Staff", "Board"`}, p[0].differences()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"status: no answer, 403"}, p[2].differences()); diff != "" {
		t.Error(diff)
	}
	if p[1].Result != "equal" {
		t.Errorf("%+v", p[1])
	}
}
