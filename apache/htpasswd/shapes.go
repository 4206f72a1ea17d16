package htpasswd

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// The alphabet of crypt(3) in the order of its values, and other sets of bytes.
// That of bcrypt has the same characters in another order.
const (
	alphabet  = "./" + digits + upper + lower
	digits    = "0123456789"
	upper     = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lower     = "abcdefghijklmnopqrstuvwxyz"
	lowerHex  = digits + "abcdef"
	hexDigits = lowerHex + "ABCDEF"
	tagBytes  = digits + upper + lower + "._-+/"
)

// A byteSet says of each byte whether it belongs. Looking through a string for
// every byte of every hash took a third of the time.
type byteSet [256]bool

var (
	alphabetSet = setOf(alphabet)
	digitSet    = setOf(digits)
	hexSet      = setOf(hexDigits)
	lowerHexSet = setOf(lowerHex)
	tagSet      = setOf(tagBytes)
)

func setOf(text string) *byteSet {
	set := new(byteSet)
	for i := range len(text) {
		set[text[i]] = true
	}
	return set
}

// The last character of a digest holds fewer than six bits, so that most
// characters cannot stand there: a word of the right length is no hash yet.
const (
	low2       = "./01"                 // two bits
	low4       = "./" + digits + "ABCD" // four bits
	desLast    = ".26AEIMQUYcgkosw"     // four bits, at the upper end
	bcryptLast = ".CGKOSWaeimquy26"     // the same of bcrypt's alphabet
	bcryptSalt = ".Oeu"                 // two bits at the upper end
)

// onlyOf says whether text has no other bytes than those of the set.
func onlyOf(text []byte, set *byteSet) bool {
	for _, b := range text {
		if !set[b] {
			return false
		}
	}
	return true
}

// hasAny says whether a byte of the set is in text.
func hasAny(text []byte, set string) bool { return bytes.ContainsAny(text, set) }

// digestIs says whether text is a digest of so many characters of crypt's
// alphabet, the last of them out of a smaller set.
func digestIs(text []byte, size int, last string) bool {
	return len(text) == size && onlyOf(text, alphabetSet) && strings.IndexByte(last, text[size-1]) >= 0
}

// anyByte and saltByte say which bytes a salt may hold: APR takes what comes,
// crypt(3) refuses what would hurt in a line of a passwd file.
func anyByte(byte) bool { return true }

func saltByte(b byte) bool {
	return b > ' ' && b < 0x7f && strings.IndexByte("!*:;\\", b) < 0
}

// salted is a salt of at most so many characters, a "$" and a digest.
func salted(may func(byte) bool, salt, size int, last string) func([]byte) shape {
	return func(rest []byte) shape {
		head, digest, found := bytes.Cut(rest, []byte("$"))
		whole := found && len(head) <= salt && digestIs(digest, size, last)
		for _, b := range head {
			whole = whole && may(b)
		}
		return shape{whole: whole}
	}
}

// The rounds of SHA-crypt: what crypt(3) does when none are written, and the
// least and most it takes.
const (
	defaultRounds = 5000
	minRounds     = 1000
	maxRounds     = 999999999
)

// shaCrypt is salted with an optional count of rounds in front.
func shaCrypt(size int, last string) func([]byte) shape {
	plain := salted(saltByte, 16, size, last)
	return func(rest []byte) shape {
		count, ok := bytes.CutPrefix(rest, []byte("rounds="))
		if !ok {
			s := plain(rest)
			s.cost = defaultRounds
			return s
		}
		number, behind, _ := bytes.Cut(count, []byte("$"))
		rounds := decimal(number)
		if rounds < minRounds || rounds > maxRounds || number[0] == '0' {
			return shape{}
		}
		s := plain(behind)
		s.cost, s.marker = rounds, len(rest)-len(behind)
		return s
	}
}

// decimal is the value of a number of at most nine digits, or -1.
func decimal(text []byte) int {
	if len(text) == 0 || len(text) > 9 || !onlyOf(text, digitSet) {
		return -1
	}
	n := 0
	for _, b := range text {
		n = n*10 + int(b-'0')
	}
	return n
}

// The costs that bcrypt takes.
const (
	minBcrypt = 4
	maxBcrypt = 31
)

// bcrypt is a cost of two digits, a "$", a salt of 22 characters and a digest
// of 31.
func bcrypt(rest []byte) shape {
	if len(rest) < 3 || rest[2] != '$' || !onlyOf(rest[:2], digitSet) {
		return shape{}
	}
	s := shape{cost: decimal(rest[:2]), marker: 3}
	text := rest[3:]
	s.whole = s.cost >= minBcrypt && s.cost <= maxBcrypt && len(text) == 22+31 && onlyOf(text, alphabetSet) &&
		strings.IndexByte(bcryptSalt, text[21]) >= 0 && strings.IndexByte(bcryptLast, text[52]) >= 0
	return s
}

