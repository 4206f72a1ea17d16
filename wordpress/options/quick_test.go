package options

import "testing"

// FuzzQuick checks that what costs no pattern matches none.
func FuzzQuick(f *testing.F) {
	for _, text := range []string{
		"", "apiKey", "AUTH_KEY", "db_pw", "Pin", "TOTP", "monkey", "passage", "password", "smtp", "\u212aey", "fal\u017fe",
		"$P$", "-----begin", "https://a:b@c", "0123456789abcdef0123456789ABCDEF", "on", "FALSE", "1234", "999",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, want := namesSecret(text), secretName.MatchString(text); got != want {
			t.Errorf("the name %q is %v, and the pattern says %v", text, got, want)
		}
		if got, want := looksSecret(text), secretText.MatchString(text); got != want {
			t.Errorf("the text %q is %v, and the pattern says %v", text, got, want)
		}
		if got, want := isPlain(text), plain.MatchString(text); got != want {
			t.Errorf("%q is plain: %v, and the pattern says %v", text, got, want)
		}
	})
}
