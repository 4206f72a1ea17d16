package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// A pile is the entries of a file to which one thing applies: a finding tells
// of all of them at the first.
type pile []*model.Entry

// piles gathers entries by a key; those for which it is false are left out, and
// those that a comment suppresses are apart. The order is that of the file.
func piles[K comparable](p *lint.Pass, store *model.Store, key func(*model.Entry) (K, bool)) []pile {
	type apart struct {
		key     K
		ignored bool
	}
	var all []pile
	at := map[apart]int{}
	for _, e := range store.Entries {
		k, ok := key(e)
		if !ok {
			continue
		}
		what := apart{k, p.Ignored(e.User.Span)}
		i, known := at[what]
		if !known {
			i, at[what] = len(all), len(all)
			all = append(all, nil)
		}
		all[i] = append(all[i], e)
	}
	return all
}

// users names the first user and counts the others.
func (p pile) users() string {
	return quoted(p[0].User.Text) + more(len(p)-1, "user")
}

// related are places of the next few, each with what is to be said of it.
func (p pile) related(message string) []lint.Related {
	var places []lint.Related
	for _, e := range p[1:min(len(p), 1+fewRelated)] {
		places = append(places, lint.Related{Span: e.User.Span, Message: message})
	}
	return places
}

// diagnostic reports a pile at the user's name of its first entry.
func (p pile) diagnostic(message, related string) lint.Diagnostic {
	d := lint.Diagnostic{Span: p[0].User.Span, Cause: p[0].Span, Message: message, Related: p.related(related)}
	for _, e := range p {
		d.Parts = append(d.Parts, e.User.Span)
	}
	return d
}
