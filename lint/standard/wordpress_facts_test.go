package standard_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/linttest/live"
)

// frontController: which PHP file answers which URL.
func frontController(t *testing.T, s *site) {
	s.Write(t, "wp-content/uploads/a.txt", "text\n")
	s.expect(t, "/", false, 200, "/index.php")
	s.expect(t, "/sample-page/", false, 200, "/index.php")
	s.expect(t, "/no-such-page/", false, 404, "/index.php")
	s.expect(t, "/wp-json/wp/v2/posts", false, 200, "/index.php")
	s.expect(t, "/wp-login.php", false, 200, "/wp-login.php")
	s.expect(t, "/wp-login.php?action=lostpassword", false, 200, "/wp-login.php")
	s.expect(t, "/wp-admin/", false, 302, "/wp-admin/index.php")
	s.expect(t, "/wp-admin", false, 301, "")
	s.expect(t, "/xmlrpc.php", false, 405, "/xmlrpc.php")
	s.expect(t, "/wp-content/uploads/a.txt", false, 200, "")
	s.expect(t, "/wp-content/uploads/none.txt", false, 404, "/index.php")
	if s.asked != 11 {
		t.Errorf("the engine was asked %d times", s.asked)
	}
}

// errorDocument: the front controller swallows a 401 whose error document is
// missing, because the inner request for it is rewritten like any other.
func errorDocument(t *testing.T, s *site) {
	rules := s.block(t)
	s.Write(t, "wp-admin/.htaccess", s.basic())
	s.expect(t, "/wp-admin/", false, 401, "")
	s.Write(t, ".htaccess", "ErrorDocument 401 /no-such-file.html\n"+rules)
	got := s.expect(t, "/wp-admin/load-styles.php", false, 404, "/index.php")
	if got.Header.Get("Www-Authenticate") == "" {
		t.Error("the challenge is gone, too")
	}
	got = s.expect(t, "/wp-admin/", false, 302, "/index.php")
	if got.Header.Get("Location") != s.URL()+"/wp-admin/" {
		t.Errorf("the loop leads to %q", got.Header.Get("Location"))
	}
	s.expect(t, "/wp-admin/", true, 302, "/wp-admin/index.php")
	s.Write(t, ".htaccess", "ErrorDocument 401 default\n"+rules)
	s.expect(t, "/wp-admin/", false, 401, "")
	s.Write(t, ".htaccess", "ErrorDocument 401 \"No.\"\n"+rules)
	s.expect(t, "/wp-admin/load-styles.php", false, 401, "")
}

// adminAjax: a password for wp-admin keeps visitors from admin-ajax.php, and not
// every exemption works.
func adminAjax(t *testing.T, s *site) {
	const ajax, styles = "/wp-admin/admin-ajax.php", "/wp-admin/load-styles.php"
	for _, c := range []struct {
		exemption string
		open      bool
	}{
		{"", false},
		{"<Files admin-ajax.php>\nRequire all granted\n</Files>\n", true},
		{"<Files admin-ajax.php>\nOrder allow,deny\nAllow from all\nSatisfy any\n</Files>\n", true},
		{"<Files admin-ajax.php>\nOrder allow,deny\nAllow from all\n</Files>\n", false},
		{"<Files \"admin-ajax.php\">\nSatisfy any\n</Files>\n", true},
		{"<FilesMatch \"^admin-(ajax|post)\\.php$\">\nRequire all granted\n</FilesMatch>\n", true},
	} {
		s.Write(t, "wp-admin/.htaccess", s.basic()+c.exemption)
		if c.open {
			s.expect(t, ajax, false, 400, ajax)
		} else {
			s.expect(t, ajax, false, 401, "")
		}
		s.expect(t, ajax, true, 400, ajax)
		s.expect(t, styles, false, 401, "")
	}
}

