package htpasswd

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// realm is the AuthName of every live case; a digest file has it too.
const realm = "Staff Room"

// members are the users of the group cases, all with the usual password.
var members = []string{"bob", "bob smith", "ann", `b"ob`, `q"t`}

// protect writes the files of a case into the server's folder and returns the
// path to ask for.
func protect(t *testing.T, s *live.Server, n int, c fileCase) string {
	t.Helper()
	dir := fmt.Sprintf("case%d", n)
	users, extra := c.data, "Require valid-user\n"
	switch c.kind {
	case model.Digests:
		extra += "AuthBasicUseDigestAlgorithm MD5\n"
	case model.Groups:
		users = ""
		for _, m := range members {
			users += m + ":" + sha1 + "\n"
		}
		s.Write(t, dir+"/.htgroup", c.data)
		extra = fmt.Sprintf("AuthGroupFile %q\nRequire group staff\n", s.Path+"/"+dir+"/.htgroup")
	}
	s.Write(t, dir+"/.htpasswd", users)
	s.Write(t, dir+"/page.txt", "page")
	s.Write(t, dir+"/.htaccess", fmt.Sprintf("AuthType Basic\nAuthName %q\nAuthUserFile %q\n%s",
		realm, s.Path+"/"+dir+"/.htpasswd", extra))
	return "/" + dir + "/page.txt"
}

// predict says from a store whether whoever has the password of a case gets
// in.
func predict(s *model.Store, c fileCase) model.Fact {
	user, _ := c.login()
	if c.kind == model.Groups {
		for _, g := range s.Groups {
			for _, m := range g.Members {
				if strings.EqualFold(g.Name.Text, "staff") && m.Text == user {
					return model.Yes
				}
			}
		}
		return model.No
	}
	n := 0
	for _, e := range s.Entries {
		if e.User.Text != user {
			continue
		}
		if n++; n <= c.entry {
			continue
		}
		if e.Shadowed != nil || c.kind == model.Digests && e.Realm.Text != realm {
			return model.No
		}
		return e.Hash.Works
	}
	return model.No
}

// TestHttpd asks a live httpd about every case whether its password opens the
// door, and compares with what the store says.
func TestHttpd(t *testing.T) {
	s := live.StartHttpd(t, live.HttpdConfig{LogLevel: "crit"})
	asked, open := 0, 0
	for i, c := range allCases() {
		want := predict(Parse(source.NewFile("f", []byte(c.data)), c.kind, model.Apache), c)
		if want == model.Unknown {
			continue
		}
		user, password := c.login()
		got := s.Do(t, live.Request{Path: protect(t, &s.Server, i, c), User: user, Password: password}).Status
		asked++
		status := http.StatusUnauthorized
		if want == model.Yes {
			open++
			status = http.StatusOK
		}
		if got != status {
			t.Errorf("%s: httpd answers %d, the store says %d", c.name, got, status)
		}
	}
	if asked < 60 || open < 30 || s.Requests() != asked {
		t.Errorf("%d cases asked, %d of them open, %d requests answered", asked, open, s.Requests())
	}
}

// pieces are what random files are made of.
var pieces = []string{
	"bob", "ann", "bob:" + sha1, "ann:" + sha1 + "\n", "bob:" + sha1 + "\n", "ann:" + sha1 + "\r\n", "\nbob:" + sha1 + "\n", ":", ":" + sha1, ":" + apr1 + "\n", "::", sha1, other, "\n", "\n", "\r\n",
	"\r", "\\\n", "\\\r\n", "\\", " ", "\t", "\x00", "#", "# ", "\"", "x", utf8MarkText, strings.Repeat("y", 4090), strings.Repeat("z", 8188),
}

const utf8MarkText = "\xef\xbb\xbf"

// TestHttpdRandom asks a live httpd about files that are put together at
// random, with a fixed seed.
func TestHttpdRandom(t *testing.T) {
	const files = 400
	s := live.StartHttpd(t, live.HttpdConfig{LogLevel: "crit"})
	random := rand.New(rand.NewPCG(2, 4))
	open := 0
	for i := range files {
		var b strings.Builder
		for range 2 + random.IntN(16) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		c := fileCase{data: b.String(), user: []string{"bob", "ann"}[i%2]}
		want := firstWorks(Parse(source.NewFile("f", []byte(c.data)), c.kind, model.Apache), c.user)
		got := s.Do(t, live.Request{Path: protect(t, &s.Server, i, c), User: c.user, Password: "secret"}).Status
		if want && got == http.StatusOK {
			open++
		}
		if want != (got == http.StatusOK) {
			t.Errorf("file %d %q: httpd answers %d", i, clip(c.data), got)
		}
	}
	t.Logf("%d files, %d of them open", files, open)
	if open < files/10 {
		t.Errorf("only %d of %d files let anybody in", open, files)
	}
}

// firstWorks says whether the entry that wins for a user is the usual password
// and can be verified.
func firstWorks(s *model.Store, user string) bool {
	for _, e := range s.Entries {
		if e.User.Text == user && e.Shadowed == nil {
			hash := string(s.File.Data[e.Hash.Secret.Start:e.Hash.Secret.End])
			return e.Hash.Works == model.Yes && !strings.HasPrefix(hash, other)
		}
	}
	return false
}

// clip shortens the long runs of a made-up file. It holds no real secret.
func clip(data string) string {
	return strings.NewReplacer(strings.Repeat("y", 4090), "<4090 y>", strings.Repeat("z", 8188), "<8188 z>",
		sha1, "<sha1>", other, "<other>", apr1, "<apr1>").Replace(data)
}
