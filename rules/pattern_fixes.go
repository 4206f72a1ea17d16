package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// patternMeant mends a section that no request fits: its pattern, or the kind of
// section that takes such a pattern. It makes no fix where a folder was meant
// that such a section cannot have.
func patternMeant(p *lint.Pass, s *model.Scope) []lint.Fix {
	text := s.Matcher.Pattern.Text
	switch {
	case s.Kind == model.ScopeLocation:
		if meant := pathMeant(s.Matcher.Form, text); meant != "" {
			return writePattern(p, s, meant)
		}
	case s.Kind != model.ScopeFiles || s.Parent != nil && (s.Parent.Kind == model.ScopeFiles || s.Parent.Kind == model.ScopeIf):
	case s.Matcher.Form == model.MatchRegexp:
		if bare := strings.Trim(text, curlyQuotes); bare != text && !strings.ContainsAny(bare, "/\""+curlyQuotes) {
			return writePattern(p, s, bare)
		}
	default:
		name, expression := nameMeant(text)
		if expression != "" {
			return asExpression(p, s, expression)
		}
		if name != "" {
			return writePattern(p, s, name)
		}
	}
	return nil
}

func writePattern(p *lint.Pass, s *model.Scope, pattern string) []lint.Fix {
	var e lint.Edits
	e.Replace(s.Matcher.Pattern.Span, `"`+pattern+`"`)
	return p.Fix(`write "`+pattern+`"`, &e)
}

// asExpression makes a FilesMatch of a Files.
func asExpression(p *lint.Pass, s *model.Scope, expression string) []lint.Fix {
	var e lint.Edits
	e.Retag(s.Span, s.Head, `<FilesMatch "`+expression+`">`, "</FilesMatch>")
	return p.Fix(`write <FilesMatch "`+expression+`">`, &e)
}

// pathMeant is the path of a URL that a pattern of Location was meant as; empty
// where that is not certain.
func pathMeant(form model.MatchForm, text string) string {
	if strings.ContainsAny(text, "\"'\\ "+curlyQuotes) {
		return ""
	}
	if form == model.MatchRegexp {
		if rest, anchored := strings.CutPrefix(text, "^"); anchored && rest != "" && !strings.HasPrefix(rest, "/") {
			return "^/" + rest
		}
		return ""
	}
	if wholeURL(text) {
		_, rest, _ := strings.Cut(text, "://")
		_, path, below := strings.Cut(rest, "/")
		if !below || path == "" {
			return ""
		}
		return "/" + path
	}
	if strings.HasPrefix(text, "/") {
		return ""
	}
	return "/" + text
}

// nameMeant is the name that a pattern of Files was meant as, or the expression
// that it takes a FilesMatch for; both are empty where that is not certain.
func nameMeant(text string) (name, expression string) {
	bare := strings.TrimRight(strings.Trim(text, curlyQuotes), ">")
	switch {
	case bare == "" || strings.ContainsAny(bare, "/\"'&"+curlyQuotes):
		return "", ""
	case strings.HasPrefix(bare, "^"), strings.HasSuffix(bare, "$"), strings.Contains(bare, `\.`):
		if strings.Trim(bare, plainLetters+`^$()|\*+?`) != "" || strings.Count(bare, "(") != strings.Count(bare, ")") {
			return "", ""
		}
		return "", bare
	}
	var parts []string
	before, list, after := "", bare, ""
	if open, end := strings.IndexByte(bare, '{'), strings.IndexByte(bare, '}'); open >= 0 && end > open {
		before, list, after = bare[:open], bare[open+1:end], bare[end+1:]
	}
	for part := range strings.FieldsFuncSeq(strings.Trim(list, "()"), func(c rune) bool { return c == '|' || c == ',' }) {
		parts = append(parts, wildcards(strings.TrimSpace(part)))
	}
	switch {
	case len(parts) < 2:
		return bare, ""
	case strings.Trim(before+after+strings.Join(parts, ""), plainLetters+`\*?`) != "":
		return "", ""
	}
	return "", "^" + wildcards(before) + "(" + strings.Join(parts, "|") + ")" + wildcards(after) + "$"
}

// wildcards is a shell's pattern as an expression.
func wildcards(pattern string) string {
	return strings.NewReplacer(".", `\.`, "*", ".*", "?", ".").Replace(pattern)
}

// asPlainPath makes a Location of a LocationMatch for one path.
func asPlainPath(p *lint.Pass, s *model.Scope) []lint.Fix {
	plain, anchored := strings.CutPrefix(s.Matcher.Pattern.Text, "^/")
	plain = strings.TrimSuffix(strings.TrimSuffix(plain, "$"), "/?")
	if !anchored || plain == "" || strings.Trim(plain, plainLetters+"/") != "" || strings.Contains(plain, ".") {
		return nil
	}
	var e lint.Edits
	e.Retag(s.Span, s.Head, `<Location "/`+plain+`">`, "</Location>")
	return p.Fix("take in all below /"+plain, &e)
}

// withoutWildcard has a Location take in all below its path.
func withoutWildcard(p *lint.Pass, s *model.Scope, path string) []lint.Fix {
	if strings.Trim(path, plainLetters+"/") != "" {
		return nil
	}
	return writePattern(p, s, path)
}
