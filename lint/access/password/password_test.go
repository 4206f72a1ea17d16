package password_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/authlint/authlint/apache/htpasswd"
	"github.com/authlint/authlint/lint/access/password"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

var readers = []model.ServerKind{model.Apache, model.Nginx, model.NoServer}

// Every vector's password is right for every reader, and no other is.
func TestStored(t *testing.T) {
	kinds := map[string]int{}
	for i, v := range stored(t) {
		for _, reader := range readers {
			e := entry(t, model.Passwords, reader, "bob:"+v.stored+"\n", "bob")
			fact, why := password.Verify(reader, e, []byte(v.password))
			if fact == model.Unknown && v.name == "2a" && strings.Contains(v.password, "\xff") {
				kinds["2a, undecided"]++
				continue
			}
			if fact != model.Yes {
				t.Errorf("line %d, %s, %s: %d %s", i+1, v.name, reader, fact, why)
			}
			kinds[v.name]++
		}
		e := entry(t, model.Passwords, model.Apache, "bob:"+v.stored+"\n", "bob")
		if fact, _ := password.Verify(model.Apache, e, []byte("other")); fact != model.No {
			t.Errorf("line %d, %s: another password: %d", i+1, v.name, fact)
		}
	}
	for _, name := range []string{"des", "bigcrypt", "bsdi", "md5", "sha256", "sha512", "2a", "2b", "2x", "2y", "apr1", "sha1", "2a, undecided"} {
		if kinds[name] < 6 {
			t.Errorf("%s was asked %d times", name, kinds[name])
		}
	}
}

// What the readers disagree about, and what is not decided.
func TestVerify(t *testing.T) {
	const yes, no = "yes", "no"
	nginxOnly := "nginx verifies such a password and Apache does not, and no server in view reads the file"
	for _, c := range []struct {
		name, stored, password string
		apache, nginx, neither string // yes, no, or why not
	}{
		{"salted SHA-1", ssha, "secret", no, yes, nginxOnly},
		{"salted SHA-1, wrong", ssha, "other", no, no, no},
		{"salted SHA-1 without salt", "{SSHA}5en6G6MezRroT3XKqkdPOmY/BfQ=", "secret", no, yes, nginxOnly},
		{"salted SHA-1 cut short", ssha[:26], "secret", no, no, no},
		{"salted SHA-1 in no base64", "{SSHA}****", "secret", no, no, no},
		{"plain tag", "{PLAIN}secret", "secret", no, yes, nginxOnly},
		{"plain tag and a NUL", "{PLAIN}secret", "secret\x00x", no, yes, nginxOnly},
		{"plain tag alone", "{PLAIN}", "", no, yes, nginxOnly},
		{"plain tag with a blank", "{PLAIN}my secret ", "my secret ", no, yes, no},
		{"plain tag with a colon", "{PLAIN}my:secret", "my", no, yes, nginxOnly},
		{"two colons", ":" + apr1, "secret", yes, no, yes},
		{"blank behind", apr1 + " ", "secret", yes, no, yes},
		{"return in front of more", apr1 + "\rx", "secret", no, yes, no},
		{"clear", "secret", "secret", no, no, no},
		{"nothing", "", "", no, no, no},
		{
			"yescrypt", yescrypt, "secret", "yescrypt is not verified here",
			"yescrypt is not verified here", "yescrypt is not verified here",
		},
		{"yescrypt cut short", yescrypt[:50], "secret", no, no, no},
		{
			"NT", "$3$$878d8014606cda29677a44efa1353fc7", "secret",
			"an NT hash is not verified here", "an NT hash is not verified here", "an NT hash is not verified here",
		},
		{
			"unknown scheme", "$zz$9$salt$abcdef", "secret", "crypt(3) may know the scheme or not",
			"crypt(3) may know the scheme or not", "crypt(3) may know the scheme or not",
		},
		{
			"bcrypt cost 13", strings.Replace(bcrypt2y, "$04$", "$13$", 1), "secret", "bcrypt cost 13 is over the limit of 12",
			"bcrypt cost 13 is over the limit of 12", "bcrypt cost 13 is over the limit of 12",
		},
		{"bcrypt cost 18", strings.Replace(bcrypt2y, "$04$", "$18$", 1), "secret", no, "bcrypt cost 18 is over the limit of 12", no},
		{
			"bcrypt 2b cost 31", "$2b$31" + bcrypt2y[6:], "secret", "bcrypt cost 31 is over the limit of 12",
			"bcrypt cost 31 is over the limit of 12", "bcrypt cost 31 is over the limit of 12",
		},
		{"bcrypt cost 32", strings.Replace(bcrypt2y, "$04$", "$32$", 1), "secret", no, no, no},
		{
			"many rounds", "$6$rounds=999999999$" + sha512[3:], "secret", "SHA crypt with 999999999 rounds is over the limit of 500000",
			"SHA crypt with 999999999 rounds is over the limit of 500000", "SHA crypt with 999999999 rounds is over the limit of 500000",
		},
		{
			"many rounds for a long password", "$5$rounds=300000$" + sha256[3:], strings.Repeat("p", 256), "SHA crypt with 300000 rounds is over the limit of 200000",
			"SHA crypt with 300000 rounds is over the limit of 200000", "SHA crypt with 300000 rounds is over the limit of 200000",
		},
		{"rounds out of bounds", "$6$rounds=1000000000$" + sha512[3:], "secret", no, no, no},
		{
			"BSDi count", "_zzzzsaltLXKE4peqNCg", "secret", "BSDi crypt with a count of 16777215 is over the limit of 500000",
			"BSDi crypt with a count of 16777215 is over the limit of 500000", "BSDi crypt with a count of 16777215 is over the limit of 500000",
		},
		{"BSDi count 0", "_....saltLXKE4peqNCg", "secret", no, no, no},
		{
			"salt like rounds", "$1$rounds=5$pzKek9YtFsNXmfrhWtWsR0", "secret", "MD5 crypt with such a salt is not verified here",
			"MD5 crypt with such a salt is not verified here", "MD5 crypt with such a salt is not verified here",
		},
		{
			"huge password", apr1, strings.Repeat("p", 1<<20), "a password of more than 16384 bytes is not verified here",
			"a password of more than 16384 bytes is not verified here", "a password of more than 16384 bytes is not verified here",
		},
		{
			"huge plain tag", "{PLAIN}" + strings.Repeat("p", 2000), "secret", no,
			"a stored password of more than 2000 bytes is not verified here", "a stored password of more than 2000 bytes is not verified here",
		},
		{
			"a backslash that joins nothing clear", apr1[:20] + "\\\\\n\\\nx", "secret", no, no, no,
		},
	} {
		for i, want := range []string{c.apache, c.nginx, c.neither} {
			e := entry(t, model.Passwords, readers[i], "bob:"+c.stored+"\n", "bob")
			fact, why := password.Verify(readers[i], e, []byte(c.password))
			got := why
			switch fact {
			case model.Yes:
				got += yes
			case model.No:
				got += no
			}
			if got != want {
				t.Errorf("%s, %s: %s, not %s", c.name, readers[i], got, want)
			}
		}
	}
}

