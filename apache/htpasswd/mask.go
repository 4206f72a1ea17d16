package htpasswd

import (
	"bytes"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// maskLines masks the secrets of a password or digest file line by line,
// whichever server reads it: the first colon begins what must not be shown.
func maskLines(f *source.File, kind model.StoreKind) {
	data := f.Data
	secret := false // the line before holds a secret and joins this one
	for pos := 0; pos < len(data); {
		end := len(data)
		if n := bytes.IndexByte(data[pos:], '\n'); n >= 0 {
			end = pos + n
		}
		text := data[pos:end]
		from := 0
		if !secret {
			from = secretStart(text, kind)
		}
		f.Mask(f.Span(pos+from, end))
		body := bytes.TrimSuffix(text, []byte("\r"))
		secret = bytes.HasSuffix(body, []byte("\\")) && (secret || bytes.IndexByte(text, ':') >= 0)
		pos = end + 1
	}
}

// secretStart is where in a line the part begins that must not be shown. In a
// line without a colon only the first of several words can be a name, and a
// single word may be a password. A comment may be an entry, or a note of one.
func secretStart(text []byte, kind model.StoreKind) int {
	start := len(text) - len(trimLeft(text))
	if start < len(text) && text[start] == '#' {
		if plainlyAddressed(text[start:]) {
			return len(text)
		}
		return start + 1
	}
	colon := bytes.IndexByte(text, ':')
	if colon < 0 {
		body := trimRight(text)
		if n := bytes.IndexAny(body[min(start, len(body)):], blanks); n >= 0 && !secretWord(body[start:start+n]) {
			return start + n
		}
		return 0
	}
	if secretWord(text[:colon]) {
		return 0
	}
	if kind == model.Digests {
		if realm, hash := digestFields(text, colon); publicRealm(realm, hash) {
			return len(text) - len(hash)
		}
	}
	return colon + 1
}

// digestFields cuts what is behind the name of a digest line: the realm, and
// all that is behind the colons after it.
func digestFields(text []byte, colon int) (realm, rest []byte) {
	text = bytes.TrimLeft(text[colon:], ":")
	n := bytes.IndexByte(text, ':')
	if n < 0 {
		return text, nil
	}
	return text[:n], bytes.TrimLeft(text[n:], ":")
}

// publicRealm says whether the second field of a digest line is a realm
// indeed. Only the digest behind it proves that.
func publicRealm(realm, rest []byte) bool {
	return isDigest(bytes.TrimLeft(rest, blanks+`"'`)) && !secretWord(realm)
}

// digestSize is the length of an MD5 digest in hexadecimal.
const digestSize = 32

// isDigest says whether a field begins with an MD5 digest and no longer word.
func isDigest(field []byte) bool {
	if len(field) < digestSize || !onlyOf(field[:digestSize], hexSet) {
		return false
	}
	return len(field) == digestSize || strings.IndexByte(alphabet, field[digestSize]) < 0
}

// secretWord says whether a word that stands where a name should is a stored
// password. A name of 13 letters is no DES hash: that one has capitals,
// small letters and others.
func secretWord(word []byte) bool {
	for len(word) >= minHash {
		part, rest, _ := bytes.Cut(word, []byte(":"))
		word = rest
		part = bytes.Trim(part, blanks+`"'`)
		if len(part) < minHash {
			continue
		}
		switch r, _ := recognise(part); r.scheme {
		case model.HashPlain, model.HashOther, model.HashEmpty, model.HashLocked:
		case model.HashDES:
			if hasAny(part, upper) && hasAny(part, lower) && (hasAny(part, digits) || hasAny(part, "./")) {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// Stored says whether a word, or a part of it between colons, is a stored
// password: for files of other kinds into which one has come.
func Stored(word string) bool { return len(word) >= minHash && secretWord([]byte(word)) }
