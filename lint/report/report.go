// Package report writes what a run found, in one format per file.
//
// Begin with Formats. A format prints a lint.Result as it stands: it never
// sorts, filters or settles a severity, so that all formats say the same.
// Every text that may come out of a scanned file passes through escape.go
// first.
package report

import (
	"fmt"
	"io"
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/source"
)

// home is where the pages of the rules are on the web.
const home = "https://github.com/authlint/authlint"

// pageURL is where the page of a rule is; empty for a rule of a project's own
// that names none.
func pageURL(r *lint.Rule) string {
	if r.Project {
		return r.Page
	}
	return home + "/blob/main/rules/doc/" + escapePath(r.ID) + ".md"
}

// Format is one way to write a result.
type Format struct {
	// Name is what --format calls it.
	Name string
	// Summary says in a clause what it is for.
	Summary string
	// Draws says that it has room for Options.Maps.
	Draws bool
	// Write writes the whole result. It fails only when the writer does.
	Write func(w io.Writer, r *lint.Result, o Options) error
}

// Options of a format. The zero value is right for a file.
type Options struct {
	// Color asks for ANSI colours, in the formats for people.
	Color bool
	// Version is authlint's own, for the formats that name their maker;
	// empty where it is not known.
	Version string
	// Rules are those that were checked, for the formats that describe them;
	// nil for those that found something.
	Rules []*lint.Rule
	// StepSummary is where the github format puts the summary of the job, in
	// Markdown; nil for nowhere.
	StepSummary io.Writer
	// Links asks for links to the pages of the rules, in the formats for
	// people. Only a terminal knows what to do with them.
	Links bool
	// Maps are the access maps of the sites, for the formats that draw them.
	Maps []*Map
}

// Formats returns every format, the default first.
func Formats() []Format {
	return []Format{
		{Name: "text", Summary: "for people: every finding with the line it is about", Write: writeText},
		{Name: "concise", Summary: "one line per finding, for grep and problem matchers", Write: writeConcise},
		{Name: "json", Summary: "one JSON document", Write: writeJSON},
		{Name: "ndjson", Summary: "one JSON object per finding and line, then the summary", Write: writeNDJSON},
		{Name: "sarif", Summary: "SARIF 2.1.0, for code scanning", Write: writeSARIF},
		{Name: "github", Summary: "annotations of GitHub Actions, and the summary of the job", Write: writeGitHub},
		{Name: "gitlab", Summary: "a Code Quality report of GitLab", Write: writeGitLab},
		{Name: "checkstyle", Summary: "XML for Jenkins and review tools", Write: writeCheckstyle},
		{Name: "junit", Summary: "XML for tools that show test results", Write: writeJUnit},
		{Name: "markdown", Summary: "tables for a summary or a comment", Write: writeMarkdown},
		{Name: "html", Summary: "one page for a browser, with nothing to load, and who gets in where", Draws: true, Write: writeHTML},
	}
}

// Lookup returns the format of that name.
func Lookup(name string) (Format, bool) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

// said is what a finding says, on one line and fit for a terminal.
func said(f *lint.Finding) string {
	if f.Assumption == "" {
		return Escape(f.Message)
	}
	return Escape(f.Message) + " (assumed: " + Escape(f.Assumption) + ")"
}

// offer is what is shown of a fix, under a label: also that it is unsafe, and
// why it is none of authlint's.
func offer(x *lint.FixPlace) (label, text string) {
	switch {
	case x.Refused != "":
		return "by hand", x.Title + ": " + x.Refused
	case !x.Safe:
		return "unsafe fix", x.Title
	}
	return "fix", x.Title
}

// fixable says in words how many findings could be fixed; empty for none.
func fixable(r *lint.Result) string {
	safe, unsafe := 0, 0
	for i := range r.Findings {
		f := &r.Findings[i]
		offered := f.Offered()
		switch {
		case f.Suppressed != nil || len(offered) == 0:
		case slices.ContainsFunc(offered, func(x lint.FixPlace) bool { return x.Safe }):
			safe++
		default:
			unsafe++
		}
	}
	switch {
	case safe > 0 && unsafe > 0:
		return fmt.Sprintf("%d can be fixed with --fix, %d more with --unsafe-fixes", safe, unsafe)
	case safe > 0:
		return fmt.Sprintf("%d can be fixed with --fix", safe)
	case unsafe > 0:
		return fmt.Sprintf("%d can be fixed with --unsafe-fixes", unsafe)
	}
	return ""
}

// runeColumns are the columns to print where characters are counted. A place
// that the engine did not make has those of its bytes.
func runeColumns(start, end source.Position, r lint.Runes) lint.Runes {
	if r == (lint.Runes{}) {
		return lint.Runes{Start: start.Column, End: end.Column}
	}
	return r
}

// counting is the result without what is suppressed.
func counting(r *lint.Result) *lint.Result {
	c := &lint.Result{Summary: r.Summary}
	for i := range r.Findings {
		if r.Findings[i].Suppressed == nil {
			c.Findings = append(c.Findings, r.Findings[i])
		}
	}
	return c
}
