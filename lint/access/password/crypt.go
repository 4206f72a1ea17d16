package password

import (
	"bytes"
	"strings"

	"github.com/GehirnInc/crypt"
	"github.com/GehirnInc/crypt/apr1_crypt"
	"github.com/GehirnInc/crypt/md5_crypt"
	"github.com/GehirnInc/crypt/sha256_crypt"
	"github.com/GehirnInc/crypt/sha512_crypt"
	"golang.org/x/crypto/bcrypt"

	"github.com/authlint/authlint/lint/model"
)

// The bounds of authlint's own: what is above them would take more than about
// a quarter of a second, and is undecided.
const (
	maxBcryptCost   = 12
	maxSHA256Rounds = 1_000_000
	maxSHA512Rounds = 500_000
	maxBSDiCount    = 500_000
)

// shaLength is the length above which a password makes each round of SHA crypt
// longer, once for each time it fits.
const shaLength = 64

// The bounds of those who verify. libxcrypt refuses a password of cryptLimit
// bytes, and APR's own bcrypt a cost above aprMaxCost, at once and whatever
// the password.
const (
	cryptLimit   = 512
	aprMaxCost   = 17
	cryptMaxCost = 31
	minCost      = 4
	minRounds    = 1_000
	maxRounds    = 999_999_999
	usualRounds  = 5_000
)

// The alphabet of crypt(3), in the order of its values.
const alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// crypt3 compares as crypt(3) does: the stored text is the setting of which the
// password has to make that text again.
func crypt3(h model.Hash, stored, password []byte) answer {
	begins := func(marker string) bool { return bytes.HasPrefix(stored, []byte(marker)) }
	switch {
	case len(password) >= cryptLimit, bytes.ContainsFunc(stored, badInSetting), len(stored) < desLength:
		return settled(false)
	case begins("$1$"):
		return md5Crypt(stored, password)
	case begins("$5$"):
		return sha256Crypt.verify(stored, password)
	case begins("$6$"):
		return sha512Crypt.verify(stored, password)
	case begins("$2a$"), begins("$2b$"), begins("$2x$"), begins("$2y$"):
		return bcryptHash(stored, password, cryptMaxCost)
	case begins("$"):
		return others(h)
	case begins("_"):
		return bsdi(stored, password)
	case onlyAlphabet(stored[:2]):
		return settled(string(stored) == des(stored, password))
	}
	return settled(false)
}

// badInSetting says of a byte that crypt(3) refuses a setting with it, because
// it would hurt in a line of a passwd file. What is no UTF-8 is refused too.
func badInSetting(r rune) bool {
	return r <= ' ' || r >= 0x7f || strings.ContainsRune("!*:;\\", r)
}

// others is the answer for the schemes that are not computed here.
func others(h model.Hash) answer {
	if h.Works == model.No {
		return settled(false)
	}
	if h.Scheme == model.HashOther {
		return undecided("crypt(3) may know the scheme or not")
	}
	return undecided("%s is not verified here", h.Scheme)
}

// onlyAlphabet says whether text has no characters but those of crypt(3).
func onlyAlphabet(text []byte) bool {
	for _, b := range text {
		if strings.IndexByte(alphabet, b) < 0 {
			return false
		}
	}
	return true
}

// md5Crypt verifies MD5 crypt and APR's variant of it.
func md5Crypt(stored, password []byte) answer {
	const digest = 22
	c, most := md5_crypt.New(), len("$1$")+8+1+digest
	if bytes.HasPrefix(stored, []byte("$apr1$")) {
		c, most = apr1_crypt.New(), len("$apr1$")+8+1+digest
	}
	setting, ok := settingOf(stored, digest)
	switch {
	case !ok || len(stored) > most:
		return settled(false)
	case bytes.Contains(setting, []byte("$rounds=")):
		// The library takes for a count of rounds what is a salt.
		return undecided("MD5 crypt with such a salt is not verified here")
	}
	return remade(c, setting, stored, password)
}

// shaCrypt is one of the two kinds of SHA crypt.
type shaCrypt struct {
	make   func() crypt.Crypter
	digest int // characters
	rounds int // that are verified
}

var (
	sha256Crypt = shaCrypt{sha256_crypt.New, 43, maxSHA256Rounds}
	sha512Crypt = shaCrypt{sha512_crypt.New, 86, maxSHA512Rounds}
)

