package fix

import (
	"fmt"
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/compare"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Bounds of what is judged of one site.
const (
	maxJudged = 256    // fixes
	maxAsked  = 2_000  // requests for one fix
	maxAsks   = 50_000 // requests for all fixes
	maxLoaded = 5_000  // files that are read again for all fixes
	// maxSaid is how many changes the title of a fix names.
	maxSaid = 2
)

// Judge says of fixes what they do to who gets in: it has the engine decide
// requests before and after. Nil fields are not allowed.
type Judge struct {
	Files *Files
	// Tree is what the sites were loaded from. Again loads the site of a job once
	// more, from another one.
	Tree  source.Tree
	Again func(job int, tree source.Tree) *model.Site
}

// Site judges the fixes of a site's findings: what they change stands in their
// titles and Effects. One that changes any decision is not safe, and one that
// does the contrary of what it is for is refused. It is meant for
// lint.Options.Judge.
func (j *Judge) Site(job int, site *model.Site, findings []*lint.Finding) {
	j.Files.Gather(site, findings)
	s := sitting{Judge: j, job: job, site: site}
	// Safe ones first: those that nobody looks at are refused.
	for _, safe := range []bool{true, false} {
		for _, f := range findings {
			for i := range f.Fixes {
				if x := &f.Fixes[i]; x.Safe == safe && x.Refused == "" && !x.Judged {
					s.judge(f, x)
				}
			}
		}
	}
}

// sitting is the judging of one site.
type sitting struct {
	*Judge
	job                  int
	site                 *model.Site
	supposed             map[string][]byte // nil before the first fix
	before               *model.Site       // with what is supposed
	pages                []access.Probe    // of before
	judged, asked, files int
}

// prepare loads the site as fixes are judged against it.
func (s *sitting) prepare() {
	if s.supposed == nil {
		s.supposed = Supposed(s.site, s.Tree)
		s.before = s.Again(s.job, over(s.Tree, s.supposed, nil))
		s.pages = Pages(s.before)
	}
}

func (s *sitting) judge(f *lint.Finding, x *lint.FixPlace) {
	if s.judged == maxJudged || s.asked >= maxAsks || s.files >= maxLoaded {
		x.Refused = fmt.Sprintf("of a site's fixes the first %d were judged, and no others are applied: mend some of them and run it again", s.judged)
		return
	}
	x.Judged = true
	s.judged++
	s.files += len(s.site.Files)
	files := map[string]*source.File{}
	for _, e := range x.Edits {
		files[e.File] = s.Files.Of(e.File)
	}
	texts := edited(s.Files, []*choice{{fix: x}})
	matters := func(scope *model.Scope) bool { return concerns(scope, files) }
	s.prepare()
	after := s.Again(s.job, over(s.Tree, s.supposed, texts))
	if r := newRefusal(s.before, after); r != nil {
		x.Safe, x.Refused = false, "the server would not accept it: "+r.Message
		return
	}
	result := compare.Focused(compare.Version{Site: s.before}, compare.Version{Site: after},
		compare.Focus{First: matters, Also: Asked(s.pages, f), Most: maxAsked})
	s.asked += result.Asked
	if len(result.Changes) == 0 {
		return
	}
	x.Safe = false
	changes := telling(f.Outcome, starred(result.Changes))
	for _, c := range changes {
		x.Effects = append(x.Effects, lint.Effect{Before: c.Before.Witness, After: c.After.Witness})
	}
	x.Refused = contrary(f.Outcome, changes)
	said := compare.Title(changes, maxSaid)
	if hosts := s.hosts(x, files); len(hosts) > 1 {
		changed := 0
		for _, h := range result.Hosts {
			if hosts[h] {
				changed++
			}
		}
		said += fmt.Sprintf("; in %d of %d servers", changed, len(hosts))
	}
	x.Title += " (" + said + ")"
}

// newRefusal is what a server does not accept of a file that it accepted before;
// nil for nothing.
func newRefusal(before, after *model.Site) *model.Refusal {
	if before == nil || after == nil {
		return nil
	}
	refused := map[string]bool{}
	for _, r := range before.Refusals {
		refused[r.Cause.File.Name] = true
	}
	for _, r := range after.Refusals {
		if !refused[r.Cause.File.Name] && r.Assumption == "" {
			return r
		}
	}
	return nil
}

// hosts are those that what a fix edits is for: one for most, several for a file
// that several include.
func (s *sitting) hosts(x *lint.FixPlace, files map[string]*source.File) map[*model.Host]bool {
	seen := map[*model.Host]bool{}
	for _, scope := range s.before.Scopes {
		within := slices.ContainsFunc(x.Edits, func(e lint.EditPlace) bool {
			at := scope.Span
			return at.File.Name == e.File && at.Start <= e.Start.Offset && e.End.Offset <= at.End
		})
		if within || files[scope.Span.File.Name] == nil && concerns(scope, files) {
			if host := compare.HostOf(scope); host != nil {
				seen[host] = true
			}
		}
	}
	return seen
}

// concerns says that something of a scope stands in one of the files: the scope
// itself, or a setting of its own.
func concerns(s *model.Scope, files map[string]*source.File) bool {
	in := func(span source.Span) bool { return span.File != nil && files[span.File.Name] != nil }
	a := &s.Own
	if in(s.Span) || in(a.Type.Cause) || in(a.Realm.Cause) || in(a.UserFile.Cause) || in(a.AuthRequest.Cause) || in(a.Address.First()) {
		return true
	}
	found := false
	a.Require.Walk(func(r *model.Requirement) { found = found || in(r.Span) })
	for _, ref := range []model.Setting[*model.FileRef]{s.Merged.UserFile, s.Merged.GroupFile} {
		if ref.State == model.Set && ref.Value != nil && ref.Value.Store != nil {
			found = found || in(ref.Value.Store.File.All())
		}
	}
	return found
}

// telling brings first what a fix for such a finding is meant to do, and then
// what it should not.
func telling(o lint.Outcome, changes []compare.Change) []compare.Change {
	rank := func(c compare.Change) int {
		switch {
		case c.Kind == meant(o):
			return 0
		case c.Kind == compare.Broke, c.Kind == compare.Opened:
			return 1
		}
		return 2
	}
	changes = slices.Clone(changes)
	slices.SortStableFunc(changes, func(a, b compare.Change) int { return rank(a) - rank(b) })
	return changes
}

// meant is the kind of change that is meant to come of mending what has such an
// outcome.
func meant(o lint.Outcome) compare.Kind {
	switch o {
	case lint.Breaks:
		return compare.Mended
	case lint.LocksOut:
		return compare.Opened
	}
	return compare.Closed
}

// contrary says why a fix is worse than what it is for; empty where it is not.
// That a server fails is never better, and what a redirect led to was open.
func contrary(o lint.Outcome, changes []compare.Change) string {
	first := map[compare.Kind]*compare.Change{}
	for i := range changes {
		if c := &changes[i]; first[c.Kind] == nil && c.Before.Decision.Outcome != access.Redirected {
			first[c.Kind] = c
		}
	}
	opened, closed := first[compare.Opened], first[compare.Closed]
	switch {
	case first[compare.Broke] != nil:
		return "it would break " + first[compare.Broke].String()
	case (o == lint.Exposes || o == lint.Weakens) && opened != nil && closed == nil:
		return "it would open " + opened.String()
	case o == lint.LocksOut && closed != nil && opened == nil && first[compare.Mended] == nil:
		return "it would close " + closed.String()
	}
	return ""
}
