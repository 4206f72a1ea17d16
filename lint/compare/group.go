package compare

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/access"
)

// Add takes in the changes of another site.
func (r *Result) Add(other *Result) {
	r.Changes = append(r.Changes, other.Changes...)
	sorted(r.Changes)
	for _, u := range other.Unknown {
		r.unknown(u.Why, &u.Request, u.Count)
	}
	r.Asked += other.Asked
	r.Limits = append(r.Limits, other.Limits...)
}

// Fold makes the changes few: what opens, closes or breaks with a folder is not
// said again below it, whatever was to be had there, and those that come about by
// the same lines, for the same callers, are one.
func (r *Result) Fold() {
	r.Changes = outermost(r.Changes, func(c, other *Change) bool { return c.implies(other) || c.swallows(other) })
	at := map[string]int{}
	kept := r.Changes[:0]
	for _, c := range r.Changes {
		key := fmt.Sprint(c.Site, "\x00", c.Kind, "\x00", c.Transition(), "\x00", c.Who, "\x00", c.Before.Lines, "\x00", c.After.Lines)
		if i, known := at[key]; known {
			kept[i].Also = append(kept[i].Also, c.Path)
			continue
		}
		at[key] = len(kept)
		kept = append(kept, c)
	}
	r.Changes = kept
}

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
	all = outermost(all, (*Change).implies)
	sorted(all)
	return all
}

// sorted brings the gravest to the front.
func sorted(all []Change) {
	slices.SortStableFunc(all, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Site, b.Site), cmp.Compare(a.Path, b.Path))
	})
}

// outermost leaves out what another change at a wider URL implies for the same
// callers.
func outermost(all []Change, implies func(c, other *Change) bool) []Change {
	byURL := map[string][]*Change{}
	for i := range all {
		at := urlOf(&all[i].Before)
		byURL[at] = append(byURL[at], &all[i])
	}
	var kept []Change
	for i := range all {
		c := all[i]
		who := slices.Clone(c.Who)
		for _, at := range wider(&c.Before) {
			for _, other := range byURL[at] {
				if implies(other, &all[i]) {
					who = slices.DeleteFunc(who, func(name string) bool {
						return slices.Contains(other.Who, name) || c.Before.noMethod() && slices.Contains(other.Who, withoutMethod(name))
					})
				}
			}
		}
		if len(who) > 0 {
			c.Who = who
			kept = append(kept, c)
		}
	}
	return kept
}

// urlOf tells URLs apart by all but their query.
func urlOf(a *Answer) string {
	url, _, _ := strings.Cut(a.URL(), "?")
	return url
}

// wider are the URLs that speak for another: the folders that it lies in, itself
// as a folder, and the same without TLS.
func wider(a *Answer) []string {
	url := urlOf(a)
	root := len(url) - len(a.Request.Target)
	if query := strings.IndexByte(a.Request.Target, '?'); query >= 0 {
		root = len(url) - query
	}
	all := []string{url, url + "/"}
	for i := len(url) - 2; i >= root; i-- {
		if url[i] == '/' {
			all = append(all, url[:i+1])
		}
	}
	if a.Request.TLS && a.Request.Port == 443 {
		plain := *a
		plain.Request.TLS, plain.Request.Port = false, 80
		all = append(all, urlOf(&plain))
	}
	return all
}

// implies says that the answers at a URL follow from those at a wider one: they
// are the same, or one of them is, and on the other side nothing is there to have
// an answer of its own.
func (c *Change) implies(other *Change) bool {
	if c.Site != other.Site || c == other {
		return false
	}
	before, after, _ := strings.Cut(c.Transition(), arrow)
	otherBefore, otherAfter, _ := strings.Cut(other.Transition(), arrow)
	sameBefore := before == otherBefore || alike(&c.Before, &other.Before)
	sameAfter := after == otherAfter || alike(&c.After, &other.After)
	return sameBefore && (sameAfter || other.After.empty()) || sameAfter && (other.Before.empty() || other.Before.noMethod())
}

// swallows says that a change is of the same kind, and begins or ends with the
// same refusal or failure.
func (c *Change) swallows(other *Change) bool {
	before, after, _ := strings.Cut(c.Transition(), arrow)
	otherBefore, otherAfter, _ := strings.Cut(other.Transition(), arrow)
	if c.Site != other.Site || c == other || c.Kind != other.Kind {
		return false
	}
	return c.Kind == Opened && before == otherBefore || (c.Kind == Closed || c.Kind == Broke) && after == otherAfter
}

// noMethod says that the server has nothing to do with the method: who is refused
// for another reason now has lost nothing.
func (a *Answer) noMethod() bool { return a.Decision.Status == 405 || a.Decision.Status == 501 }

// withoutMethod is a caller who reads.
func withoutMethod(name string) string {
	name, _, _ = strings.Cut(name, " (")
	return name
}

// alike says that two redirects differ by what their URLs do.
func alike(wide, narrow *Answer) bool {
	a, b := &wide.Decision, &narrow.Decision
	rest, below := strings.CutPrefix(narrow.Request.Target, wide.Request.Target)
	return below && a.Outcome == access.Redirected && b.Outcome == a.Outcome && b.Status == a.Status && b.Location == a.Location+rest
}

// empty says that nothing is at the path but perhaps a folder, whose name wants a
// slash.
func (a *Answer) empty() bool {
	d := &a.Decision
	return d.Outcome == access.NotFound || d.Outcome == access.Redirected && strings.HasSuffix(d.Location, a.Request.Target+"/")
}
