package lint

import (
	"testing"

	"github.com/authlint/authlint/lint/source"
)

func TestRunes(t *testing.T) {
	for _, tt := range []struct {
		name       string
		text       string
		base       source.Base
		start, end int
		want       Runes
	}{
		{"letters", "Require all", source.Base{}, 8, 11, Runes{9, 12}},
		{"characters of several bytes", "\n日本 é\n", source.Base{}, 8, 10, Runes{4, 5}},
		{"bytes that are no text", "\xff\xfe a", source.Base{}, 3, 4, Runes{4, 5}},
		{"over the end of a line", "é\nab\n", source.Base{}, 2, 5, Runes{2, 3}},
		{"byte order mark", "\ufeffa", source.Base{}, 3, 4, Runes{1, 2}},
		{"the byte order mark itself", "\ufeffa", source.Base{}, 0, 3, Runes{1, 1}},
		{"such a mark inside", "a\n\ufeffb", source.Base{}, 5, 6, Runes{2, 3}},
		{"such a mark in an excerpt", "\ufeffa", source.Base{Offset: 9}, 3, 4, Runes{2, 3}},
		{"outside the file", "é", source.Base{}, 9, 9, Runes{2, 2}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := source.NewExcerpt("f", []byte(tt.text), tt.base)
			if got := place(f.Span(tt.start, tt.start), "").Runes.Start; tt.end <= len(tt.text) && got != tt.want.Start {
				t.Errorf("place begins in column %d, want %d", got, tt.want.Start)
			}
			if got := runes(f.Span(tt.start, tt.end)); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}
