package rules

import "embed"

//go:embed doc/*.md
var pages embed.FS

// doc is the page of a rule. A rule without one is a bug of ours, found when
// the program starts.
func doc(id string) string {
	page, err := pages.ReadFile("doc/" + id + ".md")
	if err != nil {
		panic("rules: no page for " + id)
	}
	return string(page)
}
