package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/standard"
)

func newRules(s streams) *cobra.Command {
	format := plainFormat()
	var project projectFlags
	cmd := &cobra.Command{
		Use:   "rules [ID]",
		Short: "List the rules, or print the page of one",
		Long: `Without an ID: every rule, its outcome, default severity and servers.
With an ID: the page of that rule, which says what happens, why, and how to mend
it; authlint explain ID is the same.

Where several rules meet on one cause, the one earlier in the list reports it.
Rules of the project's own, in the .authlint.hcl in force here, are among them:
authlint explain custom_rule says how they are written, and authlint rules test
runs their tests.`,
		Example: `  authlint rules
  authlint rules duplicate-user
  authlint rules --format json`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeRule,
		RunE: func(_ *cobra.Command, args []string) error {
			rules, err := project.rules(s)
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return listRules(s.out, rules, format.value)
			}
			rule, err := findRule(rules, args[0])
			if err != nil {
				return err
			}
			if format.value == "json" {
				return encode(s.out, ruleReport{Version: 1, Tool: "authlint", Rules: []ruleRow{row(rule, &rule.Doc)}})
			}
			return printPage(s.out, rule)
		},
	}
	cmd.Flags().Var(format, "format", "text or json")
	project.register(cmd)
	completeFlag(cmd, "format", words(format.of))
	cmd.AddCommand(newRulesTest(s))
	return cmd
}

// rules are all rules there are in the current folder.
func (p *projectFlags) rules(s streams) ([]*lint.Rule, error) {
	set, err := p.load(s, colorAuto, []string{"."}, true)
	if err != nil {
		return nil, err
	}
	return standard.AllRules(set), nil
}

func plainFormat() *choice {
	return &choice{value: "text", of: []string{"text", "json"}, kind: "FORMAT"}
}

// ruleReport is the contract of rules --format json.
type ruleReport struct {
	Version int       `json:"version"`
	Tool    string    `json:"tool"`
	Rules   []ruleRow `json:"rules"`
}

type ruleRow struct {
	ID       string   `json:"id"`
	Outcome  string   `json:"outcome"`
	Severity string   `json:"severity"`
	Servers  []string `json:"servers"` // empty: wherever it can occur
	Summary  string   `json:"summary"`
	Options  []option `json:"options"`
	Page     *string  `json:"page,omitempty"`
}

type option struct {
	Name    string `json:"name"`
	Default int    `json:"default"`
	Min     int    `json:"min"`
	Max     int    `json:"max"`
	Summary string `json:"summary"`
}

func row(r *lint.Rule, page *string) ruleRow {
	servers := make([]string, 0, len(r.Servers))
	for _, kind := range r.Servers {
		servers = append(servers, kind.String())
	}
	options := make([]option, 0, len(r.Options))
	for _, o := range r.Options {
		options = append(options, option{o.Name, o.Default, o.Min, o.Max, o.Doc})
	}
	return ruleRow{
		ID:       r.ID,
		Outcome:  r.Outcome.String(),
		Severity: r.Gravity().String(),
		Servers:  servers,
		Summary:  r.Summary,
		Options:  options,
		Page:     page,
	}
}

func listRules(w io.Writer, rules []*lint.Rule, format string) error {
	rows := make([]ruleRow, 0, len(rules))
	for _, r := range rules {
		rows = append(rows, row(r, nil))
	}
	if format == "json" {
		return encode(w, ruleReport{Version: 1, Tool: "authlint", Rules: rows})
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tOUTCOME\tSEVERITY\tSERVERS\tSUMMARY")
	for _, r := range rows {
		servers := "all"
		if len(r.Servers) > 0 {
			servers = strings.Join(r.Servers, ", ")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", r.ID, r.Outcome, r.Severity, servers, r.Summary)
	}
	return table.Flush()
}

func encode(w io.Writer, value any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(value)
}
