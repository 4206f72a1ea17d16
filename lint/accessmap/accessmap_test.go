package accessmap_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authlint/authlint/lint/accessmap"
	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/standard"
)

// folder writes files, and returns the folder they are in.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(strings.ReplaceAll(text, "${DIR}", dir)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// drawn is the map of the one site in a folder.
func drawn(t *testing.T, dir string) *report.Map {
	t.Helper()
	maps, _, err := standard.Maps(context.Background(), standard.Config{Paths: []string{dir}, Dir: dir})
	if err != nil || len(maps) != 1 {
		t.Fatalf("%d maps, %v", len(maps), err)
	}
	return maps[0]
}

// line is what a row says: the answers, "-" for none, with who asks.
func line(r *report.MapRow) string {
	words := []string{r.Target}
	for i := range r.Cells {
		c := &r.Cells[i]
		switch {
		case c.Empty != "":
			words = append(words, "-")
		case c.As != "":
			words = append(words, c.Answer+" "+c.As)
		default:
			words = append(words, c.Answer)
		}
	}
	return strings.Join(words, " | ")
}

const password = "AuthType Basic\nAuthName \"A\"\nAuthUserFile ${DIR}/keys\n"

// TestRows holds who is asked for and what is left out against small sites.
func TestRows(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{
			name:  "a password",
			files: map[string]string{"in/.htaccess": password + "Require valid-user\n", "in/index.html": "", ".htaccess": "# none\n"},
			want: []string{
				"/in/ | 401 challenged | 401 challenged as \"ann\" | 200 served as \"ann\" | - | -",
				"/in/x | 401 challenged | 401 challenged as \"ann\" | 404 not-found as \"ann\" | - | -",
			},
		}, {
			name:  "the user who may enter, of several",
			files: map[string]string{".htaccess": password + "Require user bob\n", "index.html": ""},
			want:  []string{"/ | 401 challenged | 401 challenged as \"ann\" | 200 served as \"bob\" | - | -"},
		}, {
			name:  "an address",
			files: map[string]string{".htaccess": "Require ip 10.0.0.0/8\n", "index.html": ""},
			want:  []string{"/ | 403 forbidden | - | - | 200 served from 10.0.0.1 | 403 forbidden from 203.0.113.9"},
		}, {
			name:  "an address and a password",
			files: map[string]string{".htaccess": password + "<RequireAll>\nRequire ip 10.0.0.0/8\nRequire valid-user\n</RequireAll>\n", "index.html": ""},
			want: []string{
				"/ | 403 forbidden | 403 forbidden as \"ann\" | 403 forbidden as \"ann\" | 200 served as \"ann\" from 10.0.0.1 | 403 forbidden from 203.0.113.9",
			},
		}, {
			name:  "addresses that are turned away",
			files: map[string]string{".htaccess": "Order Allow,Deny\nAllow from all\nDeny from 10.0.0.0/8\n", "index.html": ""},
			want:  []string{"/ | 200 served | - | - | 200 served from 203.0.113.9 | 403 forbidden from 10.0.0.1"},
		}, {
			name:  "a file with passwords, and an error page",
			files: map[string]string{".htaccess": "ErrorDocument 404 /gone.html\nRequire all granted\n", "index.html": "", "gone.html": "", "old.htpasswd": "ann:{SHA}0V0LO+xS5xKCXPmPQAnRL1ftnD8=\n"},
			want: []string{
				"/ | 200 served | - | - | - | -", "/old.htpasswd | 200 served | - | - | - | -", "/.htaccess | 403 forbidden | - | - | - | -",
				"/gone.html | 200 served | - | - | - | -",
			},
		}, {
			name:  "users whom no file in view has",
			files: map[string]string{".htaccess": "AuthType Basic\nAuthName A\nAuthUserFile /elsewhere/keys\nRequire valid-user\n", "index.html": ""},
			want:  []string{"/ | 401 challenged | undecided as any user | undecided as any user | - | -"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.files["keys"] = "ann:{SHA}0V0LO+xS5xKCXPmPQAnRL1ftnD8=\nbob:{SHA}0V0LO+xS5xKCXPmPQAnRL1ftnD8=\n"
			var got []string
			for _, r := range drawn(t, folder(t, c.files)).Rows {
				got = append(got, line(&r))
			}
			for _, want := range c.want {
				if !slices.Contains(got, want) {
					t.Errorf("no row %s in\n%s", want, strings.Join(got, "\n"))
				}
			}
		})
	}
}

