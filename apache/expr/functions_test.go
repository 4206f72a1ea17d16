package expr

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestFunctionsLive compares what functions make of every byte.
func TestFunctionsLive(t *testing.T) {
	s := newSite(t)
	for i, name := range []string{"tolower", "toupper", "escape", "unescape", "base64", "unbase64", "sha1", "md5", "ldap"} {
		var raw strings.Builder
		for c := 1; c < 256; c++ {
			fmt.Fprintf(&raw, `[%%{%s:\%03o}`, name, c)
		}
		dir := fmt.Sprintf("f%d", i)
		r, f := s.request(dir)
		text, err := ParseText(raw.String())
		if err != nil {
			t.Fatal(err)
		}
		want, why := text.Eval(f, nil)
		if why != "" {
			t.Fatal(why)
		}
		s.Write(t, dir+"/.htaccess", "Require all denied\nErrorDocument 403 "+quoted(raw.String())+"\n")
		answer := s.Do(t, r)
		if answer.Status != http.StatusForbidden {
			t.Errorf("%s: httpd answers %d", name, answer.Status)
		}
		if answer.Body == want {
			continue
		}
		server, here := strings.Split(answer.Body, "["), strings.Split(want, "[")
		for c := range min(len(server), len(here)) {
			if server[c] != here[c] {
				t.Errorf("%s of %q: httpd makes %q, here it is %q", name, rune(c), server[c], here[c])
			}
		}
	}
}
