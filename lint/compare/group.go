package compare

import (
	"cmp"
	"slices"
	"strings"
)

// grouped are the changes told once: those of one path with the same answers are
// one, and what a folder says of everything below it is not said again.
func grouped(found []Change) []Change {
	var all []Change
	at := map[string]int{}
	for _, c := range found {
		key := strings.Join([]string{c.Site, c.Path, c.Kind.String(), c.Transition()}, "\x00")
		i, known := at[key]
		if !known {
			at[key] = len(all)
			all = append(all, c)
			continue
		}
		for _, who := range c.Who {
			if !slices.Contains(all[i].Who, who) {
				all[i].Who = append(all[i].Who, who)
			}
		}
	}
	all = outermost(all)
	slices.SortStableFunc(all, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Site, b.Site), cmp.Compare(a.Path, b.Path))
	})
	return all
}

// outermost leaves out what a change of a folder above implies: the same answers
// for the same callers.
func outermost(all []Change) []Change {
	byAnswers := map[string][]*Change{}
	for i := range all {
		key := all[i].Site + "\x00" + all[i].Kind.String() + "\x00" + all[i].Transition()
		byAnswers[key] = append(byAnswers[key], &all[i])
	}
	var kept []Change
	for i := range all {
		c := all[i]
		key := c.Site + "\x00" + c.Kind.String() + "\x00" + c.Transition()
		who := slices.Clone(c.Who)
		for _, above := range byAnswers[key] {
			if above.covers(&c) {
				who = slices.DeleteFunc(who, func(name string) bool { return slices.Contains(above.Who, name) })
			}
		}
		if len(who) > 0 {
			c.Who = who
			kept = append(kept, c)
		}
	}
	return kept
}

// covers says that a change is one of a folder that another lies in, or the same
// without TLS.
func (c *Change) covers(other *Change) bool {
	if c == other || c.Path == other.Path {
		return false
	}
	if c.Before.Request.Host == other.Before.Request.Host && c.Before.Request.Target == other.Before.Request.Target {
		return !c.Before.Request.TLS && other.Before.Request.TLS
	}
	folder, is := strings.CutSuffix(c.Path, "/")
	return is && (other.Path == folder || strings.HasPrefix(other.Path, folder+"/"))
}
