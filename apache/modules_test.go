package apache

import (
	"regexp"
	"strings"
	"testing"
)

func TestModuleTable(t *testing.T) {
	files, symbols := map[string]bool{}, map[string]bool{}
	for m := range Modules() {
		if m.File == "" || m.Symbol == "" || files[m.File] {
			t.Errorf("%+v: nameless or twice", m)
		}
		if symbols[m.Symbol] && !m.Historic {
			t.Errorf("%+v: the symbol stands above", m)
		}
		if (m.Usual || m.Builtin) && (m.Historic || m.ThirdParty) {
			t.Errorf("%+v: the assumed server has httpd 2.4's own modules only", m)
		}
		if m.Builtin && !m.Usual {
			t.Errorf("%+v: linked in and not loaded", m)
		}
		files[m.File], symbols[m.Symbol] = true, true
	}
}

func TestLookupModule(t *testing.T) {
	for m := range Modules() {
		if got, ok := LookupModule(m.File); !ok || got.File != m.File {
			t.Errorf("%s not found", m.File)
		}
		if got, ok := LookupModule(m.Symbol); !ok || got.Symbol != m.Symbol {
			t.Errorf("%s not found", m.Symbol)
		}
	}
	for _, name := range []string{"", "Mod_Rewrite.c", "mod_rewrite", "rewrite_module ", "MOD_AUTH.C", "mod_nosuch.c"} {
		if m, ok := LookupModule(name); ok {
			t.Errorf("%q is %s", name, m.File)
		}
	}
	if m, _ := LookupModule("php5_module"); m.File != "mod_php5.c" {
		t.Errorf("php5_module is %s, want the newer file", m.File)
	}
}

// TestModuleOfEveryUsualKind names one module for each combination that rules tell apart.
func TestModuleOfEveryUsualKind(t *testing.T) {
	for name, want := range map[string]string{
		"mod_rewrite.c":       "usual",
		"core.c":              "usual builtin",
		"mod_authn_dbd.c":     "",
		"prefork.c":           "",
		"mod_php.c":           "third-party",
		"mod_auth.c":          "historic",
		"mod_access.c":        "historic",
		"mod_php4.c":          "historic third-party",
		"mod_access_compat.c": "usual",
	} {
		m, ok := LookupModule(name)
		if !ok {
			t.Errorf("%s not found", name)
			continue
		}
		var got []string
		for kind, is := range map[string]bool{"usual": m.Usual, "builtin": m.Builtin, "historic": m.Historic, "third-party": m.ThirdParty} {
			if is {
				got = append(got, kind)
			}
		}
		if len(got) != len(strings.Fields(want)) {
			t.Errorf("%s is %v, want %q", name, got, want)
		}
		for _, kind := range got {
			if !strings.Contains(want, kind) {
				t.Errorf("%s is %s, want %q", name, kind, want)
			}
		}
	}
}

// TestModulesAsLoaded asks the server whether it knows its modules by the table's C files, and the table whether it
// knows the server's symbols.
func TestModulesAsLoaded(t *testing.T) {
	for _, process := range processModules {
		var conditions strings.Builder
		loaded := regexp.MustCompile(`(?m)^ (\w+) \(`).FindAllStringSubmatch(askServer(t, process, "", "-M"), -1)
		for _, symbol := range loaded {
			m, known := LookupModule(symbol[1])
			if !known {
				t.Errorf("%s is missing from the table", symbol[1])
				continue
			}
			for _, name := range []string{m.File, m.Symbol} {
				conditions.WriteString("<IfModule !" + name + ">\nError \"no module is called " + name + "\"\n</IfModule>\n")
			}
		}
		if out := askServer(t, process, conditions.String(), "-t"); strings.Contains(out, "no module is called") {
			t.Errorf("%s", out)
		}
		if len(loaded) < 100 {
			t.Errorf("only %d modules with %s", len(loaded), process)
		}
	}
}
