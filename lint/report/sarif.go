package report

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/source"
)

// What GitHub takes: a file beyond these is refused as a whole, a finding
// beyond sarifShown is not shown.
const (
	sarifResults = 25_000
	sarifShown   = 5_000
	sarifRelated = 100
	sarifBytes   = 10_000_000 // compressed; the limit is 10 MB of either kind
)

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	// sarifRoot stands for the folder that reports name files from.
	sarifRoot = "%SRCROOT%"
	// sarifFingerprint names the way in which Finding.Fingerprint is made.
	sarifFingerprint = "authlint/v1"
	// sarifLinked is how many related places a message links to: what it does
	// not link to, GitHub does not show.
	sarifLinked = 5
)

// writeSARIF writes a log with one run. Columns count code points. Of a result
// that is larger than GitHub takes the gravest findings are written, and a
// notification says how many are missing. What is suppressed is not in the log:
// GitHub would open an alert for it.
func writeSARIF(w io.Writer, r *lint.Result, o Options) error {
	return writeSARIFWithin(sarifBytes, w, counting(r), o)
}

func writeSARIFWithin(limit int, w io.Writer, r *lint.Result, o Options) error {
	for keep := min(len(r.Findings), sarifResults); ; keep /= 2 {
		var b bytes.Buffer
		if err := encodeJSON(&b, sarifOf(r, o, keep), " "); err != nil {
			return err
		}
		if keep == 0 || compressed(b.Bytes(), limit) <= limit {
			_, err := w.Write(b.Bytes())
			return err
		}
	}
}

// compressed is the size that an upload has; one within the limit as it is need
// not be compressed.
func compressed(text []byte, limit int) int {
	if len(text) <= limit {
		return len(text)
	}
	var size counter
	z := gzip.NewWriter(&size)
	_, _ = z.Write(text) // a counter takes everything
	_ = z.Close()
	return int(size)
}

type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// sarifOf makes the log with the gravest findings, as many as keep.
func sarifOf(r *lint.Result, o Options, keep int) sarifLog {
	s := sarifWriter{rules: map[string]int{}, artifacts: map[string]int{}}
	for _, rule := range o.Rules {
		s.rule(rule)
	}
	cut := 0
	s.run.Results = make([]sarifResult, 0, keep)
	for _, f := range gravest(r.Findings, keep) {
		cut += max(0, len(f.Related)-sarifRelated)
		s.run.Results = append(s.run.Results, s.result(f))
	}
	s.run.Tool.Driver.Name = "authlint"
	s.run.Tool.Driver.InformationURI = home
	s.run.Tool.Driver.Version = cmp.Or(semantic(o.Version), o.Version)
	s.run.Tool.Driver.SemanticVersion = semantic(o.Version)
	if s.run.Tool.Driver.Rules == nil {
		s.run.Tool.Driver.Rules = []sarifRule{}
	}
	if s.run.Artifacts == nil {
		s.run.Artifacts = []sarifArtifact{}
	}
	s.run.OriginalURIBaseIDs = map[string]sarifURIBase{
		sarifRoot: {sarifText{Text: "The folder in which authlint was started."}},
	}
	s.run.ColumnKind = "unicodeCodePoints"
	s.run.RedactionTokens = []string{source.Mask}
	s.run.Invocations = []sarifInvocation{{ExecutionSuccessful: true, Notifications: notifications(r, keep, cut)}}
	return sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{s.run}}
}

// gravest returns as many findings as are to be kept, in their order.
func gravest(findings []lint.Finding, keep int) []*lint.Finding {
	var chosen []*lint.Finding
	if keep >= len(findings) {
		for i := range findings {
			chosen = append(chosen, &findings[i])
		}
		return chosen
	}
	wanted := map[*lint.Finding]bool{}
	for _, l := range bySeverity(findings) {
		for _, f := range l.findings[:min(len(l.findings), keep-len(wanted))] {
			wanted[f] = true
		}
	}
	for i := range findings {
		if f := &findings[i]; wanted[f] {
			chosen = append(chosen, f)
		}
	}
	return chosen
}

// notifications say what the log leaves out, and what it rests on.
func notifications(r *lint.Result, keep, related int) []sarifNotification {
	var notes []sarifNotification
	add := func(level, text string) {
		notes = append(notes, sarifNotification{level, sarifText{Text: text}})
	}
	if n := len(r.Findings) - keep; n > 0 {
		add("warning", fmt.Sprintf("The %s left out are the least severe; GitHub takes %d, and no file over 10 MB.", count(n, "finding"), sarifResults))
	}
	if keep > sarifShown {
		add("warning", fmt.Sprintf("GitHub shows %d of %d findings.", sarifShown, keep))
	}
	if related > 0 {
		add("warning", fmt.Sprintf("%s of findings left out; a finding has %d at most.", count(related, "related place"), sarifRelated))
	}
	if n := r.Summary.Suppressed; n > 0 {
		add("note", count(n, "finding")+" suppressed.")
	}
	for _, a := range r.Summary.Assumptions {
		add("note", "Assumed: "+Escape(a)+".")
	}
	return notes
}

// sarifWriter collects rules and artifacts while results refer to them.
type sarifWriter struct {
	run       sarifRun
	rules     map[string]int
	artifacts map[string]int
}

