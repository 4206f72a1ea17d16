package engine

import (
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Provider is another provider with settings of its own: AuthnProviderAlias or
// AuthzProviderAlias.
type Provider struct {
	Base     string
	Settings *Settings
	// Requirement is what one for Require asks for.
	Requirement *model.Requirement
}

// with runs f under the settings of a provider.
func (s *subject) with(p *Provider, f func()) {
	own := s.settings
	s.settings = s.memory.merge(own, p.Settings)
	f()
	s.settings = own
}

// ask asks one provider for a user. unknown says that the next one is asked.
func (s *subject) ask(w *access.Walk, name string, c *access.Credentials) (l access.Login, unknown bool) {
	switch name {
	case "file":
		return s.fromFile(w, c)
	case "anon":
		return s.anonymous(c)
	}
	alias := s.p.Providers[name]
	if alias == nil || s.p.Providers[alias.Base] != nil {
		return doubted(w, "what the provider "+name+" knows is not in the files"), false
	}
	s.with(alias, func() { l, unknown = s.ask(w, alias.Base, c) })
	return l, unknown
}

// anonymous is mod_authn_anon.
func (s *subject) anonymous(c *access.Credentials) (l access.Login, unknown bool) {
	cause := s.settings.Access.Anonymous.Cause
	s.found = false
	conf := s.settings.Anonymous
	if conf == nil || len(conf.Names) == 0 || !conf.knows(c.User) {
		return refused("Anonymous has no such user", cause), true
	}
	s.found = true
	empty := c.Proof == access.ProofPassword && len(c.Password) == 0
	address := strings.Contains(string(c.Password), "@") && strings.Contains(string(c.Password), ".")
	switch {
	case c.Proof == access.ProofWrong:
		s.w.Doubt("which password Anonymous refuses depends on its text")
		return access.Login{May: access.LoggedIn | access.NotLoggedIn}, false
	case empty && !conf.NoEmail:
		return refused("Anonymous asks for an address as the password", cause), false
	case c.Proof == access.ProofPassword && conf.Verify && !address:
		return refused("Anonymous asks for a password that looks like an address", cause), false
	}
	return access.Login{May: access.LoggedIn, Note: "Anonymous lets the user in", Because: written([]source.Span{cause})}, false
}

func (a *Anonymous) knows(user string) bool {
	if user == "" {
		return a.NoUser
	}
	for _, name := range a.Names {
		if name == "*" || strings.EqualFold(name, user) {
			return true
		}
	}
	return false
}

// fromDigests is AuthBasicUseDigestAlgorithm: a Basic password is compared
// with what is stored for the user and the realm.
func (s *subject) fromDigests(w *access.Walk, c *access.Credentials) access.Login {
	for _, name := range s.settings.Access.Providers.Value {
		if name.Text != "file" {
			return doubted(w, "what the provider "+name.Text+" knows of digests is not in the files")
		}
	}
	if s.settings.Access.Authoritative.State == model.Off {
		return doubted(w, "AuthBasicAuthoritative is not carried out here for digests")
	}
	return s.inDigests(w, c)
}

// misses says that a user of whom a password file has no entry is certainly not
// in it as httpd reads it. Lines that are joined or cut off are no riddle to
// httpd; one without a colon is a user without a password.
func misses(store *model.Store) bool {
	for _, f := range store.Faults {
		switch f.Kind {
		case model.FaultUTF16, model.FaultBinary, model.FaultCarriageReturns, model.FaultNUL, model.FaultGroupNoColon:
			return false
		case model.FaultNoColon:
			if f.Text != "" { // there are more than are listed
				return false
			}
		}
	}
	return !store.Vague()
}

// bare says that a user is in the file by a line without a colon.
func bare(store *model.Store, user string) bool {
	for _, f := range store.Faults {
		if f.Kind == model.FaultNoColon && user != "" &&
			strings.TrimLeft(string(f.Span.File.Data[f.Span.Start:f.Span.End]), " \t") == user {
			return true
		}
	}
	return false
}
