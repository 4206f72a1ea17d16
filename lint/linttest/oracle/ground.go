package oracle

import (
	"crypto/sha1"
	"encoding/base64"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

// Marks in configurations and files that stand for folders. They are replaced
// when the batch is written to disk.
const (
	RootMark  = "@ROOT@"  // document root of the site
	SitesMark = "@SITES@" // folder of all document roots
	HomeMark  = "@HOME@"  // folder of credential files, outside every document root
)

// Logins are the users that exist, with their passwords, which are made up.
func Logins() []Login {
	return []Login{{"alice", "open-sesame-alice"}, {"bob", "open-sesame-bob"}, {"carol", "open-sesame-carol"}}
}

// bobsHash is the salted MD5 of Apache for bob's password. The others have
// SHA-1, which is made on the spot.
const bobsHash = "$apr1$oracle01$C.bF595VhmxK5qxeV8C4n."

// PasswordFile is the file of users that a configuration should name.
func PasswordFile() string {
	var b strings.Builder
	for _, l := range Logins() {
		hash := bobsHash
		if l.User != "bob" {
			sum := sha1.Sum([]byte(l.Password))
			hash = "{SHA}" + base64.StdEncoding.EncodeToString(sum[:])
		}
		b.WriteString(l.User + ":" + hash + "\n")
	}
	return b.String()
}

// Ground is where batches lie on disk, and what all of them share.
type Ground struct {
	Folder live.Folder
	IPv6   bool // this machine has its loopback address
	certs  live.Certificates
}

// newGround makes the folder of a run.
func newGround(tb testing.TB) Ground {
	tb.Helper()
	g := Ground{Folder: live.NewFolder(tb), IPv6: hasIPv6(), certs: live.NewCertificates(tb)}
	g.certs.Write(tb, g.Folder, "home")
	return g
}

// hasIPv6 reports whether this machine has the loopback address of IPv6.
func hasIPv6() bool {
	l, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		return false
	}
	_ = l.Close() // nobody has connected
	return true
}

// Home writes files outside every document root.
func (g Ground) Home(tb testing.TB, files []File) {
	tb.Helper()
	for _, f := range files {
		f.write(tb, g.Folder, "home", f.Text)
	}
}

// write puts a file below a folder.
func (f File) write(tb testing.TB, below live.Folder, folder, text string) {
	tb.Helper()
	name := filepath.Join(folder, filepath.FromSlash(f.Name))
	mode := f.Mode
	switch {
	case f.Dir:
		if mode == 0 {
			mode = 0o755
		}
		below.Mkdir(tb, name, mode)
	case f.Link != "":
		below.Mkdir(tb, filepath.Dir(name), 0o755)
		if err := os.Symlink(text, filepath.Join(below.Path, name)); err != nil {
			tb.Fatalf("could not make a link: %v", err)
		}
	default:
		if mode == 0 {
			mode = 0o644
		}
		below.WriteMode(tb, name, text, mode)
	}
}

// Replace puts folders in the place of their marks.
func (g Ground) Replace(text, site string) string {
	return strings.NewReplacer(
		RootMark, g.Folder.Path+"/sites/"+site,
		SitesMark, g.Folder.Path+"/sites",
		HomeMark, g.Folder.Path+"/home",
	).Replace(text)
}

// restore is the opposite of Replace, for answers that are shown.
func (g Ground) restore(text, site string) string {
	return strings.NewReplacer(
		g.Folder.Path+"/sites/"+site, RootMark,
		g.Folder.Path+"/sites", SitesMark,
		g.Folder.Path+"/home", HomeMark,
	).Replace(text)
}

// site writes the files of a site in the place of those that were there.
func (g Ground) site(tb testing.TB, s Site) {
	tb.Helper()
	folder := "sites/" + s.Name
	g.Folder.Remove(tb, folder)
	g.Folder.Mkdir(tb, folder, 0o755)
	for _, f := range s.Files {
		text := f.Text
		if f.Link != "" {
			text = f.Link
		}
		f.write(tb, g.Folder, folder, g.Replace(text, s.Name))
	}
}
