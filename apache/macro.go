package apache

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// macro is what stands in a Macro section. Rules see it as it is written; the
// engine reads the configuration once more, with the text of each macro in the
// place of its Use.
type macro struct {
	parameters []string
	body       string
	// twice says that there are several of the name.
	twice bool
}

// maxExpansion bounds how large a file may grow by its macros, maxMacroDepth
// how deep they may use each other. What is left then is in doubt.
const (
	maxExpansion  = 4 << 20
	maxMacroDepth = 20
)

// defineMacro notes a Macro section. One whose parameters begin with "@" puts
// quotes round what is put in, which is not carried out here.
func (l *lowerer) defineMacro(n *Node) {
	if l.htaccess || l.lenient || len(n.Words) == 0 {
		return
	}
	name := strings.ToLower(n.Words[0].Text)
	m := &macro{body: l.tree.text[n.HeadEnd:n.CloseStart]}
	for _, w := range n.Words[1:] {
		m.parameters = append(m.parameters, w.Text)
		m.twice = m.twice || w.Text == "" || strings.HasPrefix(w.Text, "@")
	}
	if l.p.macros == nil {
		l.p.macros = map[string]*macro{}
	}
	m.twice = m.twice || l.p.macros[name] != nil
	l.p.macros[name] = m
}

// useMacro notes that the configuration uses macros. A Use that is still there
// when they are put in leaves the engine in doubt.
func (l *lowerer) useMacro(n *Node) {
	if !l.htaccess && !l.lenient && !n.Lenient {
		l.p.uses = true
	}
}

// expand reads the server's configuration once more, with its macros.
func (p *program) expand() {
	site := &model.Site{Servers: p.site.Servers}
	l := &lowerer{
		site: site, loader: p.loader, assumed: p.options, p: p, server: p.server, modules: p.modules, apart: true,
	}
	l.file(p.main.File())
	p.main, p.defines, p.expanded = l.fileTop, l.defines, site
}

// withMacros is a file with the text of each macro in the place of its Use.
func (p *program) withMacros(f *source.File) *source.File {
	text, changed := string(f.Data), false
	for range maxMacroDepth {
		next := p.substituteOnce(source.NewVirtual(f.Name, []byte(text)))
		if next == text {
			break
		}
		text, changed = next, true
	}
	if !changed {
		return f
	}
	expanded := source.NewVirtual(f.Name, []byte(text))
	expanded.Path = f.Path
	return expanded
}

// substituteOnce cuts the Macro sections out of a text, and replaces each Use.
func (p *program) substituteOnce(f *source.File) string {
	undecided := func(model.ConditionKind, string) decision { return decision{verdict: model.Undecided} }
	tree := parse(f, context{maxLine: maxLineServer, decide: undecided})
	var out strings.Builder
	done := 0
	tree.Walk(func(n *Node) {
		if n.Start < done || out.Len() > maxExpansion {
			return
		}
		switch n.folded() {
		case "<macro":
			if n.Kind == KindSection {
				out.WriteString(tree.text[done:n.Start])
				done = n.End
			}
		case "use":
			if body, ok := p.bodyOf(n); ok {
				out.WriteString(tree.text[done:n.Start])
				out.WriteString(body)
				done = n.End
			}
		}
	})
	if out.Len() > maxExpansion {
		return tree.text
	}
	out.WriteString(tree.text[done:])
	return out.String()
}

// bodyOf is the text that a Use stands for.
func (p *program) bodyOf(n *Node) (string, bool) {
	if len(n.Words) == 0 {
		return "", false
	}
	m := p.macros[strings.ToLower(n.Words[0].Text)]
	values := n.Words[1:]
	if m == nil || m.twice || len(m.parameters) != len(values) {
		return "", false
	}
	var out strings.Builder
	for rest := m.body; ; {
		at, which := m.next(rest)
		if which < 0 || out.Len() > maxExpansion {
			out.WriteString(rest)
			return out.String(), which < 0
		}
		out.WriteString(rest[:at])
		out.WriteString(values[which].Text)
		rest = rest[at+len(m.parameters[which]):]
	}
}

// next is the first parameter in a text, of several there the longest.
func (m *macro) next(text string) (at, which int) {
	which = -1
	for i, name := range m.parameters {
		found := strings.Index(text, name)
		if found >= 0 && (which < 0 || found < at || found == at && len(name) > len(m.parameters[which])) {
			at, which = found, i
		}
	}
	return at, which
}
