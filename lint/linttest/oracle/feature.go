package oracle

import (
	"regexp"
	"slices"
	"strings"
)

// Feature is something that a configuration may use, told by a line of it. The
// pattern sees lines in lower case, without leading blanks, and continued ones
// as one.
type Feature struct {
	Name    string
	prefix  string // of every line that the pattern matches
	pattern *regexp.Regexp
}

// NewFeatures reads a table that has "name => pattern" on each line.
func NewFeatures(table string) []Feature {
	var out []Feature
	for _, line := range strings.Split(strings.TrimSpace(table), "\n") {
		name, pattern, _ := strings.Cut(line, "=>")
		pattern = strings.TrimSpace(pattern)
		prefix, _ := regexp.MustCompile(pattern).LiteralPrefix()
		out = append(out, Feature{strings.TrimSpace(name), prefix, regexp.MustCompile("^" + pattern)})
	}
	return out
}

// FeaturesOf are the features that some lines use.
func FeaturesOf(table []Feature, lines []string) []string {
	var found []string
	for _, f := range table {
		uses := func(line string) bool { return strings.HasPrefix(line, f.prefix) && f.pattern.MatchString(line) }
		if slices.ContainsFunc(lines, uses) {
			found = append(found, f.Name)
		}
	}
	return found
}

// requestFeature begins the names of features of requests.
const requestFeature = "request: "

// Asked are the features of a request itself.
func Asked(r Request) []string {
	found := []string{requestFeature + r.Method}
	has := func(name string) bool {
		return slices.ContainsFunc(r.Header, func(f Field) bool { return f.Name == name })
	}
	for name, yes := range map[string]bool{
		"no credentials": r.Login == nil && !has("Authorization"), "right password": r.Login != nil && slices.Contains(Logins(), *r.Login),
		"odd credentials": has("Authorization"), "no host": r.NoHost,
		"query": strings.Contains(r.Target, "?"), "encoded": strings.Contains(r.Target, "%"), "IPv6": r.From == "::1", "TLS": r.TLS,
		"certificate": r.Cert != CertNone, "X-Forwarded-For": has("X-Forwarded-For"), "absolute": strings.Contains(r.Target, "://"),
		"dots or double slashes": strings.Contains(r.Target, "/.") || strings.Contains(r.Target, "//"),
	} {
		if yes {
			found = append(found, requestFeature+name)
		}
	}
	return found
}
