// Package password says whether a password is the one that a line of a
// credential file stores, by the steps of the server that reads the file.
//
// Begin with Verify. What httpd and nginx each do themselves is in this file,
// what both leave to crypt(3) in crypt.go; crypt(3) is that of libxcrypt, as
// most distributions have it. Of the stored text nothing leaves the package,
// and no reason that it gives holds any of it.
package password

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"fmt"

	"github.com/authlint/authlint/lint/model"
)

// passwordLimit bounds the password: the work grows with it, and no server
// takes a header this long unless it is told to.
const passwordLimit = 16 << 10

// storedLimit bounds the stored text. No hash is this long, and nginx reads
// the text into a buffer that is not much longer.
const storedLimit = 2000

// answer is what Verify returns.
type answer struct {
	fact model.Fact
	why  string
}

// settled is an answer that needs no reason.
func settled(right bool) answer {
	if right {
		return answer{fact: model.Yes}
	}
	return answer{fact: model.No}
}

// undecided is an answer that is not given, and why.
func undecided(format string, args ...any) answer {
	return answer{why: fmt.Sprintf(format, args...)}
}

// Verify says whether the server finds the password to be the one of the
// entry: Yes, No, or Unknown with the reason in a clause. The reader is the
// one that the entry's store was read for. Whether the server would find this
// entry at all is not asked.
func Verify(reader model.ServerKind, e *model.Entry, password []byte) (model.Fact, string) {
	stored, ok := storedText(reader, e)
	if !ok {
		a := unread(e)
		return a.fact, a.why
	}
	a := verify(reader, e.Hash, stored, password)
	return a.fact, a.why
}

// unread is the answer where the stored text cannot be had.
func unread(e *model.Entry) answer {
	if e.Hash.Works == model.No {
		return settled(false)
	}
	return undecided("the stored password is spread over several lines")
}

// verify compares a password with a stored text.
func verify(reader model.ServerKind, h model.Hash, stored, password []byte) answer {
	password = cString(password)
	if len(password) > passwordLimit {
		return undecided("a password of more than %d bytes is not verified here", passwordLimit)
	}
	if len(stored) > storedLimit {
		return overlong(h)
	}
	begins := func(marker string) bool { return bytes.HasPrefix(stored, []byte(marker)) }
	switch {
	case begins("$apr1$"):
		return md5Crypt(stored, password)
	case begins("{SHA}"):
		sum := sha1.Sum(password)
		return settled(string(stored) == "{SHA}"+base64.StdEncoding.EncodeToString(sum[:]))
	case begins("{SSHA}"):
		return nginxOnly(reader, saltedSHA1(stored, password))
	case begins("{PLAIN}"):
		return nginxOnly(reader, settled(bytes.Equal(stored[len("{PLAIN}"):], password)))
	case reader != model.Nginx && (begins("$2a$") || begins("$2y$")):
		// httpd has no use for crypt(3) here: APR brings its own.
		return bcryptHash(stored, password, aprMaxCost)
	}
	return crypt3(h, stored, password)
}

// overlong is the answer for a stored text above storedLimit.
func overlong(h model.Hash) answer {
	if h.Works == model.No {
		return settled(false)
	}
	return undecided("a stored password of more than %d bytes is not verified here", storedLimit)
}

// nginxOnly is an answer that nginx gives and httpd, for which the text is one
// that crypt(3) cannot make anything of, does not.
func nginxOnly(reader model.ServerKind, a answer) answer {
	switch {
	case reader == model.Nginx || a.fact == model.No:
		return a
	case reader == model.NoServer:
		return undecided("nginx verifies such a password and Apache does not, and no server in view reads the file")
	}
	return settled(false)
}

// saltedSHA1 compares as nginx does: it takes the salt from behind the digest
// and writes the whole anew.
func saltedSHA1(stored, password []byte) answer {
	raw, err := base64.StdEncoding.Strict().DecodeString(string(stored[len("{SSHA}"):]))
	if err != nil || len(raw) < sha1.Size {
		return settled(false)
	}
	sum := sha1.Sum(append(bytes.Clone(password), raw[sha1.Size:]...))
	made := base64.StdEncoding.EncodeToString(append(sum[:], raw[sha1.Size:]...))
	return settled(string(stored) == "{SSHA}"+made)
}

// VerifyDigest says whether the password is the one of an entry of a digest
// file: its third field is the MD5 digest of user, realm and password, in
// small letters. An entry of another realm is No: the server passes over it.
func VerifyDigest(e *model.Entry, user, realm string, password []byte) (model.Fact, string) {
	if e.Realm.Text != "" && e.Realm.Text != realm {
		return model.No, ""
	}
	stored, ok := storedText(model.Apache, e)
	if !ok {
		a := unread(e)
		return a.fact, a.why
	}
	sum := md5.Sum(fmt.Appendf(nil, "%s:%s:%s", user, realm, cString(password)))
	return settled(string(stored) == hex.EncodeToString(sum[:])).fact, ""
}

// storedText is the field that the server compares, cut out of what is left of
// the line; not ok where authlint cannot say for sure which bytes that is.
func storedText(reader model.ServerKind, e *model.Entry) (text []byte, ok bool) {
	at := e.Hash.Secret
	if at.File == nil || at.Start < 0 || at.Start > at.End || at.End > len(at.File.Data) {
		return nil, false
	}
	text = cString(at.File.Data[at.Start:at.End])
	if reader == model.Nginx {
		if n := bytes.IndexAny(text, "\r\n:"); n >= 0 {
			text = text[:n]
		}
		return text, true
	}
	if bytes.IndexByte(text, '\n') >= 0 {
		// httpd joins a line that ends in a backslash with the next.
		text = bytes.ReplaceAll(text, []byte("\\\r\n"), nil)
		text = bytes.ReplaceAll(text, []byte("\\\n"), nil)
		if bytes.ContainsAny(text, "\\\n") {
			return nil, false
		}
	}
	text = bytes.TrimRight(text, " \t\n\v\f\r")
	text, _, _ = bytes.Cut(bytes.TrimLeft(text, ":"), []byte(":"))
	return text, true
}

// cString is text as far as C sees it: both servers hand on passwords, sent
// and stored, as strings that end at a NUL.
func cString(text []byte) []byte {
	text, _, _ = bytes.Cut(text, []byte{0})
	return text
}
