package apache

import (
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/source"
)

func TestMacros(t *testing.T) {
	p := &program{macros: map[string]*macro{
		"plain":  {parameters: []string{"$a", "$ab"}, body: "X $a $ab $abc\n"},
		"outer":  {parameters: []string{"$x"}, body: "<Location $x>\nUse inner $x\n"},
		"inner":  {parameters: []string{"$y"}, body: "Require $y\n</Location>\n"},
		"twice":  {twice: true, body: "X\n"},
		"spiral": {body: "X\nUse spiral\n"},
		"bomb":   {body: strings.Repeat("Use bomb\n", 1000)},
	}}
	for text, want := range map[string]string{
		"A\nUse Plain 1 \"2 3\"\nB\n":              "A\nX 1 2 3 2 3c\nB\n",
		"<Macro m>\nC\n</Macro>\nB\n":              "B\n",
		"Use outer /a\n":                           "<Location /a>\nRequire /a\n</Location>\n",
		"Use plain 1\nUse twice\nUse unknown\nB\n": "Use plain 1\nUse twice\nUse unknown\nB\n",
		"B\n":          "B\n",
		"Use spiral\n": strings.Repeat("X\n", maxMacroDepth) + "Use spiral\n",
	} {
		if got := string(p.withMacros(source.NewFile("c", []byte(text))).Data); got != want {
			t.Errorf("%q becomes %q, not %q", text, got, want)
		}
	}
	if got := len(p.withMacros(source.NewFile("c", []byte("Use bomb\n"))).Data); got > 2*maxExpansion {
		t.Errorf("macros make %d bytes", got)
	}
}
