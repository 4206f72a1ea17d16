package apache

import (
	"strings"
	"sync"

	"github.com/authlint/authlint/lint/model"
)

// known is what is known of a directive's name. It is looked up once for each
// line of a file.
type known struct {
	name       string // in lower case
	directives []*Directive
	modules    []*Module // those of the directives; nil where nobody knows them
	lower      func(*lowerer, *Node)
	check      valueCheck
	// secret says that the arguments must not be shown.
	secret bool
	// rewrite says that mod_rewrite cuts the words.
	rewrite bool
	// compile says that the engine runs the directive.
	compile   bool
	condition bool
	kind      model.ConditionKind // of a condition
}

// knownNames are all names that the table has, or that are lowered.
var knownNames = sync.OnceValue(func() map[string]*known {
	names := make(map[string]*known, len(directiveIndex()))
	at := func(name string) *known {
		if names[name] == nil {
			names[name] = &known{name: name, secret: secretDirective(name)}
		}
		return names[name]
	}
	for name, directives := range directiveIndex() {
		k := at(name)
		k.directives, k.check = directives, valueChecks[directives[0].Name]
		for _, d := range directives {
			module, _ := LookupModule(d.Module)
			k.modules = append(k.modules, module)
		}
	}
	for name, lower := range lowerings {
		at(name).lower = lower
	}
	for name := range settingCompilers {
		at(name).compile = true
	}
	for name := range hostCompilers {
		at(name).compile = true
	}
	for _, c := range conditions {
		k := at(c.name)
		k.condition, k.kind = true, c.kind
	}
	at("rewriterule").rewrite, at("rewritecond").rewrite = true, true
	return names
})

var conditions = [...]struct {
	name string
	kind model.ConditionKind
}{
	{"<ifmodule", model.IfModule},
	{"<ifdefine", model.IfDefine},
	{"<ifversion", model.IfVersion},
	{"<iffile", model.IfFile},
	{"<ifdirective", model.IfDirective},
	{"<ifsection", model.IfSection},
}

// lookUp finds what is known of a name; nil when that is nothing.
func lookUp(name string) *known {
	var key [longestDirective]byte
	if len(name) > len(key) {
		return nil
	}
	return knownNames()[string(foldInto(&key, name))]
}

// foldInto makes lower case of a name without allocating.
func foldInto(key *[longestDirective]byte, name string) []byte {
	for i := range len(name) {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		key[i] = c
	}
	return key[:len(name)]
}

// folded is the node's name in lower case.
func (n *Node) folded() string {
	if n.known != nil {
		return n.known.name
	}
	return strings.ToLower(n.Name.Text)
}

// secret says that the node's arguments must not be shown.
func (n *Node) secret() bool {
	if n.known != nil {
		return n.known.secret
	}
	return secretDirective(n.folded())
}

// directives are those of the node's name.
func (n *Node) directives() []*Directive {
	if n.known == nil {
		return nil
	}
	return n.known.directives
}
