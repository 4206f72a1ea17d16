package apache

import (
	"strconv"
	"strings"
	"sync"

	"github.com/authlint/authlint/lint/model"
)

// check says what httpd says to a directive or section: whether it exists, may
// stand here, has the right number of words, and the right ones. Only the
// first complaint about one directive counts.
func (l *lowerer) check(n *Node) {
	if l.lenient || n.Lenient || n.refused {
		return // what is not read, or was complained of
	}
	if l.foreign && foreignLine(n) != "" {
		return // of which it was said that it is another language
	}
	all := n.directives()
	if len(all) == 0 {
		l.unknown(n)
		return
	}
	d := l.registered(n.known)
	if d == nil {
		l.refuse(n, model.RefusedUnknown, l.tree.WordSpan(n.Name),
			all[0].Name+" belongs to "+all[0].Module+", which is not loaded: httpd calls it an invalid command", "")
		return
	}
	if where := l.misplaced(d); where != "" {
		l.refuse(n, model.RefusedContext, l.tree.WordSpan(n.Name), plain(d.Name)+" is not allowed "+where, "")
		return
	}
	if w, says := arity(d, n); says != "" {
		r := l.refuse(n, model.RefusedArguments, l.tree.WordSpan(w), plain(d.Name)+" "+says, "")
		correct(r, l.correction(joined(n)...))
		return
	}
	l.object(n, l.checkValue(n))
}

// sound says that httpd would have nothing against nodes that it skips. What
// Require says is not looked at: the model has it.
func (l *lowerer) sound(nodes []*Node) bool {
	for _, n := range nodes {
		if n.Kind == KindClose || n.Kind == KindSection && (n.Open || !l.sound(n.Children)) {
			return false
		}
		if n.Kind != KindDirective && n.Kind != KindSection || n.Condition() {
			continue
		}
		d := l.registered(n.known)
		if d == nil || l.misplaced(d) != "" {
			return false
		}
		// What sections say, their checks remember.
		if _, says := arity(d, n); says != "" || n.Kind == KindDirective && l.checkValue(n).says != "" {
			return false
		}
	}
	return true
}

