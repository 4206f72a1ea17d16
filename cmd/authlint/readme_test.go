package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/custom"
	"github.com/authlint/authlint/lint/source"
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

// TestReadmeConfig loads every configuration the README shows.
func TestReadmeConfig(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := fenced(string(readme), "hcl")
	if len(blocks) == 0 {
		t.Error("the README shows no configuration")
	}
	for _, block := range blocks {
		file := source.NewFile("README.md", []byte(block))
		_, diagnostics := config.Load(file, "/site", standard.Known("v0.1.0"))
		for _, d := range diagnostics {
			t.Errorf("%s: %s", d.Span.Text(), d.Message)
		}
	}
}

// Every option of a rule is on the page of what the configuration may say.
func TestConfigHelp(t *testing.T) {
	help := printed([]string{"config", "--help"})
	for _, r := range standard.Rules() {
		for _, o := range r.Options {
			if want := "  " + r.ID + ": " + o.Name + "\n"; !strings.Contains(help, want) {
				t.Errorf("%q is not on the page", want)
			}
		}
	}
}

// Every target of the project's own rules is, too.
func TestConfigHelpTargets(t *testing.T) {
	help := printed([]string{"config", "--help"})
	for _, name := range custom.TargetNames() {
		if !strings.Contains(help, name) {
			t.Errorf("%q is not on the page", name)
		}
	}
}

// The file that config init writes speaks only of what there is.
func TestTemplate(t *testing.T) {
	_, diagnostics := config.Load(source.NewFile(config.Name, []byte(config.Template)), "/site", standard.Known("v0.1.0"))
	for _, d := range diagnostics {
		t.Errorf("%s: %s", d.Span.Text(), d.Message)
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
