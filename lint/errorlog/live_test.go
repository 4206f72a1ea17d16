package errorlog_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/errorlog"
	"github.com/authlint/authlint/lint/linttest/live"
)

// TestLive has httpd write what the table says it writes, and answer what the
// table says it answers. No folder above grants or requires anything.
func TestLive(t *testing.T) {
	const (
		login = "AuthType Basic\nAuthName x\n"
		hash  = ":{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n"
		users = "AuthUserFile ROOT/users\n"
		all   = "Require valid-user\n"
	)
	httpd := live.StartHttpd(t, live.HttpdConfig{Directory: "Options FollowSymLinks"})
	httpd.Write(t, "users", "bob"+hash+"odd:$9$x\n")
	httpd.Write(t, "folder/x", "")
	for _, tt := range []struct {
		title, htaccess, user string
		status                int
	}{
		{"AH00027, AH00028", "Require valid-user\n", "", 500},
		{"AH01614", login + users + all, "Bearer", 401},
		{"AH01615", "AuthType Basic\n" + users + all, "bob", 500},
		{"AH01617", login + users + all, "odd", 401},
		{"AH01618", login + users + all, "Bob", 401},
		{"AH01619, AH01621", login + all, "bob", 500},
		{"AH01620, AH01622", login + "AuthUserFile ROOT/none\n" + all, "bob", 500},
		{"AH00554", login + "AuthUserFile ROOT/folder\n" + all, "bob", 500},
		{"AH01627", login, "", 500},
		{"AH01630", "Require all denied\n", "", 403},
		{"AH01630", "<RequireAll>\nRequire not ip 192.0.2.1\n</RequireAll>\n", "", 403},
		{"AH01631", login + users + "Require user alice\n", "bob", 401},
		{"AH01664, AH01668", login + users + "Require group a\n", "bob", 401},
		{"AH01665, AH01669", login + users + "AuthGroupFile ROOT/none\nRequire group a\n", "bob", 401},
		{"AH01796", "AuthType Basik\n" + all, "", 500},
		{"AH01797", "Order Allow,Deny\nAllow from 127.0.0.1\nDeny from all\n", "", 403},
		{"AH00124", "RewriteEngine On\nRewriteRule (.*) x$1\n", "", 500},
		{"“not allowed here”", "<Directory />\n</Directory>\n", "", 500},
		{"“invalid command”", "auth_basic on;\n", "", 500},
		{"“unknown authz provider”", "Require valid_user\n", "", 500},
		{"“unknown authn provider”", "AuthBasicProvider fil\n", "", 500},
		{"“directive has no effect in”", "Require not user bob\n", "", 500},
		{"“contains no authorization directives”", "<RequireAny>\n</RequireAny>\n", "", 500},
		{"“appears to be invalid”", "Require ip 192.0.2.*\n", "", 500},
		{"“takes one argument”", "AuthName Staff Area\n", "", 500},
		{"“was not closed”", "<Files x>\n", "", 500},
		{"“without matching <”", "</Files>\n", "", 500},
		{"“could not register method”", "<Limit get>\n</Limit>\n", "", 500},
		{"“flex scanner jammed”", "AuthType Basic\nAuthName \\ \n" + users + all, "", 0},
	} {
		httpd.Write(t, "site/.htaccess", strings.ReplaceAll(tt.htaccess, "ROOT", httpd.Path))
		mark := httpd.Mark()
		r := live.Request{Path: "/site/"}
		switch tt.user {
		case "":
		case "Bearer":
			r.Header = map[string][]string{"Authorization": {"Bearer x"}}
		default:
			r.User, r.Password = tt.user, "wrong"
			if tt.user == "bob" {
				r.Password = "secret"
			}
		}
		status := httpd.Do(t, r).Status
		log := httpd.LogSince(mark)
		found := errorlog.Find(log)
		if status != tt.status || !slices.ContainsFunc(found, func(m *errorlog.Message) bool { return m.Title() == tt.title }) {
			t.Errorf("%s: answered %d, and of this is not found:\n%s", tt.title, status, log)
		}
	}
}
