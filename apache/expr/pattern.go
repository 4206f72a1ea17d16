package expr

import "github.com/authlint/authlint/lint/pcre"

// pattern is a regular expression of a condition.
type pattern struct {
	regexp *pcre.Regexp
	// doubt says why nobody knows whether PCRE takes the pattern at all.
	doubt string
}

// patternFlags are httpd's own, as long as RegexDefaultOptions is not used.
const patternFlags = pcre.DotAll | pcre.DollarEndOnly

// compile reads the pattern of a token, or says why PCRE refuses it.
func compile(t token) (*pattern, *Error) {
	p := &pattern{}
	verdict, why := pcre.Judge(t.text)
	switch verdict {
	case pcre.Refused:
		return nil, &Error{BadPattern, "the regular expression cannot be compiled: " + why}
	case pcre.RefusedToday:
		return nil, &Error{BadPatternToday, "the regular expression cannot be compiled: " + why}
	case pcre.NotJudged:
		p.doubt = "whether PCRE compiles a regular expression is not known"
	}
	flags := pcre.Flags(patternFlags)
	if t.kind == tPatternNoCase {
		flags |= pcre.IgnoreCase
	}
	p.regexp = pcre.Compile(t.text, flags)
	return p, nil
}

// captures says that the pattern may touch the captures.
func (p *pattern) captures() bool { return p.regexp.Groups() > 0 || p.regexp.Why() != "" }

// match applies the pattern. Only one with groups touches the captures.
func (p *pattern) match(subject string, c *Captures) answer {
	if !p.captures() {
		return p.fromPCRE(p.regexp.Match(subject))
	}
	var space [2 * (maxGroup + 1)]int
	groups, found := p.regexp.Find(subject, space[:])
	switch found {
	case pcre.Matches:
		c.Set(subject, groups)
	case pcre.DoesNot:
		c.Clear()
	default:
		c.Lose(p.fromPCRE(found).why)
	}
	return p.fromPCRE(found)
}

func (p *pattern) fromPCRE(a pcre.Answer) answer {
	switch {
	case a == pcre.Matches:
		return answer{truth: yes}
	case a == pcre.DoesNot:
		return answer{truth: no}
	case p.regexp.Why() != "":
		return answer{unknown, p.regexp.Why()}
	}
	return answer{unknown, "whether the regular expression matches is not known"}
}