// cron: WordPress calls its own wp-cron.php without the visitor's credentials.
func cron(t *testing.T, s *site) {
	rules := s.block(t)
	s.Write(t, ".htaccess", s.basic()+rules)
	s.expect(t, "/wp-cron.php", false, 401, "")
	s.SetOption(t, "cron", `a:2:{i:1;a:1:{s:9:"test_hook";a:1:{s:32:"40cd750bba9870f18aada2478b24840a";a:2:{s:8:"schedule";b:0;s:4:"args";a:0:{}}}}s:7:"version";i:2;}`)
	s.expect(t, "/sample-page/", true, 200, "/index.php")
	const called = "401 POST /wp-cron.php?doing_wp_cron="
	for wait := 0; wait < 100 && !strings.Contains(s.AccessLog(), called); wait++ {
		time.Sleep(50 * time.Millisecond) // WordPress does not wait for the answer either
	}
	if log := s.AccessLog(); !strings.Contains(log, called) {
		t.Errorf("WordPress did not call its own cron in vain:\n%s", log)
	}
	s.Write(t, ".htaccess", s.basic()+"<Files wp-cron.php>\nRequire all granted\n</Files>\n"+rules)
	s.expect(t, "/wp-cron.php", false, 200, "/wp-cron.php")
	s.expect(t, "/sample-page/", false, 401, "")
}

// block: what becomes of rules near WordPress's own when the permalinks are
// looked at.
func block(t *testing.T, s *site) {
	rules := s.block(t)
	guard := "<Files wp-login.php>\n" + s.basic() + "</Files>\n"
	boss := s.Login(t)
	save := func(text string, before, after int) string {
		t.Helper()
		s.Write(t, ".htaccess", text)
		file := func(status int) string {
			if status == 401 {
				return ""
			}
			return "/wp-login.php"
		}
		s.expect(t, "/wp-login.php", false, before, file(before))
		boss.SavePermalinks(t, "/%postname%/")
		s.expect(t, "/wp-login.php", false, after, file(after))
		return s.read(t, ".htaccess")
	}
	const begin, end = "# BEGIN WordPress", "# END WordPress"
	save(guard+rules, 401, 401)
	save(rules+"\n"+guard, 401, 401)
	save(strings.Replace(rules, end, guard+end, 1), 401, 200)
	save(strings.Replace(rules, end, "", 1)+guard, 401, 200)
	clash := begin + " Login Guard\n" + guard + end + " Login Guard\n"
	if text := save(clash+rules, 401, 200); strings.Count(text, "RewriteRule . /index.php") != 2 {
		t.Errorf("not two blocks are left:\n%s", text)
	}
	save(rules+"\n"+clash, 401, 401)

	// To look at the page is enough: nothing needs to be saved.
	s.Write(t, ".htaccess", strings.Replace(rules, end, guard+end, 1))
	if r := boss.Get(t, "/wp-admin/options-permalink.php"); r.Status != http.StatusOK {
		t.Fatalf("the page of the permalinks answered %d", r.Status)
	}
	s.expect(t, "/wp-login.php", false, 200, "/wp-login.php")
}

// prepend: every program fails where the file that comes before it is missing.
func prepend(t *testing.T, s *site) {
	rules := s.block(t)
	lost := "php_value auto_prepend_file '" + s.Path + "/wordfence-waf.php'\n"
	for _, c := range []struct {
		text   string
		status int
	}{
		{lost, 500}, {lost + "php_flag display_errors on\n", 200}, {"<IfModule mod_php7.c>\n" + lost + "</IfModule>\n", 200},
	} {
		s.Write(t, ".htaccess", c.text+rules)
		if got := s.Do(t, live.Request{Path: "/sample-page/"}); got.Status != c.status {
			t.Errorf("%q: %d, want %d", c.text, got.Status, c.status)
		}
		if got := s.Do(t, live.Request{Path: "/readme.html"}); got.Status != 200 {
			t.Errorf("%q: a file that is no program: %d", c.text, got.Status)
		}
	}
	s.Write(t, ".htaccess", lost+rules)
	s.Write(t, "wordfence-waf.php", "<?php\n")
	if got := s.Do(t, live.Request{Path: "/sample-page/"}); got.Status != 200 {
		t.Errorf("the file is there: %d", got.Status)
	}
}

