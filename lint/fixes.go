package lint

import (
	"bytes"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// fixPlace settles a fix: its text becomes one that could have been written in
// the file by hand.
func fixPlace(site *model.Site, x Fix) FixPlace {
	p := FixPlace{Title: x.Title, Safe: x.Safe, Refused: refusal(site, &x)}
	for _, e := range x.Edits {
		e = inKeeping(e)
		p.Edits = append(p.Edits, EditPlace{
			File:    e.Span.File.Name,
			Start:   e.Span.File.Position(e.Span.Start),
			End:     e.Span.File.Position(e.Span.End),
			Runes:   runes(e.Span),
			NewText: e.NewText,
			Snippet: editSnippet(e.Span),
		})
	}
	return p
}

// inKeeping is the edit with what the file is like: where its lines end in
// carriage returns, so do those that are added; what is added in front stands
// behind the byte order mark, and what is added behind a last line that does
// not end begins a line of its own, which does not end either.
func inKeeping(e Edit) Edit {
	data := e.Span.File.Data
	if len(e.NewText) == 0 || e.Span.Start > e.Span.End || e.Span.End > len(data) {
		return e
	}
	if mark := len(byteOrderMark); e.Span.Start == 0 && e.Span.End == 0 && bytes.HasPrefix(data, []byte(byteOrderMark)) {
		e.Span.Start, e.Span.End = mark, mark
	}
	text := strings.ReplaceAll(e.NewText, "\r\n", "\n")
	if n := len(data); e.Span.Start == n && n > 0 && data[n-1] != '\n' && strings.HasSuffix(text, "\n") {
		text = strings.TrimSuffix(text, "\n")
		if !strings.HasPrefix(text, "\n") {
			text = "\n" + text
		}
	}
	if endsInReturns(data) {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	e.NewText = text
	return e
}

// endsInReturns says that lines end as on Windows: the first one tells.
func endsInReturns(data []byte) bool {
	i := bytes.IndexByte(data, '\n')
	return i > 0 && data[i-1] == '\r'
}

// Offered are the fixes that authlint applies when it is asked to.
func (f *Finding) Offered() []FixPlace {
	if !slices.ContainsFunc(f.Fixes, func(x FixPlace) bool { return x.Refused != "" }) {
		return f.Fixes
	}
	return slices.DeleteFunc(slices.Clone(f.Fixes), func(x FixPlace) bool { return x.Refused != "" })
}

// jointFixes are the fixes of a finding that two sites have: those that both
// offer. One that is safe in one of them alone is not, and what stands in its
// title of one holds where it is so.
func jointFixes(a, b []FixPlace) []FixPlace {
	var joint []FixPlace
	for _, x := range a {
		i := slices.IndexFunc(b, func(y FixPlace) bool { return slices.Equal(x.Edits, y.Edits) })
		if i < 0 {
			continue
		}
		y := b[i]
		if x.Safe && !y.Safe {
			x.Title = y.Title
		}
		x.Safe = x.Safe && y.Safe
		x.Effects = slices.Concat(x.Effects, y.Effects)
		if x.Refused == "" {
			x.Refused = y.Refused
		}
		joint = append(joint, x)
	}
	return joint
}
