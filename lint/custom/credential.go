package custom

import (
	"iter"

	"github.com/zclconf/go-cty/cty"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// credential is a user of a store.
type credential struct {
	*model.Entry
	store *model.Store
}

var credentialTarget = define("credential",
	"A user's line in a password or digest file.",
	eachCredential, credentialLine,
	attr[credential]{
		name: "name", typ: cty.String, doc: "the user's name; unknown where it may be a secret",
		value: func(r *reader, c credential) cty.Value { return r.word(c.User) },
		span:  func(c credential) source.Span { return c.User.Span },
	},
	attr[credential]{
		name: "scheme", typ: cty.String,
		doc: "how the password is stored: argon2, apr1, bcrypt, bsdi, des, digest, empty, hex, locked, md5, nt, phpass, plain,\n" +
			"scrypt, sha1, sha256-crypt, sha512-crypt, ssha, tagged, unknown, wordpress or yescrypt",
		value: func(_ *reader, c credential) cty.Value { return cty.StringVal(schemeNames[c.Hash.Scheme]) },
		span:  func(c credential) source.Span { return c.Hash.Span },
	},
	attr[credential]{
		name: "cost", typ: cty.Number, null: true, doc: "the work factor as the scheme counts it",
		value: func(_ *reader, c credential) cty.Value {
			if c.Hash.Cost == 0 {
				return cty.NullVal(cty.Number)
			}
			return cty.NumberIntVal(int64(c.Hash.Cost))
		},
		span: func(c credential) source.Span { return c.Hash.Span },
	},
	attr[credential]{
		name: "hash", typ: cty.String, secret: true,
		doc:   "the stored password: a condition may look at it, and error_message cannot carry anything made of it",
		value: func(r *reader, c credential) cty.Value { return r.storedPassword(c.Hash.Secret).Mark(secret) },
	},
	attr[credential]{
		name: "usable", typ: cty.Bool, doc: "the server can verify it; unknown where no server in view reads the file",
		value: func(_ *reader, c credential) cty.Value { return fact(c.Hash.Works) },
	},
	attr[credential]{
		name: "shadowed", typ: cty.Bool, doc: "an earlier line of the same user wins",
		value: func(_ *reader, c credential) cty.Value { return cty.BoolVal(c.Shadowed != nil) },
	},
	attr[credential]{
		name: "realm", typ: cty.String, null: true, doc: "the realm of a digest file's line",
		value: func(r *reader, c credential) cty.Value {
			if c.Realm.Text == "" {
				return cty.NullVal(cty.String)
			}
			return r.word(c.Realm)
		},
	},
	attr[credential]{
		name: "groups", typ: textList, doc: "the groups that hold the user, of group files that are read with the file",
		value: func(r *reader, c credential) cty.Value { return r.texts(r.groupsOf(c)) },
	},
	attr[credential]{
		name: "reader", typ: cty.String, null: true, doc: "\"apache\" or \"nginx\"; null where nothing in view reads the file",
		value: func(_ *reader, c credential) cty.Value { return serverName(c.store.Reader) },
	},
	fileAttr(credentialLine), lineAttr(credentialLine),
)

func eachCredential(r *reader) iter.Seq[credential] {
	return func(yield func(credential) bool) {
		for _, s := range r.site.Stores {
			for _, e := range s.Entries {
				if !yield(credential{e, s}) {
					return
				}
			}
		}
	}
}

func credentialLine(c credential) source.Span { return c.Span }

// storedPassword is the text behind a masked span.
func (r *reader) storedPassword(at source.Span) cty.Value {
	if at.IsZero() || at.Len() > maxText {
		return unknown(cty.String)
	}
	return cty.StringVal(string(at.File.Data[at.Start:at.End]))
}

// groupsOf are the groups of a user, each once and in the order of the files.
func (r *reader) groupsOf(c credential) []string {
	if r.groups == nil {
		r.groups = map[*model.Store][]*model.Store{}
		for _, s := range r.site.Scopes {
			users, groups := storeOf(s.Merged.UserFile), storeOf(s.Merged.GroupFile)
			if users != nil && groups != nil {
				r.groups[users] = append(r.groups[users], groups)
			}
		}
	}
	var names []string
	seen := map[string]bool{}
	for _, file := range r.groups[c.store] {
		for _, g := range file.Groups {
			if !seen[g.Name.Text] && file.GroupHolds(g.Name.Text, c.User.Text) {
				seen[g.Name.Text] = true
				names = append(names, g.Name.Text)
			}
		}
	}
	return names
}

func storeOf(s model.Setting[*model.FileRef]) *model.Store {
	if s.Value == nil || !s.Known() {
		return nil
	}
	return s.Value.Store
}

var schemeNames = map[model.HashScheme]string{
	model.HashOther: "unknown", model.HashEmpty: "empty", model.HashPlain: "plain", model.HashPlainTag: "plain", model.HashDES: "des",
	model.HashBSDi: "bsdi", model.HashMD5: "md5", model.HashApr1: "apr1", model.HashSHA1: "sha1", model.HashSSHA: "ssha",
	model.HashSHA256: "sha256-crypt", model.HashSHA512: "sha512-crypt", model.HashBcrypt: "bcrypt", model.HashBcrypt2b: "bcrypt",
	model.HashYescrypt: "yescrypt", model.HashScrypt: "scrypt", model.HashNT: "nt", model.HashArgon2: "argon2",
	model.HashPhpass: "phpass", model.HashWordPress: "wordpress", model.HashHex: "hex", model.HashDigest: "digest",
	model.HashTag: "tagged", model.HashLocked: "locked",
}