func (s *sarifWriter) result(f *lint.Finding) sarifResult {
	related := f.Related[:min(len(f.Related), sarifRelated)]
	r := sarifResult{
		RuleID:     f.Rule.ID,
		RuleIndex:  s.rule(f.Rule),
		Level:      f.Severity.String(),
		Message:    sarifText{Text: sarifMessage(f, related)},
		Locations:  []sarifLocation{{PhysicalLocation: s.place(f.Place)}},
		Properties: sarifResultProperties{Outcome: f.Outcome.String(), Confidence: "certain", Site: Escape(f.Site)},
	}
	if f.Assumption != "" {
		r.Properties.Confidence, r.Properties.Assumption = "assumed", Escape(f.Assumption)
	}
	if f.Witness != nil {
		r.Properties.Witness = Escape(f.Witness.String())
	}
	if f.Fingerprint != "" {
		r.PartialFingerprints = map[string]string{sarifFingerprint: f.Fingerprint}
	}
	for i, p := range related {
		r.RelatedLocations = append(r.RelatedLocations, sarifLocation{
			ID:               i + 1,
			PhysicalLocation: s.place(p.Place),
			Message:          &sarifText{Text: unlinked(Escape(p.Message))},
		})
	}
	for _, x := range f.Offered() {
		if len(x.Edits) > 0 {
			r.Fixes = append(r.Fixes, s.fix(x))
		}
	}
	return r
}

// sarifMessage ends in links to the related places.
func sarifMessage(f *lint.Finding, related []lint.RelatedPlace) string {
	text := unlinked(said(f))
	if f.Witness != nil {
		text += "; shown by " + unlinked(Escape(f.Witness.String()))
	}
	for i, r := range related[:min(len(related), sarifLinked)] {
		name := linkText.Replace(fmt.Sprintf("%s:%d", Escape(r.File), r.Start.Line))
		text += fmt.Sprintf("; see [%s](%d), %s", name, i+1, unlinked(Escape(r.Message)))
	}
	return text + "."
}

// unlinked takes links apart: a text between brackets and then one in
// parentheses is a link in every message.
func unlinked(s string) string { return strings.ReplaceAll(s, "](", "] (") }

var linkText = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`)

func (s *sarifWriter) place(p lint.Place) sarifPhysicalLocation {
	l := sarifPhysicalLocation{
		ArtifactLocation: s.artifact(p.File),
		Region:           region(p.Start, p.End, p.Runes),
	}
	// A context has to hold more than the region, and all of it.
	whole := !p.Snippet.CutBefore && !p.Snippet.CutAfter && p.Start.Line == p.End.Line
	if whole && p.Snippet.To-p.Snippet.From < len(p.Snippet.Text) {
		l.ContextRegion = &sarifContext{StartLine: p.Start.Line, Snippet: sarifText{Text: line(p.Snippet.Text)}}
	}
	return l
}

// line escapes a line as a whole but for its tabs.
func line(text string) string {
	parts := strings.Split(text, "\t")
	for i, part := range parts {
		parts[i] = Escape(part)
	}
	return strings.Join(parts, "\t")
}

func region(start, end source.Position, runes lint.Runes) sarifRegion {
	columns := runeColumns(start, end, runes)
	r := sarifRegion{StartLine: start.Line, StartColumn: columns.Start, EndLine: end.Line, EndColumn: columns.End}
	if r.EndLine == 0 {
		r.EndLine, r.EndColumn = r.StartLine, r.StartColumn
	}
	return r
}

// artifact refers to a file, and lists it at its first use.
func (s *sarifWriter) artifact(file string) sarifArtifactLocation {
	location := artifactLocation(file)
	index, known := s.artifacts[file]
	if !known {
		index = len(s.run.Artifacts)
		s.artifacts[file] = index
		s.run.Artifacts = append(s.run.Artifacts, sarifArtifact{location, []string{"analysisTarget"}})
	}
	location.Index = &index
	return location
}

// artifactLocation is relative to the root unless the file lies outside it: a
// URI with a base may not climb.
func artifactLocation(file string) sarifArtifactLocation {
	switch {
	case strings.HasPrefix(file, "/"):
		return sarifArtifactLocation{URI: "file://" + escapePath(file)}
	case file == ".." || strings.HasPrefix(file, "../"):
		return sarifArtifactLocation{URI: escapePath(file)}
	}
	return sarifArtifactLocation{URI: escapePath(file), URIBaseID: sarifRoot}
}

// escapePath makes a path part of a URI, byte by byte. A colon is escaped too,
// because before the first slash it would end a scheme.
func escapePath(path string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/!$&'()*+,;=@"
	var b strings.Builder
	for i := range len(path) {
		if strings.IndexByte(plain, path[i]) >= 0 {
			b.WriteByte(path[i])
		} else {
			fmt.Fprintf(&b, "%%%02X", path[i])
		}
	}
	return b.String()
}

// fix groups the edits of a fix by file, in their order.
func (s *sarifWriter) fix(x lint.FixPlace) sarifFix {
	fix := sarifFix{Description: sarifText{Text: Escape(x.Title)}, Properties: sarifFixProperties{x.Safe}}
	var files []string
	for _, e := range x.Edits {
		at := slices.Index(files, e.File)
		if at < 0 {
			at = len(files)
			files = append(files, e.File)
			fix.ArtifactChanges = append(fix.ArtifactChanges, sarifChange{ArtifactLocation: s.artifact(e.File)})
		}
		change := &fix.ArtifactChanges[at]
		change.Replacements = append(change.Replacements, sarifReplacement{
			DeletedRegion:   region(e.Start, e.End, e.Runes),
			InsertedContent: inserted(e.NewText),
		})
	}
	return fix
}

// inserted is exact: a text that was changed would be another fix.
func inserted(text string) sarifContent {
	if !utf8.ValidString(text) {
		return sarifContent{Binary: []byte(text)}
	}
	return sarifContent{Text: &text}
}
