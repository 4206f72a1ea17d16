package model_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/authlint/authlint/apache/htpasswd"
	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// hash is one of "secret", wrong one of another password.
const (
	hash  = "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="
	wrong = "{SHA}0uBa1Y8uEXDPWmEuXgxVDzYrXDM="
)

func parse(data string, kind model.StoreKind, reader model.ServerKind) *model.Store {
	return htpasswd.Parse(source.NewFile("f", []byte(data)), kind, reader)
}

// at is the line that an entry begins in, counted from one, or zero.
func at(e *model.Entry) int {
	if e == nil {
		return 0
	}
	return e.Span.File.Position(e.Span.Start).Line
}

func TestFind(t *testing.T) {
	const file = "bob:" + wrong + "\nBob:" + hash + "\nbob:" + hash + "\nbob :" + hash + "\nbare\nbare:" + hash + "\n" +
		hash + ":" + hash + "\n:" + hash + "\n"
	for _, c := range []struct {
		user          string
		apache, nginx int // lines
	}{
		{"bob", 1, 1},
		{"Bob", 2, 2},
		{"BOB", 0, 0},
		{"bob ", 4, 4},
		{"bare", 5, 5},
		{hash, 7, 7},
		{"", 8, 0},
		{source.Mask, 0, 0},
		{"nobody", 0, 0},
	} {
		for reader, want := range map[model.ServerKind]int{model.Apache: c.apache, model.Nginx: c.nginx, model.NoServer: c.apache} {
			if got := at(parse(file, model.Passwords, reader).Find(c.user)); got != want {
				t.Errorf("%q, %s: line %d, not %d", c.user, reader, got, want)
			}
		}
	}
}

// A line without a colon hides from httpd all lines of its name, from nginx the
// next line of every name that begins like it.
func TestFindBelowNoColon(t *testing.T) {
	for _, c := range []struct {
		file          string
		apache, nginx int // lines
	}{
		{"bob\nbob:" + hash + "\nbob:" + hash + "\n", 1, 3},
		{"bo\nbob:" + hash + "\nbob:" + hash + "\n", 2, 3},
		{"bo\nbob:" + hash + "\n", 2, 1},
		{"ann\nbob:" + hash + "\n", 2, 2},
	} {
		for reader, want := range map[model.ServerKind]int{model.Apache: c.apache, model.Nginx: c.nginx} {
			if got := at(parse(c.file, model.Passwords, reader).Find("bob")); got != want {
				t.Errorf("%q, %s: line %d, not %d", strings.ReplaceAll(c.file, hash, "*"), reader, got, want)
			}
		}
	}
}

func TestFindDigest(t *testing.T) {
	const digest = "6d551e1948672cb1831568e2ee1f4c49"
	file := "bob:A:" + digest + "\nbob:B:" + digest + "\nbob:a:" + digest + "\nbob:A:" + digest + "\n" +
		"ann::A::" + digest + "\nbare:A\nbare:A:" + digest + "\nodd:A:none\nhidden:" + hash + ":" + digest + "\n"
	s := parse(file, model.Digests, model.Apache)
	for _, c := range []struct {
		user, realm string
		want        int
	}{
		{"bob", "A", 1},
		{"bob", "B", 2},
		{"bob", "a", 3},
		{"bob", "C", 0},
		{"Bob", "A", 0},
		{"ann", "A", 5},
		{"bare", "A", 6},
		{"odd", "A", 8},
		{"hidden", hash, 9},
		{"hidden", "", 0},
	} {
		if got := at(s.FindDigest(c.user, c.realm)); got != c.want {
			t.Errorf("%q in %q: line %d, not %d", c.user, c.realm, got, c.want)
		}
	}
	if got := at(s.Find("bob")); got != 1 {
		t.Errorf("bob in any realm: line %d", got)
	}
	if parse("bob:"+hash+"\n", model.Passwords, model.Apache).FindDigest("bob", "A") != nil {
		t.Error("a password file has realms")
	}
}

const groupFile = "staff: bob ann\nStaff: eve\nadmin : bob, ann\n# staff: jim\nodd: \"bob smith\" 'q\\\"t' Bob\nSTAFF:jim#\n" +
	"bar\xe9: bob\nempty:\nno colon bob\ntwice:: bob\njoined: \\\nbob\nsystem:x:10:bob\n"

var (
	groupNames = []string{"staff", "STAFF", "admin", "admin ", "odd", "empty", "bar\xe9", "bar\xc9", "twice", "joined", "system", "none", "no"}
	groupUsers = []string{"bob", "Bob", "ann", "eve", "jim", "jim#", "bob smith", "x", "bob,"}
)

