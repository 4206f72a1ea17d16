package rules

import "embed"

//go:embed doc/*.md
var pages embed.FS

// doc is the page of a rule. A rule without one fails a test of this package.
func doc(id string) string {
	page, err := pages.ReadFile("doc/" + id + ".md")
	if err != nil {
		return ""
	}
	return string(page)
}
