package apache

import (
	"strings"

	"github.com/authlint/authlint/apache/engine"
	"github.com/authlint/authlint/apache/expr"
	"github.com/authlint/authlint/lint/pcre"
)

// setEnvIf compiles "attribute pattern variable[=value]...".
func (b *settingBuilder) setEnvIf(noCase bool) {
	if words := b.words(); len(words) >= 3 {
		b.envRule(envAttribute(words[0].Text, noCase), words[1].Text, words[2:], noCase)
	}
}

// browserMatch is SetEnvIf User-Agent.
func (b *settingBuilder) browserMatch(noCase bool) {
	if words := b.words(); len(words) >= 2 {
		b.envRule(engine.EnvRule{Attribute: "User-Agent"}, words[0].Text, words[1:], noCase)
	}
}

// envAttribute: an attribute with characters that mean something in a pattern
// is a pattern for names of headers.
func envAttribute(name string, noCase bool) engine.EnvRule {
	rule := engine.EnvRule{Attribute: name}
	if strings.ContainsAny(name, `\^$.|?*+()[]{}`) {
		rule.Names = pcre.Compile(name, envFlags(noCase))
	}
	return rule
}

func envFlags(noCase bool) pcre.Flags {
	if noCase {
		return serverFlags | pcre.IgnoreCase
	}
	return serverFlags
}

func (b *settingBuilder) envRule(rule engine.EnvRule, pattern string, sets []Word, noCase bool) {
	rule.Pattern = pcre.Compile(pattern, envFlags(noCase))
	rule.Plain = plainPattern(pattern)
	rule.Span = b.item.span()
	rule.Sets = envSets(sets)
	b.addEnv(&rule)
}

func (b *settingBuilder) setEnvIfExpr() {
	words := b.words()
	if len(words) < 2 {
		return
	}
	c, err := expr.Parse(words[0].Text)
	if err != nil {
		b.doubt("an expression cannot be read here")
		return
	}
	b.addEnv(&engine.EnvRule{Expr: c, Sets: envSets(words[1:]), Span: b.item.span()})
}

// lateEnv adds a SetEnv.
func (b *settingBuilder) lateEnv(s engine.EnvSet) { b.out.LateEnv = append(b.out.LateEnv, s) }

func (b *settingBuilder) unsetEnv() {
	for _, w := range b.words() {
		b.lateEnv(engine.EnvSet{Name: w.Text, Unset: true})
	}
}

// addEnv: what stands at server level is the host's.
func (b *settingBuilder) addEnv(rule *engine.EnvRule) {
	if b.serverLevel() {
		b.hostEnv = append(b.hostEnv, rule)
	} else {
		b.out.Env = append(b.out.Env, rule)
	}
}

func envSets(words []Word) []engine.EnvSet {
	var sets []engine.EnvSet
	for _, w := range words {
		name, value, hasValue := strings.Cut(w.Text, "=")
		s := engine.EnvSet{Name: name, Value: value}
		switch {
		case strings.HasPrefix(name, "!"):
			s.Name, s.Unset = name[1:], true
		case hasValue && strings.HasPrefix(value, "!"):
			s.Unset = true // httpd looks at the value's first character alone
		case !hasValue:
			s.Value = "1"
		}
		sets = append(sets, s)
	}
	return sets
}

// plainPattern says that httpd looks for the pattern as a plain text, so that
// nothing in the values is replaced: every sign with a meaning is escaped, and
// nothing else is.
func plainPattern(pattern string) bool {
	escaped := false
	for i := range len(pattern) {
		switch special := strings.IndexByte("^.$|()[]*+?{}", pattern[i]) >= 0; {
		case pattern[i] == '\\':
			escaped = !escaped
		case special != escaped:
			return false
		default:
			escaped = false
		}
	}
	return true
}
