package httpd

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/oracle"
)

// realFile is a configuration that somebody wrote.
type realFile struct {
	text     string
	override bool          // written as a .htaccess file
	sections []realSection // of a server's configuration
}

// realSection is a section of a server's configuration.
type realSection struct{ open, inside, end string }

// maxReal bounds what is taken from one real file: lists of robots are long and
// all the same.
const maxReal = 24 << 10

// realFiles reads the corpus of real files.
func realFiles(tb testing.TB) []realFile {
	tb.Helper()
	var files []realFile
	for _, real := range oracle.RealFiles(tb, "corpus/apache", "corpus/wordpress", "samples/wordpress") {
		f := realFile{text: real.Text}
		if f.override = strings.Contains(strings.ToLower(real.Name), "htaccess"); !f.override {
			f.sections = sectionsOf(f.text)
		}
		if len(real.Text) <= maxReal && (f.override || len(f.sections) > 0) {
			files = append(files, f)
		}
	}
	return files
}

var (
	realSections = regexp.MustCompile(`(?ims)^[ \t]*(<(Directory|Location|Files)(?:Match)?[ \t][^>\n]*>)([^<]*)</(Directory|Location|Files)(?:Match)?>`)
	// foreign is what needs files or modules that the oracle has not.
	foreign = regexp.MustCompile(`(?im)^[ \t]*(Use|Include|IncludeOptional|ProxyPass\w*|BalancerMember|SetInputFilter|Dav|FcgidWrapper)[ \t]`)
)

// sectionsOf are the sections of a server's configuration that have no other
// ones in them.
func sectionsOf(text string) []realSection {
	var out []realSection
	for _, m := range realSections.FindAllStringSubmatch(text, -1) {
		open, kind, inside := m[1], m[2], m[3]
		name, _, _ := strings.Cut(open[1:], " ")
		if end := "</" + strings.TrimSpace(name) + ">"; strings.EqualFold(kind, m[4]) && !foreign.MatchString(inside) {
			out = append(out, realSection{open, inside, end})
		}
	}
	return out
}

// mutated draws a real .htaccess file, or the inside of a real section, with up
// to two slips.
func (g *generator) mutated() string {
	f := g.real[g.IntN(len(g.real))]
	for !f.override && g.Chance(70) {
		f = g.real[g.IntN(len(g.real))]
	}
	text := f.text
	if !f.override {
		text = serverOnly.ReplaceAllString(f.sections[g.IntN(len(f.sections))].inside, "")
	}
	text = g.localize(text)
	for range max(0, g.IntN(4)-1) {
		text = g.slip(text)
	}
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return text
}

// realSection draws a section of a real server's configuration for a host.
func (g *generator) realSection() string {
	servers := slices.DeleteFunc(slices.Clone(g.real), func(f realFile) bool { return f.override })
	if len(servers) == 0 {
		return ""
	}
	all := servers[g.IntN(len(servers))].sections
	s := all[g.IntN(len(all))]
	if argument.MatchString(s.open) {
		if strings.HasPrefix(strings.ToLower(s.open), "<directory") {
			s.open = "<Directory \"" + oracle.RootMark + g.folder() + "\">"
		} else {
			s.open = "<Location \"" + g.One(g.folder(), "/page.html") + "/\">"
		}
	}
	return g.localize(s.open+s.inside+s.end) + "\n"
}

var (
	serverOnly = regexp.MustCompile(`(?im)^[ \t]*AllowOverride(List)?[ \t].*\n`)
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
func (g *generator) localize(text string) string {
	if g.Chance(85) {
		text = userFile.ReplaceAllString(text, "${1}"+oracle.HomeMark+"/passwd")
		text = groupFile.ReplaceAllString(text, "${1}"+oracle.HomeMark+"/groups")
	}
	if g.Chance(85) {
		text = phpSetting.ReplaceAllString(text, "# a setting of PHP")
	}
	if g.Chance(50) {
		text = address.ReplaceAllStringFunc(text, func(was string) string {
			return g.One("127.0.0.1", "127.0.0.3", "127.0.0.5", was)
		})
	}
	if g.Chance(85) {
		text = templated.ReplaceAllStringFunc(text, func(was string) string {
			if was == oracle.RootMark || was == oracle.HomeMark {
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
		words[g.IntN(len(words))] = g.One(others...)
		lines[i] = strings.Join(words, " ") + "\n"
	}
	return strings.Join(lines, "")
}
