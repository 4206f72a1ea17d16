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
	type told struct {
		apart
		lint.Diagnostic
	}
	var shown []told
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
			shown = append(shown, told{what, d})
			continue
		}
		at := &shown[last[what]]
		if at.Parts = append(at.Parts, d.Span); len(at.Parts) == 2 {
			at.Message += " (and more lines like it)"
		}
	}
	for _, d := range shown {
		if count[d.apart] > fewLines {
			d.Fixes = nil // one line mended brings the next to light
		}
		p.Report(d.Diagnostic)
	}
}
