package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// flagged says that a rule has one of the flags, given by short and long name
// in turn.
func flagged(r *model.RewriteRule, names ...string) bool {
	for i := 0; i+1 < len(names); i += 2 {
		if r.Flag(names[i], names[i+1]) != nil {
			return true
		}
	}
	return false
}

// blocks says that a rule refuses what it matches.
func blocks(r *model.RewriteRule) bool {
	if flagged(r, "F", "forbidden", "G", "gone") {
		return true
	}
	f := r.Flag("R", "redirect")
	return f != nil && len(f.Value) == 3 && f.Value[0] == '4'
}

// matchesAll says that a rule's pattern fits every path.
func matchesAll(r *model.RewriteRule) bool {
	switch r.Pattern.Text {
	case ".", "^", ".*", "^.*", "^.*$", ".*$", "(.*)", "^(.*)", "^(.*)$", "(.*)$", ".+", "^.+$", "(.+)", "^(.+)$", "^/?(.*)$", "^/?":
		return true
	}
	return false
}

// pathSamples are paths, as the rules of a folder see them, that a rule's
// pattern matches.
func pathSamples(r *model.RewriteRule) []string {
	if strings.HasPrefix(r.Pattern.Text, "!") {
		return nil
	}
	var found []string
	for _, s := range access.Samples(model.Matcher{Form: model.MatchRegexp, Pattern: r.Pattern}) {
		if !strings.HasPrefix(s, "/") && !slices.Contains(strings.Split(s, "/"), "..") && !strings.Contains(s, "//") {
			found = append(found, s)
		}
	}
	return found
}

// requestsBelow are requests of a stranger for a path below the folder of a
// .htaccess, by each way to it.
func requestsBelow(p *lint.Pass, s *model.Scope, below string) []access.Request {
	var all []access.Request
	if s.Kind != model.ScopeHtaccess || s.Alone {
		return nil
	}
	for _, d := range access.Doors(p.Site, s.Dir) {
		if folder, ok := d.URLPath(s.Dir, true); ok {
			all = append(all, d.Ask(folder+access.EscapePath(below)))
		}
	}
	return all
}

// decidedBy says that some passage of a trace names a place within a directive.
func decidedBy(trace []access.Passage, directive model.Word) bool {
	for _, t := range trace {
		for _, b := range t.Because {
			if directive.Span.Contains(b) || b.Contains(directive.Span) {
				return true
			}
		}
	}
	return false
}

// toOwnPHP says that a target is a file of PHP in the very folder, or below.
func toOwnPHP(target string) bool {
	target, _, _ = strings.Cut(target, "?")
	return strings.EqualFold(path.Ext(target), ".php") && !strings.HasPrefix(target, "/") && !strings.HasPrefix(target, "..")
}

// missingTest says that a condition asks whether nothing lies at the path.
func missingTest(c *model.RewriteCondition) bool {
	switch strings.ToUpper(c.Test.Text) {
	case "%{REQUEST_FILENAME}", "%{SCRIPT_FILENAME}", "%{DOCUMENT_ROOT}%{REQUEST_URI}", "%{DOCUMENT_ROOT}/%{REQUEST_URI}":
		return c.Pattern.Text == "!-f" || c.Pattern.Text == "!-d" || c.Pattern.Text == "!-l"
	}
	return false
}

// plainPattern says that a pattern names paths rather than kinds of file.
func plainPattern(pattern string) bool {
	return strings.HasPrefix(pattern, "^") && !strings.ContainsAny(strings.TrimRight(pattern, "$?/"), "*+.[|{\\?")
}
