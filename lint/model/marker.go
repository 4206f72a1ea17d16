package model

import "github.com/authlint/authlint/lint/source"

// Marker is a part of a file that some program says it owns: a BEGIN and an
// END comment and what stands between them.
type Marker struct {
	// Owner is the program, "WordPress" or "Wordfence"; empty when the
	// marker is none authlint knows.
	Owner string
	// Label is the text between BEGIN and the end of the comment.
	Label string
	// App is the kind of application that writes it ("wordpress"), Slug its
	// plugin folder; empty for the application itself and for control
	// panels.
	App, Slug string
	// Panel says that a control panel owns it.
	Panel bool
	// Purpose says in a few words what the part is for; empty where Owner is.
	Purpose string
	// Begin and End are the two comments; End is zero when it is missing.
	Begin, End source.Span
	// Body is what stands between them; to the end of the file, or to the
	// next marker, when End is missing.
	Body  source.Span
	Fault MarkerFault
	// Outer is the marker it stands in; nil elsewhere.
	Outer *Marker
	// Earlier is the first block with the same label in the file; nil for
	// the first itself.
	Earlier *Marker
	Scope   *Scope // the scope it begins in
}

// MarkerFault is what is wrong with a pair of markers.
type MarkerFault uint8

// The faults of markers.
const (
	MarkerWhole   MarkerFault = iota
	MarkerNoEnd               // BEGIN without END
	MarkerNoBegin             // END without BEGIN
	MarkerCrossed             // END before BEGIN, or inside a block that began earlier
)

// Comment is a comment, or a run of comment lines that is no marker.
type Comment struct {
	Span source.Span
	// Text is the comment without its sign and the blanks round it.
	Text string
	// Directive is the name, in the manual's spelling, of the directive
	// about access that the comment would be if its sign were taken off;
	// empty for prose.
	Directive string
	// Applies is the directive or section that follows it; zero at the end
	// of a section.
	Applies source.Span
	// Covers begins with the comment and ends with what follows it, a
	// section with all that stands in it; where nothing follows, with what
	// the comment stands in. Only comments in Addressed lists have it.
	Covers source.Span
	Scope  *Scope
}

// OwnerOf is the marked part that a span reaches into, its two comments
// included: what stands there is written by another program. It is nil
// elsewhere.
func (s *Site) OwnerOf(span source.Span) *Marker {
	for _, m := range s.Markers {
		if m.holds(span) {
			return m
		}
	}
	for _, app := range s.Apps {
		for _, m := range app.Markers {
			if m.holds(span) {
				return m
			}
		}
	}
	return nil
}

// holds says that a span reaches into the part. What begins and never ends is a
// part where its program is known; a lone "BEGIN" may be prose.
func (m *Marker) holds(span source.Span) bool {
	if m.Begin.IsZero() || m.Begin.File != span.File || m.Owner == "" && m.End.IsZero() {
		return false
	}
	end := max(m.Body.End, m.End.End)
	return span.Start < end && span.End > m.Begin.Start || span.Start == end && m.End.IsZero()
}
