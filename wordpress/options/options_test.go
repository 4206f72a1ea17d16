package options

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress/php"
)

// sample reads a file that a real plugin wrote.
func sample(tb testing.TB, name string) []byte {
	tb.Helper()
	shared := os.Getenv("AUTHLINT_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	data, err := os.ReadFile(filepath.Join(shared, "samples/wordpress", name))
	if err != nil {
		tb.Skip("the real files are not part of the repository: ", err)
	}
	return data
}

func readJSON(t *testing.T, name, text string) *Set {
	t.Helper()
	s, err := ReadJSON(source.NewFile(name, []byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const (
	listText = `[{"option_id":"1","option_name":"siteurl","option_value":"http://example.com"},
{"option_name":"active_plugins","option_value":"a:1:{i:0;s:9:\"hello.php\";}"},
{"option_name":"site_user_roles","option_value":"a:0:{}"},{"option_name":"count","option_value":"12"},
{"option_name":"broken","option_value":"a:1:{s:5:\"name\";i:1;}"},{"option_name":"cut","option_value":"a:1:{s:4:\"name\";"}]`
	decodedText = `[{"option_name":"siteurl","option_value":"http://example.com"},
{"option_name":"active_plugins","option_value":["hello.php"]},{"option_name":"site_user_roles","option_value":[]},
{"option_name":"count","option_value":"12"},{"option_name":"text","option_value":"a:0:{}"}]`
)

func TestList(t *testing.T) {
	for name, text := range map[string]string{"as stored": listText, "--unserialize": decodedText} {
		s := readJSON(t, "options.json", "\xef\xbb\xbf"+text)
		plugins := s.Get("active_plugins")
		if got := plugins.Value.Get("0").String(); got != "hello.php" {
			t.Errorf("%s: the plugin is %q", name, got)
		}
		if at := plugins.At(plugins.Value.Get("0")); !strings.Contains(at.Text(), `"hello.php"`) || at.File.Name != "options.json/options/active_plugins" {
			t.Errorf("%s: its place is %q of %s", name, at.Text(), at.File.Name)
		}
		if s.Roles != "site_" || !s.RolesKnown || !s.Whole || s.Get("count").Value.Kind != php.String || s.Get("absent") != nil {
			t.Errorf("%s: prefix %q, whole %v", name, s.Roles, s.Whole)
		}
	}
	s := readJSON(t, "options.json", listText)
	for name, offset := range map[string]int{"broken": 7, "cut": 16} {
		o := s.Get(name)
		if o.Fault == nil || o.Fault.Offset != offset || o.Value.True() || strings.Contains(o.Span.Text(), "name") {
			t.Errorf("%s is %+v, %v", name, o.Value, o.Fault)
		}
	}
	if v := readJSON(t, "options.json", decodedText).Get("text").Value; v.Kind != php.String {
		t.Errorf("a text in a decoded list was decoded again: %v", v)
	}
}

func TestNetworkList(t *testing.T) {
	s := readJSON(t, "n.json", `[{"meta_id":"1","site_id":"1","meta_key":"whl_page","meta_value":"door"}]`)
	if got := s.Site("whl_page"); got.Value.Text != "door" || s.Get("whl_page") != nil || s.Whole {
		t.Errorf("the network's option is %v", got)
	}
}

func TestOneOption(t *testing.T) {
	for _, c := range []struct{ file, text, name, key, want string }{
		{"x/limit_login_whitelist.json", `["192.0.2.1"]`, "limit_login_whitelist", "0", "192.0.2.1"},
		{"a.json", `{"aiowps_enable_debug":"1"}`, "aio_wp_security_configs", "aiowps_enable_debug", "1"},
		{"a.json", `{"hide-backend":{"enabled":true}}`, "itsec-storage", "hide-backend", "Array"},
		{"a.json", `{"values":{"free":{}}}`, "icwp_wpsf_opts_all", "values", "Array"},
		{"export.txt", `{"general":{"aiowps_enable_debug":"1"},"firewall":{"aiowps_6g_block_query":true},"tfa":[]}`, "aio_wp_security_configs", "aiowps_enable_debug", "1"},
	} {
		s := readJSON(t, c.file, c.text)
		if got := s.Get(c.name); got == nil || got.Value.Get(c.key).String() != c.want || s.Whole {
			t.Errorf("%s of %s is %v", c.name, c.text, got)
		}
		if c.file == "export.txt" && !s.Exported("firewall").Value.Get("aiowps_6g_block_query").True() {
			t.Error("the firewall's part is not there")
		}
	}
}

func TestBadJSON(t *testing.T) {
	deep := strings.Repeat("[", 200_000)
	for _, text := range []string{"", "{", `{"a":}`, "[1,2", `[{"option_name":"a"}]`, `[{"option_name":"a","option_value":"1"},{}]`,
		`[{"option_name":["hunter2"],"option_value":1}]`, `"hunter2"`, "12", "{} {}", `{"hunter2":hunter2}`, deep} {
		s, err := ReadJSON(source.NewFile("bad.json", []byte(text)))
		if err == nil {
			t.Errorf("%.40q was read: %v", text, s.Names())
		} else if strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "bad.json") {
			t.Errorf("%.40q: %v", text, err)
		}
	}
}

func TestSampleOptions(t *testing.T) {
	for file, want := range map[string]struct{ option, key, value string }{
		"aios-5.4.9-option.json":                     {aiosOption, "aiowps_http_authentication_username", "root"},
		"kadence-security-10.0.3-itsec-storage.json": {"itsec-storage", "hide-backend", "Array"},
	} {
		o := readJSON(t, file, string(sample(t, file))).Get(want.option)
		if o == nil || o.Value.Get(want.key).String() != want.value {
			t.Errorf("%s: %v", file, o)
		}
	}
}

// TestMask sees that no secret can be printed, and that what rules talk of can.
func TestMask(t *testing.T) {
	const secret = "hunter2hunter2"
	for _, c := range []struct {
		name, value string
		hidden      bool
	}{
		{"auth_key", secret, true}, {"logged_in_salt", secret, true}, {"mailserver_pass", secret, true}, {"wordpress_api_key", secret, true},
		{"apiKey", secret, true}, {"password_protected_password", secret, true}, {"sg_license", secret, true}, {"plugin_pwd", secret, true},
		{"x", "$P$B" + secret, true}, {"x", "$wp$2y$10$" + secret, true}, {"x", "0123456789abcdef0123456789abcdef", true},
		{"x", "https://user:" + secret + "@example.com/", true}, {"x", "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789", true},
		{"x", `{"password":"` + secret + `"}`, true}, {"x", "a:1:{s:8:\"password\";s:14:\"" + secret + "\";}", true},
		{"x", "a:1:{s:6:\"tokens\";a:1:{i:0;s:14:\"" + secret + "\";}}", true}, {"x", "a:1:{i:0;a:1:{s:3:\"pin\";i:123456789;}}", true},
		{"x", "a:1:{s:40:\"" + "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcd" + "\";i:1;}", true},
		{"x", "a:1:{s:4:\"data\";s:42:\"a:1:{s:8:\"password\";s:14:\"" + secret + "\";}\";}", true},
		{"x", "O:3:\"Foo\":1:{s:1:\"a\";s:14:\"" + secret + "\";}", true}, {"x", "a:9:{s:1:\"a\";s:14:\"" + secret + "\";}", true},
		{"whl_page", "hidden-door", false}, {"siteurl", "https://example.com/", false}, {"disable_application_passwords", "1", false},
		{"limit_login_allowed_retries", "4", false}, {"x", "a:1:{s:4:\"slug\";s:11:\"hidden-door\";}", false},
		{"active_plugins", `a:1:{i:0;s:23:"wordfence/wordfence.php";}`, false},
	} {
		left := maxDecoded
		o := newOption("f", c.name, []byte(c.value), &left)
		text := o.Span.Text()
		if hidden := text != c.value; hidden != c.hidden {
			t.Errorf("%s is shown as %q", c.name, text)
		}
		for _, word := range []string{secret, "123456789", "AbCdEf", "0123456789abcdef"} {
			if strings.Contains(text, word) {
				t.Errorf("%s is shown as %q", c.name, text)
			}
		}
	}
}

func TestKind(t *testing.T) {
	for head, want := range map[string]Source{
		"\xef\xbb\xbf [{": JSON, `{"general":`: JSON, "/*M!999999\\- enable the sandbox mode */": Dump, "-- MySQL dump 10.13": Dump, "--\n": Dump,
		"# WordPress MySQL database backup": Dump, "SET NAMES utf8;": Dump, "insert into x": Dump, "\n\nCREATE TABLE": Dump,
		"\x1f\x8b\x08": Compressed, "PK\x03\x04": Compressed, "\xff\xfe-\x00": Wide, "": Unknown, "<?php": Unknown, "<html>": Unknown, "hello": Unknown,
	} {
		if got := Kind([]byte(head)); got != want {
			t.Errorf("%q is %d", head, got)
		}
	}
}
