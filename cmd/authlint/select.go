package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
)

// findRule returns the rule of that id, or says which ones it may have meant.
func findRule(rules []*lint.Rule, id string) (*lint.Rule, error) {
	var ids []string
	for _, r := range rules {
		if r.ID == id {
			return r, nil
		}
		ids = append(ids, r.ID)
	}
	return nil, fmt.Errorf("no rule %q%s", id, didYouMean(lint.Nearest(id, ids), "authlint rules"))
}

// selectRules returns the rules that are wanted, in their order. Naming none
// wants all.
func selectRules(rules []*lint.Rule, only, skip []string) ([]*lint.Rule, error) {
	for _, id := range slices.Concat(only, skip) {
		if _, err := findRule(rules, id); err != nil {
			return nil, err
		}
	}
	var wanted []*lint.Rule
	for _, r := range rules {
		if (len(only) == 0 || slices.Contains(only, r.ID)) && !slices.Contains(skip, r.ID) {
			wanted = append(wanted, r)
		}
	}
	if len(wanted) == 0 {
		return nil, errors.New("--rule and --skip-rule leave no rule to check")
	}
	return wanted, nil
}

// keep returns a result without the findings that are not wanted, and with
// their numbers settled anew.
func keep(r *lint.Result, wanted func(*lint.Finding) bool) *lint.Result {
	kept := &lint.Result{Summary: r.Summary}
	for i := range r.Findings {
		if wanted(&r.Findings[i]) {
			kept.Findings = append(kept.Findings, r.Findings[i])
		}
	}
	kept.Count()
	return kept
}

// didYouMean is the end of a complaint about an unknown name: the nearest
// ones, or the command that lists them all.
func didYouMean(near []string, listedBy string) string {
	if len(near) == 0 {
		return "; see " + listedBy
	}
	return "; did you mean " + strings.Join(near, " or ") + "?"
}
