package lint

import (
	"bytes"
	"unicode/utf8"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Diagnostic is what a rule reports.
type Diagnostic struct {
	// Span is the tightest place: the word that is wrong, or, for something
	// missing, where it belongs.
	Span source.Span
	// Path names the file for a diagnostic without a Span: a file that
	// could not be read has no text to point into.
	Path string
	// Cause is what has to change: the whole directive, a section's opening
	// line, a credential file's line. Diagnostics with the same cause become
	// one finding. Zero means Span.
	Cause source.Span
	// Missing names what is not there, where that is the cause: an exception, a
	// setting that nobody wrote. Cause is then only where it shows, and what is
	// said of that place otherwise has other causes.
	Missing string
	// Message is one lower-case clause without a full stop: what was found,
	// what it does, what would be right.
	Message string
	// Outcome and Severity differ from the rule's own where this case does.
	Outcome  Outcome
	Severity Severity
	// Assumption is a clause that must hold for the diagnostic to be true;
	// empty when it is certain.
	Assumption string
	Related    []Related
	Fixes      []Fix
	// Witness is a request that shows it; nil where none is certain.
	Witness *Witness
	// Parts are all places that one diagnostic tells of, Span among them,
	// where it tells of several for short. It counts for known only when
	// each of them is.
	Parts []source.Span
}

// Related is another place that belongs to a diagnostic.
type Related struct {
	Span    source.Span
	Message string

	rule *Rule // of RelatedPlace
}

// Fix is one way to mend what a diagnostic reports. Fixes of one diagnostic
// are alternatives; fixes of different ones are independent changes to the
// same text.
type Fix struct {
	// Title is a verb phrase.
	Title string
	// Safe says that the fix can neither lock anybody out nor let anybody
	// in.
	Safe bool
	// Part is a program's own part of a file that the fix edits, where it makes
	// of the part what that program would; nil for others. Into the parts of
	// programs no other fix reaches.
	Part  *model.Marker
	Edits []Edit
}

// Edit replaces the bytes of Span by NewText.
type Edit struct {
	Span    source.Span
	NewText string
}

// Place is where a finding points, without the file itself.
type Place struct {
	File       string
	Start, End source.Position
	Runes      Runes
	Snippet    Snippet
}

// Runes are the columns of a place in characters: the line itself may not be
// at hand where they are asked for.
type Runes struct {
	// Start and End are Start.Column and End.Column of the place, counted in
	// code points from 1. A byte that is not UTF-8 counts as one, and a byte
	// order mark not at all.
	Start, End int
}

// Snippet is the line, or a part of a long one, in which a place begins.
type Snippet struct {
	// Text is masked; control characters are still in it.
	Text string
	// From and To are the place's bytes within Text.
	From, To int
	// CutBefore and CutAfter say that the line is longer.
	CutBefore, CutAfter bool
}

// Finding is a Diagnostic after the engine has settled rule, severity and
// place. It refers to no File and may outlive the site.
type Finding struct {
	Rule *Rule
	Place
	Severity    Severity
	Outcome     Outcome
	Assumption  string
	Message     string
	Related     []RelatedPlace
	Fixes       []FixPlace
	Witness     *Witness
	Fingerprint string
	// Parts are the fingerprints of all places of a finding that tells of
	// several, the first of them Fingerprint; nil for others.
	Parts []string
	// Identity is the file's name in the fingerprint and in baselines: the
	// same from whatever folder it is looked at.
	Identity string
	Site     string
	// Suppressed says that and why the finding does not count; nil when it
	// does.
	Suppressed *Suppression

	// lines are what the lines of the parts say, their secrets too.
	lines []uint64
	// insisted says that it is wanted whatever files were named.
	insisted bool
}

// Suppression is why a finding does not count.
type Suppression struct {
	Kind   string // "inSource", "external" or "baseline"
	Reason string
}

// The kinds of Suppression.
const (
	InSource = "inSource" // a comment in the file
	External = "external" // the configuration
	Baseline = "baseline" // a file of findings that were there before
)

// RelatedPlace is a Related without the file.
type RelatedPlace struct {
	Place
	Message string
	// Rule has a finding of its own here, which the related one stands for: they
	// have the same cause. It is nil for other places.
	Rule *Rule
}

// FixPlace is a Fix without the file.
type FixPlace struct {
	Title string
	Safe  bool
	Edits []EditPlace
	// Refused says in a clause why authlint leaves the fix to people; empty
	// where it does not.
	Refused string
	// Judged says that the engine was asked what the fix does. Effects are what
	// is answered otherwise then, of which Title tells the first.
	Judged  bool
	Effects []Effect
}

// Effect is a request that a fix makes the server answer otherwise.
type Effect struct{ Before, After Witness }

// EditPlace is an Edit without the file.
type EditPlace struct {
	File       string
	Start, End source.Position
	Runes      Runes
	NewText    string
	// Snippet are the lines that the edit touches, whole, or the first of many.
	Snippet Snippet
}

// snippetMax bounds a snippet's bytes: a line may have megabytes.
const snippetMax = 160

// PlaceOf is a span as it is shown, masked and without its file.
func PlaceOf(span source.Span) Place { return place(span, "") }

// place computes what is shown of a span.
func place(span source.Span, path string) Place {
	if span.File == nil {
		start := source.Position{Line: 1, Column: 1}
		return Place{File: path, Start: start, End: start, Runes: Runes{1, 1}}
	}
	p := Place{
		File:  span.File.Name,
		Start: span.File.Position(span.Start),
		End:   span.File.Position(span.End),
	}
	p.Runes = runes(span)
	p.Snippet = snippet(span)
	return p
}

const byteOrderMark = "\uFEFF"

func runes(span source.Span) Runes {
	return Runes{Start: runeColumn(span.File, span.Start), End: runeColumn(span.File, span.End)}
}

func runeColumn(f *source.File, offset int) int {
	offset = min(max(offset, 0), len(f.Data))
	line := f.Data[:offset]
	line = line[bytes.LastIndexByte(line, '\n')+1:]
	if len(line) == offset && f.Base.Offset == 0 {
		line = bytes.TrimPrefix(line, []byte(byteOrderMark))
	}
	return utf8.RuneCount(line) + 1
}

// editMax bounds the bytes of the lines that an edit touches.
const editMax = 2 << 10

// editSnippet are the lines that an edit touches.
func editSnippet(span source.Span) Snippet {
	start, end := span.File.LineSpan(span.Start).Start, span.File.LineSpan(span.End).End
	var s Snippet
	if end-start > editMax {
		start = max(start, min(span.Start-editMax/4, end-editMax))
		end = min(end, start+editMax)
		s.CutBefore, s.CutAfter = start > span.File.LineSpan(span.Start).Start, true
	}
	s.Text, s.From, s.To = span.File.Shown(start, end, min(span.Start, end), min(span.End, end))
	return s
}

func snippet(span source.Span) Snippet {
	line := span.File.LineSpan(span.Start)
	start, end := line.Start, line.End
	var s Snippet
	if end-start > snippetMax {
		start = max(start, min(span.Start-snippetMax/4, end-snippetMax))
		end = min(end, start+snippetMax)
		s.CutBefore, s.CutAfter = start > line.Start, end < line.End
	}
	s.Text, s.From, s.To = span.File.Shown(start, end, span.Start, max(span.Start, span.End))
	return s
}
