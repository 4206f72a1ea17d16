package oracle

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// realFile is a configuration that somebody wrote.
type realFile struct {
	text     string
	override bool // written as a .htaccess file
}

// maxReal bounds what is taken from one real file: lists of robots are long and
// all the same.
const maxReal = 24 << 10

// realFiles reads the corpus of real files. It is no part of the repository, so
// without it there are none.
func realFiles(tb testing.TB) []realFile {
	tb.Helper()
	shared := os.Getenv("AUTHLINT_SHARED")
	if shared == "" {
		shared = findShared()
	}
	var files []realFile
	for _, folder := range []string{"corpus/apache", "corpus/wordpress", "samples/wordpress"} {
		entries, err := os.ReadDir(filepath.Join(shared, folder))
		if err != nil {
			tb.Logf("no real files: %v", err)
			return nil
		}
		for _, e := range entries {
			data, err := os.ReadFile(filepath.Join(shared, folder, e.Name()))
			if err != nil {
				tb.Fatal(err)
			}
			override := strings.Contains(strings.ToLower(e.Name()), "htaccess")
			if len(data) <= maxReal && (override || realSections.Match(data)) {
				files = append(files, realFile{strings.ReplaceAll(string(data), "\x00", ""), override})
			}
		}
	}
	return files
}

// findShared looks for the folder beside the repository.
func findShared() string {
	for dir := "../../.."; len(dir) < 24; dir += "/.." {
		if _, err := os.Stat(filepath.Join(dir, "shared", "corpus")); err == nil {
			return filepath.Join(dir, "shared")
		}
	}
	return "shared"
}

var realSections = regexp.MustCompile(`(?ims)^[ \t]*<(Directory|Location|Files)(Match)?[ \t][^>\n]*>[^<]*</(Directory|Location|Files)(Match)?>`)

// mutated draws a real .htaccess file for a folder, or the inside of a section,
// with up to two slips.
func (g *generator) mutated(folder string) string {
	text := ""
	for {
		f := g.real[g.IntN(len(g.real))]
		if f.override {
			text = f.text
			break
		}
		if !g.chance(30) {
			continue
		}
		_, text, _ = strings.Cut(g.oneMatch(realSections, f.text), ">")
		text = strings.TrimLeft(text[:strings.LastIndex(text, "</")], " \t\r\n")
		break
	}
	text = g.localize(text, folder)
	for range g.IntN(3) {
		text = g.slip(text)
	}
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return text
}

// oneMatch draws one of the places where a pattern matches.
func (g *generator) oneMatch(pattern *regexp.Regexp, text string) string {
	return g.one(pattern.FindAllString(text, -1)...)
}

// realSection draws a section of a real server's configuration for a host.
func (g *generator) realSection() string {
	servers := slices.DeleteFunc(slices.Clone(g.real), func(f realFile) bool { return f.override })
	if len(servers) == 0 {
		return ""
	}
	section := g.localize(g.oneMatch(realSections, servers[g.IntN(len(servers))].text), "")
	section = argument.ReplaceAllStringFunc(section, func(open string) string {
		m := argument.FindStringSubmatch(open)
		switch strings.ToLower(m[1]) {
		case "directory":
			return "<Directory \"" + rootMark + g.folder() + "\">"
		case "location":
			return "<Location \"" + g.one(g.folder(), "/page.html") + "/\">"
		}
		return open
	})
	return strings.TrimLeft(section, " \t") + "\n"
}

var (
	argument   = regexp.MustCompile(`(?i)<(Directory|Location)[ \t]+[^~>\n][^>\n]*>`)
	userFile   = regexp.MustCompile(`(?im)^([ \t]*AuthUserFile[ \t]+).*$`)
	groupFile  = regexp.MustCompile(`(?im)^([ \t]*AuthGroupFile[ \t]+).*$`)
	phpSetting = regexp.MustCompile(`(?im)^[ \t]*php_(admin_)?(value|flag)[ \t].*$`)
	address    = regexp.MustCompile(`\b(\d{1,3}\.){3}\d{1,3}\b`)
	host       = regexp.MustCompile(`(?i)\b(www\.)?example\.com\b`)
	templated  = regexp.MustCompile(`\{\{[^{}\n]*\}\}|\{/?tmpl[^}\n]*\}|</?tmpl[^>\n]*>|%%[A-Z_]+%%|@[A-Za-z_]+@`)
)

// localize makes a real file talk about this machine, mostly: its password
// files, its addresses, its paths.
func (g *generator) localize(text, folder string) string {
	if g.chance(85) {
		text = userFile.ReplaceAllString(text, "${1}"+homeMark+"/passwd")
		text = groupFile.ReplaceAllString(text, "${1}"+homeMark+"/groups")
	}
	if g.chance(85) {
		text = phpSetting.ReplaceAllString(text, "# a setting of PHP")
	}
	if g.chance(50) {
		text = address.ReplaceAllStringFunc(text, func(was string) string {
			return g.one("127.0.0.1", "127.0.0.3", "127.0.0.5", was)
		})
	}
	if g.chance(85) {
		text = templated.ReplaceAllStringFunc(text, func(was string) string {
			if was == rootMark || was == homeMark {
				return was
			}
			return "x"
		})
	}
	return host.ReplaceAllString(text, "site.test")
}

// slip makes one of the small mistakes that people make.
func (g *generator) slip(text string) string {
	lines := strings.SplitAfter(text, "\n")
	i, j := g.IntN(len(lines)), g.IntN(len(lines))
	switch g.IntN(5) {
	case 0:
		lines = slices.Delete(lines, i, i+1)
	case 1:
		lines = slices.Insert(lines, i, lines[i])
	case 2:
		lines[i], lines[j] = lines[j], lines[i]
	default:
		words := strings.Fields(lines[i])
		others := strings.Fields(lines[j])
		if len(words) < 2 || len(others) == 0 {
			return text
		}
		words[g.IntN(len(words))] = g.one(others...)
		lines[i] = strings.Join(words, " ") + "\n"
	}
	return strings.Join(lines, "")
}
