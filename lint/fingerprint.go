package lint

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/maphash"
	"slices"
	"sort"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// maxParts is how many places of one finding have fingerprints of their own.
const maxParts = 1000

// part is what tells one place of a finding from others.
type part struct{ scope, line, text string }

// parts are the places of a draft; of more than maxParts the last one stands
// for all others by their number.
func (x *scopeIndex) parts(d *draft) (parts []part, lines []uint64) {
	spans := d.Parts
	if len(spans) == 0 {
		spans = []source.Span{d.Span}
	}
	for _, span := range spans[:min(len(spans), maxParts)] {
		p := part{scope: x.around(span)}
		if !span.IsZero() {
			s := snippet(span)
			p.line, p.text = strings.TrimSpace(s.Text), s.Text[s.From:s.To]
		}
		parts, lines = append(parts, p), append(lines, lineSum(span))
	}
	if left := len(spans) - maxParts; left > 0 {
		parts, lines = append(parts, part{text: fmt.Sprintf("%d more", left)}), append(lines, 0)
	}
	return parts, lines
}

// number gives every finding its fingerprint: rule, file, the sections it
// stands in, its line and what is marked in it, secrets masked. Line numbers
// are no part of it, so that it stays when lines move, nor is the message,
// whose wording may change. Equal ones are told apart by their order; findings
// nobody wants are counted too, so that what is wanted makes no difference.
func (c *checker) number(all []found) {
	seen := map[string]int{}
	for i := range all {
		f := &all[i]
		f.Identity = f.File
		if c.Identity != nil {
			f.Identity = c.Identity(f.File)
		}
		prints := make([]string, len(f.parts))
		for j, p := range f.parts {
			key := strings.Join([]string{f.Rule.ID, f.Identity, p.scope, p.line, p.text}, "\x00")
			seen[key]++
			sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", key, seen[key]))
			prints[j] = hex.EncodeToString(sum[:8])
		}
		f.Fingerprint = prints[0]
		if len(prints) > 1 {
			f.Parts = prints
		}
	}
}

// Fingerprints are those of all places of the finding.
func (f *Finding) Fingerprints() []string {
	if len(f.Parts) == 0 {
		return []string{f.Fingerprint}
	}
	return f.Parts
}

// scopeIndex finds the scope that a place stands in.
type scopeIndex struct {
	site   *model.Site
	byFile map[*source.File][]*model.Scope // by place, outer ones first
	heads  map[*model.Scope]string
}

func newScopeIndex(site *model.Site) *scopeIndex {
	return &scopeIndex{site: site}
}

// build waits until a place is asked for: most sites have no findings.
func (x *scopeIndex) build() {
	x.byFile, x.heads = map[*source.File][]*model.Scope{}, map[*model.Scope]string{}
	for _, s := range x.site.Scopes {
		x.byFile[s.File()] = append(x.byFile[s.File()], s)
	}
	for _, scopes := range x.byFile {
		slices.SortStableFunc(scopes, func(a, b *model.Scope) int {
			return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(b.Span.End, a.Span.End))
		})
	}
}

// around is the opening lines of the sections round a place, outer ones first.
func (x *scopeIndex) around(span source.Span) string {
	if x.byFile == nil {
		x.build()
	}
	scopes := x.byFile[span.File]
	n := sort.Search(len(scopes), func(i int) bool { return scopes[i].Span.Start > span.Start })
	if span.IsZero() || n == 0 {
		return ""
	}
	for s := scopes[n-1]; s != nil; s = s.Parent {
		if s.Span.Contains(span) {
			return x.head(s)
		}
	}
	return ""
}

func (x *scopeIndex) head(s *model.Scope) string {
	if s == nil {
		return ""
	}
	head, known := x.heads[s]
	if !known {
		head = x.head(s.Parent) + s.Head.Text() + "\n"
		x.heads[s] = head
	}
	return head
}

// lineSeed makes line sums worthless outside this process: they are of text
// that may be secret.
var lineSeed = maphash.MakeSeed()

// lineSum tells whether two findings stand on the same line, masked bytes too.
func lineSum(span source.Span) uint64 {
	if span.IsZero() {
		return 0
	}
	line := span.File.LineSpan(span.Start)
	return maphash.Bytes(lineSeed, span.File.Data[line.Start:line.End])
}

// Since takes away what was there before: findings all of whose places have
// the fingerprints of an earlier run, on lines that say the same. Of those that
// are masked alike, a line that differs is a new one.
func (r *Result) Since(before *Result) {
	lines := map[string]uint64{}
	for i := range before.Findings {
		f := &before.Findings[i]
		for j, print := range f.Fingerprints() {
			lines[print] = f.lines[j]
		}
	}
	r.Findings = slices.DeleteFunc(r.Findings, func(f Finding) bool {
		for j, print := range f.Fingerprints() {
			if line, there := lines[print]; !there || line != f.lines[j] {
				return false
			}
		}
		return true
	})
	r.Count()
}
