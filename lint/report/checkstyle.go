package report

import (
	"bytes"
	"encoding/xml"
	"io"

	"github.com/authlint/authlint/lint"
)

// The types are the report of Checkstyle, as Jenkins, reviewdog and most
// review tools read it.

type checkstyleReport struct {
	XMLName xml.Name         `xml:"checkstyle"`
	Version string           `xml:"version,attr"`
	Files   []checkstyleFile `xml:"file"`
}

type checkstyleFile struct {
	Name   string            `xml:"name,attr"`
	Errors []checkstyleError `xml:"error"`
}

type checkstyleError struct {
	Line     int    `xml:"line,attr"`
	Column   int    `xml:"column,attr"`
	Severity string `xml:"severity,attr"`
	Message  string `xml:"message,attr"`
	Source   string `xml:"source,attr"`
}

// checkstyleVersion is the version whose report has just these attributes.
const checkstyleVersion = "4.3"

// writeCheckstyle writes an element per file, and in it one per finding.
func writeCheckstyle(w io.Writer, r *lint.Result, _ Options) error {
	r = counting(r)
	report := checkstyleReport{Version: checkstyleVersion}
	for _, findings := range byFile(r.Findings) {
		file := checkstyleFile{Name: Escape(findings[0].File)}
		for i := range findings {
			f := &findings[i]
			file.Errors = append(file.Errors, checkstyleError{
				Line:     f.Start.Line,
				Column:   runeColumns(f.Start, f.End, f.Runes).Start,
				Severity: checkstyleSeverity(f.Severity),
				Message:  said(f),
				Source:   "authlint." + f.Rule.ID,
			})
		}
		report.Files = append(report.Files, file)
	}
	return encodeXML(w, report)
}

func checkstyleSeverity(s lint.Severity) string {
	if s == lint.Note {
		return "info"
	}
	return s.String()
}

// byFile cuts findings, which are ordered by file, into those of each.
func byFile(findings []lint.Finding) [][]lint.Finding {
	var files [][]lint.Finding
	start := 0
	for i := range findings {
		if i+1 == len(findings) || findings[i+1].File != findings[i].File {
			files = append(files, findings[start:i+1])
			start = i + 1
		}
	}
	return files
}

// encodeXML writes a document and a newline.
func encodeXML(w io.Writer, value any) error {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", "  ")
	if err := e.Encode(value); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err := w.Write(b.Bytes())
	return err
}
