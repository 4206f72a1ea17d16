package rules

import (
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

const (
	// fewLines is how many lines of a file are reported one by one for one
	// mistake; a file with more is something else altogether.
	fewLines = 5
	// fewRelated is how many more places a finding shows.
	fewRelated = 3
	// longName is how much of a name is shown.
	longName = 60
)

// quoted is a name for a message; a line may have megabytes.
func quoted(name string) string {
	if len(name) <= longName {
		return strconv.Quote(name)
	}
	end := longName
	for end > 0 && !utf8.RuneStart(name[end]) {
		end--
	}
	return strconv.Quote(name[:end]) + "..."
}

// writesHash is the command whose hash a server verifies on every system: nginx
// leaves bcrypt to the system.
func writesHash(reader model.ServerKind, options string) string {
	if reader == model.Nginx {
		return "openssl passwd -6"
	}
	return "htpasswd -B" + options
}

// plural is the ending of a noun that is counted.
func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

// more counts what a finding does not show one by one; empty for none.
func more(n int, noun string) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf(" and %d more %s%s", n, noun, plural(n))
}

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

// namedBy are the settings that name a credential file, as related places.
func namedBy(store *model.Store) []lint.Related {
	var places []lint.Related
	for _, ref := range store.Refs[:min(len(store.Refs), fewRelated)] {
		places = append(places, lint.Related{Span: ref.Written.Span, Message: "the file is named here"})
	}
	return places
}

// faults reports the faults of a store for which say has words: the first few
// of each kind, and at the last of them that there are more; those that a
// comment suppresses are apart.
func faults(p *lint.Pass, store *model.Store, say func(*model.StoreFault) (lint.Diagnostic, bool)) {
	type apart struct {
		kind    model.StoreFaultKind
		ignored bool
	}
	var shown []lint.Diagnostic
	count := map[apart]int{}
	last := map[apart]int{} // the place in shown
	for _, f := range store.Faults {
		d, ok := say(f)
		if !ok {
			continue
		}
		what := apart{f.Kind, p.Ignored(d.Span)}
		count[what]++
		if count[what] <= fewLines {
			last[what] = len(shown)
			d.Parts = append(d.Parts, d.Span)
			shown = append(shown, d)
			continue
		}
		at := &shown[last[what]]
		if at.Parts = append(at.Parts, d.Span); len(at.Parts) == 2 {
			at.Message += " (and more lines like it)"
		}
	}
	for _, d := range shown {
		p.Report(d)
	}
}