func TestGroupHolds(t *testing.T) {
	s := parse(groupFile, model.Groups, model.Apache)
	want := map[string]string{
		"staff": "bob ann eve jim#", "STAFF": "bob ann eve jim#", "admin": "bob, ann", "odd": "bob smith/Bob",
		"bar\xe9": "bob", "twice": "bob", "joined": "bob",
	}
	for _, group := range groupNames {
		members := strings.Fields(want[group])
		if group == "odd" {
			members = strings.Split(want[group], "/")
		}
		for _, user := range groupUsers {
			holds := false
			for _, m := range members {
				holds = holds || m == user
			}
			if s.GroupHolds(group, user) != holds {
				t.Errorf("%q in %q: %t", user, group, !holds)
			}
		}
	}
}

// TestGroupHoldsHttpd asks a live httpd the same.
func TestGroupHoldsHttpd(t *testing.T) {
	store := parse(groupFile, model.Groups, model.Apache)
	s := live.StartHttpd(t, live.HttpdConfig{LogLevel: "crit"})
	s.Write(t, ".htgroup", groupFile)
	var users strings.Builder
	for _, user := range groupUsers {
		users.WriteString(user + ":" + hash + "\n")
	}
	s.Write(t, ".htpasswd", users.String())
	in := 0
	for i, group := range groupNames {
		dir := fmt.Sprintf("group%d", i)
		s.Write(t, dir+"/page.txt", "page")
		s.Write(t, dir+"/.htaccess", fmt.Sprintf("AuthType Basic\nAuthName x\nAuthUserFile %q\nAuthGroupFile %q\nRequire group \"%s\"\n",
			s.Path+"/.htpasswd", s.Path+"/.htgroup", group))
		for _, user := range groupUsers {
			want := http.StatusUnauthorized
			if store.GroupHolds(group, user) {
				want = http.StatusOK
				in++
			}
			if got := s.Do(t, live.Request{Path: "/" + dir + "/page.txt", User: user, Password: "secret"}).Status; got != want {
				t.Errorf("%q in %q: httpd answers %d, not %d", user, group, got, want)
			}
		}
	}
	if asked := len(groupNames) * len(groupUsers); in < 14 || s.Requests() != asked {
		t.Errorf("%d members, %d requests answered, not %d", in, s.Requests(), asked)
	}
}

func TestNear(t *testing.T) {
	const (
		capitals = "the name is written with other capitals, and letter case counts"
		blanks   = "the name has other blanks around it, and they belong to it"
		around   = "the name has other characters around it, such as quotes or a byte-order mark, and they belong to it"
		both     = "the name differs in capitals and in what stands around it, and both count"
		later    = "an earlier line wins, and this one is never reached"
	)
	const file = "\ufeffann:" + hash + "\nbob:" + hash + "\nBOB:" + hash + "\nbob :" + hash + "\nBob :" + hash + "\nbob:" + hash + "\n" +
		"\"eve\":" + hash + "\n" + hash + ":" + hash + "\nbobby:" + hash + "\n"
	for _, c := range []struct {
		user string
		want []string // line and clause
	}{
		{"ann", []string{"1 " + around}},
		{"bob", []string{"3 " + capitals, "4 " + blanks, "5 " + both}},
		{"bob ", []string{"2 " + blanks, "3 " + both, "5 " + capitals}},
		{"eve", []string{"7 " + around}},
		{"BOBBY", []string{"9 " + capitals}},
		{"bo", nil},
		{source.Mask, nil},
	} {
		var got []string
		for _, n := range parse(file, model.Passwords, model.Apache).Near(c.user) {
			got = append(got, fmt.Sprintf("%d %s", at(n.Entry), n.Why))
		}
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%q: %q, not %q", c.user, got, c.want)
		}
	}
	s := parse("bob:"+wrong+"\nbob:"+hash+"\n", model.Passwords, model.Apache)
	if near := s.Near("bob"); len(near) != 1 || near[0].Why != later || near[0].Entry != s.Entries[1] {
		t.Errorf("a duplicate: %d lines", len(near))
	}
}

// Lookups may begin in several goroutines at once.
func TestLookupsTogether(t *testing.T) {
	var file strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&file, "user%d:%s\n", i, hash)
	}
	s := parse(file.String(), model.Passwords, model.Apache)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 1000 {
				if s.Find(fmt.Sprintf("user%d", i)) != s.Entries[i] {
					t.Errorf("user%d is not found", i)
				}
			}
		})
	}
	wg.Wait()
}
