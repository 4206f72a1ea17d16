package password

import (
	"math/bits"
	"strings"
)

// Traditional crypt(3) is DES with two outputs of its expansion swapped where
// the salt has a bit, which no DES of a library can do.

const (
	desLength = 13 // two characters of salt, eleven of digest
	desDigest = 11
	desBlocks = 16 // as many parts of a password as libxcrypt's bigcrypt takes
	desCount  = 25
)

// des is what crypt(3) makes of a password and a traditional setting. A
// setting that is longer than one digest asks for bigcrypt: a digest for each
// eight characters, each with the beginning of the one before for its salt.
func des(setting, password []byte) string {
	out := string(setting[:2])
	salt := out
	for block := range desBlocks {
		part := password[min(8*block, len(password)):]
		digest := desText(desHash(desKey(part), uint32(value(salt)), desCount))
		out += digest
		salt = digest[:2]
		if len(setting) <= desLength || len(part) <= 8 {
			break
		}
	}
	return out
}

// bsdi verifies the extended form of BSD: "_", a count, a salt, a digest. It
// takes all of a password.
func bsdi(stored, password []byte) answer {
	const size, saltAt, digestAt = 20, 5, 9
	if len(stored) != size || !onlyAlphabet(stored[1:]) {
		return settled(false)
	}
	count := value(string(stored[1:saltAt]))
	switch {
	case count == 0:
		return settled(false)
	case count > maxBSDiCount:
		return undecided("BSDi crypt with a count of %d is over the limit of %d", count, maxBSDiCount)
	}
	key := desKey(password)
	for len(password) > 8 {
		password = password[8:]
		key = permute(desRounds(permute(key, 64, initial), key, 0, 1), 64, final) ^ desKey(password)
	}
	salt := uint32(value(string(stored[saltAt:digestAt])))
	return settled(string(stored[digestAt:]) == desText(desHash(key, salt, count)))
}

// value is the number that characters of the alphabet stand for, the first of
// them with its lowest bits.
func value(text string) int {
	n := 0
	for i := len(text) - 1; i >= 0; i-- {
		n = n<<6 | strings.IndexByte(alphabet, text[i])
	}
	return n
}

// desKey is the first eight characters as a key: seven bits of each.
func desKey(password []byte) uint64 {
	var key uint64
	for i := range 8 {
		key <<= 8
		if i < len(password) {
			key |= uint64(password[i] << 1)
		}
	}
	return key
}

// desText is a digest in the alphabet: eleven characters from the top, the
// last of which holds four bits.
func desText(digest uint64) string {
	out := make([]byte, 0, desDigest)
	for shift := 58; shift >= 0; shift -= 6 {
		out = append(out, alphabet[digest>>shift&63])
	}
	return string(append(out, alphabet[digest<<2&63]))
}

// desHash encrypts a block of zeros over and over.
func desHash(key uint64, salt uint32, count int) uint64 {
	return permute(desRounds(0, key, salt, count), 64, final)
}

// desRounds encrypts a block count times. Its permutations at the beginning
// and the end are left out: between two of those they undo each other.
func desRounds(block, key uint64, salt uint32, count int) uint64 {
	keys := desSchedule(key)
	// The salt's lowest bit is the first of the expansion, its highest.
	swap := bits.Reverse32(salt) >> 8
	left, right := uint32(block>>32), uint32(block)
	for range count {
		for _, k := range keys {
			left, right = right, left^desRound(right, k, swap)
		}
		left, right = right, left
	}
	return uint64(left)<<32 | uint64(right)
}

// desRound expands half a block to eight groups of six bits, swaps bits of the
// first four with those of the last four where the salt says so, and goes with
// key through the boxes.
func desRound(half uint32, key uint64, swap uint32) uint32 {
	var expanded uint64
	for i := range 8 {
		expanded = expanded<<6 | uint64(bits.RotateLeft32(half, 4*i+5)&63)
	}
	differ := (uint32(expanded>>24) ^ uint32(expanded)) & swap
	expanded ^= key ^ uint64(differ)<<24 ^ uint64(differ)
	var out uint32
	for i := range 8 {
		out |= boxes[i][expanded>>(42-6*i)&63]
	}
	return out
}

// desSchedule is the sixteen keys of the rounds.
func desSchedule(key uint64) [16]uint64 {
	const half = 1<<28 - 1
	var keys [16]uint64
	chosen := permute(key, 64, keyChoice)
	c, d := chosen>>28, chosen&half
	for i := range keys {
		turn := 2
		if i == 0 || i == 1 || i == 8 || i == 15 {
			turn = 1
		}
		c, d = (c<<turn|c>>(28-turn))&half, (d<<turn|d>>(28-turn))&half
		keys[i] = permute(c<<28|d, 56, roundChoice)
	}
	return keys
}

// permute makes a number out of the bits of another, which are counted from
// one at the top of its size.
func permute(from uint64, size int, table []byte) uint64 {
	var to uint64
	for _, bit := range table {
		to = to<<1 | from>>(size-int(bit))&1
	}
	return to
}
