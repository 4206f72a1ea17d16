package expr

import (
	"regexp"
	"strings"
)

// pattern is a regular expression of a condition.
type pattern struct {
	regexp *regexp.Regexp // nil when nobody can say
}

// plainPattern are the bytes of the patterns that mean the same to PCRE and to
// Go's package.
const plainPattern = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789^$.|()*+?/_- "

// compile reads a pattern; why says that PCRE refuses it.
func compile(text string, noCase bool) (*pattern, string) {
	if strings.Trim(text, plainPattern) != "" || strings.Contains(text, ")*") || strings.Contains(text, ")+") ||
		strings.Contains(text, ")?") || noCase && strings.ContainsAny(text, "kKsS") {
		return &pattern{}, ""
	}
	flags := "(?s)"
	if noCase {
		flags = "(?si)"
	}
	r, err := regexp.Compile(flags + text)
	if err != nil {
		return &pattern{}, ""
	}
	return &pattern{regexp: r}, ""
}

func (p *pattern) captures() bool { return p.regexp == nil || p.regexp.NumSubexp() > 0 }

// match applies the pattern; only one with groups touches the captures.
func (p *pattern) match(subject string, c *Captures) answer {
	if p.regexp == nil {
		const why = "what PCRE makes of the regular expression is not known"
		c.Lose(why)
		return answer{unknown, why}
	}
	if !p.captures() {
		return says(p.regexp.MatchString(subject))
	}
	found := p.regexp.FindStringSubmatchIndex(subject)
	if found == nil {
		c.Clear()
		return answer{truth: no}
	}
	c.Set(subject, found)
	return answer{truth: yes}
}
