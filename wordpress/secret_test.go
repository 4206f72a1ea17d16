package wordpress

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestSecretNames holds the look at the stems against the pattern: no name that
// the pattern knows may get by.
func TestSecretNames(t *testing.T) {
	pieces := []string{
		"pass", "password", "passwd", "passphrase", "pwd", "auth_pass", "secret", "salt", "key", "token", "license", "licence",
		"credential", "credentials", "dsn", "Password", "Key", "_", "", "DB", "monkey", "Pa", "ss", "s", "\u017fecret", "\u212aey", "x9", "$", "sal",
	}
	random := rand.New(rand.NewPCG(1, 2))
	secret := 0
	for range 200_000 {
		var name strings.Builder
		for range 1 + random.IntN(4) {
			piece := pieces[random.IntN(len(pieces))]
			if random.IntN(3) == 0 {
				piece = strings.ToUpper(piece)
			}
			name.WriteString(piece)
		}
		want := secretWords.MatchString(name.String())
		if got := secretName(name.String()); got != want {
			t.Fatalf("%q: %v, and the pattern says %v", name.String(), got, want)
		}
		if want {
			secret++
		}
	}
	if secret < 50_000 || secret > 190_000 {
		t.Errorf("%d of the names are those of secrets", secret)
	}
}
