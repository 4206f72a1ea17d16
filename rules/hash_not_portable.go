package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// HashNotPortable reports, once for each file, passwords that only some
// systems' crypt(3) can verify. httpd brings its own bcrypt, but only for what
// htpasswd writes; nginx brings none.
var HashNotPortable = &lint.Rule{
	ID:      "hash-not-portable",
	Summary: "a password is stored in a way that only some systems can verify",
	Outcome: lint.Confuses,
	Doc:     doc("hash-not-portable"),
	Run: func(p *lint.Pass) {
		for _, store := range p.Site.Stores {
			if store.Kind != model.Passwords {
				continue
			}
			foreign := func(e *model.Entry) (bool, bool) { return true, e.Usable() && systemOnly(e.Hash.Scheme, store.Reader) }
			for _, entries := range piles(p, store, foreign) {
				p.Report(entries.diagnostic(fmt.Sprintf("password of %s is stored as %s, %s",
					entries.users(), variant(entries[0].Hash.Scheme), notPortable(store.Reader)), "not portable either"))
			}
		}
	},
}

// systemOnly says that the server leaves the scheme to a crypt(3) that may or
// may not know it.
func systemOnly(scheme model.HashScheme, reader model.ServerKind) bool {
	switch scheme {
	case model.HashBcrypt2b, model.HashYescrypt, model.HashScrypt, model.HashNT, model.HashBSDi:
		return true
	case model.HashBcrypt:
		return reader == model.Nginx
	}
	return false
}

func variant(scheme model.HashScheme) string {
	if scheme == model.HashBcrypt2b {
		return "bcrypt in a variant that htpasswd does not write"
	}
	return scheme.String()
}

func notPortable(reader model.ServerKind) string {
	if reader == model.Nginx {
		return "which the C library of some systems cannot verify: nginx then answers 500; SHA-512 crypt as openssl passwd -6 writes it works on every Linux"
	}
	return "which the C library of some systems cannot verify, and nobody of that name gets in there: htpasswd -B writes what Apache verifies everywhere"
}
