package htpasswd

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

var update = flag.Bool("update", false, "rewrite the expected readings")

var schemeNames = map[model.HashScheme]string{
	model.HashOther: "other", model.HashEmpty: "empty", model.HashPlain: "plain", model.HashPlainTag: "plain-tag",
	model.HashDES: "des", model.HashBSDi: "bsdi", model.HashMD5: "md5", model.HashApr1: "apr1", model.HashSHA1: "sha1",
	model.HashSSHA: "ssha", model.HashSHA256: "sha256", model.HashSHA512: "sha512", model.HashBcrypt: "bcrypt",
	model.HashBcrypt2b: "bcrypt-2b", model.HashYescrypt: "yescrypt", model.HashScrypt: "scrypt", model.HashNT: "nt",
	model.HashArgon2: "argon2", model.HashPhpass: "phpass", model.HashWordPress: "wordpress", model.HashHex: "hex",
	model.HashDigest: "digest", model.HashTag: "tag", model.HashLocked: "locked",
}

var faultNames = map[model.StoreFaultKind]string{
	model.FaultNoColon: "no colon", model.FaultBlankAroundUser: "blank around user",
	model.FaultBlankBeforeHash: "blank before hash", model.FaultTrailingText: "trailing text",
	model.FaultQuoted: "quoted", model.FaultByteOrderMark: "byte-order mark", model.FaultUTF16: "utf-16",
	model.FaultCarriageReturns: "carriage returns", model.FaultLongLine: "long line", model.FaultNUL: "nul",
	model.FaultContinuation: "continuation", model.FaultEmptyUser: "empty user", model.FaultEmptyHash: "empty hash",
	model.FaultDigestLine: "digest line", model.FaultGroupComma: "comma", model.FaultGroupComment: "comment",
	model.FaultGroupSystem: "system group", model.FaultGroupNoColon: "group without colon", model.FaultBinary: "binary",
}

var worksNames = map[model.Fact]string{model.Yes: "works", model.No: "never", model.Unknown: "unknown"}

// place writes a span as offsets.
func place(s source.Span) string {
	if s.IsZero() {
		return "-"
	}
	return fmt.Sprintf("%d-%d", s.Start, s.End)
}

// describe writes down all that a store says. It holds no secret unless the
// store leaks one.
func describe(s *model.Store) string {
	var b strings.Builder
	for _, e := range s.Entries {
		fmt.Fprintf(&b, "\t%.40q at %s of %s: %s", e.User.Text, place(e.User.Span), place(e.Span), schemeNames[e.Hash.Scheme])
		if e.Realm.Span.File != nil {
			fmt.Fprintf(&b, " realm %q at %s", e.Realm.Text, place(e.Realm.Span))
		}
		if e.Hash.Cost != 0 {
			fmt.Fprintf(&b, " cost %d", e.Hash.Cost)
		}
		fmt.Fprintf(&b, " %s, marker %s, secret %s", worksNames[e.Hash.Works], place(e.Hash.Span), place(e.Hash.Secret))
		if e.Hash.Empty {
			b.WriteString(", empty password")
		}
		if e.Shadowed != nil {
			fmt.Fprintf(&b, ", shadowed by %s", place(e.Shadowed.Span))
		}
		b.WriteString("\n")
	}
	for _, g := range s.Groups {
		fmt.Fprintf(&b, "\tgroup %q at %s of %s:", g.Name.Text, place(g.Name.Span), place(g.Span))
		for i, m := range g.Members {
			if i == 8 {
				fmt.Fprintf(&b, " ... %d", len(g.Members))
				break
			}
			fmt.Fprintf(&b, " %q at %s", m.Text, place(m.Span))
		}
		b.WriteString("\n")
	}
	for _, f := range s.Faults {
		fmt.Fprintf(&b, "\tfault %s at %s", faultNames[f.Kind], place(f.Span))
		if f.Entry != nil {
			fmt.Fprintf(&b, " of %q", f.Entry.User.Text)
		}
		if f.Text != "" {
			fmt.Fprintf(&b, ": %s", f.Text)
		}
		b.WriteString("\n")
	}
	if b.Len() == 0 {
		return "\tnothing\n"
	}
	return b.String()
}

// readings parses every case as each server would.
func readings() string {
	var b strings.Builder
	for _, c := range allCases() {
		fmt.Fprintf(&b, "%s\n", c.name)
		seen := map[string]string{}
		for _, reader := range []model.ServerKind{model.Apache, model.Nginx, model.NoServer} {
			if c.kind == model.Groups && reader != model.Apache {
				continue
			}
			text := describe(Parse(source.NewFile("f", []byte(c.data)), c.kind, reader))
			if first, ok := seen[text]; ok {
				fmt.Fprintf(&b, "    %s: as %s\n", reader, first)
				continue
			}
			seen[text] = reader.String()
			fmt.Fprintf(&b, "    %s:\n%s", reader, text)
		}
	}
	return b.String()
}

const readingsFile = "testdata/readings.txt"

func TestParse(t *testing.T) {
	got := readings()
	if *update {
		if err := os.WriteFile(readingsFile, []byte(got), 0o644); err != nil {
			t.Fatalf("could not write the readings: %v", err)
		}
	}
	want, err := os.ReadFile(readingsFile)
	if err != nil {
		t.Fatalf("could not read the readings: %v", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("readings differ (-want +got):\n%s", diff)
	}
}

func TestNamesAreComplete(t *testing.T) {
	if got, want := len(schemeNames), int(model.HashLocked)+1; got != want {
		t.Errorf("%d schemes have a name, want %d", got, want)
	}
	if got, want := len(faultNames), int(model.FaultBinary)+1; got != want {
		t.Errorf("%d faults have a name, want %d", got, want)
	}
	all := readings()
	for kind, name := range schemeNames {
		if kind != model.HashOther && !strings.Contains(all, ": "+name+" ") {
			t.Errorf("no case has the scheme %s", name)
		}
	}
	for _, name := range faultNames {
		if !strings.Contains(all, "fault "+name+" at") {
			t.Errorf("no case has the fault %s", name)
		}
	}
}
