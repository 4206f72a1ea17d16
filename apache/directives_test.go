package apache

import (
	"slices"
	"strings"
	"testing"
)

// TestDirectiveTable checks what must hold for every row, so that a slip in the table is no zero field at run time.
func TestDirectiveTable(t *testing.T) {
	const everywhere = InServer | InVirtualHost | InDirectory | InHtaccess
	seen := map[string]bool{}
	for _, d := range directiveTable() {
		id := d.Module + " " + strings.ToLower(d.Name)
		switch {
		case seen[id]:
			t.Errorf("%s: registered twice", id)
		case d.Name == "" || strings.ContainsAny(d.Name, " \t\n>") || strings.LastIndexByte(d.Name, '<') > 0:
			t.Errorf("%s: no directive's name", id)
		case len(d.Name) > longestDirective:
			t.Errorf("%s: longer than longestDirective", id)
		case d.Shape == 0 || d.Context == 0 || d.Context&^everywhere != 0:
			t.Errorf("%s: shape %d, context %b", id, d.Shape, d.Context)
		case d.Context&InVirtualHost != 0 && d.Context&InServer == 0, d.Context&InHtaccess != 0 && d.Context&InDirectory == 0:
			t.Errorf("%s: context %b is none that httpd has", id, d.Context)
		case (d.Override != 0) != (d.Context&InHtaccess != 0):
			t.Errorf("%s: context %b with override class %b", id, d.Context, d.Override)
		}
		if m, ok := LookupModule(d.Module); !ok || m.ThirdParty || m.Historic {
			t.Errorf("%s: %q is no module of httpd 2.4", id, d.Module)
		}
		seen[id] = true
	}
	if len(seen) < 800 {
		t.Errorf("only %d directives", len(seen))
	}
}

func TestDirectiveTableIsWellFormed(t *testing.T) {
	words := map[string][]string{}
	for line := range strings.Lines(directivesTSV) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cells) != 6 {
			t.Fatalf("%d cells: %q", len(cells), line)
		}
		for i, column := range []string{"shape", "contexts", "classes", "immediate"} {
			for _, word := range strings.Split(cells[i+2], ",") {
				if !slices.Contains(words[column], word) {
					words[column] = append(words[column], word)
				}
			}
		}
	}
	for _, label := range words["shape"] {
		if shapeLabelled(label) == 0 {
			t.Errorf("shape %q", label)
		}
	}
	for _, letters := range words["contexts"] {
		if strings.Trim(letters, contextLetters) != "" {
			t.Errorf("contexts %q", letters)
		}
	}
	for _, class := range words["classes"] {
		if class != "-" && overrideNamed(class) == 0 {
			t.Errorf("override class %q", class)
		}
	}
	if got := slices.Sorted(slices.Values(words["immediate"])); !slices.Equal(got, []string{"-", "read"}) {
		t.Errorf("last column has %q", got)
	}
}

func TestLookup(t *testing.T) {
	for _, d := range directiveTable() {
		for _, name := range []string{d.Name, strings.ToUpper(d.Name), strings.ToLower(d.Name)} {
			if !slices.ContainsFunc(Lookup(name), func(f *Directive) bool { return *f == d }) {
				t.Errorf("%s of %s not found as %q", d.Name, d.Module, name)
			}
			if !slices.Equal(Lookup(name), LookupBytes([]byte(name))) {
				t.Errorf("%q: Lookup and LookupBytes differ", name)
			}
		}
	}
	if got := Lookup("HeartbeatStorage"); len(got) != 2 {
		t.Errorf("HeartbeatStorage has %d owners, want 2", len(got))
	}
	for _, name := range []string{"", "<", "IfModule", "Requires", "</IfModule", "Require ", "\u212Aeepalive", strings.Repeat("a", 1<<20)} {
		if got := Lookup(name); got != nil {
			t.Errorf("%.20q is a directive of %s", name, got[0].Module)
		}
	}
}

