package password_test

import (
	"testing"

	"github.com/authlint/authlint/lint/access/password"
	"github.com/authlint/authlint/lint/model"
)

// The dearest that is verified must stay below a quarter of a second.
func BenchmarkVerify(b *testing.B) {
	for _, v := range []vector{
		{"apr1", "secret", apr1},
		{"sha1", "secret", sha1Hash},
		{"des", "secret", des},
		{"sha512", "secret", sha512},
		{"bcrypt cost 5", "secret", "$2y$05$ABCDEFGHIJKLMNOPQRSTUOHp/9dEMUfseM/bMxUBq.UXt1tM80DqW"},
		{"dearest bcrypt", "secret", "$2y$12" + bcrypt2y[6:]},
		{"dearest sha256", "secret", "$5$rounds=1000000$" + sha256[3:]},
		{"dearest sha512", "secret", "$6$rounds=500000$" + sha512[3:]},
		{"dearest bsdi", "secret", "_U2u/saltLXKE4peqNCg"},
	} {
		e := entry(b, model.Passwords, model.Apache, "bob:"+v.stored+"\n", "bob")
		b.Run(v.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if fact, why := password.Verify(model.Apache, e, []byte(v.password)); fact == model.Unknown {
					b.Fatal(why)
				}
			}
		})
		b.Run(v.name+" cached", func(b *testing.B) {
			var c password.Cache
			c.Verify(model.Apache, e, []byte(v.password))
			b.ReportAllocs()
			for b.Loop() {
				if fact, why := c.Verify(model.Apache, e, []byte(v.password)); fact == model.Unknown {
					b.Fatal(why)
				}
			}
		})
	}
}
