package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/authlint/authlint/lint"
)

// The types are what Jenkins and GitLab read of a JUnit report. An attribute
// more, and Jenkins' xUnit plugin refuses it.

type junitReport struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	File     string      `xml:"file,attr,omitempty"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Failure *junitFailure `xml:"failure"`
	Output  string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// writeJUnit writes a test suite per file and a test per finding, because a
// test is what these tools list in a row of its own. Its class is the file and
// its name rule and place. Errors and warnings are failures. A note passes and
// has its text as output: a test that fails turns a job red, and a note should
// not. A run without findings is one test that passes, because an empty report
// is refused.
func writeJUnit(w io.Writer, r *lint.Result, _ Options) error {
	r = counting(r)
	report := junitReport{Name: "authlint"}
	for _, findings := range byFile(r.Findings) {
		file := Escape(findings[0].File)
		suite := junitSuite{Name: file, File: file}
		for i := range findings {
			c := junitTest(&findings[i])
			if c.Failure != nil {
				suite.Failures++
			}
			suite.Cases = append(suite.Cases, c)
		}
		suite.Tests = len(suite.Cases)
		report.add(suite)
	}
	if len(report.Suites) == 0 {
		clean := junitCase{Name: "no findings in " + count(r.Summary.Files, "file"), Class: "authlint"}
		report.add(junitSuite{Name: "authlint", Tests: 1, Cases: []junitCase{clean}})
	}
	return encodeXML(w, report)
}

func (r *junitReport) add(s junitSuite) {
	r.Suites = append(r.Suites, s)
	r.Tests += s.Tests
	r.Failures += s.Failures
}

func junitTest(f *lint.Finding) junitCase {
	c := junitCase{
		Name:  fmt.Sprintf("%s at %d:%d", f.Rule.ID, f.Start.Line, f.Start.Column),
		Class: Escape(f.File),
	}
	if f.Severity == lint.Note {
		c.Output = junitText(f)
		return c
	}
	c.Failure = &junitFailure{Message: said(f), Type: f.Severity.String(), Text: junitText(f)}
	return c
}

func junitText(f *lint.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s: %s [%s]\n", place(f.Place), f.Severity, said(f), f.Rule.ID)
	for _, r := range f.Related {
		fmt.Fprintf(&b, "related: %s: %s\n", place(r.Place), Escape(r.Message))
	}
	fmt.Fprintf(&b, "help: %s\n", help(f.Rule))
	return b.String()
}

// help is what explains a rule: a command, or the page of what is no rule that
// one knows.
func help(r *lint.Rule) string {
	if r.Project && r.Doc == "" {
		return Escape(r.Page)
	}
	return "authlint explain " + r.ID
}