// yescrypt is parameters, salt and digest with a "$" between them. The second
// parameter is the logarithm of the number of blocks, one less.
func yescrypt(rest []byte) shape {
	parts := bytes.Split(rest, []byte("$"))
	s := shape{}
	if len(parts[0]) > 1 {
		s.cost = strings.IndexByte(alphabet, parts[0][1]) + 1
	}
	s.whole = len(parts) == 3 && len(parts[0]) >= 3 && onlyOf(parts[0], alphabetSet) && onlyOf(parts[1], alphabetSet) &&
		digestIs(parts[2], 43, low4)
	return s
}

// scryptParameters is the length of the parameters of scrypt; the first is the
// logarithm of the number of blocks.
const scryptParameters = 11

// scrypt is parameters, a salt, a "$" and a digest.
func scrypt(rest []byte) shape {
	if len(rest) < scryptParameters || !onlyOf(rest[:scryptParameters], alphabetSet) {
		return shape{}
	}
	s := salted(saltByte, len(rest), 43, low4)(rest[scryptParameters:])
	s.cost = strings.IndexByte(alphabet, rest[0])
	return s
}

// The digests of the empty password, where no salt makes each its own.
const (
	emptySHA1 = "2jmj7l5rSw0yVb/vlWAYkK/YBwk="
	emptyNT   = "31d6cfe0d16ae931b73c59d7e0c089c0"
)

// ntDigest is a "$" and 32 hexadecimal digits.
func ntDigest(rest []byte) shape {
	digest, ok := bytes.CutPrefix(rest, []byte("$"))
	whole := ok && len(digest) == digestSize && onlyOf(digest, lowerHexSet)
	return shape{whole: whole, empty: string(digest) == emptyNT}
}

// sha1Digest is the digest in base64.
func sha1Digest(rest []byte) shape {
	n := decoded(rest)
	return shape{whole: n == sha1Size, empty: string(rest) == emptySHA1}
}

// sha1Size is the length of a SHA-1 digest.
const sha1Size = 20

// saltedSHA1 is digest and salt, together in base64.
func saltedSHA1(rest []byte) shape { return shape{whole: decoded(rest) >= sha1Size} }

// decoded is how many bytes a text in base64 stands for, or -1 when it is not
// the text that a server would write for them: servers compare the texts.
func decoded(text []byte) int {
	if len(text) > base64Limit || bytes.ContainsAny(text, "\r\n") {
		return -1
	}
	var out [base64Limit]byte
	n, err := base64.StdEncoding.Strict().Decode(out[:], text)
	if err != nil {
		return -1
	}
	return n
}

// base64Limit bounds the text: nginx reads passwords into a buffer of this
// size, and no tool writes salts that come near it.
const base64Limit = 2048

// clearText is the password itself.
func clearText(rest []byte) shape { return shape{whole: true, empty: len(rest) == 0} }

// nothingMore is for schemes that no server verifies: their text does not
// matter.
func nothingMore([]byte) shape { return shape{} }

// nothingAtAll is for a marker that is the whole field.
func nothingAtAll(rest []byte) shape { return shape{other: len(rest) > 0} }

// upToDollar is for a marker that ends at the next "$".
func upToDollar(rest []byte) shape { return shape{marker: bytes.IndexByte(rest, '$') + 1} }

// modular is the name of a scheme between two "$".
func modular(rest []byte) shape {
	name, _, found := bytes.Cut(rest, []byte("$"))
	name, _, _ = bytes.Cut(name, []byte(","))
	if !found || len(name) == 0 || !onlyOf(name, tagSet) {
		return shape{other: true}
	}
	return shape{marker: len(name) + 1, whole: true}
}

// tag is a name and a "}".
func tag(rest []byte) shape {
	name, _, found := bytes.Cut(rest, []byte("}"))
	if !found || len(name) == 0 || !onlyOf(name, tagSet) {
		return shape{other: true}
	}
	return shape{marker: len(name) + 1}
}

// bsdi is a count of four characters, a salt of four and a digest.
func bsdi(rest []byte) shape {
	if !digestIs(rest, 4+4+11, desLast) {
		return shape{other: true}
	}
	cost := 0
	for i := 3; i >= 0; i-- {
		cost = cost<<6 | strings.IndexByte(alphabet, rest[i])
	}
	return shape{cost: cost, whole: cost > 0}
}

// des is a salt of two characters and a digest of eleven.
func des(rest []byte) shape {
	whole := digestIs(rest, minHash, desLast)
	return shape{other: !whole, whole: whole}
}

// hexDigest is a bare digest of one of the usual lengths.
func hexDigest(rest []byte) shape {
	switch len(rest) {
	case digestSize, 40, 64, 96, 128:
		return shape{other: !onlyOf(rest, hexSet)}
	}
	return shape{other: true}
}
