package nginx

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/nginx/engine"
)

// locations compiles the locations of a block.
func (c *compiler) locations(scope *model.Scope, at *engine.Location, s *engine.Server) {
	for _, i := range partOf(scope).items {
		if i.scope == nil {
			continue
		}
		switch i.scope.Kind {
		case model.ScopeLocation:
			c.location(i.scope, at, s)
		case model.ScopeLimitExcept:
			c.except(i.scope, at, s)
		}
	}
}

func (c *compiler) location(scope *model.Scope, outer *engine.Location, s *engine.Server) {
	m := &scope.Matcher
	l := &engine.Location{Name: m.Pattern.Text, NoRegexp: m.NoRegexp, Span: scope.Head, Form: engine.LocationPrefix}
	switch m.Form {
	case model.MatchExact:
		l.Form = engine.LocationExact
	case model.MatchRegexp:
		l.Form, l.Regexp = engine.LocationRegexp, c.pattern(m.Pattern.Text, m.IgnoreCase)
	case model.MatchNamed:
		l.Form = engine.LocationNamed
	}
	l.Settings = c.merged(scope, outer.Settings, l)
	l.Redirects = c.handsOn(scope)
	l.Script = c.script(scope, l, s)
	c.locations(scope, l, s)
	if l.Form == engine.LocationNamed {
		if s.Named[l.Name] == nil {
			s.Named[l.Name] = l
		}
		return
	}
	outer.Children = append(outer.Children, l)
}

// handsOn says that the location itself names another server that answers.
func (c *compiler) handsOn(scope *model.Scope) bool {
	for _, i := range partOf(scope).items {
		if h := handler(i.node); h != nil && h.Kind == engine.HandlerUpstream {
			return true
		}
	}
	return false
}

// except compiles limit_except.
func (c *compiler) except(scope *model.Scope, outer *engine.Location, s *engine.Server) {
	l := &engine.Location{Span: scope.Head}
	l.Settings = c.merged(scope, outer.Settings, l)
	outer.Except, outer.Methods = l, map[string]bool{}
	for _, name := range scope.Methods.Names {
		outer.Methods[name.Text] = true
		if name.Text == "GET" {
			outer.Methods["HEAD"] = true
		}
	}
}

// script compiles set, if, rewrite, return and break of a block; nil where it
// has none.
func (c *compiler) script(scope *model.Scope, l *engine.Location, s *engine.Server) *engine.Script {
	out := &engine.Script{}
	for _, i := range partOf(scope).items {
		if op := c.op(i, l, s); op != nil {
			out.Ops = append(out.Ops, *op)
		}
	}
	if len(out.Ops) == 0 {
		return nil
	}
	return out
}

func (c *compiler) op(i item, l *engine.Location, s *engine.Server) *engine.Op {
	n := i.node
	op := &engine.Op{Span: n.Head()}
	switch n.Name.Text {
	case "set":
		if len(n.Words) != 2 || !strings.HasPrefix(n.Arg(0), "$") {
			return nil
		}
		op.Kind, op.Variable, op.Value = engine.OpSet, c.vars.Declare(n.Arg(0)[1:]), c.text(n, 1)
	case "break":
		op.Kind = engine.OpBreak
	case "return":
		return c.answer(n, op)
	case "rewrite":
		return c.rewrite(n, op)
	case "if":
		if i.scope == nil {
			return nil
		}
		return c.branch(i, op, l, s)
	default:
		return nil
	}
	return op
}

// branch compiles if.
func (c *compiler) branch(i item, op *engine.Op, l *engine.Location, s *engine.Server) *engine.Op {
	op.Kind = engine.OpIf
	if op.Condition = c.condition(i.node); op.Condition == nil {
		return nil
	}
	if l != nil {
		op.Location = &engine.Location{Span: op.Span}
		op.Location.Settings = c.merged(i.scope, l.Settings, op.Location)
	}
	if op.Body = c.script(i.scope, op.Location, s); op.Body == nil {
		op.Body = &engine.Script{}
	}
	return op
}

