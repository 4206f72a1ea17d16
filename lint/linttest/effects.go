package linttest

import (
	"fmt"
	"path"
	"slices"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/compare"
	"github.com/authlint/authlint/lint/fix"
	"github.com/authlint/authlint/lint/model"
)

// Trial is a fix that the engine judged, with the case before and after it. In
// both there is what was supposed.
type Trial struct {
	Finding       *lint.Finding
	Fix           *lint.FixPlace
	Before, After *Case
}

// Trials are the judged fixes of a case.
func Trials(t *testing.T, c *Case, h Harness) []Trial {
	t.Helper()
	result, _ := h.judged(t, c, nil)
	sites := h.load(t, c)
	var all []Trial
	for i := range result.Findings {
		f := &result.Findings[i]
		for j := range f.Fixes {
			x := &f.Fixes[j]
			if !x.Judged {
				if x.Refused == "" && f.Rule.Review == nil {
					t.Errorf("%s: fix %q is neither judged nor refused", f.Rule.ID, x.Title)
				}
				continue
			}
			mended, problem := apply(c, *x)
			if problem != "" {
				t.Errorf("%s: fix %q: %s", f.Rule.ID, x.Title, problem)
				continue
			}
			supposed := fix.Supposed(sites[f.Site], c.Tree(false))
			all = append(all, Trial{f, x, c.and(supposed), mended.and(supposed)})
		}
	}
	return all
}

// tryEffects holds what the engine said of each fix against both versions of the
// case, loaded on their own: what the title tells has to be so, what changes has
// to be told, and nothing that is called safe may change anything.
func tryEffects(t *testing.T, c *Case, h Harness) {
	t.Helper()
	for _, x := range Trials(t, c, h) {
		if x.Fix.Refused != "" {
			continue
		}
		if why := holdEffects(x.Finding, x.Fix, h.load(t, x.Before)[x.Finding.Site], h.load(t, x.After)[x.Finding.Site]); why != "" {
			t.Errorf("%s: fix %q: %s", x.Finding.Rule.ID, x.Fix.Title, why)
		}
	}
}

// holdEffects says what is wrong with what was said of a fix.
func holdEffects(f *lint.Finding, x *lint.FixPlace, before, after *model.Site) string {
	told := map[string]bool{}
	for _, e := range x.Effects {
		told[transition(&e.Before.Decision, &e.After.Decision)] = true
		if e.Before.Decision.Outcome == e.After.Decision.Outcome && e.Before.Decision.Status == e.After.Decision.Status &&
			slices.Equal(e.Before.Decision.Challenge, e.After.Decision.Challenge) && e.Before.Decision.Location == e.After.Decision.Location {
			return "it tells of an answer that is the same: " + e.Before.String()
		}
	}
	own := compare.Focused(compare.Version{Site: before}, compare.Version{Site: after}, compare.Focus{Also: fix.Asked(fix.Pages(before), f)})
	if len(own.Changes) > 0 != (len(x.Effects) > 0) {
		return fmt.Sprintf("%d changes are told, there are %d: %s", len(x.Effects), len(own.Changes), compare.Title(own.Changes, 4))
	}
	for _, change := range own.Changes {
		if !told[transition(&change.Before.Decision, &change.After.Decision)] {
			return "it does not tell that " + change.String()
		}
	}
	if x.Safe && len(own.Changes) > 0 {
		return "it is safe, and changes " + compare.Title(own.Changes, 4)
	}
	return plainlyChanged(before, after, x.Effects)
}

// plainlyChanged puts requests to both versions that owe nothing to what is
// written in them: strangers and users for each folder that a file was read from.
// Whoever gets in that did not, or the other way round, must be told of.
func plainlyChanged(before, after *model.Site, effects []lint.Effect) string {
	if before == nil || after == nil {
		return ""
	}
	old, mended := access.ServerOf(before), access.ServerOf(after)
	if old == nil || mended == nil {
		return ""
	}
	told := map[[2]bool]bool{}
	for _, e := range effects {
		told[[2]bool{served(&e.Before.Decision), served(&e.After.Decision)}] = true
	}
	for _, r := range targets(before) {
		was, is := access.Suppose(old, &r), access.Suppose(mended, &r)
		change := [2]bool{served(&was), served(&is)}
		if change[0] != change[1] && !told[change] && was.Outcome != access.Undecided && is.Outcome != access.Undecided {
			w, n := lint.Witness{Request: r, Decision: was}, lint.Witness{Request: r, Decision: is}
			return "it does not tell of " + w.String() + ", and then " + n.Answer()
		}
	}
	return ""
}

func served(d *access.Decision) bool {
	return d.Outcome == access.Served || d.Outcome == access.Upstream || d.Outcome == access.NotFound
}

// targets are requests for the folders that files were read from, and for pages
// in them, by a stranger and by each user of a file that is in view.
func targets(site *model.Site) []access.Request {
	callers := []*access.Credentials{nil}
	for _, store := range site.Stores {
		for _, e := range store.Entries {
			if e.Usable() && e.Hash.Works == model.Yes {
				callers = append(callers, &access.Credentials{User: e.User.Text, Proof: access.ProofRight})
			}
		}
	}
	var all []access.Request
	for _, f := range site.Files {
		for _, d := range access.Doors(site, path.Dir(f.Path)) {
			for _, name := range []string{"", "/page.html", "/sub/page.php"} {
				at, ok := d.URLPath(path.Dir(f.Path)+name, name == "")
				for _, c := range callers {
					if r := d.Ask(at); ok {
						r.Credentials = c
						all = append(all, r)
					}
				}
			}
		}
	}
	return all
}

func transition(before, after *access.Decision) string {
	return fmt.Sprintf("%s %d -> %s %d", before.Outcome, before.Status, after.Outcome, after.Status)
}