// object records what a directive's handler says to it.
func (l *lowerer) object(n *Node, o objection) {
	switch {
	case o.says == "":
	case o.crash:
		r := l.refuse(n, model.RefusedCrash, l.tree.WordSpan(o.word), o.says, o.assumed)
		correct(r, l.correction(instead(o.word, quoted(o.word.Text+`\`))))
	default:
		correct(l.refuse(n, model.RefusedValue, l.tree.WordSpan(o.word), o.says, o.assumed), l.correction(o.right...))
	}
}

// plain is a section's name with its closing bracket.
func plain(name string) string {
	if strings.HasPrefix(name, "<") {
		return name + ">"
	}
	return name
}

// registered picks the directive of a module that is, or may be, loaded.
func (l *lowerer) registered(k *known) *Directive {
	var maybe *Directive
	if k == nil {
		return nil
	}
	for i, d := range k.directives {
		switch l.modules.factOf(d.Module, k.modules[i]) {
		case model.Yes:
			return d
		case model.Unknown:
			maybe = d
		}
	}
	return maybe
}

// unknown takes a directive that no module of httpd's has.
func (l *lowerer) unknown(n *Node) {
	name := n.Name.Text
	span := l.tree.WordSpan(n.Name)
	if became := Removed(name); became != "" {
		r := l.refuse(n, model.RefusedRemoved, span, name+" is no directive of httpd 2.4: "+became, "")
		if now, gone := successor(name); gone {
			correct(r, l.without(n))
		} else if now != "" {
			correct(r, l.correction(instead(n.Name, now)))
		}
		return
	}
	if l.foreign || l.macros || ThirdPartyOwner(name) != "" && !l.modules.allOwn() {
		return
	}
	if strings.Contains(name, "${") {
		l.refuse(n, model.RefusedUnknown, span, name+" stands for no directive", "the server defines no such variable")
		return
	}
	shown := l.shownName(n)
	message := "httpd has no directive " + strconv.Quote(shown) + " and calls it an invalid command"
	assumed := "no module of this server defines it"
	if near := nearDirective(name); near != "" {
		message, assumed = message+", "+near+" was meant", ""
	} else if !plainName(strings.TrimPrefix(name, "<")) {
		message, assumed = oddName(shown), ""
	} else if l.undecided(n) != "" {
		return // the module that the condition asks for may define it
	} else if l.modules.complete {
		assumed = ""
	} else if !l.htaccess {
		// A fragment of a server's configuration: its modules are not in
		// view, and what httpd would refuse at start never went live.
		return
	}
	correct(l.refuse(n, model.RefusedUnknown, span, message, assumed), l.correction(l.named(n)...))
}

// oddName says why a name is none that any module may have.
func oddName(name string) string {
	says := strconv.Quote(name) + " is no directive's name"
	switch {
	case strings.Contains(name, "\u00a0") || strings.Contains(name, "\u3000"):
		says += ": a blank in it or before it is no ordinary one"
	case strings.HasPrefix(name, "//") || strings.HasPrefix(name, "/*") || strings.HasPrefix(name, ";") || strings.HasPrefix(name, "--"):
		says += ": a comment begins with #"
	}
	return says
}

// strayLetters stand by mistake at the ends of names.
const strayLetters = "\u00a0\u200b\u201c\u201d:;,"

// nearDirective finds the directive that a misspelt name stands for.
func nearDirective(name string) string {
	plainName := strings.Trim(name, strayLetters)
	if ds := Lookup(plainName); len(ds) > 0 {
		return ds[0].Name
	}
	if len(name) < 5 {
		return ""
	}
	lower := strings.ToLower(name)
	for _, d := range directivesFolded() {
		if model.OneSlip(lower, d.folded) {
			return d.name
		}
	}
	return ""
}

// directivesFolded are the names of all directives, with their lower case.
var directivesFolded = sync.OnceValue(func() []foldedName {
	table := directiveTable()
	names := make([]foldedName, len(table))
	for i := range table {
		names[i] = foldedName{table[i].Name, strings.ToLower(table[i].Name)}
	}
	return names
})

type foldedName struct{ name, folded string }

// misplaced says where the directive stands although it must not.
func (l *lowerer) misplaced(d *Directive) string {
	if l.container != nil && d.Override&OverrideAuthConfig == 0 && d.Override&OverrideAny == 0 {
		return "inside a container of Require"
	}
	if (l.container != nil || l.methods != nil) && noSectionInLimit(d.Name) {
		return "inside <Limit>, <LimitExcept> or a container of Require"
	}
	if l.htaccess {
		if d.Context&InHtaccess == 0 {
			return "in .htaccess"
		}
		return l.forbidden(d)
	}
	switch l.scope.Kind {
	case model.ScopeHost:
		if d.Context&InVirtualHost == 0 {
			return "in a virtual host outside a section for a folder, file or URL"
		}
	case model.ScopeDirectory, model.ScopeFiles, model.ScopeLocation, model.ScopeProxy, model.ScopeIf:
		if d.Context&InDirectory == 0 {
			return "inside a section for a folder, file or URL"
		}
	}
	// A fragment's own level is not known: it may be included anywhere.
	return ""
}

func noSectionInLimit(name string) bool {
	switch name {
	case "<Files", "<FilesMatch", "<If", "<ElseIf", "<Else", "<Directory", "<DirectoryMatch", "<Location",
		"<LocationMatch", "MultiviewsMatch":
		return true
	}
	return false
}

// arity says what httpd says to the number of words.
func arity(d *Directive, n *Node) (Word, string) {
	words, says := n.Words, d.Shape.Says()
	if d.Shape == ShapeFlag {
		if len(words) == 0 {
			return n.Name, says
		}
		if !strings.EqualFold(words[0].Text, "on") && !strings.EqualFold(words[0].Text, "off") {
			return words[0], says
		}
		return Word{}, ""
	}
	needed := 0 // words that must not be empty
	switch d.Shape {
	case ShapeRaw, ShapeNone, ShapeTakeArgv:
	case ShapeTake2, ShapeTake23:
		needed = 2
	case ShapeTake3:
		needed = 3
	default:
		needed = 1
	}
	for i := range min(needed, len(words)) {
		if words[i].Text == "" {
			return words[i], says
		}
	}
	if d.Shape.Accepts(len(words)) {
		return Word{}, ""
	}
	return misfit(d.Shape, n), says
}

// misfit is the place to point at: the words that are too many, or the name
// when there are too few.
func misfit(s Shape, n *Node) Word {
	for i := len(n.Words) - 1; i > 0; i-- {
		if s.Accepts(i) {
			w := n.Words[i]
			w.End = n.Words[len(n.Words)-1].End
			return w
		}
	}
	if len(n.Words) > 0 && s.Accepts(0) {
		w := n.Words[0]
		w.End = n.Words[len(n.Words)-1].End
		return w
	}
	return n.Name
}
