package report

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/authlint/authlint/lint"
)

// descriptionMax is what GitHub takes of a full description, in characters.
const descriptionMax = 1024

// rule returns the index of a rule, and describes it at its first use.
func (s *sarifWriter) rule(r *lint.Rule) int {
	index, known := s.rules[r.ID]
	if !known {
		rules := &s.run.Tool.Driver.Rules
		index = len(*rules)
		s.rules[r.ID] = index
		*rules = append(*rules, describe(r))
	}
	return index
}

func describe(r *lint.Rule) sarifRule {
	short := sentence(cmp.Or(r.Summary, r.ID))
	page := cmp.Or(r.Doc, short)
	return sarifRule{
		ID:                   r.ID,
		Name:                 pascal(r.ID),
		ShortDescription:     sarifText{Text: short},
		FullDescription:      sarifText{Text: fullDescription(short, r.Doc)},
		Help:                 sarifText{Text: page, Markdown: page},
		HelpURI:              pageURL(r),
		DefaultConfiguration: sarifConfiguration{Level: r.Gravity().String()},
		Properties:           properties(r),
	}
}

// properties are what GitHub sorts and filters by. Only what lets somebody in
// has a security severity: a site that is down is no vulnerability.
func properties(r *lint.Rule) sarifRuleProperties {
	p := sarifRuleProperties{Tags: []string{"access-control"}, Precision: "high"}
	switch r.Outcome {
	case lint.Exposes:
		p.SecuritySeverity = "8.0"
	case lint.Weakens:
		p.SecuritySeverity = "5.0"
	default:
		p.ProblemSeverity = map[lint.Severity]string{
			lint.Error: "error", lint.Warning: "warning", lint.Note: "recommendation",
		}[r.Gravity()]
	}
	if p.SecuritySeverity != "" {
		p.Tags = append(p.Tags, "security")
	}
	if name := r.Outcome.String(); name != "" {
		p.Tags = append(p.Tags, name)
	}
	return p
}

// fullDescription is the summary and what its page says under Why.
func fullDescription(short, page string) string {
	_, why, _ := strings.Cut(page, "\n## Why\n")
	why, _, _ = strings.Cut(why, "\n## ")
	why, _, _ = strings.Cut(why, "\n```")
	text := short
	for paragraph := range strings.SplitSeq(why, "\n\n") {
		longer := text + " " + strings.Join(strings.Fields(paragraph), " ")
		if len(longer) > descriptionMax {
			break
		}
		text = longer
	}
	return strings.TrimSpace(text)
}

// sentence begins with a capital and ends in a full stop.
func sentence(clause string) string {
	if clause == "" {
		return ""
	}
	return strings.ToUpper(clause[:1]) + clause[1:] + "."
}

// pascal makes a name such as DuplicateUser of duplicate-user.
func pascal(id string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(id, "-") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

// semanticVersion is the form that a version has to have to be a semantic one.
var semanticVersion = regexp.MustCompile(`^v(\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?)$`)

// semantic is the version without the v that Go puts before it; empty where it
// is none, as in a build from a work tree.
func semantic(version string) string {
	if m := semanticVersion.FindStringSubmatch(version); m != nil {
		return m[1]
	}
	return ""
}
