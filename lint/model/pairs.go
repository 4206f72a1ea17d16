package model

import (
	"strings"

	"github.com/authlint/authlint/lint/source"
)

// Pairs reads the comments of one file in their order, for a front end: it
// pairs BEGIN and END, and tells comments what they stand above.
type Pairs struct {
	open    []*Marker
	waiting []*Comment // those whose directive has not come yet
	// first is the first marker of each label, in lower case.
	first map[string]*Marker
}

// maxOpenMarkers bounds how far out an END looks for its BEGIN.
const maxOpenMarkers = 100

// Wait notes a comment that is no marker.
func (p *Pairs) Wait(c *Comment) { p.waiting = append(p.waiting, c) }

// Follow tells comments what they stand above.
func (p *Pairs) Follow(span source.Span) {
	for _, c := range p.waiting {
		c.Applies = span
	}
	p.waiting = p.waiting[:0]
}

// Comment takes a comment that is a marker into the site. It is false for any
// other.
func (p *Pairs) Comment(site *Site, scope *Scope, text string, span source.Span) bool {
	mark, end, is := ParseMarker(text)
	if !is {
		return false
	}
	mark.Scope = scope
	if end {
		p.end(site, mark, span)
		return true
	}
	mark.Begin = span
	mark.Body = source.Span{File: span.File, Start: span.End, End: span.End}
	if len(p.open) > 0 {
		mark.Outer = p.open[len(p.open)-1]
	}
	if label := strings.ToLower(mark.Label); p.first[label] != nil {
		mark.Earlier = p.first[label]
	} else {
		if p.first == nil {
			p.first = map[string]*Marker{}
		}
		p.first[label] = mark
	}
	p.open = append(p.open, mark)
	site.Markers = append(site.Markers, mark)
	return true
}

// end closes the innermost open marker of that label.
func (p *Pairs) end(site *Site, mark *Marker, span source.Span) {
	for i := len(p.open) - 1; i >= max(0, len(p.open)-maxOpenMarkers); i-- {
		if !sameBlock(p.open[i], mark) {
			continue
		}
		for _, inner := range p.open[i+1:] {
			inner.Fault = MarkerCrossed
			inner.Body.End = span.Start
		}
		p.open[i].End, p.open[i].Body.End = span, span.Start
		p.open = p.open[:i]
		return
	}
	mark.End, mark.Fault = span, MarkerNoBegin
	mark.Body = source.Span{File: span.File, Start: span.Start, End: span.Start}
	site.Markers = append(site.Markers, mark)
}

// sameBlock says that an END is that of an open block. Some owners write their
// version behind BEGIN alone.
func sameBlock(open, end *Marker) bool {
	if strings.EqualFold(open.Label, end.Label) {
		return true
	}
	n := len(end.Label)
	return end.Owner != "" && open.Owner == end.Owner && len(open.Label) > n &&
		strings.EqualFold(open.Label[:n+1], end.Label+" ")
}

// Finish ends what is open at the end of the file, which is that long.
func (p *Pairs) Finish(length int) {
	for _, o := range p.open {
		o.Fault = MarkerNoEnd
		o.Body.End = length
	}
	p.open = nil
}
