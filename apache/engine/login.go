package engine

import (
	"path"
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/access/disk"
	"github.com/authlint/authlint/lint/access/password"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Login is what the module of AuthType makes of the request's credentials.
// Where nobody can say whether the user gets in, the requirements are asked as
// if so: both may come of it.
func (s *subject) Login(w *access.Walk) access.Login {
	l := s.login(w)
	s.loggedIn = l.May&access.LoggedIn != 0
	return l
}

func (s *subject) login(w *access.Walk) access.Login {
	a := &s.settings.Access
	switch a.Type.State {
	case model.Unset, model.Off:
		return broken("a user is required, and AuthType says no way to log in", a.Type.Cause)
	case model.Dynamic:
		w.Doubt("AuthType is known only at run time")
		return access.Login{May: access.LoggedIn | access.NotLoggedIn | access.LoginBroken}
	}
	switch strings.ToLower(a.Type.Value) {
	case "basic":
		return s.basic(w)
	case "digest":
		return s.digest(w)
	}
	if s.p.Module("mod_no_such_module.c") == model.No && !s.p.ThirdParty {
		return broken("no module that is loaded knows AuthType "+a.Type.Value, a.Type.Cause)
	}
	w.Doubt("how AuthType " + a.Type.Value + " logs in is not known from the files")
	return access.Login{May: access.LoggedIn | access.NotLoggedIn | access.LoginBroken}
}

func broken(note string, spans ...source.Span) access.Login {
	return access.Login{May: access.LoginBroken, Note: note, Because: written(spans)}
}

func refused(note string, spans ...source.Span) access.Login {
	return access.Login{May: access.NotLoggedIn, Note: note, Because: written(spans)}
}

func doubted(w *access.Walk, why string) access.Login {
	w.Doubt(why)
	return access.Login{May: access.LoggedIn | access.NotLoggedIn, Note: why}
}

func written(spans []source.Span) []source.Span {
	kept := spans[:0]
	for _, s := range spans {
		if !s.IsZero() {
			kept = append(kept, s)
		}
	}
	return kept
}

// basic is mod_auth_basic.
func (s *subject) basic(w *access.Walk) access.Login {
	a := &s.settings.Access
	if why := s.realmMissing(w); why != nil {
		return *why
	}
	c, scheme := s.credentials()
	switch {
	case scheme == "":
		return refused("the request carries no credentials", a.Type.Cause, a.Realm.Cause)
	case scheme != "basic":
		return refused("the credentials are of another scheme", a.Type.Cause)
	}
	s.user = c.User
	result := s.provide(w, c)
	if a.Elsewhere {
		return doubted(w, "other modules look users up, of which nothing is known")
	}
	return result
}

// realmMissing is the answer where there is no realm to ask for.
func (s *subject) realmMissing(w *access.Walk) *access.Login {
	realm := &s.settings.Access.Realm
	if !realm.Written() {
		l := broken("AuthName is missing", s.settings.Access.Type.Cause)
		return &l
	}
	text, why := s.realm()
	if why != "" {
		l := doubted(w, "the realm is not known: "+why)
		return &l
	}
	if strings.IndexFunc(text, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }) >= 0 {
		l := broken("the realm has a control character, which cannot be sent", realm.Cause)
		return &l
	}
	return nil
}

// provide asks the providers, one after the other as long as they do not know
// the user.
func (s *subject) provide(w *access.Walk, c *access.Credentials) access.Login {
	a := &s.settings.Access
	names := a.Providers.Value
	if a.Providers.State == model.Dynamic {
		return doubted(w, "AuthBasicProvider is known only at run time")
	}
	if s.settings.DigestAlgorithm != nil && !strings.EqualFold(s.settings.DigestAlgorithm.Text, "off") {
		return s.fromDigests(w, c)
	}
	if len(names) == 0 {
		l, _ := s.fromFile(w, c)
		return s.unlessAuthoritative(l, l.May == access.LoggedIn || s.found)
	}
	var last access.Login
	for _, name := range names {
		var unknown bool
		if last, unknown = s.ask(w, name.Text, c); !unknown {
			return s.unlessAuthoritative(last, s.found || last.May == access.LoggedIn)
		}
	}
	return s.unlessAuthoritative(last, false)
}

// unlessAuthoritative: with AuthBasicAuthoritative Off httpd asks other
// modules about a user it does not know, finds none, and fails.
func (s *subject) unlessAuthoritative(l access.Login, found bool) access.Login {
	f := &s.settings.Access.Authoritative
	switch {
	case f.State != model.Off || found:
	case l.May&access.LoggedIn != 0:
		l.May |= access.LoginBroken
	default:
		return broken("AuthBasicAuthoritative is off, and no other module knows the user", f.Cause)
	}
	return l
}

