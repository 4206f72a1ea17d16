package main

import (
	"bytes"
	"html"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/report"
)

// A storedSecret is a password made up for this test, as some program stores
// it. Scheme and cost may be shown, the rest may not.
type storedSecret struct{ scheme, shown, secret string }

var storedSecrets = []storedSecret{
	{"plain", "", "umbrella-Teapot-7"},
	{"plain with a blank", "", "umbrella Teapot 77"},
	{"plain, as nginx has it", "{PLAIN}", "umbrella-Teapot-7"},
	{"DES", "", "Qx/rTLgXWe6.A"},
	{"BSDi", "_", "J9..Qx7zRGqK4rz/etU"},
	{"MD5", "$1$", "Qx7zTr2k$aRpJjZp6D1aHwJz35hDwc."},
	{"APR1", "$apr1$", "Qx7zTr2k$i9P39UhQsDYvbIOoo14sw."},
	{"SHA-1", "{SHA}", "0V0LO+xS5xKCXPmPQAnRL1ftnD8="},
	{"salted SHA-1", "{SSHA}", "gBvDoifIFCP6FfeqCJjSXgd1+1lReDd6VHIyaw=="},
	{"salted SHA-512", "{SSHA512}", "jQKv6o0yKsUzJU3bFtRjwIcp++kkhYqTcQrBqB6sO+FvqwHGBXKnaNbWg4F61GIQiEhVDBu1Ou8jvnHledLLylF4N3pUcjJr"},
	{"SHA-256", "$5$", "Qx7zTr2kWm$.qoewyuWf0Om.aWxhI.TbYmfm7VQ4CKKdKt34TNnuY3"},
	{"SHA-512", "$6$rounds=7000$", "Qx7zTr2kWm$ap/HlhKkF9grLCNOoRyuyPLL.sNzQjF5fhvhvyqGP9GYsOwvIMprrG/GgIN6Vllw1CgbAmmTqT2O3aUrJ1Lxn0"},
	{"yescrypt", "$y$j9T$", "Qx7zTr2kWmLp4vN8sd1yh.$cxospjy88onKcN4gVUfmIC6VfJe/u35e3amzyOQ8AB3"},
	{"scrypt", "$7$CU..../....", "Qx7zTr2kWmLp4v$4JZbGMC6GhBiAOgP8qUTcZ2l8V9nT2776D55ovJ33K0"},
	{"bcrypt", "$2y$05$", "Qx7zTr2kWmLp4vN8sd1yhe6b77ISgskbqzzaPHBV.9BPe4PEyEctq"},
	{"bcrypt of another program", "$2b$05$", "Qx7zTr2kWmLp4vN8sd1yhe6b77ISgskbqzzaPHBV.9BPe4PEyEctq"},
	{"NT", "$3$$", "858ef9d95927dd88e0f485fef94fe6f6"},
	{"Argon2", "$argon2id$v=19$m=65536,t=3,p=4$", "UXg3elRyMmtReDd6VHIyaw$DQM77o4M25b55OB+JyPlns7Tb0JFTA0MX6tHdPtyF4Q"},
	{"phpass", "$P$B", "Qx7zTr2kWmLp4vN8sd1yhe6b77ISgs."},
	{"WordPress", "$wp$2y$10$", "Qx7zTr2kWmLp4vN8sd1yhe6b77ISgskbqzzaPHBV.9BPe4PEyEctq"},
	{"MD5 in hexadecimal", "", "a2d37edbb71072a6c4eae61ec34014f7"},
	{"SHA-256 in hexadecimal", "", "0d033bee8e0cdb96f9e4e07e2723e59eced36f42454c0d0c5fab4774fb721784"},
	{"another tag", "{PBKDF2-SHA256}", "10000$Qx7zTr2kWmLp4vN8$ap/HlhKkF9grLCNOoRyuyPLLsNz"},
}

const protected = "AuthType Basic\nAuthName Staff\nAuthUserFile /srv/www/.htpasswd\nRequire valid-user\n"

