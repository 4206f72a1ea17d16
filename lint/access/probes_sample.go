package access

import (
	"regexp/syntax"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
)

// Bounds of the texts that are made for a pattern.
const (
	maxSamples     = 8
	maxSampleBytes = 200
)

// Samples are texts that a pattern matches, the first few. A text that the
// pattern is not sure to match is left out.
func Samples(m model.Matcher) []string {
	text := m.Pattern.Text
	switch m.Form {
	case model.MatchExact, model.MatchPrefix, model.MatchPath:
		return []string{text}
	case model.MatchGlob:
		return []string{globSample(text)}
	case model.MatchRegexp:
		return regexpSamples(text)
	}
	return nil
}

// globSample is a text that shell wildcards match.
func globSample(pattern string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; c {
		case '*', '?':
			b.WriteByte('x')
		case '[':
			end := strings.IndexByte(pattern[i:], ']')
			if end < 2 || pattern[i+1] == '!' || pattern[i+1] == '^' {
				return ""
			}
			b.WriteByte(pattern[i+1])
			i += end
		case '\\':
			if i++; i < len(pattern) {
				b.WriteByte(pattern[i])
			}
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// regexpSamples are texts that a regular expression matches.
func regexpSamples(pattern string) []string { return sampler{most: maxSamples}.of(pattern) }

// sampler makes texts of regular expressions.
type sampler struct {
	most int
	// full takes what may be left out both ways.
	full bool
}

// of are texts that a regular expression matches.
func (s sampler) of(pattern string) []string {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil // only PCRE understands it
	}
	compiled := pcre.Compile(pattern, pcre.DotAll|pcre.DollarEndOnly)
	var found []string
	for _, text := range s.texts(re) {
		if _, answer := compiled.Find(text, nil); answer == pcre.Matches {
			found = append(found, text)
		}
	}
	return found
}

// texts are some of the texts of an expression, short ones.
func (s sampler) texts(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		return []string{string(re.Rune)}
	case syntax.OpCharClass:
		return []string{classText(re.Rune)}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return []string{"x"}
	case syntax.OpCapture, syntax.OpPlus:
		return s.texts(re.Sub[0])
	case syntax.OpQuest:
		if s.full {
			all := append([]string{""}, s.texts(re.Sub[0])...)
			return all[:min(len(all), s.most)]
		}
	case syntax.OpRepeat:
		if re.Min == 0 {
			return []string{""}
		}
		var all []string
		for _, text := range s.texts(re.Sub[0]) {
			if len(text)*re.Min <= maxSampleBytes {
				all = append(all, strings.Repeat(text, re.Min))
			}
		}
		return all
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			all = append(all, s.texts(sub)...)
			if len(all) >= s.most {
				return all[:s.most]
			}
		}
		return all
	case syntax.OpConcat:
		return s.concatenated(re.Sub)
	case syntax.OpNoMatch:
		return nil
	}
	return []string{""} // anchors, and what may be left out
}

// concatenated are texts of expressions one behind the other.
func (s sampler) concatenated(subs []*syntax.Regexp) []string {
	all := []string{""}
	for _, sub := range subs {
		var next []string
		tails := s.texts(sub) // once: expressions are nested deeply
		for _, head := range all {
			for _, tail := range tails {
				if len(head)+len(tail) <= maxSampleBytes && len(next) < s.most {
					next = append(next, head+tail)
				}
			}
		}
		all = next
	}
	return all
}

// classText is a character of a class: a letter where it has one.
func classText(ranges []rune) string {
	for _, c := range "axA0" {
		for i := 0; i+1 < len(ranges); i += 2 {
			if ranges[i] <= c && c <= ranges[i+1] {
				return string(c)
			}
		}
	}
	for i := 0; i+1 < len(ranges); i += 2 {
		if c := ranges[i]; c > ' ' && c < 0x7f {
			return string(c)
		}
	}
	return string(ranges[0])
}
