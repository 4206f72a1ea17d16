package rules

import (
	"slices"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// olderThan compares a version's first two numbers.
func olderThan(version string, major, minor int) bool {
	first, rest, _ := strings.Cut(version, ".")
	second, _, _ := strings.Cut(rest, ".")
	a, errA := strconv.Atoi(first)
	b, errB := strconv.Atoi(second)
	return errA == nil && (a < major || a == major && errB == nil && b < minor)
}

// ownBlock says that a marker begins WordPress's own block. A second one in
// the same file is nobody's.
func ownBlock(m *model.Marker) bool {
	return m.App == "wordpress" && m.Slug == "" && m.Label == "WordPress" && m.Earlier == nil && !m.Begin.IsZero()
}

// inOwnBlock says that a marker is WordPress's block or stands in it.
func inOwnBlock(m *model.Marker) bool {
	return !m.Begin.IsZero() && (ownBlock(m) || m.Outer != nil && ownBlock(m.Outer))
}

// byFile are the scopes in force by the name of their file, so that nobody looks
// through all of them once for each block.
func byFile(site *model.Site) map[string][]*model.Scope {
	files := map[string][]*model.Scope{}
	for s := range scopesInForce(site) {
		files[s.File().Name] = append(files[s.File().Name], s)
	}
	return files
}

// earlyEnds are the first comments, by their file, that WordPress takes for the
// END of its block and that have no BEGIN.
func earlyEnds(site *model.Site) map[string]*model.Marker {
	ends := map[string]*model.Marker{}
	for _, m := range site.Markers {
		if m.Begin.IsZero() && m.Owner == "WordPress" && ends[m.End.File.Name] == nil {
			ends[m.End.File.Name] = m
		}
	}
	return ends
}

// blockRules are the rewrite rules inside a marker that are in force.
func blockRules(m *model.Marker) []*model.RewriteRule {
	var rules []*model.RewriteRule
	for _, r := range m.Scope.Rewrite.Rules {
		if m.Body.Contains(r.Span) {
			rules = append(rules, r)
		}
	}
	return rules
}

// passesAuthorization says that a rule hands the Authorization header on to
// the program behind the server.
func passesAuthorization(r *model.RewriteRule) bool {
	return slices.ContainsFunc(r.Flags, func(f model.RewriteFlag) bool {
		return (strings.EqualFold(f.Name, "E") || strings.EqualFold(f.Name, "env")) && strings.HasPrefix(f.Value, "HTTP_AUTHORIZATION:")
	})
}
