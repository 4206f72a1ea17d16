package rules

import (
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// foreignScheme says that a value of AuthType belongs to another module than
// httpd's own.
func foreignScheme(authType string) bool {
	switch strings.ToLower(authType) {
	case "shibboleth", "cas", "mellon", "cosign", "webauth", "stanfordauth", "ucam-webauth", // single sign-on
		"openid-connect", "openidc", "auth-openidc", "oauth20", "oauth2", "openid", "bearer", "jwt", "jwt-bearer",
		"kerberos", "kerberosv4", "kerberosv5", "negotiate", "gssapi", "ntlm", "ntlmssp", "sspi", "iwa", "vas",
		"pubcookie", "netid", "egnetid", "mod_auth_tkt", "tkt", "pubtkt", "mod_auth_pubtkt", "cookie", "token",
		"yubikey", "radius", "saml", "gridsite", "certificate":
		return true
	}
	return false
}

// meets answers for a user who has logged in under a name.
func meets(a *model.Access, leaf *model.Requirement, method, user string) access.Answers {
	switch {
	case leaf.Dynamic:
		return access.Anything
	case leaf.Provider.Text == "valid-user":
		return access.Granted
	case leaf.Provider.Text == "user":
		return access.Grants(named(leaf.Args, user))
	case leaf.Provider.Text == "group":
		return inGroup(a, leaf, user)
	}
	return access.Anybody(method).Meets(leaf)
}

func inGroup(a *model.Access, leaf *model.Requirement, user string) access.Answers {
	if ref := a.GroupFile.Value; a.GroupFile.State != model.Set || ref.Store == nil || !ref.Store.Legible() {
		return access.Anything
	}
	for _, g := range a.GroupFile.Value.Store.Groups {
		switch {
		case !isNamed(g, leaf):
		case named(g.Members, user):
			return access.Granted
		case a.GroupFile.Value.Store.FaultIn(g.Span) != nil:
			return access.Anything // the line does not say what was meant
		}
	}
	return access.Denied
}

func named(words []model.Word, user string) bool {
	for _, w := range words {
		if w.Text == user {
			return true
		}
	}
	return false
}

// leanedOn says that a scope below requires a user and leaves it to this one
// to say how.
func leanedOn(site *model.Site, s *model.Scope) bool {
	for _, o := range site.Scopes {
		if o == s || o.Own.Type.Written() && o.Own.Realm.Written() && o.Own.UserFile.Written() || !o.Own.Require.AsksForUser() {
			continue
		}
		if s.ServerConfiguration() && s.MayCover(o) {
			return true
		}
		for at := o.Outer(); at != nil; at = at.Outer() {
			if at == s {
				return true
			}
		}
	}
	return false
}
