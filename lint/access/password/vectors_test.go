package password_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/authlint/authlint/apache/htpasswd"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// A vector is a stored text and a password that was made up for it.
type vector struct {
	name, password, stored string
}

// undecided says of a vector that its scheme is one that nobody knows.
func (v vector) undecided() bool {
	return strings.HasPrefix(v.stored, "$APR1$") || strings.HasPrefix(v.stored, "$2z$") || strings.HasPrefix(v.stored, "$2$")
}

// stored are the vectors of testdata/stored.tsv: scheme, password as a Go
// string, stored text. httpd's htpasswd made those of apr1 and sha1, libxcrypt
// the others.
func stored(tb testing.TB) []vector {
	tb.Helper()
	data, err := os.ReadFile("testdata/stored.tsv")
	if err != nil {
		tb.Fatal(err)
	}
	var all []vector
	for line := range strings.Lines(string(data)) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 3 {
			tb.Fatalf("stored.tsv: a line has %d fields", len(fields))
		}
		password, err := strconv.Unquote(fields[1])
		if err != nil {
			tb.Fatalf("stored.tsv: a password is not quoted: %v", err)
		}
		all = append(all, vector{name: fields[0], password: password, stored: fields[2]})
	}
	if len(all) < 200 {
		tb.Fatalf("stored.tsv has only %d lines", len(all))
	}
	return all
}

// entry reads a file and returns the entry of a user.
func entry(tb testing.TB, kind model.StoreKind, reader model.ServerKind, data, user string) *model.Entry {
	tb.Helper()
	e := htpasswd.Parse(source.NewFile("f", []byte(data)), kind, reader).Find(user)
	if e == nil {
		tb.Fatalf("no entry of %q", user)
	}
	return e
}

// Stored passwords that are odd or broken, with what somebody may take for the
// password. Hash is one of "secret" where nothing else is said.
const (
	apr1     = "$apr1$vFvdnxOX$RqEdXG9PGoO4kHhs1HVFC1"
	sha1Hash = "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="
	bcrypt2y = "$2y$04$S9aQwuSUCaHkhP1wqGdHEOhyTblFasLL0EQn8mMO09ndFA8AkHWGG"
	sha512   = "$6$saltsalt$TVLlQcbpFVof5W3Yz4DTP6gRstiNuHwwTt6GLc1E5n0U0aDehy0S5knV8wiOQSpT0Y77vwPZN.Pq.H91p5hVO1"
	sha256   = "$5$saltsalt$0IyaXrmV7.sGNS6tirgqHLqX/G.FBvgkYA.lpPdS5sA"
	yescrypt = "$y$j75$saltsalt$0gBD67sgmJgRX3RZ6wHHO7sHimQEWGCWN85o4Twogh2"
	des      = "abNANd1rDfiNc"
	ssha     = "{SSHA}gVK8WC9YyFT1gMsQHTGCgT3sSv5zYWx0"
)

