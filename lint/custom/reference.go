package custom

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// Language is the page about the language of rules, in Markdown. Its tables are
// those of Reference; a test compares them.
//
//go:embed language.md
var Language string

// Reference is what a rule may speak of, as Markdown, made of the tables that
// rules are checked against.
func Reference() string {
	var b strings.Builder
	b.WriteString("### Targets\n")
	for _, t := range targets {
		fmt.Fprintf(&b, "\n#### %s\n\n%s\n\n| attribute | type | |\n|---|---|---|\n", t.name, oneLine(t.doc))
		for i := range t.attributes {
			b.WriteString(t.attributes[i].row())
		}
	}
	b.WriteString("\n### Functions\n\n| | |\n|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(documented())) {
		f := documented()[name]
		fmt.Fprintf(&b, "| `%s` | %s |\n", f.usage, f.doc)
	}
	b.WriteString("\nA request that `decision` is asked about may have\n\n| | |\n|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(requestFields)) {
		fmt.Fprintf(&b, "| `%s` | %s |\n", name, requestFields[name].doc)
	}
	b.WriteString("\nand what it returns has\n\n| | | |\n|---|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(answerDocs)) {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, shortType(answerType.AttributeType(name)), answerDocs[name])
	}
	fmt.Fprintf(&b, "\n### Bounds\n\n"+
		"An expression has at most %d KiB and %d parts. A rule is asked about %d objects of a site\n"+
		"and has %v for it. A text of more than %d KiB, and a list of more than %d members or\n"+
		"%d KiB, is unknown to it. A bound that was hit while something was judged is a finding of\n"+
		"`limit-reached`. A message is cut at %d bytes.\n",
		maxSource>>10, maxNodes, maxObjects, maxTime, maxText>>10, maxItems, maxLists>>10, maxMessage)
	return b.String()
}

// documented are the functions with those that are made for each rule.
func documented() map[string]entry {
	all := maps.Clone(functions)
	all["matches"] = entry{usage: "matches(text, pattern)",
		doc: "whether Go's regular expression, written out in quotes, matches anywhere in the text"}
	all["decision"] = entry{usage: "decision(url, request)",
		doc: "what the server answers; `decision(url)` and `decision(request)` with a url in it are the same"}
	return all
}

var answerDocs = map[string]string{
	"status":    "as in 401; unknown where a program behind the server sets it, or nothing is decided",
	"outcome":   "served, upstream, redirected, challenged, forbidden, not-found, method-not-allowed or error; unknown where nothing is decided",
	"challenge": "the WWW-Authenticate headers",
	"location":  "where a redirect goes; null for none",
	"undecided": "why nothing is decided; null where it is",
}

// row is the attribute's line in a table.
func (a *attribute) row() string {
	typ := shortType(a.typ)
	if a.null {
		typ += " or null"
	}
	doc := oneLine(a.doc)
	if a.span != nil {
		doc += "; `at` may name it"
	}
	return fmt.Sprintf("| `%s` | %s | %s |\n", a.name, typ, doc)
}

func shortType(t cty.Type) string {
	switch {
	case t == cty.Number:
		return "number"
	case t == cty.Bool:
		return "bool"
	case t.IsListType():
		return "list of texts"
	}
	return "text"
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