// A bound that was hit is said.
func TestBounds(t *testing.T) {
	files := map[string]string{"nginx.conf": "events {}\nhttp { include sites/*.conf; }\n"}
	for host := range 4 {
		text := fmt.Sprintf("server {\nlisten 80;\nserver_name h%d.test;\nroot /srv;\n", host)
		for i := range 70 {
			text += fmt.Sprintf("location = /p%d { deny all; }\n", i)
		}
		files[fmt.Sprintf("sites/%d.conf", host)] = text + "}\n"
	}
	m := drawn(t, folder(t, files))
	hosts := map[string]int{}
	for _, r := range m.Rows {
		hosts[r.Origin]++
	}
	want := map[string]int{"http://h0.test": 60, "http://h1.test": 60, "http://h2.test": 39, "http://h3.test": 1}
	if !cmp.Equal(hosts, want) {
		t.Errorf("rows by host: %v", hosts)
	}
	if left := []string{"a map has 160 places, and 60 of a host: 124 more were left out"}; !cmp.Equal(m.Left, left) {
		t.Errorf("%q is left out", m.Left)
	}
}

// hostile is a site whose names a terminal must not obey.
func hostile(t *testing.T) *report.Map {
	return drawn(t, folder(t, map[string]string{
		".htaccess": "Require all granted\n<Files \"\x1bx\">\nAuthType Basic\nAuthName \"\u202eevil\x1b[31m\"\nAuthUserFile ${DIR}/keys\nRequire valid-user\n</Files>\n",
		"keys":      "a\x1b[1mnn:{SHA}0V0LO+xS5xKCXPmPQAnRL1ftnD8=\n", "index.html": "",
	}))
}

func TestHostileNames(t *testing.T) {
	m := hostile(t)
	for _, o := range []accessmap.Options{{}, {Why: true}, {Width: 40}} {
		var out bytes.Buffer
		if err := accessmap.WriteText(&out, []*report.Map{m}, o); err != nil {
			t.Fatal(err)
		}
		if text := out.String(); strings.ContainsAny(text, "\x1b\u202e") || !strings.Contains(text, "/%1Bx") {
			t.Errorf("%+v:\n%s", o, text)
		}
	}
	var out bytes.Buffer
	if err := accessmap.WriteJSON(&out, []*report.Map{m}); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); strings.ContainsAny(text, "\x1b\u202e") || !json.Valid(out.Bytes()) {
		t.Errorf("%s", text)
	}
}

// A table that does not fit is a list, what the rows are there for goes first.
func TestWidth(t *testing.T) {
	m := drawn(t, folder(t, map[string]string{".htaccess": "Require ip 10.0.0.0/8\n", "index.html": ""}))
	shown := func(width int) string {
		var out bytes.Buffer
		if err := accessmap.WriteText(&out, []*report.Map{m}, accessmap.Options{Width: width}); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	for _, c := range []struct {
		width             int
		table, what, list bool
	}{{0, true, true, false}, {200, true, true, false}, {90, true, false, false}, {60, false, true, true}} {
		text := shown(c.width)
		if table := strings.Contains(text, "anonymous      wrong password"); table != c.table {
			t.Errorf("%d columns: a table: %t\n%s", c.width, table, text)
		}
		if what := strings.Contains(text, "access rules"); what != c.what {
			t.Errorf("%d columns: what it is: %t\n%s", c.width, what, text)
		}
		if list := strings.Contains(text, "  anonymous        403 forbidden\n"); list != c.list {
			t.Errorf("%d columns: a list: %t\n%s", c.width, list, text)
		}
		for row := range strings.Lines(text) {
			if n := report.Width(strings.TrimRight(row, "\n")); c.width > 0 && n > c.width && !strings.HasPrefix(row, "assumed") {
				t.Errorf("%d columns: %d in %q", c.width, n, row)
			}
		}
	}
}
