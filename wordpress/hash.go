package wordpress

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha512"
	"encoding/base64"
	"strings"

	"golang.org/x/crypto/bcrypt"
)

// maxCost is the bcrypt cost up to which a hash is verified: more would take
// longer than all the rest.
const maxCost = 11

// wpHash verifies a hash of WordPress 6.8 and newer: bcrypt of the password's
// HMAC, behind "$wp". Source: wp_check_password in wp-includes/pluggable.php.
func wpHash(stored, password string) bool {
	hash := []byte(strings.TrimPrefix(stored, "$wp"))
	if cost, err := bcrypt.Cost(hash); err != nil || cost > maxCost {
		return false
	}
	mac := hmac.New(sha512.New384, []byte("wp-sha384"))
	mac.Write([]byte(strings.Trim(password, " \t\n\r\x00\x0b")))
	return bcrypt.CompareHashAndPassword(hash, []byte(base64.StdEncoding.EncodeToString(mac.Sum(nil)))) == nil
}

// phpassDigits are the digits of phpass, the lowest first.
const phpassDigits = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// phpass verifies a hash of WordPress before 6.8, which is MD5 many times over.
func phpass(stored, password string) bool {
	if len(stored) != 34 {
		return false
	}
	rounds := strings.IndexByte(phpassDigits, stored[3])
	if rounds < 7 || rounds > 16 {
		return false
	}
	sum := md5.Sum([]byte(stored[4:12] + password))
	for range 1 << rounds {
		sum = md5.Sum(append(sum[:], password...))
	}
	return phpassText(sum[:]) == stored[12:]
}

// phpassText writes bytes in phpass's digits, three bytes in four of them.
func phpassText(sum []byte) string {
	var out strings.Builder
	for i := 0; i < len(sum); i += 3 {
		value, n := 0, 1
		for j := 0; j < 3 && i+j < len(sum); j++ {
			value |= int(sum[i+j]) << (8 * j)
			n++
		}
		for ; n > 0; n-- {
			out.WriteByte(phpassDigits[value&0x3f])
			value >>= 6
		}
	}
	return out.String()
}
