package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// UnusablePasswordHash reports passwords that the server which reads the file
// can never verify, one finding for each scheme of a file. Where no server in
// view reads it, only what none can verify is reported. A line with a mistake
// of its own is left to that, and "!" or "*" locks a user out on purpose.
var UnusablePasswordHash = &lint.Rule{
	ID:      "unusable-password-hash",
	Summary: "a password is stored in a way that the server can never verify",
	Outcome: lint.LocksOut,
	Doc:     doc("unusable-password-hash"),
	Run: func(p *lint.Pass) {
		for _, store := range p.Site.Stores {
			unusable := func(e *model.Entry) (model.HashScheme, bool) { return e.Hash.Scheme, isUnusable(store, e) }
			for _, entries := range piles(p, store, unusable) {
				p.Report(entries.diagnostic(fmt.Sprintf("password of %s %s, so that the user can never log in: %s",
					entries.users(), whyUnusable(store, entries[0].Hash.Scheme), mendUnusable(store)), "the same"))
			}
		}
	},
}

func isUnusable(store *model.Store, e *model.Entry) bool {
	if e.Shadowed != nil || e.Hash.Works != model.No {
		return false
	}
	if e.Hash.Scheme == model.HashEmpty || e.Hash.Scheme == model.HashLocked {
		return false
	}
	fault := store.FaultIn(e.Span)
	return fault == nil || fault.Kind == model.FaultDigestLine
}

// nobodyVerifies says that the server that reads a file does not verify a
// password.
func nobodyVerifies(store *model.Store) string {
	if store.Reader == model.NoServer {
		return "which neither Apache nor nginx can verify"
	}
	return "which " + store.Reader.String() + " cannot verify"
}

func whyUnusable(store *model.Store, scheme model.HashScheme) string {
	if store.Kind == model.Digests {
		if scheme == model.HashDigest {
			return "is a digest with capital letters, and the server compares with small ones"
		}
		return "is stored as " + scheme.String() + ", where a digest file holds an MD5 digest of user, realm and password"
	}
	switch scheme {
	case model.HashPlain:
		return "is stored as plain text, " + nobodyVerifies(store) + " on a Unix system"
	case model.HashDigest:
		return "stands in a line that htdigest wrote, which Basic authentication does not read"
	case model.HashPlainTag, model.HashSSHA, model.HashArgon2, model.HashPhpass, model.HashWordPress, model.HashHex,
		model.HashTag, model.HashOther:
		return "is stored as " + scheme.String() + ", " + nobodyVerifies(store)
	}
	return "is stored as " + scheme.String() + " with characters missing, wrong or too many"
}

func mendUnusable(store *model.Store) string {
	if store.Kind == model.Digests {
		return "set it again with htdigest"
	}
	return "set it again with " + writesHash(store.Reader, "")
}
