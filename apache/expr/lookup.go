package expr

import (
	"slices"
	"strings"
)

// unknownName notes a name that httpd does not know. httpd reads on, and what
// comes behind may end its process, which is the graver answer.
func (p *parser) unknownName(says string) {
	if p.late == nil {
		p.late = &Error{Kind: NoSuchName, says: says}
	}
}

// needs notes that a name is a module's.
func (p *parser) needs(module string) {
	if !slices.Contains(p.modules, module) {
		p.modules = append(p.modules, module)
	}
}

// variable is %{NAME}. Names have no case, except for those of mod_ssl.
func (p *parser) variable(name string) *node {
	upper := strings.ToUpper(name)
	p.mentions = append(p.mentions, upper)
	switch {
	case headerVariables[upper] != "":
		return &node{op: opHeader, text: headerVariables[upper]}
	case variables[upper]:
		return &node{op: opVariable, text: upper}
	case strings.HasPrefix(name, "SSL_"):
		p.needs(moduleSSL)
		return &node{op: opVariable, text: name}
	case strings.HasPrefix(upper, "HC_"):
		p.needs(moduleHealthCheck)
		return &node{op: opFunction, function: fnForeign, text: name, left: &node{op: opConstant}}
	}
	p.unknownName("there is no variable " + name)
	return &node{op: opConstant}
}

// function is name(argument) or %{name:argument}.
func (p *parser) function(name string, argument *node) *node {
	n := &node{op: opFunction, text: name, left: argument}
	f, known := functions[strings.ToLower(name)]
	switch {
	case known:
		n.function = f
		p.files = p.files || f == fnFile || f == fnFileSize
	case name == "SSL":
		p.needs(moduleSSL)
		n.function = fnSSL
	case strings.EqualFold(name, "HC"):
		p.needs(moduleHealthCheck)
		n.function = fnForeign
	default:
		p.unknownName("there is no function " + name)
	}
	return n
}

// listFunction is a function behind -in; the only one is mod_ssl's.
func (p *parser) listFunction(name string) {
	if name != "PeerExtList" {
		p.unknownName("there is no function " + name + " that makes a list")
		return
	}
	p.needs(moduleSSL)
}

// unary is an operator of one letter on a text.
func (p *parser) unary(name string, argument *node) *node {
	n := &node{op: opUnary, unary: name[0], left: argument}
	if !strings.Contains(unaryOperators, name) {
		p.unknownName("there is no operator -" + name + " on one text")
	} else if name == "R" {
		n.subnet = p.constantSubnet(name, argument)
	}
	return n
}

// binary is an operator with a name between two texts. Its names have no case.
func (p *parser) binary(name string, left, right *node) *node {
	n := &node{op: opBinary, left: left, right: right}
	b, known := binaryOperators[strings.ToLower(name)]
	if !known {
		p.unknownName("there is no operator -" + name + " between two texts")
	}
	n.between = b
	if known && b == opIPMatch {
		n.subnet = p.constantSubnet(name, right)
	}
	return n
}

// constantSubnet reads the operand of -R and -ipmatch, which httpd parses once.
// It must be a text in quotes without anything to evaluate in it.
func (p *parser) constantSubnet(name string, argument *node) subnet {
	if argument.op != opConstant {
		p.badSubnet("-" + name + " takes an address or a network in quotes, without variables")
		return subnet{}
	}
	s, ok := parseSubnet(argument.text)
	if !ok {
		p.badSubnet("-" + name + " takes an address or a network, and the text is none")
	}
	return s
}

func (p *parser) badSubnet(says string) {
	if p.late == nil {
		p.late = &Error{Kind: Syntax, says: says}
	}
}
