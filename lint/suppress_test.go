package lint

import (
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

func TestAddressed(t *testing.T) {
	for text, want := range map[string]bool{
		"# authlint:ignore x -- y":       true,
		"authlint:ignore x":              true,
		"##\t authlint:anything":         true,
		"# Authlint:Ignore x":            true,
		"# authlint: ignore x":           true,
		"# authlint: see the manual":     false,
		"# authlint:":                    false,
		"# authlint":                     false,
		"# the authlint:ignore comments": false,
		"":                               false,
	} {
		if got := Addressed(text); got != want {
			t.Errorf("Addressed(%q) = %t", text, got)
		}
	}
}

func TestParseSuppression(t *testing.T) {
	for _, tt := range []struct {
		text, ids, reason, until string
		fault                    IgnoreFault
		at                       string
	}{
		{"# authlint:ignore a -- why", "a", "why", "", IgnoreSound, ""},
		{"#authlint:ignore a,b , c --  why  not  ", "a b c", "why not", "", IgnoreSound, ""},
		{"# authlint:ignore a b -- why", "a b", "why", "", IgnoreSound, ""},
		{"# authlint:ignore a,,b, -- why", "a b", "why", "", IgnoreSound, ""},
		{"# authlint:ignore a --why until=2026-11-21", "a", "why", "2026-11-21", IgnoreSound, ""},
		{"# authlint:ignore a until=2026-11-22 -- why -- not", "a", "why -- not", "2026-11-22", IgnoreSound, ""},
		{"# authlint:ignore a -- why until=2026-11-22 not", "a", "why not", "2026-11-22", IgnoreSound, ""},
		{"# authlint:ignore-file a -- why", "a", "why", "", IgnoreSound, ""},
		{"# AUTHLINT:Ignore a -- why \\\nRequire all granted", "a", "why \\", "", IgnoreSound, ""},
		{"# authlint:ignore a -- why until=2026-11-20", "a", "why", "2026-11-20", IgnoreExpired, "2026-11-20"},
		{"# authlint:ignore a -- why until=soon", "a", "why", "soon", IgnoreBadDate, "soon"},
		{"# authlint:ignore a -- why until=", "a", "why", "", IgnoreBadDate, ""},
		{"# authlint:ignore a -- until=2030-01-01", "a", "", "2030-01-01", IgnoreNoReason, "# authlint:ignore a -- until=2030-01-01"},
		{"# authlint:ignore a because of b", "a", "", "", IgnoreNoReason, "# authlint:ignore a because of b"},
		{"# authlint:ignore a, b", "a b", "", "", IgnoreNoReason, "# authlint:ignore a, b"},
		{"# authlint:ignore -- why", "", "why", "", IgnoreNoRule, "# authlint:ignore -- why"},
		{"# authlint:ignore", "", "", "", IgnoreNoRule, "# authlint:ignore"},
		{"# authlint:ignored a -- why", "", "", "", IgnoreMalformed, "authlint:ignored"},
		{"# authlint: ignore a -- why", "", "", "", IgnoreMalformed, "authlint:"},
		{"# authlint:ignore,a -- why", "", "", "", IgnoreMalformed, "authlint:ignore,a"},
	} {
		f := source.NewFile("f", []byte(tt.text+"\n"))
		s := parseSuppression(&model.Comment{Span: f.Span(0, len(tt.text))}, len(f.Data), "2026-11-21")
		var ids []string
		for _, id := range s.ids {
			ids = append(ids, id.Text())
		}
		if got := strings.Join(ids, " "); got != tt.ids {
			t.Errorf("%q names %q", tt.text, got)
		}
		if s.why() != tt.reason || s.until.Text() != tt.until {
			t.Errorf("%q: reason %q until %q", tt.text, s.why(), s.until.Text())
		}
		at := s.at.Text()
		if s.fault == IgnoreSound {
			at = ""
		}
		if s.fault != tt.fault || at != tt.at {
			t.Errorf("%q: fault %d at %q", tt.text, s.fault, at)
		}
	}
}

// A comment for the whole file stands above the first directive.
func TestIgnoreFileMisplaced(t *testing.T) {
	const comment = "# authlint:ignore-file a -- why"
	for before, want := range map[string]IgnoreFault{
		"":                           IgnoreSound,
		"\xef\xbb\xbf":               IgnoreSound,
		"\n# Of the old server.\r\n": IgnoreSound,
		"\xef\xbb\xbf#\n\t\n":        IgnoreSound,
		"AuthType Basic\n":           IgnoreMisplaced,
		"# old\n\nx\n# new\n":        IgnoreMisplaced,
	} {
		f := source.NewFile("f", []byte(before+comment+"\nRequire all granted\n"))
		c := &model.Comment{Span: f.Span(len(before), len(before)+len(comment))}
		if s := parseSuppression(c, firstDirective(f), "2026-11-21"); s.fault != want || !s.wholeFile {
			t.Errorf("behind %q: fault %d", before, s.fault)
		}
	}
}