// secretPlaces are the files of a site with an @ where the secret stands.
var secretPlaces = []struct {
	name  string
	files map[string]string
	// hashes says that a plain password there is a name to all who read it.
	hashes bool
}{
	{name: "password", files: map[string]string{".htaccess": protected, ".htpasswd": "alice:@\n"}},
	{name: "password of a user twice", files: map[string]string{".htpasswd": "alice:@\nalice:@\nalice:x@\n"}},
	{name: "password with blanks and fields", files: map[string]string{".htpasswd": " alice : @ :more:@\r\n\talice:\"@\"\r\n"}},
	{name: "comment", files: map[string]string{".htpasswd": "# alice:@\n#@\n# password @\nalice:x\n"}},
	{name: "line without a colon", files: map[string]string{".htaccess": protected, ".htpasswd": "bob:x\nalice @\n@\n"}, hashes: true},
	{name: "line that goes on", files: map[string]string{".htpasswd": "alice:@\\\n@\n"}},
	{name: "fields the wrong way round", files: map[string]string{".htpasswd": "bob:x\n@:alice\n"}, hashes: true},
	{name: "digest", files: map[string]string{".htdigest": "alice:Staff:@\nalice:Staff:@\nalice:@\n"}},
	{name: "group file", files: map[string]string{".htgroup": "staff: alice @\nalice:@\n@\n"}, hashes: true},
	{name: "password file in an .htaccess", files: map[string]string{".htaccess": protected + "alice:@\nbob:@ x\n"}},
	{name: "hash in an .htaccess", files: map[string]string{".htaccess": protected + "@\nRequire user alice # @\n@:alice\n"}, hashes: true},
	{name: "passwords in a group file", files: map[string]string{
		".htaccess": "AuthGroupFile /srv/www/.htpasswd\n" + protected + "Require group staff\n", ".htpasswd": "alice:@\nalice:@\n",
	}, hashes: true},
	{name: "comment in an .htaccess", files: map[string]string{".htaccess": "# alice:@ \\\n" + protected + "Require user alice # alice:@\nAuthType Basic # password @\n"}},
	{name: "directives", files: map[string]string{".htaccess": protected +
		"AuthLDAPBindPassword @\nAuthLDAPBindPasword \"@\"\nSetEnv DB_PASSWORD @\nSetEnv DB_PASSWORD \"@\" more\n" +
		"RequestHeader set Authorization \"Basic @\"\nHeader sett X-Api-Key @\nphp_value mysqli.default_pw @\n"}},
	{name: "server configuration", files: map[string]string{"site.conf": "<VirtualHost *:80>\nDBDParams \"host=db pass=@\"\n" +
		"AuthLDAPBindPassword @ @\nSSLProxyPassPhrase @\nProxyPass / http://bob:@@127.0.0.1/\n<Directory /srv/www>\n" + protected + "alice:@\n</VirtualHost>\n"}},
	{name: "file that is no text", files: map[string]string{".htpasswd": "alice:@\x00\n", ".htaccess": "\x00\xff@\n"}},
}

// TestSecretsNowhere puts every kind of stored password into every kind of
// file, each into a folder of its own, and looks for it in all that is printed.
func TestSecretsNowhere(t *testing.T) {
	for _, place := range secretPlaces {
		t.Run(place.name, func(t *testing.T) {
			dir := t.TempDir()
			var sown []storedSecret
			for i, s := range storedSecrets {
				if place.hashes && s.shown == "" {
					continue
				}
				sown = append(sown, s)
				folder := strconv.Itoa(i)
				if err := os.Mkdir(filepath.Join(dir, folder), 0o755); err != nil {
					t.Fatal(err)
				}
				for name, text := range place.files {
					text = strings.NewReplacer("@", s.shown+s.secret, "/srv/www", "/srv/www/"+folder).Replace(text)
					if err := os.WriteFile(filepath.Join(dir, folder, name), []byte(text), 0o644); err != nil {
						t.Fatal(err)
					}
				}
			}
			for name, text := range everythingPrinted(t, dir) {
				for _, s := range sown {
					if part := s.part(text); part != "" {
						before, _, _ := strings.Cut(text, part)
						t.Errorf("%s: %s shows it behind %q", s.scheme, name, before[max(0, len(before)-40):])
					}
				}
			}
		})
	}
}

// part returns the first part of the secret that a text shows: none stands in
// a text by chance.
func (s storedSecret) part(text string) string {
	const size = 8
	for i := 0; i+size <= len(s.secret); i++ {
		if part := s.secret[i : i+size]; strings.Contains(text, part) {
			return part
		}
	}
	return ""
}

// everythingPrinted checks a folder and returns all output there is.
func everythingPrinted(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := t.TempDir()
	args := []string{"check", "--fail-on", "never", "--path-map", "/srv/www=" + dir}
	for _, f := range report.Formats() {
		args = append(args, "--format", f.Name+"="+filepath.Join(out, f.Name))
	}
	summary := filepath.Join(out, "summary")
	var stdout, stderr, listed bytes.Buffer
	command := func(stdout *bytes.Buffer, args ...string) {
		code := run(args, streams{in: strings.NewReader(""), out: stdout, err: &stderr, getenv: func(name string) string {
			return map[string]string{"GITHUB_STEP_SUMMARY": summary}[name]
		}})
		if code != int(statusClean) {
			t.Fatalf("%s ended in %d", args[0], code)
		}
	}
	command(&stdout, append(args, dir)...)
	command(&listed, "check", "--list-files", dir)
	var drawn, asJSON bytes.Buffer
	command(&drawn, "map", "--why", "--path-map", "/srv/www="+dir, dir)
	command(&asJSON, "map", "--format", "json", "--path-map", "/srv/www="+dir, dir)
	printed := map[string]string{
		"standard output": stdout.String(), "standard error": stderr.String(), "--list-files": listed.String(),
		"map": plainText(drawn.String()), "map --format json": plainText(asJSON.String()),
	}
	for _, file := range matching(t, filepath.Join(out, "*")) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		printed[filepath.Base(file)] = plainText(string(text))
	}
	// The pages of the rules come before it, and have nothing of the site.
	_, printed["sarif"], _ = strings.Cut(printed["sarif"], `"invocations"`)
	return printed
}

// plainText takes escapes back that a secret might hide behind.
func plainText(text string) string { return html.UnescapeString(escapes.Replace(text)) }

var escapes = strings.NewReplacer("%24", "$", "%25", "%", "%2C", ",", "%3A", ":", `\"`, `"`)
