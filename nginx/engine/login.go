package engine

import (
	"encoding/base64"
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// credentials are the client's, as nginx reads them.
type credentials struct {
	user     string
	password []byte
	proof    access.Proof
}

// credentials are those of the Authorization header; nil where there are none
// that nginx takes.
func (q *request) credentials() *credentials {
	if !q.shared.loginRead {
		q.shared.loginRead = true
		q.shared.login = q.readCredentials()
	}
	return q.shared.login
}

func (q *request) readCredentials() *credentials {
	if q.unread {
		return nil
	}
	if text, sent := q.w.Request.Header("Authorization"); sent {
		return parseBasic(strings.Trim(text, " "))
	}
	c := q.w.Request.Credentials
	if c == nil || c.User == "" {
		return nil
	}
	user, rest, colon := strings.Cut(c.User, ":")
	switch {
	case user == "":
		return nil
	case !colon:
		return &credentials{user, c.Password, c.Proof}
	}
	// What stands behind the first colon is the password.
	return &credentials{user, append([]byte(rest+":"), c.Password...), access.ProofWrong}
}

// sentAuthorization is the header that a client with credentials sends; it is
// not known where the password is not.
func (q *request) sentAuthorization() string {
	c := q.w.Request.Credentials
	if c == nil {
		return ""
	}
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(c.User+":"+string(c.Password)))
}

// parseBasic reads a header's value.
func parseBasic(text string) *credentials {
	const scheme = "basic "
	if len(text) < len(scheme) || !strings.EqualFold(text[:len(scheme)], scheme) {
		return nil
	}
	plain, ok := decodeBase64(strings.TrimLeft(text[len(scheme):], " "))
	if !ok {
		return nil
	}
	user, password, colon := strings.Cut(plain, ":")
	if !colon || user == "" {
		return nil
	}
	return &credentials{user: user, password: []byte(password)}
}

// decodeBase64 reads as nginx does: up to the first "=", whatever follows, and
// without a look at the bits that are left over.
func decodeBase64(text string) (plain string, ok bool) {
	text, _, _ = strings.Cut(text, "=")
	if text == "" {
		return "", false
	}
	out, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return "", false
	}
	return string(out), true
}

// basic is auth_basic, which asks only where both realm and file are set.
func (q *request) basic() opinion {
	s := q.settings()
	if s.Realm == nil || s.UserFile == nil {
		return nothing
	}
	realm, why := q.text(s.Realm)
	switch {
	case why != "":
		q.w.Doubt("whether a password is asked for is not known: " + why)
		return opinion{says: saysNothing | saysYes | saysForbidden | saysLogin | saysBroken, note: q.w.Doubted(), because: places(s.Realm.Span)}
	case realm == "off":
		return opinion{says: saysNothing, note: "no password is asked for", because: places(s.Realm.Span)}
	}
	o := q.login(s.UserFile)
	if o.says&saysLogin != 0 {
		o.challenge = []string{`Basic realm="` + realm + `"`}
	}
	o.because = places(append(o.because, s.Realm.Span)...)
	return o
}

// login looks the client's credentials up.
func (q *request) login(file *UserFile) opinion {
	c := q.credentials()
	if c == nil {
		return opinion{says: saysLogin, note: "the request carries no credentials"}
	}
	ref, why := q.userFile(file)
	if why != "" {
		q.w.Doubt(why)
		return opinion{says: saysYes | saysForbidden | saysLogin | saysBroken, note: why, because: places(file.Span)}
	}
	switch q.fileStatus(file, ref) {
	case model.FileMissing:
		return opinion{says: saysForbidden, note: "the password file does not exist", because: places(file.Span)}
	case model.FileNotRegular:
		if ref.Info.Mode.IsDir() || strings.HasSuffix(ref.Path, "/") {
			return opinion{says: saysBroken, note: "the password file is a folder", because: places(file.Span)}
		}
		return q.fileDoubt(file, "the password file is no regular file")
	case model.FileUnknown:
		return q.fileDoubt(file, "the password file cannot be read: "+ref.Why)
	case model.FileUnreadable:
		return opinion{says: saysBroken, note: "the password file cannot be opened", because: places(file.Span)}
	}
	switch q.p.Worker.Opens(q.p.Disk, ref) {
	case model.No:
		return opinion{says: saysBroken, note: "the password file cannot be opened", because: places(file.Span)}
	}
	if ref.Store == nil {
		return q.fileDoubt(file, "the password file was not read")
	}
	return q.lookup(ref.Store, c, file)
}

