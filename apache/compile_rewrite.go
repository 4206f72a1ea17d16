package apache

import (
	"path"
	"strings"

	"github.com/authlint/authlint/apache/engine"
	"github.com/authlint/authlint/apache/rewrite"
	"github.com/authlint/authlint/lint/model"
)

// rewriteBuilder is a scope's rules on their way.
type rewriteBuilder struct {
	config     *rewrite.Config
	conditions []*rewrite.Condition
}

// rewriteConfig is the scope's configuration of mod_rewrite.
func (b *settingBuilder) rewriteConfig() *rewrite.Config {
	if b.rewrite.config == nil {
		b.rewrite.config = &rewrite.Config{Dir: b.rewriteDir()}
		if !b.serverLevel() {
			b.out.Rewrite = b.rewrite.config
		}
	}
	return b.rewrite.config
}

// rewriteDir is what httpd takes for the folder of the rules: of a section
// that is none, its argument.
func (b *settingBuilder) rewriteDir() string {
	s := b.scope
	argument := s.Matcher.Pattern.Text
	switch {
	case b.serverLevel():
		return ""
	case s.Kind == model.ScopeHtaccess:
		argument = b.c.folderOf(s)
	case s.Kind == model.ScopeIf:
		argument = "*If"
	case s.Kind == model.ScopeDirectory && s.Matcher.Form != model.MatchRegexp:
		argument = path.Clean(argument)
	}
	return strings.TrimSuffix(argument, "/") + "/"
}

func (b *settingBuilder) rewriteEngine() {
	c := b.rewriteConfig()
	c.Engine, c.EngineSet = b.flag() == engine.FlagOn, true
}

func (b *settingBuilder) rewriteBase() { b.rewriteConfig().Base = b.word(0) }

func (b *settingBuilder) rewriteOptions() {
	c := b.rewriteConfig()
	c.OptionsSet = true
	for _, w := range b.words() {
		o, _ := rewrite.Option(w.Text)
		c.Options |= o
	}
}

func (b *settingBuilder) rewriteCond() {
	b.rewriteConfig()
	c, err := rewrite.CompileCondition(b.word(0), b.word(1), b.word(2))
	if err != nil {
		b.doubt("a RewriteCond cannot be read here: " + err.Error())
		return
	}
	b.rewrite.conditions = append(b.rewrite.conditions, c)
}

func (b *settingBuilder) rewriteRule() {
	c := b.rewriteConfig()
	r, err := rewrite.CompileRule(b.word(0), b.word(1), b.word(2))
	if err != nil {
		b.doubt("a RewriteRule cannot be read here: " + err.Error())
		return
	}
	r.Conditions, r.Origin = b.rewrite.conditions, b.item.span()
	b.rewrite.conditions = nil
	c.Rules = append(c.Rules, r)
}

// folderOf is the folder of a .htaccess as the server has it.
func (c *compiler) folderOf(s *model.Scope) string {
	if p := partOf(s); p != nil && p.folder != "" {
		return p.folder
	}
	return s.Dir
}
