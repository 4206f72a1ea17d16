package rules

import (
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// corrected makes of a line what was meant, unless that is a user who has another
// line. A line that says nothing to any reader of the file may go.
func corrected(p *lint.Pass, store *model.Store, f *model.StoreFault) []lint.Fix {
	fixes := p.Correct(f.Correction)
	switch {
	case f.Entry != nil && f.Kind != model.FaultBlankBeforeHash && f.Kind != model.FaultTrailingText:
		if other := store.Find(model.PlainName(f.Entry.User.Text)); other != nil && other != f.Entry {
			return nil
		}
	case f.Kind == model.FaultNoColon && len(fixes) > 0:
		fixes[0].Safe = fixes[0].Edits[0].NewText == "" && idle(p.Site, f)
	}
	return fixes
}

// idle says that a line without a colon hides no other line from anybody who
// reads the file.
func idle(site *model.Site, f *model.StoreFault) bool {
	line := f.Line()
	return !slices.ContainsFunc(storesOf(site, f.Span.File.Path), func(s *model.Store) bool {
		return slices.ContainsFunc(s.Entries, func(e *model.Entry) bool { return e.Shadowed != nil && e.Shadowed.Span.Start == line.Start })
	})
}

// storesOf are a credential file as each of its readers reads it.
func storesOf(site *model.Site, path string) []*model.Store {
	var all []*model.Store
	for _, s := range site.Stores {
		if s.File.Path == path {
			all = append(all, s)
		}
	}
	return all
}

// laterOut takes lines out that never work for anybody who reads the file. One
// that a line without a colon hides is the one that was meant.
func laterOut(p *lint.Pass, store *model.Store, later pile) []lint.Fix {
	var e lint.Edits
	for _, entry := range later {
		if e.Drop(entry.Span); !slices.Contains(store.Entries, entry.Shadowed) {
			return nil
		}
		for _, s := range storesOf(p.Site, store.File.Path) {
			if i := slices.IndexFunc(s.Entries, func(o *model.Entry) bool { return o.Span.Start == entry.Span.Start }); i < 0 || s.Entries[i].Shadowed == nil {
				return nil
			}
		}
	}
	title := "take the line out"
	if len(later) > 1 {
		title = "take the lines out"
	}
	return p.SafeFix(title, &e)
}

// firstOut takes the line out that wins, so that the one other of the user works.
func firstOut(p *lint.Pass, store *model.Store, e *model.Entry) []lint.Fix {
	lines := 0
	for _, o := range store.Entries {
		if o.Shadowed == e.Shadowed {
			lines++
		}
	}
	alone := *e
	alone.Shadowed = nil
	_, weak := weakness(&alone, badBcryptCost)
	if lines > 1 || e.Hash.Works == model.No || e.Hash.Empty || weak {
		return nil
	}
	var edits lint.Edits
	edits.Drop(e.Shadowed.Span)
	return p.Fix("take the first line out, so that this one works", &edits)
}