func (q *request) fileDoubt(file *UserFile, why string) opinion {
	q.w.Doubt(why)
	return opinion{says: saysYes | saysForbidden | saysLogin | saysBroken, note: why, because: places(file.Span)}
}

// fileStatus is what nginx finds of a file. Where the front end could not say, the
// disk may; and a path with a slash behind it opens folders alone.
func (q *request) fileStatus(file *UserFile, ref *model.FileRef) model.FileStatus {
	if ref.Status != model.FileUnknown && ref.Status != model.FilePresent {
		return ref.Status
	}
	path, why := q.text(file.Path)
	switch {
	case why != "":
		return ref.Status
	case ref.Status == model.FilePresent && strings.HasSuffix(path, "/"):
		return model.FileUnreadable
	case ref.Status == model.FilePresent:
		return ref.Status
	}
	if !strings.HasPrefix(path, "/") {
		if q.p.ConfPrefix == "" {
			return ref.Status
		}
		path = q.p.ConfPrefix + "/" + path
	}
	switch _, at := q.look(path); at {
	case foundMissing:
		return model.FileMissing
	case foundNoPath, foundDenied:
		return model.FileUnreadable
	}
	return ref.Status
}

// userFile is the file in force.
func (q *request) userFile(file *UserFile) (ref *model.FileRef, why string) {
	if file.Ref != nil {
		return file.Ref, ""
	}
	path, why := q.text(file.Path)
	if why != "" {
		return nil, "the path of the password file is not known: " + why
	}
	if ref = file.Open(path); ref == nil {
		return nil, "the password file is named by a variable"
	}
	return ref, ""
}

// lookup finds the user's line, and compares.
func (q *request) lookup(store *model.Store, c *credentials, file *UserFile) opinion {
	refused := func(note string) opinion {
		return opinion{says: saysLogin, note: note, because: places(file.Span)}
	}
	entry := store.Find(c.user)
	if entry == nil {
		if store.Vague() {
			q.w.Doubt("the password file has lines that cannot be read as they were meant")
			return opinion{says: saysYes | saysLogin, note: q.w.Doubted(), because: places(file.Span)}
		}
		return refused("the password file has no such user")
	}
	if entry.Hash.Secret.Len() > longField {
		return q.unverified("a password field that does not fit nginx's buffer is not verified here")
	}
	because := places(entry.User.Span)
	right := opinion{says: saysYes, note: "the password is right", because: because}
	switch c.proof {
	case access.ProofWrong:
		return opinion{says: saysLogin, note: "the password is wrong", because: because}
	case access.ProofRight:
		switch entry.Hash.Works {
		case model.No:
			return opinion{says: saysLogin, note: "no password fits what is stored for the user", because: because}
		case model.Unknown:
			return q.unverified("whether nginx can verify " + entry.Hash.Scheme.String() + " is not known")
		}
		right.note = "the password is taken to be right"
		return right
	}
	switch is, why := q.p.passwords.Verify(model.Nginx, entry, c.password); is {
	case model.Yes:
		return right
	case model.No:
		return opinion{says: saysLogin, note: "the password is wrong", because: because}
	default:
		return q.unverified(why)
	}
}

// longField is less than the buffer into which nginx reads a line; what is longer
// is cut there.
const longField = 2000

func (q *request) unverified(why string) opinion {
	q.w.Doubt(why)
	return opinion{says: saysYes | saysLogin | saysBroken, note: why}
}
