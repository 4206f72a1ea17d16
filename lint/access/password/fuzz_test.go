package password_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/apache/htpasswd"
	"github.com/authlint/authlint/lint/access/password"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// fuzzLimit is far above what the dearest password may take, for machines with
// much else to do.
const fuzzLimit = 10 * time.Second

// FuzzVerify looks for files that bring it down, hold it up, make it say what
// it should keep, or right what the store says can never be.
func FuzzVerify(f *testing.F) {
	for _, v := range append(stored(f), odd...) {
		f.Add([]byte("bob:"+v.stored+"\n"), []byte(v.password), byte(len(v.stored)))
	}
	f.Fuzz(func(t *testing.T, file, guess []byte, which byte) {
		reader, kind := readers[int(which)%3], model.Passwords
		if which >= 128 {
			kind = model.Digests
		}
		store := htpasswd.Parse(source.NewFile("f", file), kind, reader)
		for _, e := range store.Entries[:min(len(store.Entries), 3)] {
			start := time.Now()
			fact, why := password.Verify(reader, e, guess)
			if took := time.Since(start); took > fuzzLimit {
				t.Errorf("it takes %s", took)
			}
			if (fact == model.Unknown) != (why != "") {
				t.Errorf("answer %d with the reason %q", fact, why)
			}
			secret := bytes.TrimSpace(file[e.Hash.Secret.Start:e.Hash.Secret.End])
			if len(secret) >= 13 && strings.Contains(why, string(secret)) {
				t.Error("the reason holds the stored text")
			}
			bigcrypt := e.Hash.Scheme == model.HashPlain
			if kind == model.Passwords && fact == model.Yes && e.Hash.Works == model.No && !bigcrypt {
				t.Error("right, and can never be verified")
			}
			password.VerifyDigest(e, "bob", "x", guess)
		}
	})
}
