package fix

import (
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// What is secret to one of two sites that read a file is secret.
func TestFilesOfTwoSites(t *testing.T) {
	text := "secret\n"
	one, other := source.NewFile("f", []byte(text)), source.NewFile("f", []byte(text))
	one.Mask(one.Span(0, 3))
	other.Mask(other.Span(2, 6))
	e := lint.EditPlace{File: "f", Start: one.Position(7), End: one.Position(7)}
	finding := &lint.Finding{Fixes: []lint.FixPlace{{Edits: []lint.EditPlace{e}}}}
	var files Files
	for _, f := range []*source.File{one, other} {
		files.Gather(&model.Site{Files: []*source.File{f}}, []*lint.Finding{finding})
	}
	if why := finding.Fixes[0].Refused; why != "" {
		t.Errorf("it is refused, because %s", why)
	}
	if got := files.Of("f").Text(0, 6); got != source.Mask {
		t.Errorf("shown is %q", got)
	}
	outside := e
	outside.End.Offset = 8
	elsewhere := &lint.Finding{Fixes: []lint.FixPlace{{Edits: []lint.EditPlace{{File: "gone"}}}, {}, {Edits: []lint.EditPlace{outside}}}}
	files.Gather(&model.Site{}, []*lint.Finding{elsewhere})
	for _, x := range elsewhere.Fixes {
		if x.Refused == "" {
			t.Errorf("%+v is not refused", x)
		}
	}
}
