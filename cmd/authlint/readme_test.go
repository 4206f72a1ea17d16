package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/standard"
)

// update rewrites what the README shows by what the command prints.
var update = flag.Bool("update", false, "rewrite expected output")

// TestReadme runs every command the README shows and compares what it prints,
// and the table of rules with the rules there are.
func TestReadme(t *testing.T) {
	t.Chdir("../..")
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme := string(text)
	shown := 0
	for _, block := range fenced(readme, "console") {
		command, want, _ := strings.Cut(block, "\n")
		args, ok := strings.CutPrefix(command, "$ go run ./cmd/authlint ")
		if !ok {
			t.Errorf("the README shows a command that no test runs: %s", command)
			continue
		}
		shown++
		if got := printed(strings.Fields(args)); got != want {
			if !*update {
				t.Errorf("%s prints now:\n%s", command, got)
			}
			readme = strings.Replace(readme, command+"\n"+want, command+"\n"+got, 1)
		}
	}
	if shown == 0 {
		t.Error("the README shows no command")
	}
	readme = tableOfRules(t, readme)
	if *update && readme != string(text) {
		if err := os.WriteFile("README.md", []byte(readme), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// fenced returns the contents of the fenced blocks with that info string.
func fenced(text, info string) []string {
	var blocks []string
	for {
		_, rest, found := strings.Cut(text, "\n```"+info+"\n")
		if !found {
			return blocks
		}
		block, tail, _ := strings.Cut(rest, "```\n")
		blocks = append(blocks, block)
		text = "\n" + tail
	}
}

// printed is what a command line prints, without colour.
func printed(args []string) string {
	var out bytes.Buffer
	run(args, streams{in: strings.NewReader(""), out: &out, err: &out, getenv: func(string) string { return "" }})
	return out.String()
}

const (
	rulesBegin = "<!-- rules: written by go test ./cmd/authlint -run Readme -update -->\n"
	rulesEnd   = "<!-- end of rules -->"
)

// tableOfRules puts the table of all rules in its place.
func tableOfRules(t *testing.T, readme string) string {
	t.Helper()
	before, rest, found := strings.Cut(readme, rulesBegin)
	old, after, closed := strings.Cut(rest, rulesEnd)
	if !found || !closed {
		t.Fatal("the README has no place for the table of rules")
	}
	var b strings.Builder
	b.WriteString("| rule | outcome | what is wrong |\n|---|---|---|\n")
	for _, r := range standard.Rules() {
		fmt.Fprintf(&b, "| [%s](rules/doc/%s.md) | %s | %s |\n", r.ID, r.ID, r.Outcome, strings.ReplaceAll(r.Summary, "|", "\\|"))
	}
	if b.String() != old && !*update {
		t.Error("the README's table of rules is not that of the code")
	}
	return before + rulesBegin + b.String() + rulesEnd + after
}
