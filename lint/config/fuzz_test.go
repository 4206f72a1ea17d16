package config_test

import (
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/source"
)

// FuzzLoad looks for a file that makes the decoder panic, point outside the
// file, or accept what it cannot show as a file that says the same.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"testdata/wrong.txtar", "testdata/wrong_custom.txtar"} {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if !strings.HasSuffix(file.Name, ".want") {
				f.Add(file.Data)
			}
		}
	}
	f.Add([]byte(config.Template))
	f.Add([]byte(full))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, diagnostics := config.Load(source.NewFile(config.Name, data), "/site", known())
		for _, d := range diagnostics {
			if d.Span.File == nil || d.Span.Start > d.Span.End || d.Span.End > len(data) {
				t.Fatalf("%q lies outside the file", d.Message)
			}
			if d.Message == "" || strings.ContainsAny(d.Message, "\n") {
				t.Fatalf("%q is no line", d.Message)
			}
		}
		if config.Failed(diagnostics) {
			return
		}
		var shown strings.Builder
		if err := c.Show(&shown, known().Rules); err != nil {
			t.Fatal(err)
		}
		again, diagnostics := config.Load(source.NewFile("shown", []byte(shown.String())), "/site", known())
		if config.Failed(diagnostics) {
			t.Fatalf("what is shown does not load: %s%s", said(diagnostics), shown.String())
		}
		if len(again.Suppress) != len(c.Suppress) || len(again.Exclude) != len(c.Exclude) || len(again.PathMap) != len(c.PathMap) ||
			len(again.Custom) != len(c.Custom) {
			t.Fatal("what is shown says something else")
		}
	})
}

// Deep nesting must not fill the stack, which ends the program.
func TestNesting(t *testing.T) {
	for _, piece := range []string{"[", "-", "!", "{a=", "(", "a?b:", `"${`, `a["`, "a(", "[for x in ", "a.*", "x{", "%{if "} {
		if _, diagnostics := load("a = " + strings.Repeat(piece, 60_000/len(piece))); !config.Failed(diagnostics) {
			t.Errorf("%q, repeated, is accepted", piece)
		}
	}
}
