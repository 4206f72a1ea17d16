package htpasswd

import (
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// A comment that speaks to authlint stands above the next line, in every kind
// of file and for every reader.
func TestAddressed(t *testing.T) {
	const text = "# People\n  # authlint:ignore a -- x\n\n#authlint:ignore b -- y\r\nbob: eve\r\neve: bob\n# authlint:ignore c -- z\n"
	for _, kind := range []model.StoreKind{model.Passwords, model.Groups, model.Digests} {
		for _, reader := range []model.ServerKind{model.Apache, model.Nginx, model.NoServer} {
			f := source.NewFile("f", []byte(text))
			var got []string
			for _, c := range Parse(f, kind, reader).Addressed {
				covers := string(f.Data[c.Covers.Start:c.Covers.End])
				if c.Covers.Start != c.Span.Start || !strings.HasPrefix(covers, string(f.Data[c.Span.Start:c.Span.End])) {
					t.Errorf("a comment covers %q", covers)
				}
				applies := ""
				if !c.Applies.IsZero() {
					applies = string(f.Data[c.Applies.Start:c.Applies.End])
				}
				got = append(got, applies)
			}
			if all := strings.Join(got, "|"); all != "bob: eve|bob: eve|" {
				t.Errorf("kind %d, %s: comments stand above %q", kind, reader, all)
			}
		}
	}
}

// A comment that speaks to authlint is shown, unless it may hold an entry.
func TestAddressedMask(t *testing.T) {
	for comment, shown := range map[string]bool{
		"# authlint:ignore weak-password-hash -- the old device, until=2027-01-31": true,
		"#authlint:ignore-file a,b -- it is so":                                    true,
		"# authlint:ignore a -- alice:geheim":                                      false,
		"# authlint:ignore a -- was $apr1$IvpS4qC9$mwMHXyMyP753BuhdJD6PL.":         false,
		"# authlint:ignore a -- {SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc=":                 false,
		"# authlint:ignore a -- Zq7kPw9LmA2c.":                                     false,
		"# alice is authlint:ignore a -- x":                                        false,
		"# alice:geheim":                                                           false,
	} {
		f := source.NewFile("f", []byte("bob:x\n"+comment+"\neve:y\n"))
		Parse(f, model.Passwords, model.Apache)
		at := strings.Index(string(f.Data), "#")
		if f.Masked(at, at+len(comment)) == shown {
			t.Errorf("a comment is shown: %t, which is wrong", !shown)
		}
	}
}
