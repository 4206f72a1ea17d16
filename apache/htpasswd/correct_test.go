package htpasswd_test

import (
	"cmp"
	"slices"
	"testing"

	"github.com/authlint/authlint/apache/htpasswd"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// TestCorrections: what makes a line say what was meant, and where that is not
// certain.
func TestCorrections(t *testing.T) {
	const hash = "$2y$10$fDHQOsVQ2bM/jdyokKiVHelI/eVQSrOuO9O2yrTpruk2txYikCdtC"
	for _, c := range []struct {
		name, text string
		kind       model.StoreKind
		reader     model.ServerKind
		want       string // the text with every correction done; empty where there is none
	}{
		{"blank before the colon", "a \t:" + hash + "\n", model.Passwords, model.Apache, "a:" + hash + "\n"},
		{"blank before the name", " a:" + hash + "\n", model.Passwords, model.Nginx, "a:" + hash + "\n"},
		{"blank before the hash", "a: " + hash + "\n", model.Passwords, model.Apache, "a:" + hash + "\n"},
		{"text behind the hash", "a:" + hash + " # left\r\n", model.Passwords, model.Apache, "a:" + hash + "\r\n"},
		{"quotes round all", "\"a:" + hash + "\"\n", model.Passwords, model.Apache, "a:" + hash + "\n"},
		{"no colon", "a\t" + hash + "\n", model.Passwords, model.Apache, "a:" + hash + "\n"},
		{"no colon, and more words", "a b " + hash + "\n", model.Passwords, model.Apache, ""},
		{"no colon, and a word behind", "a " + hash + " b\n", model.Passwords, model.Apache, ""},
		{"a word", "x:" + hash + "\nword\n", model.Passwords, model.Nginx, "x:" + hash + "\n"},
		{"carriage returns", "a:" + hash + "\rb:" + hash + "\r", model.Passwords, model.Apache, "a:" + hash + "\nb:" + hash + "\r"},
		{"NUL", "a\x00:" + hash + "\n", model.Passwords, model.Apache, "a:" + hash + "\n"},
		{"backslash", "a:" + hash + "\\\nb:" + hash + "\n", model.Passwords, model.Apache, "a:" + hash + "\nb:" + hash + "\n"},
		{"a digest in quotes", "a:Staff:\"0123456789abcdef0123456789abcdef\"\n", model.Digests, model.Apache, "a:Staff:0123456789abcdef0123456789abcdef\n"},
		{"no password", "a:\n", model.Passwords, model.Apache, ""},
		{"commas", "g: a,b, c\n", model.Groups, model.Apache, "g: a b c\n"},
		{"commas in quotes", "g: \"a,b\"\n", model.Groups, model.Apache, ""},
		{"a comment behind", "g: a # the boss\r\n", model.Groups, model.Apache, "# the boss\r\ng: a\r\n"},
		{"the system's form", "g:x:100:a,b,\n", model.Groups, model.Apache, "g: a b\n"},
		{"no colon in a group", "g a b\n", model.Groups, model.Apache, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := source.NewFile("f", []byte(c.text))
			got := ""
			for _, fault := range htpasswd.Parse(f, c.kind, c.reader).Faults {
				if fault.Correction != nil {
					got = corrected(f, fault.Correction)
				}
			}
			if got != c.want {
				t.Errorf("the correction does not make what was meant of it, but %d bytes in place of %d", len(got), len(c.want))
			}
		})
	}
}

// corrected is a file with a correction done.
func corrected(f *source.File, c *model.Correction) string {
	changes := slices.Clone(c.Changes)
	slices.SortStableFunc(changes, func(a, b model.Change) int { return cmp.Compare(b.At.Start, a.At.Start) })
	text := string(f.Data)
	for _, change := range changes {
		end := change.At.End
		if change.Text == "" && !change.Bytes {
			end++ // the line with its end
		}
		text = text[:change.At.Start] + change.Text + text[end:]
	}
	return text
}