var odd = []vector{
	{"clear", "secret", "secret"},
	{"clear, thirteen letters", "administrator", "administrator"},
	{"clear, twenty-four letters", "administratoradministrat", "administratoradministrat"},
	{"clear, a salt that is none", "!secret", "!secret"},
	{"clear, two letters", "ab", "ab"},
	{"clear, one letter", "a", "a"},
	{"clear, beginning like BSDi", "_a...dministrator_ad", "_a...dministrator_ad"},
	{"clear, UTF-8", "pässwört", "pässwört"},
	{"what crypt answers to nonsense", "secret", "*0"},
	{"plain tag", "secret", "{PLAIN}secret"},
	{"salted SHA-1", "secret", ssha},
	{"small tag", "secret", "{sha}" + sha1Hash[5:]},
	{"SHA-1 without padding", "secret", strings.TrimSuffix(sha1Hash, "=")},
	{"SHA-1 and a character", "secret", sha1Hash + "x"},
	{"apr1 with a long salt", "secret", "$apr1$abcdefghi$h9FWgUz3n9YxylKLlR5SQ/"},
	{"apr1 without salt", "secret", "$apr1$$g/UEjvgvl9nWOQl6rNKvZ."},
	{"apr1 with a salt that crypt would refuse", "secret", "$apr1$a!*;b$iuCadJadCjJfi8X7tfKwh."},
	{"apr1 cut short", "secret", apr1[:36]},
	{"apr1 marker alone", "secret", "$apr1$"},
	{"apr1 capitals", "secret", "$APR1$" + apr1[6:]},
	{"md5 with a salt that crypt refuses", "secret", "$1$a!*;b$cg2JdJHl/JTa7hmcXzoUd1"},
	{"sha256 with a salt that crypt refuses", "secret", "$5$a!b$EWRhJq4ulh9oTy7WvqFNCo1WqU.6T8vhkFu2FaltLQ0"},
	{"sha512 with too few rounds", "secret", "$6$rounds=999$" + sha512[3:]},
	{"sha512 with a zero in front of the rounds", "secret", "$6$rounds=05000$" + sha512[3:]},
	{"sha512 with the usual rounds", "secret", "$6$rounds=5000$" + sha512[3:]},
	{"sha512 with rounds and no more", "secret", "$6$rounds=5000$"},
	{"sha512 with rounds for a salt", "secret", "$6$rounds=5000" + sha512[11:]},
	{"sha512 with another digest", "secret", "$6$" + sha256[3:]},
	{"bcrypt with stray bits in the salt", "secret", strings.Replace(bcrypt2y, "HEOhy", "HEPhy", 1)},
	{"bcrypt with stray bits in the digest", "secret", bcrypt2y[:59] + "H"},
	{"bcrypt cut short", "secret", bcrypt2y[:59]},
	{"bcrypt cost 3", "secret", strings.Replace(bcrypt2y, "$04$", "$03$", 1)},
	{"bcrypt cost in one digit", "secret", strings.Replace(bcrypt2y, "$04$", "$4$", 1)},
	{"bcrypt of another kind", "secret", "$2z$" + bcrypt2y[4:]},
	{"bcrypt of no kind", "secret", "$2$" + bcrypt2y[4:]},
	// APR refuses it although the password is right.
	{"bcrypt 2y cost 18", "secret", "$2y$18$abcdefghijklmnopqrstuuXdmDn.zg8HpKnyybllWeUXe896pTUgO"},
	{"DES with a character more", "secret", des + "."},
	{"DES cut short", "secret", des[:12]},
	{"a bare MD5 digest", "secret", "5ebe2294ecd0e0f08eab7690d2a6ee69"},
	{"phpass", "secret", "$P$BsaltsaltAbCdEfGhIjKlMnOpQrStU1"},
	{"blank in front", "secret", " " + apr1},
	{"comment behind", "secret", apr1 + " # his"},
	{"another field", "secret", apr1 + ":Bob:x"},
	{"a blank and another field", "secret", apr1 + " :Bob"},
	{"two colons", "secret", ":" + apr1},
	{"blanks behind", "secret", apr1 + " \t"},
	{"returns behind", "secret", apr1 + "\r\r"},
	{"a NUL and more", "secret", apr1 + "\x00x"},
	{"joined with the next line", "secret", apr1[:20] + "\\\n" + apr1[20:]},
	{"joined with the next line, CRLF", "secret", apr1[:20] + "\\\r\n" + apr1[20:]},
	{"nothing", "", ""},
}

// digestFile has lines for "secret", and lines that look like it.
const digestFile = `dave:Other Room:1a3170ccace1eea45ae6a0683d013adf
dave:Staff Room:6d551e1948672cb1831568e2ee1f4c49
eve:Other Room:c41075ca9a6cadd5c6cd0f250708553d
capital:Staff Room:B0354B51E4A864572008893ADC702B69
bare:Staff Room
bare:Staff Room:235cd3ee7923f699d3499feb150feed9
twice:Staff Room:00000000000000000000000000000000
twice:Staff Room:2cca10c692704bcfbca0060a43d6dd3d
behind:Staff Room:238c994143adea5952a37f8b640e9592:more
`
