package model

import (
	"regexp/syntax"
	"strings"
	"unicode"
	"unicode/utf8"
)

// NeverMatches says in a clause why no request can fit the scope's pattern, as
// httpd compares it; empty when one may. It knows patterns that were meant for
// another section or another kind of pattern, not names of files that are not
// there.
func (s *Scope) NeverMatches() string {
	pattern := s.Matcher.Pattern
	if s.Server == nil || s.Server.Kind != Apache || s.Matcher.Form == MatchAll || s.Matcher.Form == MatchExpr ||
		strings.Contains(pattern.Text, "${") {
		return ""
	}
	if strings.ContainsAny(pattern.Text, curlyQuotes) {
		return "its curly quotes are letters to httpd"
	}
	if strings.Contains(pattern.Text, "&quot;") {
		return "&quot; is no quote to httpd"
	}
	regular := s.Matcher.Form == MatchRegexp
	switch {
	case s.Kind == ScopeFiles && s.Parent != nil && (s.Parent.Kind == ScopeFiles || s.Parent.Kind == ScopeIf):
		return "httpd does not look at a section for files inside another, nor inside If"
	case s.Kind == ScopeFiles && regular:
		return filesRegexp(pattern.Text)
	case s.Kind == ScopeFiles:
		return filesPattern(pattern.Text)
	case s.Kind == ScopeLocation && regular:
		return anchoredElsewhere(pattern.Text, "a URL's path begins with a slash")
	case s.Kind == ScopeLocation:
		return locationPattern(pattern.Text)
	case s.Kind == ScopeDirectory && regular:
		return anchoredElsewhere(pattern.Text, "a folder's path begins with a slash")
	case s.Kind == ScopeDirectory:
		return directoryPattern(pattern.Text)
	}
	return ""
}

// curlyQuotes are what word processors and blogs make of quotes.
const curlyQuotes = "\u201c\u201d\u201e\u2018\u2019\u2033"

// filesPattern: Files compares a file's name with shell wildcards.
func filesPattern(p string) string {
	switch {
	case p == "":
		return "no file has an empty name"
	case strings.Contains(p, "/"):
		return "Files compares the file's name alone, without its folder"
	case strings.Contains(p, "|"):
		return "Files takes no alternatives, FilesMatch does"
	case strings.Contains(p, "{") && strings.Contains(p, "}"):
		return "Files knows no braces, FilesMatch takes alternatives"
	case strings.HasPrefix(p, "^"), strings.HasSuffix(p, "$"), strings.Contains(p, `\.`) && !strings.ContainsAny(p, "*?["):
		return "Files takes no regular expression, FilesMatch does"
	case listed(p):
		return "Files takes one name, FilesMatch takes alternatives"
	case strings.HasSuffix(p, ">"):
		return "the first of two closing brackets is a part of the name"
	}
	return ""
}

// listed says that a pattern is a list of file names with commas.
func listed(p string) bool {
	if !strings.Contains(p, ",") || strings.Contains(p, "[") {
		return false
	}
	for part := range strings.SplitSeq(p, ",") {
		if !strings.Contains(strings.TrimPrefix(part, "."), ".") {
			return false
		}
	}
	return true
}

func filesRegexp(p string) string {
	re := parsePattern(p)
	switch {
	case re == nil:
	case needs(re, func(lit string) bool { return strings.Contains(lit, "/") }):
		return "FilesMatch compares the file's name alone, without its folder"
	case needs(re, func(lit string) bool { return strings.Contains(lit, "{") && strings.Contains(lit, ",") }):
		return "a regular expression writes alternatives as (a|b), not in braces"
	}
	return ""
}

func locationPattern(p string) string {
	switch {
	case webAddress(p):
		return "a URL's path is compared, without scheme and host"
	case p != "" && p[0] != '/' && p[0] != '*' && p[0] != '?' && p[0] != '[':
		return "a URL's path begins with a slash"
	}
	return ""
}

func directoryPattern(p string) string {
	first, _ := utf8.DecodeRuneInString(p)
	letter := 'a' <= first && first <= 'z' || 'A' <= first && first <= 'Z' || first == '.'
	segment, _, _ := strings.Cut(p, "/")
	switch {
	case webAddress(p):
		return "Directory takes a folder of the disk, not a URL"
	case len(p) > 1 && p[1] == ':', !letter, strings.ToUpper(segment) == segment && first != '.', strings.ContainsAny(p, "%@$#{}"):
		return "" // a drive of Windows, or left for a program to fill in
	}
	return "Directory takes a whole path from the root of the disk"
}

func webAddress(p string) bool {
	lower := strings.ToLower(p)
	return strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://")
}

// anchoredElsewhere: the regular expression must match at the start of a path,
// and begins with a letter.
func anchoredElsewhere(p, why string) string {
	re := parsePattern(p)
	if re == nil || re.Op != syntax.OpConcat || len(re.Sub) < 2 || re.Sub[0].Op != syntax.OpBeginText {
		return ""
	}
	next := re.Sub[1]
	if next.Op != syntax.OpLiteral || len(next.Rune) > 1 && next.Rune[1] == ':' { // a drive of Windows
		return ""
	}
	if r := next.Rune[0]; unicode.IsLetter(r) || unicode.IsDigit(r) {
		return why
	}
	return ""
}

// parsePattern is nil for what only PCRE understands.
func parsePattern(p string) *syntax.Regexp {
	re, err := syntax.Parse(p, syntax.Perl)
	if err != nil {
		return nil
	}
	return re
}

// needs says that every text the expression matches holds a literal for which
// f is true.
func needs(re *syntax.Regexp, f func(literal string) bool) bool {
	switch re.Op {
	case syntax.OpLiteral:
		return f(string(re.Rune))
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if needs(sub, f) {
				return true
			}
		}
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			if !needs(sub, f) {
				return false
			}
		}
		return true
	case syntax.OpCapture, syntax.OpPlus:
		return needs(re.Sub[0], f)
	case syntax.OpRepeat:
		return re.Min > 0 && needs(re.Sub[0], f)
	}
	return false
}
