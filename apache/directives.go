package apache

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// Shape says how httpd cuts a directive's arguments into words (the AP_INIT_* kind of the server's command tables).
type Shape uint8

// The shapes. A directive that the server's source calls NO_ARGS is ShapeRaw here: httpd 2.4 runs it as one and
// ignores what stands behind it.
const (
	ShapeRaw      Shape = iota + 1 // the directive reads the rest of the line itself
	ShapeNone                      // no words
	ShapeTake1                     // one word
	ShapeTake2                     // two words
	ShapeTake3                     // three words
	ShapeTake12                    // one or two words
	ShapeTake13                    // one or three words
	ShapeTake23                    // two or three words
	ShapeTake123                   // one to three words
	ShapeIterate                   // one call for every word
	ShapeIterate2                  // one call for every word behind the first
	ShapeFlag                      // on or off, what stands behind it is ignored
	ShapeTakeArgv                  // the directive gets all words and counts them itself
)

// shapeFacts has one row for every Shape: how many words httpd accepts (most < 0: no bound), what it says when
// there are fewer or more, and the word that directives.tsv uses for the shape.
var shapeFacts = [...]struct {
	label       string
	least, most int
	says        string
}{
	ShapeRaw:      {label: "RAW", most: -1},
	ShapeNone:     {label: "NONE", says: "takes no arguments"},
	ShapeTake1:    {label: "TAKE1", least: 1, most: 1, says: "takes one argument"},
	ShapeTake2:    {label: "TAKE2", least: 2, most: 2, says: "takes two arguments"},
	ShapeTake3:    {label: "TAKE3", least: 3, most: 3, says: "takes three arguments"},
	ShapeTake12:   {label: "TAKE12", least: 1, most: 2, says: "takes 1-2 arguments"},
	ShapeTake13:   {label: "TAKE13", least: 1, most: 3, says: "takes one or three arguments"},
	ShapeTake23:   {label: "TAKE23", least: 2, most: 3, says: "takes two or three arguments"},
	ShapeTake123:  {label: "TAKE123", least: 1, most: 3, says: "takes one, two or three arguments"},
	ShapeIterate:  {label: "ITERATE", least: 1, most: -1, says: "requires at least one argument"},
	ShapeIterate2: {label: "ITERATE2", least: 2, most: -1, says: "requires at least two arguments"},
	ShapeFlag:     {label: "FLAG", least: 1, most: -1, says: "must be On or Off"},
	ShapeTakeArgv: {label: "ARGV", most: -1},
}

// Accepts reports whether httpd takes n words. It cannot see the words: that the first word of a ShapeFlag is on or
// off, and that an empty first word ("") counts as a missing one, is for the caller to check.
func (s Shape) Accepts(n int) bool {
	if s == 0 || int(s) >= len(shapeFacts) || s == ShapeTake13 && n == 2 {
		return false
	}
	facts := shapeFacts[s]
	return n >= facts.least && (facts.most < 0 || n <= facts.most)
}

// Says is httpd's complaint about wrong words, as it stands between the directive's name and the help text; it is
// empty for the shapes that httpd does not count itself.
func (s Shape) Says() string {
	if int(s) >= len(shapeFacts) {
		return ""
	}
	return shapeFacts[s].says
}

// Context is a set of places where httpd lets a directive stand.
type Context uint8

// The contexts. They are what httpd checks for every directive alike; a few handlers add bans of their own
// (AllowOverride within Location, LuaInputFilter within .htaccess).
const (
	InServer      Context = 1 << iota // the server configuration outside any section
	InVirtualHost                     // a virtual host
	InDirectory                       // Directory, Location, Files, If and their kin
	InHtaccess                        // a .htaccess file, when AllowOverride lets it
)

// Override is a set of the classes that AllowOverride names.
type Override uint8

// The override classes. A directive with several classes is allowed by any one of them.
const (
	OverrideAuthConfig Override = 1 << iota
	OverrideFileInfo
	OverrideIndexes
	OverrideLimit
	OverrideOptions
	OverrideAny // any class: only AllowOverride None forbids the directive
)

// Directive is what one module registers under one name.
type Directive struct {
	Name      string // the manual's spelling; a section's name starts with "<"
	Module    string // the module's C file: core.c, mod_authn_core.c
	Shape     Shape
	Context   Context
	Override  Override // 0 when the directive may not stand in .htaccess
	Immediate bool     // carried out while the file is read (Include, Define, LoadModule, IfModule)
}

// longestDirective bounds the names that Lookup folds; nothing longer is in the table.
const longestDirective = 40

// directivesTSV is the table of facts; its first lines say what the columns are.
//
//go:embed directives.tsv
var directivesTSV string

// directiveTable reads the table once, when the first directive is looked up.
var directiveTable = sync.OnceValue(func() []Directive { return readDirectives(directivesTSV) })

// directiveIndex maps the lower-case name to the directives of that name, in the table's order.
var directiveIndex = sync.OnceValue(func() map[string][]*Directive {
	table := directiveTable()
	index := make(map[string][]*Directive, len(table))
	for i := range table {
		key := strings.ToLower(table[i].Name)
		index[key] = append(index[key], &table[i])
	}
	return index
})

// Lookup finds the directives of that name in any module, ignoring letter case as httpd does; nil when no module of
// the table has it. Sections are looked up with their "<". The result is shared: callers must not change it.
func Lookup(name string) []*Directive { return lookupFolded(name) }

// LookupBytes is Lookup for a name that still lies in the file's bytes.
func LookupBytes(name []byte) []*Directive { return lookupFolded(name) }

// lookupFolded folds into an array on the stack, so that looking up a file's every directive allocates nothing.
func lookupFolded[T string | []byte](name T) []*Directive {
	var key [longestDirective]byte
	if len(name) > len(key) {
		return nil
	}
	for i := range len(name) {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		key[i] = c
	}
	return directiveIndex()[string(key[:len(name)])]
}

// readDirectives reads the table's lines. A malformed cell becomes a zero field, which the tests refuse.
func readDirectives(tsv string) []Directive {
	table := make([]Directive, 0, strings.Count(tsv, "\n"))
	for line := range strings.Lines(tsv) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		module, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		name, rest, _ := strings.Cut(rest, "\t")
		shape, rest, _ := strings.Cut(rest, "\t")
		context, rest, _ := strings.Cut(rest, "\t")
		override, immediate, _ := strings.Cut(rest, "\t")
		table = append(table, Directive{
			Name:      name,
			Module:    module,
			Shape:     shapeLabelled(shape),
			Context:   contextLettered(context),
			Override:  overrideNamed(override),
			Immediate: immediate == "read",
		})
	}
	return table
}

func shapeLabelled(label string) Shape {
	for s := range shapeFacts {
		if shapeFacts[s].label == label {
			return Shape(s)
		}
	}
	return 0
}

// contextLetters has one letter for each Context, lowest bit first.
const contextLetters = "svdh"

func contextLettered(letters string) (set Context) {
	for i := range len(letters) {
		if bit := strings.IndexByte(contextLetters, letters[i]); bit >= 0 {
			set |= 1 << bit
		}
	}
	return set
}

// overrideNames has one name for each Override, lowest bit first.
var overrideNames = [...]string{"AuthConfig", "FileInfo", "Indexes", "Limit", "Options", "any"}

func overrideNamed(list string) (set Override) {
	for name := range strings.SplitSeq(list, ",") {
		if bit := slices.Index(overrideNames[:], name); bit >= 0 {
			set |= 1 << bit
		}
	}
	return set
}
