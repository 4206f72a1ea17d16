package oracle

import (
	"crypto/sha1"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

// Marks in configurations and files that stand for folders. They are replaced
// when the batch is written to disk.
const (
	rootMark  = "@ROOT@"  // document root of the site
	sitesMark = "@SITES@" // folder of all document roots
	homeMark  = "@HOME@"  // folder of credential files, outside every document root
)

// The users that exist, and their passwords, which are made up.
var logins = []Login{
	{"alice", "open-sesame-alice"},
	{"bob", "open-sesame-bob"},
	{"carol", "open-sesame-carol"},
}

// bobsHash is the salted MD5 of Apache for bob's password. The others have
// SHA-1, which is made on the spot.
const bobsHash = "$apr1$oracle01$C.bF595VhmxK5qxeV8C4n."

// program is the program behind the server.
const program = "#!/bin/sh\nprintf 'X-Backend: yes\\r\\nContent-Type: text/plain\\r\\n\\r\\nhello\\n'\n"

// passwordFile is the file that AuthUserFile should name.
func passwordFile() string {
	var b strings.Builder
	for _, l := range logins {
		hash := bobsHash
		if l.User != "bob" {
			sum := sha1.Sum([]byte(l.Password))
			hash = "{SHA}" + base64.StdEncoding.EncodeToString(sum[:])
		}
		b.WriteString(l.User + ":" + hash + "\n")
	}
	return b.String()
}

// homeFiles are the files outside the document roots.
func homeFiles() []File {
	return []File{
		{Name: "passwd", Text: passwordFile()},
		{Name: "wrong", Text: "alice:nothing\nbob\n:\n# carol\n"},
		{Name: "empty"},
		{Name: "groups", Text: "staff: alice bob\nadmins: alice\neditors: carol\n"},
		{Name: "digest", Text: "alice:Staff:0123456789abcdef0123456789abcdef\n"},
		{Name: "cgi-bin/app.cgi", Text: program, Mode: 0o755},
		{Name: "cgi-bin/plain.txt", Text: "no program\n"},
		{Name: "outside/page.txt", Text: "outside\n"},
		{Name: "outside/index.html", Text: "outside\n"},
		{Name: "outside/sub/page.html", Text: "outside\n"},
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

// layout knows where a batch lies on disk.
type layout struct {
	folder live.Folder
}

// replace puts folders in the place of their marks.
func (l layout) replace(text, site string) string {
	return strings.NewReplacer(
		rootMark, l.folder.Path+"/sites/"+site,
		sitesMark, l.folder.Path+"/sites",
		homeMark, l.folder.Path+"/home",
	).Replace(text)
}

// restore is the opposite of replace, for answers that are shown.
func (l layout) restore(text, site string) string {
	return strings.NewReplacer(
		l.folder.Path+"/sites/"+site, rootMark,
		l.folder.Path+"/sites", sitesMark,
		l.folder.Path+"/home", homeMark,
	).Replace(text)
}

// home writes what all sites share.
func (l layout) home(tb testing.TB) {
	tb.Helper()
	for _, f := range homeFiles() {
		f.write(tb, l.folder, "home", f.Text)
	}
}

// site writes the files of a site in the place of those that were there.
func (l layout) site(tb testing.TB, s Site) {
	tb.Helper()
	folder := "sites/" + s.Name
	l.folder.Remove(tb, folder)
	l.folder.Mkdir(tb, folder, 0o755)
	for _, f := range s.Files {
		text := f.Text
		if f.Link != "" {
			text = f.Link
		}
		f.write(tb, l.folder, folder, l.replace(text, s.Name))
	}
}

// conf is the configuration of a batch, and the line at which each site begins.
func (l layout) conf(b Batch) (text string, starts []int) {
	var out strings.Builder
	out.WriteString(l.replace(b.Conf, ""))
	for _, s := range b.Sites {
		starts = append(starts, strings.Count(out.String(), "\n")+1)
		out.WriteString("<VirtualHost *>\nServerName " + s.Name + "\nDocumentRoot \"" + l.replace(rootMark, s.Name) + "\"\n" +
			l.replace(s.Conf, s.Name) + "</VirtualHost>\n")
	}
	return out.String(), starts
}