// What a store says can never be verified is never right. The model takes a
// digest of bigcrypt for plain text, which is why it is left out.
func TestNeverWorks(t *testing.T) {
	never := 0
	for _, v := range append(stored(t), odd...) {
		for _, reader := range readers {
			e := entry(t, model.Passwords, reader, "bob:"+v.stored+"\n", "bob")
			if e.Hash.Works != model.No || v.name == "bigcrypt" {
				continue
			}
			never++
			if fact, _ := password.Verify(reader, e, []byte(v.password)); fact == model.Yes {
				t.Errorf("%s, %s: right", v.name, reader)
			}
		}
	}
	if never < 60 {
		t.Errorf("only %d that never work", never)
	}
}

// An entry that stands for a line without a colon has no text at all.
func TestNoText(t *testing.T) {
	s := htpasswd.Parse(source.NewFile("f", []byte("bob\nbob:"+apr1+"\n")), model.Passwords, model.Apache)
	e := s.Find("bob")
	if e == nil || e == s.Entries[0] {
		t.Fatal("the line without a colon is not what the server finds")
	}
	if fact, _ := password.Verify(model.Apache, e, []byte("secret")); fact != model.No {
		t.Errorf("a line without a colon: %d", fact)
	}
	if fact, why := password.Verify(model.Apache, &model.Entry{}, nil); fact != model.Unknown || why == "" {
		t.Errorf("an entry without a file: %d %q", fact, why)
	}
}

func TestVerifyDigest(t *testing.T) {
	s := htpasswd.Parse(source.NewFile("f", []byte(digestFile)), model.Digests, model.Apache)
	for _, c := range []struct {
		user, realm, password string
		want                  model.Fact
	}{
		{"dave", "Staff Room", "secret", model.Yes},
		{"dave", "Other Room", "secret", model.Yes},
		{"dave", "Staff Room", "Secret", model.No},
		{"capital", "Staff Room", "secret", model.No},
		{"bare", "Staff Room", "secret", model.No},
		{"twice", "Staff Room", "secret", model.No},
		{"behind", "Staff Room", "secret", model.Yes},
	} {
		e := s.FindDigest(c.user, c.realm)
		if e == nil {
			t.Errorf("%s in %s: no entry", c.user, c.realm)
			continue
		}
		if fact, why := password.VerifyDigest(e, c.user, c.realm, []byte(c.password)); fact != c.want || why != "" {
			t.Errorf("%s in %s: %d %q", c.user, c.realm, fact, why)
		}
	}
	if fact, _ := password.VerifyDigest(s.FindDigest("dave", "Staff Room"), "dave", "Other Room", []byte("secret")); fact != model.No {
		t.Errorf("another realm: %d", fact)
	}
}

// A cache says what Verify says, before and after it knows.
func TestCache(t *testing.T) {
	var cache password.Cache
	asked := 0
	for i, v := range append(stored(t), odd...) {
		reader := readers[i%len(readers)]
		e := entry(t, model.Passwords, reader, fmt.Sprintf("bob:%s\n", v.stored), "bob")
		for _, guess := range []string{v.password, "other"} {
			fact, why := password.Verify(reader, e, []byte(guess))
			for range 2 {
				asked++
				if f, w := cache.Verify(reader, e, []byte(guess)); f != fact || w != why {
					t.Errorf("%s, %s: %d %q from the cache, %d %q without", v.name, reader, f, w, fact, why)
				}
			}
		}
	}
	if asked < 1000 {
		t.Errorf("only %d questions", asked)
	}
}
