package model

import "strings"

// owner is a program that marks its part of a file.
type owner struct {
	// begin is how the comment starts, in lower case and without signs; end
	// how its closing comment does. An empty end means "end " and the label.
	begin, end string
	// tail is what the closing comment ends with, where it starts like others.
	tail string
	// label names the pair where the comments themselves do not agree.
	label string
	of    *program
	// purpose says in a few words what the part is for.
	purpose string
}

// program is a program that owners_table.go knows: an application, its plugin
// in the folder slug, or a control panel.
type program struct {
	name, app, slug string
	panel           bool
}

// ParseMarker tells whether a comment, its sign included, begins or ends a
// block that some program says it owns. Of the marker only Label, Owner, App,
// Slug, Panel and Purpose are set. A pair nobody knows, "BEGIN name" and "END
// name", is a marker too; only the words at a comment's start count.
func ParseMarker(comment string) (m *Marker, end, is bool) {
	text := strings.TrimSpace(strings.Trim(comment, "#;/*= \t"))
	lower := strings.ToLower(text)
	for i := range owners {
		o := &owners[i]
		switch {
		case o.tail != "" && strings.HasSuffix(lower, o.tail):
			return o.marker(o.begin), true, true
		case o.end != "" && strings.HasPrefix(lower, o.end):
			return o.marker(strings.TrimPrefix(o.begin, "begin ")), true, true
		case o.end+o.tail != "" && strings.HasPrefix(lower, o.begin):
			return o.marker(strings.TrimPrefix(o.begin, "begin ")), false, true
		case strings.HasPrefix(lower, o.begin) && boundary(lower, len(o.begin)):
			return o.marker(text[labelStart(o.begin):]), false, true
		case o.end+o.tail == "" && strings.HasPrefix(lower, "end "+strings.TrimPrefix(o.begin, "begin ")) &&
			boundary(lower, len("end ")+len(o.begin)-len("begin ")):
			return o.marker(text[len("end "):]), true, true
		}
	}
	if label, ok := strings.CutPrefix(text, "BEGIN "); ok && label != "" {
		return &Marker{Label: label}, false, true
	}
	if label, ok := strings.CutPrefix(text, "END "); ok && label != "" {
		return &Marker{Label: label}, true, true
	}
	return nil, false, false
}

func (o *owner) marker(label string) *Marker {
	if o.label != "" {
		label = o.label
	}
	return &Marker{Owner: o.of.name, Label: label, App: o.of.app, Slug: o.of.slug, Panel: o.of.panel, Purpose: o.purpose}
}

func labelStart(begin string) int {
	if strings.HasPrefix(begin, "begin ") {
		return len("begin ")
	}
	return 0
}

// boundary says that a word ends at i.
func boundary(s string, i int) bool {
	return i >= len(s) || s[i] < 'a' || s[i] > 'z'
}
