package linttest

import (
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// secrets are the masked texts of a site's files, longest first.
type secrets []string

// secretMin is the length from which a masked text is looked for: a shorter
// one stands in any text by chance.
const secretMin = 8

func (s *secrets) collect(site *model.Site) {
	for _, f := range site.Files {
		for start := 0; start < len(f.Data); start++ {
			end := start
			for end < len(f.Data) && f.Masked(end, end+1) {
				end++
			}
			if end-start >= secretMin {
				*s = append(*s, string(f.Data[start:end]))
			}
			start = max(start, end)
		}
	}
	slices.SortFunc(*s, func(a, b string) int { return len(b) - len(a) })
}

// add takes the secrets of another check in.
func (s *secrets) add(others secrets) {
	*s = append(*s, others...)
	slices.SortFunc(*s, func(a, b string) int { return len(b) - len(a) })
}

func (s secrets) in(text string) bool {
	return slices.ContainsFunc(s, func(secret string) bool { return strings.Contains(text, secret) })
}

// hide makes a text fit for a failure message.
func (s secrets) hide(text string) string {
	for _, secret := range s {
		text = strings.ReplaceAll(text, secret, source.Mask)
	}
	return text
}

// checkLeaks looks for a masked text in everything that is printed.
func checkLeaks(t *testing.T, out output) {
	t.Helper()
	for format, text := range out.printed {
		if out.secrets.in(text) {
			t.Errorf("the %s output has a secret in it", format)
		}
	}
}
