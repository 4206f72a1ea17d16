package engine

import "strings"

// Variable is one variable that a configuration uses.
type Variable struct {
	Name string
	// get computes the value; nil for a variable that is only set.
	get func(q *request, v *Variable) (value, why string)
	// fresh says that it is computed each time; nginx keeps the others for as
	// long as the request lasts, inner requests too.
	fresh bool
	// table is the map or geo that says its value.
	table *Table
	// set is what "set" does to a variable of nginx's own.
	set func(q *request, value string)
}

// value is what a request knows of a variable.
type value struct {
	state valueState
	text  string // or why it is not known
}

type valueState uint8

const (
	unset valueState = iota
	known
	doubtful
)

// newVariable is the variable of that name, as nginx's own modules have it. One
// that they do not have is unknown until somebody declares it.
func newVariable(name string) *Variable {
	v := &Variable{Name: name}
	if b, ok := builtins[name]; ok {
		v.get, v.fresh, v.set = b.get, b.fresh, b.set
		return v
	}
	for _, p := range prefixes {
		if strings.HasPrefix(name, p.prefix) {
			v.get, v.fresh = p.get, p.fresh
			return v
		}
	}
	v.get = func(_ *request, v *Variable) (string, string) {
		return "", "the value of $" + v.Name + " is not known from the files"
	}
	return v
}

// Declare says that the configuration sets a variable: by set, by a group of a
// pattern, by auth_request_set. It returns its number.
func (c *Compiler) Declare(name string) int {
	n := c.Number(name)
	v := c.Variables[n]
	if v.table == nil && !ownVariable(v.Name) {
		v.get = nil
	}
	return n
}

// ownVariable says that nginx's own modules have a variable of that name.
func ownVariable(name string) bool {
	_, ok := builtins[name]
	return ok
}

// Define says that a map or geo gives a variable its value.
func (c *Compiler) Define(name string, t *Table) {
	v := c.Variables[c.Number(name)]
	v.table, v.fresh = t, t.Volatile
	v.get = func(q *request, v *Variable) (string, string) { return v.table.find(q) }
}

// Unknown says that nobody knows a variable's value.
func (c *Compiler) Unknown(name, why string) {
	v := c.Variables[c.Number(name)]
	v.get = func(*request, *Variable) (string, string) { return "", why }
}

// maxDepth bounds maps that ask for each other.
const maxDepth = 50

// variable is a variable's value.
func (q *request) variable(n int) (text, why string) {
	kept := &q.shared.values[n]
	switch kept.state {
	case known:
		return kept.text, ""
	case doubtful:
		return "", kept.text
	}
	v := q.p.Variables[n]
	if v.get == nil {
		return "", ""
	}
	if q.shared.depth++; q.shared.depth > maxDepth {
		q.shared.depth--
		return "", "variables ask for each other without end"
	}
	text, why = v.get(q, v)
	q.shared.depth--
	if !v.fresh {
		q.shared.keep(n, text, why)
	}
	return text, why
}

// keep sets a variable.
func (s *shared) keep(n int, text, why string) {
	if why != "" {
		s.values[n] = value{doubtful, why}
		return
	}
	s.values[n] = value{known, text}
}

// assign is what set and the like do.
func (q *request) assign(n int, text, why string) {
	v := q.p.Variables[n]
	if v.set != nil && why == "" {
		v.set(q, text)
		return
	}
	q.shared.keep(n, text, why)
}