// fromFile looks the user up in AuthUserFile. unknown says that the next
// provider is asked.
func (s *subject) fromFile(w *access.Walk, c *access.Credentials) (l access.Login, unknown bool) {
	a := &s.settings.Access
	s.found = false
	store, l := s.store(w)
	if store == nil {
		return l, false
	}
	entry := store.Find(c.User)
	if entry == nil {
		switch {
		case !misses(store):
			return doubted(w, "the password file has lines that cannot be read as they were meant"), false
		case bare(store, c.User):
			s.found = true
			return refused("the user's line in the password file has no password", a.UserFile.Cause), false
		}
		return refused("the password file has no such user", a.UserFile.Cause), true
	}
	s.found = true
	switch c.Proof {
	case access.ProofWrong:
		return refused("the password is wrong", entry.User.Span), false
	case access.ProofRight:
		switch entry.Hash.Works {
		case model.No:
			return refused("no password fits what is stored for the user", entry.User.Span), false
		case model.Unknown:
			return doubted(w, "whether httpd can verify "+entry.Hash.Scheme.String()+" is not known"), false
		}
		return access.Login{May: access.LoggedIn, Note: "the password is taken to be right", Because: []source.Span{entry.User.Span}}, false
	}
	is, why := s.p.passwords.Verify(model.Apache, entry, c.Password)
	switch is {
	case model.Yes:
		return access.Login{May: access.LoggedIn, Note: "the password is right", Because: []source.Span{entry.User.Span}}, false
	case model.No:
		return refused("the password is wrong", entry.User.Span), false
	}
	return doubted(w, why), false
}

// store is the password file, or what comes of its absence.
func (s *subject) store(w *access.Walk) (*model.Store, access.Login) {
	setting := &s.settings.Access.UserFile
	ref := setting.Value
	switch {
	case !setting.Written(), setting.State == model.Off:
		return nil, broken("AuthUserFile is not set", s.settings.Access.Type.Cause)
	case ref != nil && ref.Status == model.FileUnknown && s.p.missing(ref):
	case ref == nil || ref.Status == model.FileUnknown:
		l := doubted(w, "the password file cannot be read: "+reason(ref))
		l.May |= access.LoginBroken
		l.Because = written([]source.Span{setting.Cause})
		return nil, l
	case ref.Status == model.FilePresent && ref.Store != nil && s.memory.opens(s.p, ref) != model.No:
		return ref.Store, access.Login{}
	}
	return nil, broken("the password file cannot be opened", setting.Cause)
}

// missing says that a credential file is certainly not there: its path is
// relative to ServerRoot, which can be seen.
func (p *Program) missing(ref *model.FileRef) bool {
	if ref.Path == "" || path.IsAbs(ref.Written.Text) || p.Root == "" {
		return false
	}
	return p.Disk.At(path.Join(p.Root, ref.Written.Text)).LeadsTo() == disk.KindMissing
}

// digest is mod_auth_digest, with a client that answers its challenge.
func (s *subject) digest(w *access.Walk) access.Login {
	a := &s.settings.Access
	if why := s.realmMissing(w); why != nil {
		return *why
	}
	q := s.w.Request
	if q.Credentials == nil {
		if text, sent := q.Header("Authorization"); sent && strings.HasPrefix(strings.ToLower(text), "digest ") {
			return doubted(w, "the answer to a Digest challenge is not verified here")
		}
		return refused("the request carries no credentials for Digest", a.Type.Cause, a.Realm.Cause)
	}
	c := q.Credentials
	s.user = c.User
	for _, name := range a.Providers.Value {
		if name.Text != "file" {
			return doubted(w, "what the provider "+name.Text+" knows is not in the files")
		}
	}
	return s.inDigests(w, c)
}

// inDigests looks a user of the realm up in a file of digests.
func (s *subject) inDigests(w *access.Walk, c *access.Credentials) access.Login {
	a := &s.settings.Access
	store, l := s.store(w)
	if store == nil {
		return l
	}
	if store.Kind != model.Digests {
		return doubted(w, "the password file was read for another AuthType")
	}
	realm, _ := s.realm()
	entry := store.FindDigest(c.User, realm)
	switch {
	case entry == nil && !misses(store):
		return doubted(w, "the password file has lines that cannot be read as they were meant")
	case entry == nil:
		return refused("the password file has no such user in this realm", a.UserFile.Cause, a.Realm.Cause)
	case c.Proof == access.ProofWrong:
		return refused("the password is wrong", entry.User.Span)
	}
	return s.digestVerified(w, c, entry, realm)
}

func (s *subject) digestVerified(w *access.Walk, c *access.Credentials, entry *model.Entry, realm string) access.Login {
	is, why := model.Yes, ""
	if c.Proof == access.ProofPassword {
		is, why = password.VerifyDigest(entry, c.User, realm, c.Password)
	}
	switch is {
	case model.Yes:
		return access.Login{May: access.LoggedIn, Note: "the password is right", Because: []source.Span{entry.User.Span}}
	case model.No:
		return refused("the password is wrong", entry.User.Span)
	}
	return doubted(w, why)
}