// prependFPM is the same by .user.ini.
func prependFPM(t *testing.T, s *site) {
	s.Write(t, ".user.ini", "auto_prepend_file = '"+s.Path+"/wordfence-waf.php'\n")
	if got := s.Do(t, live.Request{Path: "/sample-page/"}); got.Status != 500 {
		t.Errorf("the file is missing: %d", got.Status)
	}
	s.Write(t, "wordfence-waf.php", "<?php\n")
	if got := s.Do(t, live.Request{Path: "/sample-page/"}); got.Status != 200 {
		t.Errorf("the file is there: %d", got.Status)
	}
}

// Where WordPress says who is logged in, by both forms of the address.
const prettyMe, plainMe = "/wp-json/wp/v2/users/me", "/index.php?rest_route=/wp/v2/users/me"

// authorization: PHP as a module of httpd, and FPM behind nginx, get the header
// whatever the rules are.
func authorization(t *testing.T, s *site) {
	password := s.Login(t).ApplicationPassword(t, "test")
	whoAmI(t, s, password, 200, 200)
	whoAmI(t, s, "wrong", 401, 401)
	s.Write(t, ".htaccess", withoutLine(t, s.block(t)))
	whoAmI(t, s, password, 200, 200)
}

// authorizationFPM: httpd keeps the header from FPM, unless something hands it
// on.
func authorizationFPM(t *testing.T, s *site) {
	password := s.Login(t).ApplicationPassword(t, "test")
	rules := s.block(t)
	without := withoutLine(t, rules)
	for _, c := range []struct {
		text          string
		pretty, plain int
	}{
		{rules, 200, 200},
		{without, 401, 401},
		{"CGIPassAuth On\n" + without, 200, 200},
		{"SetEnvIf Authorization \"(.*)\" HTTP_AUTHORIZATION=$1\n" + without, 200, 200},
		{"RewriteEngine On\nRewriteRule .* - [E=REMOTE_USER:%{HTTP:Authorization}]\n" + without, 401, 401},
		{without + "\nRewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]\n", 401, 401},
		{"RewriteEngine On\nRewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization},L]\n" + without, 404, 200},
	} {
		s.Write(t, ".htaccess", c.text)
		whoAmI(t, s, password, c.pretty, c.plain)
	}
}

// whoAmI asks WordPress by both addresses who it is speaking to.
func whoAmI(t *testing.T, s *site, password string, pretty, plain int) {
	t.Helper()
	for target, want := range map[string]int{prettyMe: pretty, plainMe: plain} {
		got := s.Do(t, live.Request{Path: target, User: live.WordPressUser, Password: password})
		if got.Status != want {
			t.Errorf("%s: %d, want %d, with\n%s", target, got.Status, want, s.read(t, ".htaccess"))
		}
	}
}

// withoutLine is WordPress's block as it was before version 5.6.
func withoutLine(t *testing.T, rules string) string {
	t.Helper()
	const line = "RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]\n"
	if !strings.Contains(rules, line) {
		t.Fatalf("the line is not in the block: %q", rules)
	}
	return strings.Replace(rules, line, "", 1)
}

// override: httpd may be told to answer in place of a program's error. It does
// so for what was asked for, and not for what a rule led to.
func override(t *testing.T, s *site) {
	rules := s.block(t)
	for _, c := range []struct {
		server, text string
		status       int
	}{
		{"", "ErrorDocument 405 http://a.test/\n", 405},
		{"ProxyErrorOverride On\n", "ErrorDocument 405 http://a.test/\n", 302},
		{"ProxyErrorOverride On\n", "", 405},
		{"ProxyErrorOverride On 500\n", "ErrorDocument 405 http://a.test/\n", 405},
	} {
		s.Reconfigure(t, c.server, "")
		s.Write(t, ".htaccess", c.text+"ErrorDocument 404 http://a.test/\n"+rules)
		s.expect(t, "/no-such-page/", false, 404, "/index.php")
		if got := s.Do(t, live.Request{Path: "/xmlrpc.php"}); got.Status != c.status {
			t.Errorf("%q and %q: %d, want %d", c.server, c.text, got.Status, c.status)
		}
	}
}