// answer compiles return.
func (c *compiler) answer(n *Node, op *engine.Op) *engine.Op {
	op.Kind = engine.OpReturn
	status, ok := code(n.Arg(0))
	switch {
	case !ok && len(n.Words) == 1:
		op.Status, op.Value = 302, c.text(n, 0)
	case !ok:
		return nil
	default:
		op.Status, op.Bare = status, len(n.Words) == 1 || n.Arg(1) == ""
		if len(n.Words) > 1 {
			op.Value = c.text(n, 1)
		}
	}
	return op
}

// code reads a status.
func code(text string) (status int, ok bool) {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' || status > 999 {
			return 0, false
		}
		status = status*10 + int(text[i]-'0')
	}
	return status, text != ""
}

// rewrite compiles rewrite.
func (c *compiler) rewrite(n *Node, op *engine.Op) *engine.Op {
	if len(n.Words) < 2 {
		return nil
	}
	op.Kind, op.Regexp = engine.OpRewrite, c.pattern(n.Arg(0), false)
	target := n.Arg(1)
	if cut, found := strings.CutSuffix(target, "?"); found {
		target, op.DropArgs = cut, true
	}
	for _, scheme := range [...]string{"http://", "https://", "$scheme"} {
		if strings.HasPrefix(n.Arg(1), scheme) {
			op.Redirect, op.Status, op.Ends = true, 302, true
		}
	}
	switch n.Arg(2) {
	case "last":
		op.Ends = true
	case "break":
		op.Break, op.Ends = true, true
	case "redirect":
		op.Redirect, op.Status, op.Ends = true, 302, true
	case "permanent":
		op.Redirect, op.Status, op.Ends = true, 301, true
	}
	op.Replacement, op.Question = c.vars.Replacement(target, n.Head(), !op.Redirect)
	return op
}

// condition compiles what an if asks; nil for what nginx refuses.
func (c *compiler) condition(n *Node) *engine.Condition {
	words := conditionWords(n)
	if len(words) == 0 {
		return nil
	}
	first := words[0]
	if strings.HasPrefix(first, "$") {
		out := &engine.Condition{Variable: c.vars.Number(first[1:])}
		if len(words) == 1 {
			return out
		}
		if len(words) != 3 {
			return nil
		}
		return c.comparison(out, words[1], words[2], n)
	}
	test, negated := strings.CutPrefix(first, "!")
	kinds := map[string]engine.ConditionKind{
		"-f": engine.ConditionFile, "-d": engine.ConditionFolder, "-e": engine.ConditionExists, "-x": engine.ConditionRuns,
	}
	kind, ok := kinds[test]
	if !ok || len(words) != 2 {
		return nil
	}
	return &engine.Condition{Kind: kind, Negated: negated, Value: c.vars.Text(words[1], n.Head())}
}

func (c *compiler) comparison(out *engine.Condition, sign, operand string, n *Node) *engine.Condition {
	sign, out.Negated = strings.CutPrefix(sign, "!")
	switch sign {
	case "=":
		out.Kind, out.Value = engine.ConditionEquals, c.vars.Text(operand, n.Head())
	case "~", "~*":
		out.Kind, out.Regexp = engine.ConditionMatches, c.pattern(operand, sign == "~*")
	default:
		return nil
	}
	return out
}

// conditionWords are the words of an if without its parentheses.
func conditionWords(n *Node) []string {
	var words []string
	for _, w := range n.Words {
		words = append(words, w.Text)
	}
	if len(words) == 0 || !strings.HasPrefix(words[0], "(") {
		return nil
	}
	if words[0] = words[0][1:]; words[0] == "" {
		words = words[1:]
	}
	if len(words) == 0 {
		return nil
	}
	last := len(words) - 1
	cut, found := strings.CutSuffix(words[last], ")")
	if !found {
		return nil
	}
	if words[last] = cut; cut == "" {
		words = words[:last]
	}
	return words
}
