package password_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/GehirnInc/crypt/apr1_crypt"

	"github.com/authlint/authlint/apache/htpasswd"
	"github.com/authlint/authlint/lint/access/password"
	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// guesses are the password of a vector and others like it.
func guesses(right string) []string {
	all := []string{right, right + "x", right + "\x00x", "", strings.ToUpper(right)}
	for _, n := range []int{8, 72, 128} {
		if len(right) > n {
			all = append(all, right[:n], right[:n]+"other")
		}
	}
	sevenBits := []byte(right)
	for i := range sevenBits {
		sevenBits[i] &= 0x7f
	}
	return append(all, string(sevenBits))
}

// long are passwords that no htpasswd takes and httpd does.
func long(tb testing.TB) []vector {
	tb.Helper()
	var all []vector
	for _, size := range []int{512, 1000, 5000} {
		password := strings.Repeat("long", size/4)
		hash, err := apr1_crypt.New().Generate([]byte(password), []byte("$apr1$long"))
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, vector{name: fmt.Sprintf("apr1 of %d bytes", size), password: password, stored: hash})
	}
	return all
}

// TestHttpd asks a live httpd about every vector with passwords right and
// wrong, and compares with Verify.
func TestHttpd(t *testing.T) {
	vectors := append(append(stored(t), odd...), long(t)...)
	var file bytes.Buffer
	for i, v := range vectors {
		fmt.Fprintf(&file, "u%d:%s\n", i, v.stored)
	}
	s := live.StartHttpd(t, live.HttpdConfig{LogLevel: "crit"})
	s.Write(t, ".htpasswd", file.String())
	s.Write(t, "page.txt", "page")
	s.Write(t, ".htaccess", fmt.Sprintf("AuthType Basic\nAuthName x\nAuthUserFile %q\nRequire valid-user\n", s.Path+"/.htpasswd"))
	store := htpasswd.Parse(source.NewFile("f", file.Bytes()), model.Passwords, model.Apache)
	asked, open := 0, 0
	for i, v := range vectors {
		user := fmt.Sprintf("u%d", i)
		e := store.Find(user)
		if e == nil {
			t.Fatalf("%s: no entry", v.name)
		}
		for n, guess := range guesses(v.password) {
			fact, why := password.Verify(model.Apache, e, []byte(guess))
			if fact == model.Unknown {
				if !v.undecided() && (v.name != "2a" || !strings.Contains(guess, "\xff")) {
					t.Errorf("%s of %d bytes, guess %d: undecided: %s", v.name, len(v.password), n, why)
				}
				continue
			}
			want := http.StatusUnauthorized
			if fact == model.Yes {
				want = http.StatusOK
				open++
			}
			asked++
			if got := s.Do(t, live.Request{Path: "/page.txt", User: user, Password: guess}).Status; got != want {
				t.Errorf("%s of %d bytes, guess %d: httpd answers %d, not %d", v.name, len(v.password), n, got, want)
			}
		}
	}
	t.Logf("%d requests, %d of them let in", asked, open)
	if asked < 1000 || open < 300 || s.Requests() != asked {
		t.Errorf("%d passwords asked, %d of them right, %d requests answered", asked, open, s.Requests())
	}
}

// TestHttpdDigest does the same for a digest file, which httpd reads for Basic
// authentication too.
func TestHttpdDigest(t *testing.T) {
	const realm = "Staff Room"
	s := live.StartHttpd(t, live.HttpdConfig{LogLevel: "crit"})
	s.Write(t, ".htdigest", digestFile)
	s.Write(t, "page.txt", "page")
	s.Write(t, ".htaccess", fmt.Sprintf("AuthType Basic\nAuthName %q\nAuthUserFile %q\n"+
		"AuthBasicUseDigestAlgorithm MD5\nRequire valid-user\n", realm, s.Path+"/.htdigest"))
	store := htpasswd.Parse(source.NewFile("f", []byte(digestFile)), model.Digests, model.Apache)
	open := 0
	for _, user := range []string{"dave", "eve", "Dave", "capital", "bare", "twice", "behind", "nobody"} {
		for _, guess := range []string{"secret", "", "other", "secret\x00x"} {
			want := http.StatusUnauthorized
			if e := store.FindDigest(user, realm); e != nil {
				fact, why := password.VerifyDigest(e, user, realm, []byte(guess))
				if fact == model.Unknown {
					t.Errorf("%s: undecided: %s", user, why)
				}
				if fact == model.Yes {
					want = http.StatusOK
					open++
				}
			}
			if got := s.Do(t, live.Request{Path: "/page.txt", User: user, Password: guess}).Status; got != want {
				t.Errorf("%s with %d bytes: httpd answers %d, not %d", user, len(guess), got, want)
			}
		}
	}
	if open != 4 || s.Requests() != 32 {
		t.Errorf("%d passwords right, %d requests answered", open, s.Requests())
	}
}
