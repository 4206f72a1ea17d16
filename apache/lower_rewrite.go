package apache

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

func (l *lowerer) rewriteEngine(n *Node) { l.scope.Rewrite.Engine = l.flag(n) }

func (l *lowerer) rewriteBase(n *Node) { l.scope.Rewrite.Base = l.value(n) }

func (l *lowerer) rewriteOptions(n *Node) {
	for _, w := range n.Words {
		l.scope.Rewrite.Options = append(l.scope.Rewrite.Options, l.tree.Word(w))
	}
}

// rewriteCond keeps the condition for the rule that follows it.
func (l *lowerer) rewriteCond(n *Node) {
	l.pending = append(l.pending, model.RewriteCondition{
		Test: l.word(n, 0), Pattern: l.word(n, 1), Flags: rewriteFlags(n), Span: l.tree.DirectiveSpan(n),
	})
}

func (l *lowerer) rewriteRule(n *Node) {
	l.scope.Rewrite.Rules = append(l.scope.Rewrite.Rules, &model.RewriteRule{
		Pattern: l.word(n, 0), Target: l.word(n, 1), Flags: rewriteFlags(n), Conditions: l.pending,
		Span: l.tree.DirectiveSpan(n),
	})
	l.pending = nil
}

// word is the i-th word of a directive, or none.
func (l *lowerer) word(n *Node, i int) model.Word {
	if i >= len(n.Words) {
		return model.Word{}
	}
	return l.tree.Word(n.Words[i])
}

// rewriteFlags cuts a directive's third word, "[L,R=301]", into flags.
func rewriteFlags(n *Node) []model.RewriteFlag {
	if len(n.Words) < 3 {
		return nil
	}
	text := strings.TrimSuffix(strings.TrimPrefix(n.Words[2].Text, "["), "]")
	var flags []model.RewriteFlag
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if name != "" {
			flags = append(flags, model.RewriteFlag{Name: name, Value: value})
		}
	}
	return flags
}

func (l *lowerer) errorDocument(n *Node) {
	l.scope.ErrorDocuments = append(l.scope.ErrorDocuments, model.ErrorDocument{
		Status: l.word(n, 0), Target: l.word(n, 1), Span: l.tree.DirectiveSpan(n),
	})
}

// header lowers Header and RequestHeader.
func (l *lowerer) header(n *Node, request bool) {
	h := model.HeaderChange{Request: request, Span: l.tree.DirectiveSpan(n)}
	words := n.Words
	if len(words) > 0 && !request {
		switch fold(words[0].Text) {
		case "always":
			h.Always, words = true, words[1:]
		case "onsuccess":
			words = words[1:]
		}
	}
	if len(words) > 0 {
		h.Action, words = fold(words[0].Text), words[1:]
	}
	if len(words) > 0 {
		h.Name, words = l.tree.Word(words[0]), words[1:]
	}
	if len(words) > 0 && h.Action != "unset" && h.Action != "echo" {
		h.Dynamic = strings.Contains(words[0].Text, "%") || strings.HasPrefix(words[0].Text, "expr=")
		h.Value, words = l.tree.Word(words[0]), words[1:]
	}
	for _, w := range words {
		h.Rest = append(h.Rest, l.tree.Word(w))
	}
	l.scope.Headers = append(l.scope.Headers, h)
}

func (l *lowerer) setEnv(n *Node) {
	if len(n.Words) == 0 {
		return
	}
	c := model.EnvChange{When: model.EnvLate, Name: n.Words[0].Text, Span: l.tree.DirectiveSpan(n)}
	if len(n.Words) > 1 {
		c.Value = l.tree.Word(n.Words[1]).Text
	}
	l.scope.Env = append(l.scope.Env, c)
}

func (l *lowerer) unsetEnv(n *Node) {
	for _, w := range n.Words {
		l.scope.Env = append(l.scope.Env, model.EnvChange{
			When: model.EnvLate, Name: w.Text, Unset: true, Span: l.tree.DirectiveSpan(n),
		})
	}
}

func (l *lowerer) passEnv(n *Node) {
	for _, w := range n.Words {
		l.scope.Env = append(l.scope.Env, model.EnvChange{When: model.EnvLate, Name: w.Text, Span: l.tree.DirectiveSpan(n)})
	}
}

// setEnvIf lowers "attribute pattern variable[=value]...".
func (l *lowerer) setEnvIf(n *Node, words []Word) {
	if len(words) < 3 {
		return
	}
	l.env(n, l.tree.Word(words[0]), l.tree.Word(words[1]), words[2:])
}

// browserMatch is SetEnvIf User-Agent.
func (l *lowerer) browserMatch(n *Node) {
	if len(n.Words) < 2 {
		return
	}
	agent := model.Word{Text: "User-Agent", Span: l.tree.WordSpan(n.Name)}
	l.env(n, agent, l.tree.Word(n.Words[0]), n.Words[1:])
}

func (l *lowerer) setEnvIfExpr(n *Node) {
	if len(n.Words) < 2 {
		return
	}
	expr := l.tree.Word(n.Words[0])
	l.env(n, model.Word{Text: "expr", Span: expr.Span}, expr, n.Words[1:])
}

func (l *lowerer) env(n *Node, attribute, pattern model.Word, words []Word) {
	for _, w := range words {
		c := model.EnvChange{Attribute: attribute, Pattern: pattern, Span: l.tree.DirectiveSpan(n)}
		c.Name, c.Value, _ = strings.Cut(w.Text, "=")
		if l.tree.File.Masked(w.Start, w.End) {
			c.Value = source.Mask
		}
		if strings.HasPrefix(c.Name, "!") {
			c.Name, c.Unset = c.Name[1:], true
		}
		l.scope.Env = append(l.scope.Env, c)
	}
}

// redirect lowers Redirect [status] [from] to and its kin.
func (l *lowerer) redirect(n *Node, status string, regexp bool) {
	r := model.Redirect{Status: status, Regexp: regexp, Span: l.tree.DirectiveSpan(n)}
	words := n.Words
	if len(words) > 0 && status == "" && redirectStatus(words[0].Text) {
		r.Status, words = words[0].Text, words[1:]
	}
	if len(words) > 1 {
		r.From, words = l.tree.Word(words[0]), words[1:]
	} else if len(words) == 1 && leadsNowhere(r.Status) {
		r.From, words = l.tree.Word(words[0]), nil
	}
	if len(words) > 0 {
		r.To = l.tree.Word(words[0])
	}
	l.scope.Redirects = append(l.scope.Redirects, r)
}

// leadsNowhere says that a Redirect with a status has no target.
func leadsNowhere(status string) bool {
	return len(status) == 3 && status[0] != '3' || strings.EqualFold(status, "gone")
}

func redirectStatus(word string) bool {
	switch fold(word) {
	case "permanent", "temp", "seeother", "gone":
		return true
	}
	return len(word) == 3 && word[0] >= '1' && word[0] <= '5'
}
