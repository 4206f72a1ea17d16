package engine

import (
	"strings"

	"github.com/authlint/authlint/lint/access"
)

// Challenge sets what a 401 asks for. A Digest challenge joins one that is
// there already, of the request whose error document this is.
func (s *subject) Challenge(w *access.Walk) {
	a := &s.settings.Access
	realm, _ := s.realm()
	switch strings.ToLower(a.Type.Value) {
	case "basic":
		w.Challenge = []string{`Basic realm="` + realm + `"`}
	case "digest":
		text := s.settings.digest().challenge(realm)
		if last := len(w.Challenge) - 1; last >= 0 {
			text = w.Challenge[last] + ", " + text
		}
		w.Challenge = []string{text}
	}
}

// digest is what holds of mod_auth_digest.
func (s *Settings) digest() *Digest {
	if s.Digest == nil {
		return &Digest{}
	}
	return s.Digest
}

// challenge leaves out the nonce, which is another one each time.
func (d *Digest) challenge(realm string) string {
	text := `Digest realm="` + realm + `", algorithm=MD5`
	if len(d.Domain) > 0 {
		text += `, domain="` + strings.Join(d.Domain, " ") + `"`
	}
	if !d.NoQop {
		text += `, qop="auth"`
	}
	return text
}

// realm is AuthName, which is a text with variables, as it is sent.
func (s *subject) realm() (realm, why string) {
	setting := &s.settings.Access.Realm
	t, err := s.memory.realm(setting.Value)
	if err != nil {
		return "", "AuthName cannot be read here"
	}
	realm, why = t.Eval((*lookup)(s), nil)
	return escapeQuotes(realm), why
}

// escapeQuotes puts a backslash before quotes that have none.
func escapeQuotes(s string) string {
	if !strings.Contains(s, `"`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			b.WriteByte(s[i])
			i++
		case s[i] == '"':
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