func TestLookupAllocatesNothing(t *testing.T) {
	Lookup("Require") // reads the table
	line := []byte("AuthUserFile")
	for name, f := range map[string]func(){
		"Lookup":          func() { Lookup("<IFMODULE") },
		"LookupBytes":     func() { LookupBytes(line) },
		"unknown":         func() { Lookup("NoSuchDirective") },
		"ThirdPartyOwner": func() { ThirdPartyOwner("php_value") },
		"Removed":         func() { Removed("NoSuchDirective") },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

func TestShapeAccepts(t *testing.T) {
	accepted := map[Shape][]int{
		ShapeRaw: {0, 1, 2, 3, 4}, ShapeNone: {0}, ShapeTake1: {1}, ShapeTake2: {2}, ShapeTake3: {3},
		ShapeTake12: {1, 2}, ShapeTake13: {1, 3}, ShapeTake23: {2, 3}, ShapeTake123: {1, 2, 3},
		ShapeIterate: {1, 2, 3, 4}, ShapeIterate2: {2, 3, 4}, ShapeFlag: {1, 2, 3, 4}, ShapeTakeArgv: {0, 1, 2, 3, 4},
		0: nil, ShapeTakeArgv + 1: nil, 255: nil,
	}
	for shape, want := range accepted {
		for n := range 5 {
			if got := shape.Accepts(n); got != slices.Contains(want, n) {
				t.Errorf("shape %d accepts %d words: %t", shape, n, got)
			}
		}
		if known := len(want) > 0 && len(want) < 5; known != (shape.Says() != "") {
			t.Errorf("shape %d says %q", shape, shape.Says())
		}
	}
}

func TestThirdPartyOwner(t *testing.T) {
	for directive, want := range map[string]string{
		"php_value":          "mod_php",
		"PHP_Admin_Flag":     "mod_php",
		"suPHP_ConfigPath":   "mod_suphp",
		"SecRule":            "mod_security2",
		"SecFilterEngine":    "mod_security",
		"ModPagespeed":       "mod_pagespeed",
		"PassengerEnabled":   "mod_passenger",
		"DOSPageCount":       "mod_evasive",
		"QS_SrvMaxConn":      "mod_qos",
		"ShibRequestSetting": "mod_shib",
		"MellonEnable":       "mod_auth_mellon",
		"OIDCClientID":       "mod_auth_openidc",
		"CASAuthNHeader":     "mod_auth_cas",
		"lsapi_engine":       "mod_lsapi",
		"CacheLookup":        "LiteSpeed",
		"<Perl":              "mod_perl",
		"AuthzSVNAccessFile": "mod_authz_svn",
		"TKTAuthPublicKey":   "mod_auth_pubtkt",
		"TKTAuthLoginURL":    "mod_auth_tkt",
		"CacheEnable":        "",
		"CaseFilter":         "",
		"SecureListen":       "",
		"Requires":           "",
		"":                   "",
		"<":                  "",
	} {
		if got := ThirdPartyOwner(directive); got != want {
			t.Errorf("%q belongs to %q, want %q", directive, got, want)
		}
	}
}

// TestForeignNamesAreForeign keeps the lists of other people's and of former directives apart from the table.
func TestForeignNamesAreForeign(t *testing.T) {
	for _, owner := range thirdPartyOwners {
		for _, prefix := range owner.prefixes {
			if got := ThirdPartyOwner(prefix + "x"); got != owner.module {
				t.Errorf("%q of %s is taken for %q: a row above has a shorter beginning", prefix, owner.module, got)
			}
		}
	}
	seen := map[string]bool{}
	for _, gone := range removedDirectives {
		if gone.became == "" || strings.HasSuffix(gone.became, ".") {
			t.Errorf("%q is no clause", gone.became)
		}
		for _, name := range gone.names {
			if Lookup(name) != nil {
				t.Errorf("%s is a directive of 2.4", name)
			}
			if owner := ThirdPartyOwner(name); owner != "" {
				t.Errorf("%s is taken for one of %s", name, owner)
			}
			if seen[name] {
				t.Errorf("%s stands twice", name)
			}
			if Removed(strings.ToUpper(name)) != gone.became {
				t.Errorf("%s not found", name)
			}
			seen[name] = true
		}
	}
	if got := Removed("Require"); got != "" {
		t.Errorf("Require: %q", got)
	}
}

func BenchmarkLookup(b *testing.B) {
	names := [][]byte{[]byte("RewriteRule"), []byte("<IfModule"), []byte("php_value"), []byte("Require")}
	Lookup("Require")
	b.ReportAllocs()
	for b.Loop() {
		for _, name := range names {
			LookupBytes(name)
		}
	}
}

// BenchmarkReadDirectives is what the first look-up of a run costs.
func BenchmarkReadDirectives(b *testing.B) {
	for b.Loop() {
		readDirectives(directivesTSV)
	}
}
