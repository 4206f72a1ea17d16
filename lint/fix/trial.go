package fix

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/authlint/authlint/lint"
)

// trial applies fixes to one state of the files, and keeps those that do: which
// take away what they are for, and bring nothing new.
type trial struct {
	*runner
	before *lint.Result
	files  *Files
	good   []*choice
}

// add tries some more choices. Where they do not do all together, it halves
// them until it comes to the one that does not.
func (t *trial) add(ctx context.Context, more []*choice) error {
	if t.trials++; t.trials > maxTrials {
		for _, c := range more {
			t.banned[c.key] = fmt.Sprintf("the check was repeated %d times to find fixes that do not do: another run may apply it", maxTrials)
		}
		return nil
	}
	all := slices.Concat(t.good, more)
	texts := maps.Clone(t.texts)
	maps.Copy(texts, edited(t.files, all))
	after, _, err := t.check(ctx, texts, false)
	if err != nil {
		return err
	}
	why := judge(t.before, after, all, more[0])
	if why == "" {
		t.good = all
		return nil
	}
	if len(more) == 1 {
		t.banned[more[0].key] = why
		return nil
	}
	for _, half := range [][]*choice{more[:len(more)/2], more[len(more)/2:]} {
		if err := t.add(ctx, half); err != nil {
			return err
		}
	}
	return nil
}

// kind is how findings are told apart where texts differ.
type kind struct{ rule, file string }

func kindOf(f *lint.Finding) kind { return kind{f.Rule.ID, f.File} }

// counts are the findings that count, by their kind.
func counts(r *lint.Result) map[kind]int {
	n := map[kind]int{}
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Suppressed == nil {
			n[kindOf(f)]++
		}
	}
	return n
}

// judge says why some fixes do not do together; empty where they do. Each has to
// take away the findings that it is for, and none may come but what those stood
// for, and notes in a file that the server did not read before. The reason is told
// of one of them.
func judge(before, after *lint.Result, applied []*choice, of *choice) string {
	allowed, read := counts(before), map[string]bool{}
	for _, c := range applied {
		for _, f := range append(slices.Clip(c.also), c.finding) {
			allowed[kindOf(f)]--
			read[f.File] = read[f.File] || f.Outcome == lint.Breaks
			for _, r := range f.Related {
				if r.Rule != nil {
					allowed[kind{r.Rule.ID, r.File}]++
				}
			}
		}
	}
	for i := range after.Findings {
		f := &after.Findings[i]
		if f.Suppressed != nil || f.Severity == lint.Note && read[f.File] {
			continue
		}
		k := kindOf(f)
		if allowed[k]--; allowed[k] >= 0 {
			continue
		}
		if kindOf(of.finding) == k {
			return "it would leave what it is for, or bring the same somewhere else"
		}
		return fmt.Sprintf("it would bring another finding: %s [%s]", f.Message, f.Rule.ID)
	}
	return ""
}
