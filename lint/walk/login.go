package walk

import (
	"bytes"
	"strings"
	"unicode"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/access/password"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// nobody is a user whom no file has.
const nobody = "authlint nobody"

// storeOf is the password file in which the server would look for the user of
// a request; nil where it asks for none, or none was read. The lines that turn
// away somebody unknown are those that name the file.
func storeOf(g Gatekeeper, site *model.Site, r *access.Request) *model.Store {
	asked := *r
	asked.Credentials = &access.Credentials{User: nobody, Proof: access.ProofWrong}
	_, trace := g.Explain(&asked)
	p := gateOf(trace, access.GatePassword)
	if p == nil || site == nil {
		return nil
	}
	for _, store := range site.Stores {
		for _, ref := range store.Refs {
			if store.Kind != model.Groups && anyContains(p.Because, ref.Written.Span) {
				return store
			}
		}
	}
	return nil
}

func anyContains(all []source.Span, span source.Span) bool {
	for _, s := range all {
		if !span.IsZero() && s.Contains(span) {
			return true
		}
	}
	return false
}

// loginHints say why a login may have failed although its user believes in it.
// A password is looked at, and never repeated.
func loginHints(g Gatekeeper, store *model.Store, r *access.Request, trace []access.Passage) []Told {
	p := gateOf(trace, access.GatePassword)
	if r.Credentials == nil || store == nil || p == nil || p.Verdict != access.Challenges {
		return nil
	}
	var told []Told
	for _, near := range store.Near(r.Credentials.User) {
		text := near.Why
		if fits(near.Entry, r.Credentials) {
			text += "; the password is the one of this line"
		}
		told = append(told, Told{Span: near.Entry.User.Span, Text: text})
	}
	entry := store.Find(r.Credentials.User)
	if entry == nil || r.Credentials.Proof != access.ProofPassword {
		return told
	}
	if len(r.Credentials.Password) == 0 {
		return append(told, Told{Text: "the password that was given is empty"})
	}
	for _, v := range passwordVariants(r.Credentials.Password) {
		with := access.Credentials{User: r.Credentials.User, Password: v.password}
		if fits(entry, &with) {
			told = append(told, Told{Text: v.says})
		}
	}
	return told
}

// fits says that a password is known to be the one of a line.
func fits(e *model.Entry, c *access.Credentials) bool {
	if c.Proof != access.ProofPassword || len(c.Password) == 0 {
		return false
	}
	is, _ := password.Verify(model.Apache, e, c.Password)
	return is == model.Yes
}

// variant is what somebody may have meant to type.
type variant struct {
	password []byte
	says     string
}

// passwordVariants are those that differ from a password in what is easily
// overlooked.
func passwordVariants(typed []byte) []variant {
	var all []variant
	for _, v := range []variant{
		{bytes.TrimSpace(typed), "the password is right without the blanks around it"},
		{swapCase(typed), "the password is right with capitals and small letters exchanged, as Caps Lock does"},
	} {
		if len(v.password) > 0 && !bytes.Equal(v.password, typed) {
			all = append(all, v)
		}
	}
	return all
}

func swapCase(text []byte) []byte {
	return []byte(strings.Map(func(c rune) rune {
		if unicode.IsUpper(c) {
			return unicode.ToLower(c)
		}
		return unicode.ToUpper(c)
	}, string(text)))
}