// verify makes the digest anew unless that takes too many rounds.
func (s shaCrypt) verify(stored, password []byte) answer {
	setting, ok := settingOf(stored, s.digest)
	if !ok {
		return settled(false)
	}
	rounds, salt := roundsOf(setting[len("$5$"):])
	limit := s.rounds / (1 + len(password)/shaLength)
	switch {
	case rounds < minRounds || rounds > maxRounds || len(salt) > 16 || bytes.IndexByte(salt, '$') >= 0:
		return settled(false)
	case rounds > limit:
		return undecided("SHA crypt with %d rounds is over the limit of %d", rounds, limit)
	}
	return remade(s.make(), setting, stored, password)
}

// roundsOf splits a setting of SHA crypt: the count of rounds, where there is
// one, stands in front of the salt. libxcrypt refuses a count that is out of
// its bounds or has zeros in front; it is -1 then.
func roundsOf(setting []byte) (rounds int, salt []byte) {
	count, found := bytes.CutPrefix(setting, []byte("rounds="))
	if !found {
		return usualRounds, setting
	}
	number, salt, found := bytes.Cut(count, []byte("$"))
	if !found {
		return -1, nil
	}
	return decimal(number), salt
}

// settingOf is a stored text without its digest and the "$" before that.
func settingOf(stored []byte, digest int) (setting []byte, ok bool) {
	n := bytes.LastIndexByte(stored, '$')
	if len(stored)-n-1 != digest || !onlyAlphabet(stored[n+1:]) || bytes.Count(stored[:n], []byte("$")) < 2 {
		return nil, false
	}
	return stored[:n], true
}

// remade says whether the password makes the stored text again.
func remade(c crypt.Crypter, setting, stored, password []byte) answer {
	made, err := c.Generate(password, setting)
	return settled(err == nil && made == string(stored))
}

// decimal is the value of a number of at most nine digits without zeros in
// front, or -1.
func decimal(text []byte) int {
	if len(text) == 0 || len(text) > 9 || text[0] == '0' {
		return -1
	}
	n := 0
	for _, b := range text {
		if b < '0' || b > '9' {
			return -1
		}
		n = n*10 + int(b-'0')
	}
	return n
}

// bcryptHash verifies bcrypt of all four kinds. The server refuses a cost
// above most.
func bcryptHash(stored, password []byte, most int) answer {
	const size, saltEnd = 60, 28
	if len(stored) != size || stored[6] != '$' || stored[4] < '0' || stored[4] > '9' || stored[5] < '0' || stored[5] > '9' {
		return settled(false)
	}
	// The last character of the salt holds two bits. The server writes the
	// rest as zeros, and so never makes again what has others there.
	cost := int(stored[4]-'0')*10 + int(stored[5]-'0')
	if cost < minCost || cost > most || strings.IndexByte(".Oeu", stored[saltEnd]) < 0 {
		return settled(false)
	}
	if cost > maxBcryptCost {
		return undecided("bcrypt cost %d is over the limit of %d", cost, maxBcryptCost)
	}
	switch stored[2] {
	case 'x':
		password, _ = signExtended(password)
	case 'a':
		if _, collides := signExtended(password); collides {
			return undecided("a password with such bytes is not verified here against bcrypt of the kind 2a")
		}
	}
	return settled(bcrypt.CompareHashAndPassword(stored, password) == nil)
}

// bcryptKey is how much of a password bcrypt uses, in words of four bytes.
const bcryptKey = 18

// signExtended is the key that early implementations of bcrypt made of a
// password, and "2x" still means: a byte above 127 sets all bits before it in
// its word. It also says whether that went wrong without changing the key, so
// that many passwords have it: there "2a" is made to differ from either.
func signExtended(password []byte) (key []byte, collides bool) {
	cycle := append(bytes.Clone(password), 0)
	key = make([]byte, 0, 4*bcryptKey)
	same, harmful := true, false
	for word := range bcryptKey {
		var right, wrong uint32
		for i := range 4 {
			b := cycle[(word*4+i)%len(cycle)]
			right = right<<8 | uint32(b)
			wrong = wrong<<8 | uint32(int32(int8(b)))
			harmful = harmful || i > 0 && b >= 0x80
		}
		same = same && right == wrong
		key = append(key, byte(wrong>>24), byte(wrong>>16), byte(wrong>>8), byte(wrong))
	}
	return key, same && harmful
}
