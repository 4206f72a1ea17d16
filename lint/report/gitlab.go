package report

import (
	"io"
	"strconv"

	"github.com/authlint/authlint/lint"
)

// The types are those that GitLab reads of a Code Quality report. It drops an
// entry that lacks one of the fields, without a word.

type gitlabFinding struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
	End   int `json:"end"`
}

// writeGitLab writes a report for artifacts:reports:codequality.
func writeGitLab(w io.Writer, r *lint.Result, _ Options) error {
	r = counting(r)
	findings := make([]gitlabFinding, 0, len(r.Findings))
	taken := map[string]bool{}
	for i := range r.Findings {
		f := &r.Findings[i]
		findings = append(findings, gitlabFinding{
			Description: said(f),
			CheckName:   f.Rule.ID,
			Fingerprint: unique(taken, f.Fingerprint),
			Severity:    gitlabSeverity(f.Severity),
			Location: gitlabLocation{
				Path:  validUTF8(f.File),
				Lines: gitlabLines{Begin: f.Start.Line, End: f.End.Line},
			},
		})
	}
	return encodeJSON(w, findings, "  ")
}

// unique numbers a fingerprint that is taken: GitLab keeps one entry of each.
func unique(taken map[string]bool, fingerprint string) string {
	free := fingerprint
	for n := 2; taken[free]; n++ {
		free = fingerprint + "-" + strconv.Itoa(n)
	}
	taken[free] = true
	return free
}

// gitlabSeverity leaves blocker alone: what blocks a merge is a matter of the
// project.
func gitlabSeverity(s lint.Severity) string {
	switch s {
	case lint.Error:
		return "critical"
	case lint.Warning:
		return "major"
	}
	return "info"
}
