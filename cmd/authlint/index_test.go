package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/errorlog"
	"github.com/authlint/authlint/lint/standard"
)

// TestRuleIndex compares the table of contents of the rules' pages with the
// rules and log messages there are.
func TestRuleIndex(t *testing.T) {
	const name = "../../rules/README.md"
	want := ruleIndex()
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil || string(got) != want {
		t.Errorf("rules/README.md is not what the code says (%v); go test ./cmd/authlint -run Index -update writes it", err)
	}
	for _, link := range strings.Split(want, "](")[1:] {
		page, _, _ := strings.Cut(link, ")")
		if _, err := os.Stat("../../rules/" + page); err != nil {
			t.Error(err)
		}
	}
}

// outcomesInWords are what a visitor or the owner will notice.
var outcomesInWords = map[lint.Outcome]string{
	lint.Breaks:   "The server answers 500, or does not start.",
	lint.LocksOut: "People who should get in are refused with 401 or 403.",
	lint.Exposes:  "People get in who should not.",
	lint.Weakens:  "A password can be guessed or listened to.",
	lint.Stale:    "Something is left over and does nothing.",
	lint.Confuses: "It works by accident, or will not for long.",
}

func ruleIndex() string {
	var b strings.Builder
	b.WriteString("# Rules\n\n<!-- written by go test ./cmd/authlint -run Index -update -->\n\n" +
		"Each page says what is wrong, with an example that is run by a test, why it\n" +
		"matters, how to mend it, and when it is no reason to worry.\n")
	for o := lint.Breaks; o <= lint.Confuses; o++ {
		fmt.Fprintf(&b, "\n## %s\n\n%s Severity: %s.\n\n", o, outcomesInWords[o], o.Severity())
		for _, r := range standard.Rules() {
			if r.Outcome == o {
				fmt.Fprintf(&b, "- [%s](doc/%s.md): %s\n", r.ID, r.ID, r.Summary)
			}
		}
	}
	b.WriteString("\n## Messages in the error log\n\n" +
		"`authlint explain` with a code, or with a whole line, lists the causes of these\nand the rules that find them.\n\n")
	for _, m := range errorlog.All() {
		fmt.Fprintf(&b, "- %s: %s\n", m.Title(), strings.ReplaceAll(m.Says, "<", `\<`))
	}
	return b.String()
}
