package options

import "strings"

// What mask's patterns need at the least, so that most texts cost no pattern.

// nameStems are such that one of them is in every name that secretName matches.
var nameStems = [...]string{
	"key", "pass", "pw", "token", "secret", "salt", "hash", "nonce", "pin", "otp", "psk", "licen", "serial", "private",
	"credential", "oauth", "encrypt", "signature", "smtp",
}

// namesSecret says that a name is one of secrets.
func namesSecret(name string) bool {
	lower := name
	for i := range len(name) {
		switch c := name[i]; {
		case c >= 0x80:
			return secretName.MatchString(name)
		case 'A' <= c && c <= 'Z':
			lower = strings.ToLower(name)
		}
	}
	for _, stem := range nameStems {
		if strings.Contains(lower, stem) {
			return secretName.MatchString(name)
		}
	}
	return false
}

// looksSecret says that a text looks like a secret.
func looksSecret(text string) bool {
	if strings.IndexByte(text, '$') < 0 && !strings.Contains(text, "-----") && !strings.Contains(text, "://") &&
		(len(text) < 32 || !hexadecimal(text[0]) || !hexadecimal(text[len(text)-1])) {
		return false
	}
	return secretText.MatchString(text)
}

func hexadecimal(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

// maxPlain is how long a switch or a count may be, where an s is a long one.
const maxPlain = len("fal\u017fe")

// isPlain says that a text is a switch or a count, which no secret is.
func isPlain(text string) bool { return len(text) <= maxPlain && plain.MatchString(text) }
