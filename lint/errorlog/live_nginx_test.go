package errorlog_test

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/errorlog"
	"github.com/authlint/authlint/lint/linttest/live"
)

// TestLiveNginx has nginx write what the table says it writes, and answer what
// the table says it answers.
func TestLiveNginx(t *testing.T) {
	const locations = `
location /login/ { auth_basic "x"; auth_basic_user_file ROOT/users; }
location /gone/ { auth_basic "x"; auth_basic_user_file none; }
location /off/ { auth_basic "x"; auth_basic_user_file off; }
location /folder/ { auth_basic "x"; auth_basic_user_file ROOT/folder; }
location /root/ { auth_basic "x"; auth_basic_user_file ROOT/secret; }
location /denied/ { deny all; }
location /any/ { satisfy any; deny all; auth_basic off; }
location /asks/ { auth_request /answer; }
location = /answer { return 302 /; }
location /round/ { rewrite ^ /round/x last; }
location /named/ { try_files /none @nowhere; }
location /slow/ { limit_req zone=slow; }
`
	docroot := live.NewFolder(t)
	nginx := live.StartNginx(t, live.NginxConfig{Server: strings.ReplaceAll(locations, "ROOT", docroot.Path)})
	docroot.Write(t, "users", "bob:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\nplain:secret\n bill:x\n")
	docroot.Write(t, "folder/x", "")
	docroot.WriteMode(t, "secret", "bob:x\n", 0o000)
	nginx.Write(t, "empty/x/y", "")
	nginx.Mkdir(t, "closed", 0)
	nginx.Write(t, "login/index.html", "in")
	nginx.Write(t, "slow/index.html", "slow")
	for _, tt := range []struct {
		title, path, user string
		status            int
	}{
		{"", "/login/", "bob:secret", 200},
		{"no user/password was provided for basic authentication", "/login/", "", 401},
		{`user "..." was not found in "..."`, "/login/", "alice:secret", 401},
		{`user "..." was not found in "..."`, "/login/", "bill:x", 401},
		{`user "...": password mismatch`, "/login/", "bob:wrong", 401},
		{`user "...": password mismatch`, "/login/", "plain:secret", 401},
		{`open() "..." failed (2: no such file or directory)`, "/gone/", "bob:secret", 403},
		{`open() "..." failed (2: no such file or directory)`, "/off/", "bob:secret", 403},
		{`open() "..." failed (2: no such file or directory)`, "/nothing", "", 404},
		{`open() "..." failed (13: permission denied)`, "/root/", "bob:secret", 500},
		{`read() "..." failed (21: is a directory)`, "/folder/", "bob:secret", 500},
		{"access forbidden by rule", "/denied/", "bob:secret", 403},
		{"access forbidden by rule", "/any/", "", 403},
		{`directory index of "..." is forbidden`, "/empty/", "", 403},
		{`" is forbidden (13: permission denied)`, "/closed/", "", 403},
		{"auth request unexpected status", "/asks/", "", 500},
		{"rewrite or internal redirection cycle", "/round/", "", 500},
		{"could not find named location", "/named/", "", 500},
		{"", "/slow/", "", 200},
		{"limiting requests", "/slow/", "", 503},
	} {
		mark := nginx.Mark()
		r := live.Request{Path: tt.path}
		if tt.user != "" {
			r.Header = http.Header{"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte(tt.user))}}
		}
		status := nginx.Do(t, r).Status
		found := errorlog.Find(nginx.LogSince(mark))
		said := slices.ContainsFunc(found, func(m *errorlog.Message) bool {
			answers := m.Answer == "" || strings.HasPrefix(m.Answer, strconv.Itoa(tt.status))
			return m.Nginx && m.Text == tt.title && answers
		})
		if status != tt.status || said != (tt.title != "") {
			t.Errorf("%s with %q: %d, of which %q is not found:\n%s", tt.path, tt.user, status, tt.title, nginx.LogSince(mark))
		}
	}
}

func TestLiveNginxConfig(t *testing.T) {
	for text, title := range map[string]string{
		"Require valid-user;":                                 `unknown directive "..." in`,
		"\ufeffauth_basic x;":                                 `unknown directive "..." in`,
		"if ($http_x) { auth_basic x; }":                      `" directive is not allowed here in`,
		"auth_basic x; auth_basic off;":                       `" directive is duplicate in`,
		"allow localhost;":                                    `invalid parameter "..." in`,
		"allow 192.0.2.1/24;":                                 "low address bits of",
		"auth_basic x; auth_basic_user_file y; satisfy both;": "",
	} {
		_, said := live.NginxTest(t, live.NginxConfig{Server: text})
		found := errorlog.Find(said)
		if title == "" {
			if len(found) > 0 {
				t.Errorf("%s: %s is found in\n%s", text, found[0].Title(), said)
			}
			continue
		}
		if !slices.ContainsFunc(found, func(m *errorlog.Message) bool { return m.Nginx && m.Text == title }) {
			t.Errorf("%s: %q is not found in\n%s", text, title, said)
		}
	}
}
