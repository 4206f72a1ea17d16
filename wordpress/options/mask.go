package options

import (
	"regexp"
	"strings"

	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress/php"
)

// secretName is what names of passwords, keys, salts and tokens have in them.
// Rather too much is masked than too little: rules look at values, and only
// people at the text.
var secretName = regexp.MustCompile(`(?i)pass(word|wd|wort|phrase|code)?s?($|[^a-z])|passw|secret|salt|token|licen[cs]e|serial|api_?key|auth_?key|(^|[^a-z])(key|pwd|pw|pin|otp|totp|hash|nonce|psk)s?([^a-z]|$)|[a-z]Key$|private|credential|oauth|encrypt|signature|smtp`)

// secretText is what hashes, keys and tokens look like, whatever their name.
var secretText = regexp.MustCompile(`(?i)\$(2[abxy]|[PHS156y]|wp|generic|argon2[a-z]*|t1|apr1|scrypt)\$|-----BEGIN|^[0-9a-f]{32,}$|://[^/?#\s]*:[^/?#\s]*@`)

// plain is a text that is a switch or a count, which no secret is.
var plain = regexp.MustCompile(`(?i)^([0-9]{0,3}|on|off|yes|no|true|false|y|n)$`)

// maxPlainWord is how long a word of letters of both cases and digits may be
// before it is taken for a token.
const maxPlainWord = 31

// mask marks what nobody may print in an option.
func mask(o *Option) {
	f := o.Span.File
	switch {
	case o.Fault != nil:
		// Nobody knows where in it a secret stands.
		f.Mask(o.Span)
	case o.Value.Kind == php.String:
		maskText(f, o.Name, o.Value.Text, o.Span)
	default:
		maskValue(f, o.Name, &o.Value, o.Name != applicationPasswords && namesSecret(o.Name))
	}
}

// applicationPasswords is the list of a user's: its name is that of a secret,
// and all in it but the hashes may be told.
const applicationPasswords = "_application_passwords"

// maskValue masks what is secret in a decoded value: all below a secret name. A
// key too can be a token.
func maskValue(f *source.File, name string, v *php.Value, secret bool) {
	place := f.Span(v.Start, v.End)
	switch v.Kind {
	case php.Array:
		for i := range v.Items {
			item := &v.Items[i]
			key := item.Key.String()
			if item.Key.Kind == php.String {
				maskText(f, "", key, f.Span(item.Key.Start, item.Key.End))
				maskValue(f, key, &item.Value, secret || namesSecret(key))
			} else {
				maskValue(f, "", &item.Value, secret)
			}
		}
	case php.String:
		if secret && !isPlain(v.Text) {
			f.Mask(place)
			return
		}
		maskText(f, name, v.Text, place)
	case php.Opaque:
		f.Mask(place)
	case php.Int, php.Float:
		if secret && !isPlain(v.String()) {
			f.Mask(place)
		}
	}
}

// maskText masks a text that is secret by its name or its look. One that holds
// values of its own is masked as a whole as soon as one of them might be.
func maskText(f *source.File, name, text string, place source.Span) {
	switch {
	case isPlain(text):
	case namesSecret(name), looksSecret(text), token(text),
		composite(text) && namesSecret(text):
		f.Mask(place)
	}
}

// composite says that a text holds named values itself.
func composite(text string) bool {
	return strings.ContainsAny(text, "{=") || strings.Contains(text, `":`)
}

// token says that a long word of the text has small and capital letters and
// digits, as no word of a language has.
func token(text string) bool {
	if len(text) <= maxPlainWord {
		return false
	}
	const small, capital, digit = 1, 2, 4
	run, seen := 0, 0
	for i := range len(text) {
		switch c := text[i]; {
		case c >= 'a' && c <= 'z':
			seen |= small
		case c >= 'A' && c <= 'Z':
			seen |= capital
		case c >= '0' && c <= '9':
			seen |= digit
		case c != '+' && c != '_' && c != '-' && c != '=':
			run, seen = 0, 0
			continue
		}
		if run++; run > maxPlainWord && seen == small|capital|digit {
			return true
		}
	}
	return false
}
