package apache

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
)

// assumedVersion is that of the server where nobody says which it is.
const assumedVersion = "2.4"

// modules says which modules are loaded. In a server configuration that was
// read whole they are known; elsewhere those of Options, or the usual ones,
// are assumed.
type modules struct {
	loaded   map[string]bool // by C file and by symbol
	complete bool            // what is not in loaded is absent
	gaps     bool            // a file that may load modules was not read
	named    bool            // loaded are those of Options
}

func (o *Options) modules() *modules {
	m := &modules{}
	for _, name := range o.Modules {
		m.load(moduleSymbol(name))
	}
	m.named = len(o.Modules) > 0
	m.complete = m.named
	return m
}

// load notes a module. A configuration that loads mod_authz_core loads all its
// modules, but for those linked into the program; one that does not belongs
// to a server that has others linked in too, nobody knows which.
func (m *modules) load(symbol string) {
	if m.named {
		*m = modules{gaps: m.gaps} // the configuration itself says better
	}
	if m.loaded == nil {
		m.loaded = map[string]bool{}
	}
	m.loaded[symbol] = true
	if mod, known := LookupModule(symbol); known {
		m.loaded[mod.File] = true
	}
	m.complete = m.loaded["authz_core_module"] && !m.gaps
}

// miss notes that a file which may load modules was not read.
func (m *modules) miss() { m.gaps, m.complete = true, m.named }

// fact says whether a module is loaded, by the name of its C file or symbol.
func (m *modules) fact(name string) model.Fact {
	mod, _ := LookupModule(name)
	return m.factOf(name, mod)
}

// factOf is fact for a module that was looked up; it is nil when that found
// none.
func (m *modules) factOf(name string, mod *Module) model.Fact {
	switch {
	case len(m.loaded) > 0 && m.loaded[name], mod != nil && mod.Builtin:
		return model.Yes
	case m.complete:
		return model.No
	case mod == nil:
		// No module was ever called so, or it is one nobody here has
		// heard of.
		return model.Unknown
	case mod.Historic:
		return model.No
	case mod.Usual:
		return model.Yes
	}
	return model.Unknown
}

// thirdParty says that a module is loaded which is not one of httpd's own.
func (m *modules) thirdParty() bool {
	for name := range m.loaded {
		if mod, known := LookupModule(name); !known || mod.ThirdParty {
			return true
		}
	}
	return false
}

// allOwn says that no modules are loaded but httpd's own.
func (m *modules) allOwn() bool { return m.complete && !m.named && !m.thirdParty() }

// decideModule decides <IfModule>.
func (m *modules) decideModule(name string) decision {
	switch m.fact(name) {
	case model.Yes:
		return decision{model.Entered, "module " + name + " is loaded", !m.complete || m.named}
	case model.No:
		why := "module " + name + " is not loaded"
		if mod, known := LookupModule(name); known && mod.Historic {
			why = "module " + name + " does not exist in httpd 2.4"
		}
		return decision{model.Skipped, why, !m.complete || m.named}
	}
	if strings.TrimLeft(name, moduleCharacters) != "" {
		return decision{model.Skipped, "no module is called " + strconv.Quote(name), false}
	}
	if why, never := misnamed(name); never {
		return decision{model.Skipped, why, false}
	}
	return decision{model.Undecided, "whether module " + name + " is loaded is not known", false}
}

// moduleCharacters are those that occur in the names of modules.
const moduleCharacters = "_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+-"

// misnamed says that a name differs from a module's only in a way that httpd
// does not forgive: letter case, a missing ".c", a missing "mod_".
func misnamed(name string) (why string, is bool) {
	lower := strings.ToLower(strings.Trim(name, `"'`))
	for _, try := range []string{lower, lower + ".c", "mod_" + lower, "mod_" + lower + ".c", strings.TrimSuffix(lower, "o") + "c"} {
		if mod, known := LookupModule(try); known && try != name {
			return "no module is called " + strconv.Quote(name) + ", the name is compared letter by letter with " + mod.File, true
		}
	}
	return "", false
}

// decideVersion decides <IfVersion> for a server whose version is known as
// far as it is written, as in 2.4, which stands for any patch level, or 2.4.62.
func decideVersion(version, argument string) decision {
	words := strings.Fields(argument)
	op, want := "=", ""
	switch len(words) {
	case 1:
		want = words[0]
	case 2:
		op, want = words[0], words[1]
	}
	negated := strings.HasPrefix(op, "!") && len(op) > 1
	op = strings.TrimPrefix(op, "!")
	compare := compareVersion
	if pattern, is := versionPattern(op, want); is {
		want, compare = pattern, matchVersion
	}
	result, known := compare(version, op, want)
	if !known {
		return decision{model.Undecided, "the version condition " + strconv.Quote(argument) + " cannot be decided here", false}
	}
	if result != negated {
		return decision{model.Entered, "the server is Apache " + version, true}
	}
	return decision{model.Skipped, "the server is Apache " + version, true}
}

// compareVersion compares a server's version, of which the patch level may be
// left out, with a written one.
func compareVersion(version, op, want string) (result, known bool) {
	server, exact, ok := numbers(version)
	if !ok {
		return false, false
	}
	asked, _, ok := numbers(want)
	if !ok {
		return false, false
	}
	order := slices.Compare(server[:2], asked[:2])
	switch {
	case order != 0:
	case exact:
		order = server[2] - asked[2]
	case asked[2] >= oldestPatch:
		return false, false
	default:
		order = 1 // no server in use is as old
	}
	switch op {
	case "=", "==":
		return order == 0, true
	case ">=":
		return order >= 0, true
	case ">":
		return order > 0, true
	case "<":
		return order < 0, true
	case "<=":
		return order <= 0, true
	}
	return false, false
}

// oldestPatch is the patch level of the oldest 2.4 that is still cared for,
// newestPatch one that is far from reached.
const (
	oldestPatch = 37
	newestPatch = 199
)

// versionPattern is the pattern that a version is compared with, where it is
// one: after "~", or in slashes after "=".
func versionPattern(op, want string) (pattern string, is bool) {
	if op == "~" {
		return want, true
	}
	inside, opened := strings.CutPrefix(want, "/")
	inside, closed := strings.CutSuffix(inside, "/")
	return inside, opened && closed && (op == "=" || op == "==")
}

// matchVersion matches a server's version with a pattern. Of a version without
// its patch level all that are in use must agree.
func matchVersion(version, _, pattern string) (result, known bool) {
	n, exact, ok := numbers(version)
	if !ok {
		return false, false
	}
	first, last := oldestPatch, newestPatch
	if exact {
		first, last = n[2], n[2]
	}
	re := pcre.Compile(pattern, 0)
	for patch := first; patch <= last; patch++ {
		answer := re.Match(fmt.Sprintf("%d.%d.%d", n[0], n[1], patch))
		if answer == pcre.CannotSay || patch > first && result != (answer == pcre.Matches) {
			return false, false
		}
		result = answer == pcre.Matches
	}
	return result, true
}

// numbers are those of a version; exact says that none was left out.
func numbers(version string) (n [3]int, exact, ok bool) {
	parts := strings.Split(version, ".")
	if len(parts) > len(n) {
		return n, false, false
	}
	for i, p := range parts {
		value, err := strconv.Atoi(p)
		if err != nil {
			return n, false, false
		}
		n[i] = value
	}
	return n, len(parts) == len(n), true
}
