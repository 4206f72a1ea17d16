package lint

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// maxIgnores is how many rule ids the comments of one file may name, and
// maxID how long one may be to be likened to the rules there are.
const (
	maxIgnores = 1000
	maxID      = 100
)

// collector reads the suppressing comments of one site.
type collector struct {
	*checker
	site *model.Site
	in   *ignores
	tops map[*source.File]int
	// count is how many ids a file's comments have named so far.
	count map[*source.File]int
	seen  map[source.Span]bool
}

func (c *checker) collectIgnores(site *model.Site) *ignores {
	in := &ignores{below: map[ignoreKey][]*ignore{}, whole: map[ignoreKey]*ignore{}}
	if c.NoIgnores {
		return in
	}
	r := collector{
		checker: c, site: site, in: in,
		tops: map[*source.File]int{}, count: map[*source.File]int{}, seen: map[source.Span]bool{},
	}
	assumption := ""
	if c.Partial {
		assumption = "no file beside those named has a part in it"
	}
	r.comments(site.Addressed, assumption)
	for _, s := range site.Strays {
		r.comments(s.Addressed, assumption)
	}
	// Of a file that has a reader, what is seen without one does not count.
	for _, read := range []bool{true, false} {
		for _, s := range site.Stores {
			if (s.Reader != model.NoServer) != read {
				continue
			}
			if !read {
				assumption = cmp.Or(assumption, "no configuration out of view names the file")
			}
			r.comments(s.Addressed, assumption)
		}
	}
	in.nest()
	return in
}

func (r *collector) comments(comments []*model.Comment, assumption string) {
	for _, c := range comments {
		file := c.Span.File
		if r.seen[c.Span] || r.count[file] > maxIgnores {
			continue // of a file that is included, or read, twice
		}
		r.seen[c.Span] = true
		if _, known := r.tops[file]; !known {
			r.tops[file] = firstDirective(file)
		}
		s := parseSuppression(c, r.tops[file], r.Today)
		if r.count[file] += max(1, len(s.ids)); r.count[file] > maxIgnores {
			r.site.Limits = append(r.site.Limits, &model.Limit{
				Span: c.Span, What: fmt.Sprintf("comments of a file may suppress %d times, those from here on were not read", maxIgnores),
			})
			continue
		}
		r.add(s, assumption)
	}
}

// add takes in a comment, one entry for each of its ids; one for all of them
// where it is wrong as a whole.
func (r *collector) add(s *suppression, assumption string) {
	base := Ignore{
		Place: place(s.at, ""), Fault: s.fault, Reason: s.why(), Until: s.until.Text(),
		Assumption: assumption, Site: r.site.Name,
	}
	if s.fault != IgnoreSound {
		if len(s.ids) == 1 && s.fault == IgnoreExpired {
			base.Removal = r.removal(s, 0)
		}
		r.in.all = append(r.in.all, &ignore{Ignore: base})
	}
	for i, id := range s.ids {
		g := &ignore{Ignore: base, covered: s.comment.Covers}
		g.Place, g.Rule, g.Removal = place(id, ""), id.Text(), r.removal(s, i)
		rule := string(id.File.Data[id.Start:id.End])
		g.Ran = slices.ContainsFunc(r.rules, func(x *Rule) bool { return x.ID == rule && x.Runs(id.File.Name) })
		g.Fault = r.judge(g, rule)
		if g.Fault == IgnoreSound && s.fault != IgnoreSound {
			continue // which is said already
		}
		r.in.all = append(r.in.all, g)
		if g.Fault == IgnoreSound {
			r.in.put(g, ignoreKey{id.File, rule}, s.wholeFile)
		}
	}
}

// judge says what is wrong with an id.
func (r *collector) judge(g *ignore, rule string) IgnoreFault {
	at := slices.IndexFunc(r.Known, func(x *Rule) bool { return x.ID == rule })
	switch {
	case at < 0:
		if len(rule) <= maxID {
			g.Near = Nearest(g.Rule, ids(r.Known))
		}
		return IgnoreUnknown
	case r.Known[at].Final || r.Known[at].Review != nil:
		return IgnoreFinal
	}
	return IgnoreSound
}

// removal takes the id of that index out of the comment, with its comma, or
// the comment with its line.
func (r *collector) removal(s *suppression, i int) []FixPlace {
	c := s.comment.Span
	if bytes.IndexByte(c.File.Data[c.Start:c.End], '\n') >= 0 {
		return nil
	}
	fix := Fix{Title: "remove the comment", Safe: true}
	gone := c.File.LineSpan(c.Start)
	switch {
	case len(s.ids) == 1:
		if gone.End < len(c.File.Data) {
			gone.End = bytes.IndexByte(c.File.Data[gone.End:], '\n') + gone.End + 1
		}
	case i == 0:
		fix.Title = "remove the id"
		gone = c.File.Span(s.ids[0].Start, s.ids[1].Start)
	default:
		fix.Title = "remove the id"
		gone = c.File.Span(s.ids[i-1].End, s.ids[i].End)
	}
	fix.Edits = []Edit{{Span: gone}}
	return []FixPlace{fixPlace(r.site, fix)}
}
