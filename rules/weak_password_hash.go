package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// minBcryptCost is the bcrypt cost below which a password is said to be weak.
var minBcryptCost = &lint.Option{
	Name: "min_bcrypt_cost", Default: 10, Min: 4, Max: 17,
	Doc: "the least bcrypt cost that is not reported",
}

// badBcryptCost is the cost below which bcrypt is as good as the older
// schemes. htpasswd -B alone writes a cost of 5.
const badBcryptCost = 5

// WeakPasswordHash reports passwords that whoever gets hold of the file can
// find out: one finding for each scheme of a file. Of entries that the server
// cannot verify another rule tells.
var WeakPasswordHash = &lint.Rule{
	ID:      "weak-password-hash",
	Summary: "a password is stored so that whoever reads the file can soon find it out",
	Outcome: lint.Weakens,
	Options: []*lint.Option{minBcryptCost},
	Doc:     doc("weak-password-hash"),
	Run: func(p *lint.Pass) {
		for _, store := range p.Site.Stores {
			if store.Kind != model.Passwords {
				continue // how weak Digest itself is concerns the configuration
			}
			minCost := p.Int(minBcryptCost, store.File.Name)
			weakness := func(e *model.Entry) (weak, bool) { return weakness(e, minCost) }
			for _, weak := range piles(p, store, weakness) {
				p.Report(weakDiagnostic(weak, minCost, store.Reader))
			}
		}
	},
}

// A weak is a scheme with what is wrong with it.
type weak struct {
	scheme model.HashScheme
	slight bool // better than the older schemes by far
}

func weakness(e *model.Entry, minCost int) (weak, bool) {
	if !e.Usable() || e.Hash.Empty {
		return weak{}, false
	}
	h := e.Hash
	switch h.Scheme {
	case model.HashBcrypt, model.HashBcrypt2b:
		return weak{model.HashBcrypt, h.Cost >= badBcryptCost}, h.Cost < minCost
	}
	_, known := weakSchemes[h.Scheme]
	return weak{h.Scheme, false}, known
}

// weakSchemes say what helps whoever guesses.
var weakSchemes = map[model.HashScheme]string{
	model.HashPlain:    "whoever reads the file has it",
	model.HashPlainTag: "whoever reads the file has it",
	model.HashDES:      "nothing behind its 8th character counts, and the rest is guessed within days",
	model.HashBSDi:     "it rests on DES, and guessing it is cheap",
	model.HashMD5:      "millions of guesses a second find it",
	model.HashApr1:     "millions of guesses a second find it",
	model.HashSHA1:     "billions of guesses a second find it, and equal passwords look the same",
	model.HashSSHA:     "billions of guesses a second find it",
	model.HashNT:       "billions of guesses a second find it, and equal passwords look the same",
}

func weakDiagnostic(entries pile, minCost int, reader model.ServerKind) lint.Diagnostic {
	h := entries[0].Hash
	d := entries.diagnostic("", "stored in the same way")
	if h.Scheme != model.HashBcrypt && h.Scheme != model.HashBcrypt2b {
		d.Message = fmt.Sprintf("password of %s is stored as %s: %s; set it again with %s",
			entries.users(), h.Scheme, weakSchemes[h.Scheme], writesHash(reader, fmt.Sprintf(" -C %d", minCost)))
		return d
	}
	d.Message = fmt.Sprintf("password of %s is stored as bcrypt of cost %d, where %d or more makes guessing slow: set it again with htpasswd -B -C %d",
		entries.users(), h.Cost, minCost, minCost)
	if h.Cost >= badBcryptCost {
		d.Severity = lint.Note
	}
	return d
}
