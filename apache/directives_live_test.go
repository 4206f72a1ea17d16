package apache

import (
	"cmp"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

// measuredVersion is the httpd that the table describes. Another httpd has directives that came later or went.
const measuredVersion = "2.4.71"

// elsewhere are core.c's directives that depend on how and for what the server was built.
var elsewhere = []string{"GprofDir", "UNCList", "EnableExceptionHook"}

// processModules cannot be loaded together.
var processModules = []string{"mpm_event", "mpm_worker", "mpm_prefork"}

// moduleFolders are where distributions put httpd's modules.
var moduleFolders = []string{"/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/lib/httpd/modules"}

// stockModules are the installed loadable modules of httpd 2.4, named without _module, but for the process modules.
func stockModules(t *testing.T) (symbols []string, folder string) {
	t.Helper()
	for _, folder := range moduleFolders {
		files, err := filepath.Glob(filepath.Join(folder, "mod_*.so"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			symbol := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "mod_"), ".so")
			m, known := LookupModule(symbol + "_module")
			if known && !m.ThirdParty && !slices.Contains(processModules, symbol) {
				symbols = append(symbols, symbol)
			}
		}
		if len(symbols) > 0 {
			// A module must stand behind the one whose functions it calls; that one's name is always shorter.
			slices.SortStableFunc(symbols, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
			return symbols, folder
		}
	}
	skipWithoutServer(t)
	return nil, ""
}

func skipWithoutServer(t *testing.T) {
	t.Helper()
	if live.Required() {
		t.Fatal("httpd is not installed, and AUTHLINT_SERVERS=required")
	}
	t.Skip("httpd is not installed")
}

// httpdBinary finds the server program and its version.
func httpdBinary(t *testing.T) (binary, version string) {
	t.Helper()
	for _, name := range []string{"apache2", "httpd", "/usr/sbin/apache2", "/usr/sbin/httpd"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		out, err := exec.Command(path, "-v").Output()
		if found := regexp.MustCompile(`Apache/(\S+)`).FindSubmatch(out); err == nil && found != nil {
			return path, string(found[1])
		}
	}
	skipWithoutServer(t)
	return "", ""
}

// askServer runs the server with all stock modules and one process module, a few lines of configuration and a flag.
func askServer(t *testing.T, process, lines, flag string) string {
	t.Helper()
	binary, _ := httpdBinary(t)
	symbols, folder := stockModules(t)
	home := live.NewFolder(t)
	var conf strings.Builder
	fmt.Fprintf(&conf, "ServerRoot %q\nDefaultRuntimeDir %q\nErrorLog error.log\nServerName localhost\nListen 127.0.0.1:80\n", home.Path, home.Path)
	for _, symbol := range append([]string{process}, symbols...) {
		fmt.Fprintf(&conf, "LoadModule %s_module %q\n", symbol, filepath.Join(folder, "mod_"+symbol+".so"))
	}
	home.Write(t, "httpd.conf", conf.String()+lines)
	// The exit status says nothing here: most questions are about lines that the server refuses.
	out, _ := exec.Command(binary, "-d", home.Path, "-f", "httpd.conf", flag).CombinedOutput()
	return string(out)
}

// directiveKey names a row of the table or of the server's list.
func directiveKey(module, name string) string { return module + " " + strings.ToLower(name) }

// TestDirectivesAsListed compares the table with the server's own list, in both directions.
func TestDirectivesAsListed(t *testing.T) {
	_, version := httpdBinary(t)
	listed := map[string]Directive{}
	for _, process := range processModules {
		for _, d := range readListing(askServer(t, process, "", "-L")) {
			listed[directiveKey(d.Module, d.Name)] = d
		}
	}
	modules, compared := map[string]bool{}, 0
	for _, d := range listed {
		modules[d.Module] = true
	}
	for _, d := range directiveTable() {
		key := directiveKey(d.Module, d.Name)
		row, found := listed[key]
		delete(listed, key)
		if !found {
			if version == measuredVersion && modules[d.Module] && !slices.Contains(elsewhere, d.Name) {
				t.Errorf("%s: the server has no such directive", key)
			}
			continue
		}
		compared++
		if got := d.Context &^ InVirtualHost; got != row.Context || d.Override != row.Override {
			t.Errorf("%s: context %b, override %b; the server says %b, %b", key, got, d.Override, row.Context, row.Override)
		}
	}
	for key := range listed {
		if version == measuredVersion {
			t.Errorf("%s: missing from the table", key)
		}
	}
	if compared < 500 {
		t.Errorf("only %d rows compared", compared)
	}
	t.Logf("httpd %s: %d rows of %d modules compared", version, compared, len(modules))
}

var (
	listedName  = regexp.MustCompile(`^(\S+) \((\w+\.c)\)$`)
	listedClass = map[string]Override{
		"AuthConfig": OverrideAuthConfig, "FileInfo": OverrideFileInfo, "Indexes": OverrideIndexes,
		"Limit": OverrideLimit, "Options": OverrideOptions,
	}
)

// readListing reads "apache2 -L". It tells a virtual host nowhere from the server.
func readListing(out string) (rows []Directive) {
	for line := range strings.Lines(out) {
		line = strings.TrimRight(line, "\n")
		if m := listedName.FindStringSubmatch(line); m != nil {
			rows = append(rows, Directive{Name: m[1], Module: m[2]})
			continue
		}
		if len(rows) == 0 {
			continue
		}
		row := &rows[len(rows)-1]
		if where, ok := strings.CutPrefix(line, "\tAllowed in *.conf "); ok {
			if !strings.HasPrefix(where, "only inside") {
				row.Context |= InServer
			}
			if !strings.HasPrefix(where, "only outside") {
				row.Context |= InDirectory
			}
			if strings.HasSuffix(where, "in .htaccess") {
				row.Context |= InHtaccess
			}
		}
		if line == "\twhen AllowOverride isn't None" {
			row.Override = OverrideAny
		}
		if classes, ok := strings.CutPrefix(line, "\twhen AllowOverride includes "); ok {
			for class := range strings.SplitSeq(classes, " or ") {
				row.Override |= listedClass[class]
			}
		}
	}
	return rows
}

// shapeCase is one directive with one number of words.
type shapeCase struct {
	*Directive
	line    string
	refused bool // for its words
}

// shapeCases has every directive of a place with no word to four words. Sections are left out: their closing ">"
// counts as part of a word, so no section ever lacks one.
func shapeCases(in func(*Directive) bool) (cases []shapeCase) {
	table := directiveTable()
	for i := range table {
		d := &table[i]
		if d.Shape.Says() == "" || d.Name[0] == '<' || !in(d) {
			continue
		}
		word := " zz"
		if d.Shape == ShapeFlag {
			word = " oN"
			cases = append(cases, shapeCase{d, d.Name + " zz", true})
		}
		for n := range 5 {
			cases = append(cases, shapeCase{d, d.Name + strings.Repeat(word, n), !d.Shape.Accepts(n)})
		}
	}
	return cases
}

// complaint is what httpd says first about wrong words. It writes the name as it was registered, which is not
// always the manual's spelling, so compare in lower case.
func (c shapeCase) complaint() string {
	return strings.ToLower(c.Name + " " + c.Shape.Says())
}

// TestShapesInHtaccess puts every directive that .htaccess may hold into a .htaccess of its own, with right and with
// wrong numbers of words, and reads what the server says about each.
func TestShapesInHtaccess(t *testing.T) {
	_, version := httpdBinary(t)
	installed, _ := stockModules(t)
	here := func(d *Directive) bool { return d.Context&InHtaccess != 0 && installedHere(d, installed) }
	load := []string{"proxy", "request"} // others build on these
	cases := shapeCases(here)
	for _, c := range cases {
		if m, _ := LookupModule(c.Module); !m.Builtin {
			load = append(load, strings.TrimSuffix(m.Symbol, "_module"))
		}
	}
	slices.Sort(load)
	h := live.StartHttpd(t, live.HttpdConfig{Modules: slices.Compact(load)})
	for i, c := range cases {
		h.Write(t, fmt.Sprintf("c%d/.htaccess", i), c.line+"\n")
	}
	for i := range cases {
		h.Do(t, live.Request{Path: fmt.Sprintf("/c%d/page.txt", i)})
	}
	said := map[string]string{}
	for _, m := range regexp.MustCompile(`/c(\d+)/\.htaccess: (.*)`).FindAllStringSubmatch(h.ErrorLog(), -1) {
		said[m[1]] = strings.ToLower(m[2])
	}
	for i, c := range cases {
		if version != measuredVersion && strings.HasPrefix(said[fmt.Sprint(i)], "invalid command") {
			continue
		}
		if got := said[fmt.Sprint(i)]; strings.HasPrefix(got, c.complaint()) != c.refused {
			t.Errorf("%q: the server says %q, want complaint %q: %t", c.line, got, c.complaint(), c.refused)
		}
	}
	if h.Requests() < 1000 {
		t.Errorf("only %d requests", h.Requests())
	}
	t.Logf("%d requests", h.Requests())
}

// installedHere reports whether the test can load a directive's module.
func installedHere(d *Directive, installed []string) bool {
	m, known := LookupModule(d.Module)
	return known && (m.Builtin || slices.Contains(installed, strings.TrimSuffix(m.Symbol, "_module")))
}

// sampleSize is how many directives of a kind are tried where each needs a run of the server.
const sampleSize = 60

// sampled takes evenly spaced elements.
func sampled[T any](all []T) (some []T) {
	for i := range min(sampleSize, len(all)) {
		some = append(some, all[i*len(all)/min(sampleSize, len(all))])
	}
	return some
}

// TestShapesInServer does for directives of the server configuration what TestShapesInHtaccess does for the others.
func TestShapesInServer(t *testing.T) {
	_, version := httpdBinary(t)
	installed, _ := stockModules(t)
	cases := shapeCases(func(d *Directive) bool {
		return d.Context&(InServer|InHtaccess) == InServer && installedHere(d, installed) && !slices.Contains(elsewhere, d.Name)
	})
	refused := slices.DeleteFunc(cases, func(c shapeCase) bool { return !c.refused })
	for _, c := range sampled(refused) {
		t.Run(c.line, func(t *testing.T) {
			t.Parallel()
			got := strings.ToLower(askServer(t, "mpm_prefork", c.line+"\n", "-t"))
			if version != measuredVersion && strings.Contains(got, "invalid command") {
				return
			}
			if !strings.Contains(got, "\n"+c.complaint()) && !strings.Contains(got, ": "+c.complaint()) {
				t.Errorf("the server says %q, want %q", got, c.complaint())
			}
		})
	}
}

// TestVirtualHostContext tries directives inside a virtual host.
func TestVirtualHostContext(t *testing.T) {
	_, version := httpdBinary(t)
	installed, _ := stockModules(t)
	var allowed, banned []*Directive
	table := directiveTable()
	for i := range table {
		d := &table[i]
		if d.Context&InServer == 0 || !installedHere(d, installed) || slices.Contains(elsewhere, d.Name) {
			continue
		}
		if d.Context&InVirtualHost == 0 {
			banned = append(banned, d)
		} else if d.Shape != ShapeRaw {
			allowed = append(allowed, d)
		}
	}
	for _, d := range append(sampled(banned), sampled(allowed)...) {
		t.Run(d.Name, func(t *testing.T) {
			t.Parallel()
			line := d.Name + " " + acceptableWords(d.Shape)
			if d.Name[0] == '<' {
				line += ">\n</" + d.Name[1:] + ">"
			}
			got := askServer(t, "mpm_prefork", "<VirtualHost *:1>\n"+line+"\n</VirtualHost>\n", "-t")
			if version != measuredVersion && strings.Contains(got, "Invalid command") {
				return
			}
			if refused := strings.Contains(got, " cannot occur within <VirtualHost> section"); refused != (d.Context&InVirtualHost == 0) {
				t.Errorf("refused there: %t, by the table %t\n%s", refused, !refused, got)
			}
		})
	}
}

// acceptableWords are as many words as a shape takes, so that the directive's own function comes to judge them.
func acceptableWords(s Shape) string {
	if s == ShapeFlag {
		return "on"
	}
	for n := range 4 {
		if n > 0 && s.Accepts(n) {
			return strings.TrimSpace(strings.Repeat("zz ", n))
		}
	}
	return ""
}
