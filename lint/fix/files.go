package fix

import (
	"bytes"
	"maps"
	"slices"
	"sync"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Files are those that the fixes of a check would edit, by the names that
// findings have for them. They are gathered by several goroutines.
type Files struct {
	// Edited are texts that take the place of files, by their paths: these are
	// taken in whatever is found in them.
	Edited map[string][]byte

	mu    sync.Mutex
	files map[string]*source.File
}

// Gather takes in the files of a site that was checked, as far as its findings
// would edit them or comments in them might be taken out, and refuses fixes that
// make no sense.
func (s *Files) Gather(site *model.Site, findings []*lint.Finding) {
	wanted := map[string]bool{}
	for _, c := range site.Addressed {
		wanted[c.Span.File.Name] = true
	}
	for _, f := range findings {
		for _, x := range f.Fixes {
			for _, e := range x.Edits {
				wanted[e.File] = true
			}
		}
	}
	for _, f := range site.Files {
		if _, edited := s.Edited[f.Path]; edited || wanted[f.Name] {
			s.add(f)
		}
	}
	for _, f := range findings {
		for i := range f.Fixes {
			if x := &f.Fixes[i]; x.Refused == "" {
				x.Refused = s.refuse(x)
			}
		}
	}
}

// add takes in a file. What is secret in it to one of the sites that read it is
// secret.
func (s *Files) add(f *source.File) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.files == nil {
		s.files = map[string]*source.File{}
	}
	if old := s.files[f.Name]; old != nil && bytes.Equal(old.Data, f.Data) {
		old.MaskLike(f)
		return
	}
	s.files[f.Name] = f
}

// Of is the file of that name; nil when no fix edits it.
func (s *Files) Of(name string) *source.File {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.files[name]
}

// names are those of all files, in their order.
func (s *Files) names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.files))
}

// refuse says why a fix makes no sense; empty where it does.
func (s *Files) refuse(x *lint.FixPlace) string {
	if len(x.Edits) == 0 {
		return "it has no edit"
	}
	for _, e := range x.Edits {
		f := s.Of(e.File)
		if f == nil {
			return "what it would change is none of the files that were read"
		}
		if start, end := e.Start.Offset, e.End.Offset; start < 0 || start > end || end > len(f.Data) {
			return "it would edit what is not in the file"
		}
	}
	for i, a := range x.Edits {
		for _, b := range x.Edits[:i] {
			if a.File == b.File && a.Start != a.End && b.Start != b.End && overlap(a, b) {
				return "its edits overlap"
			}
		}
	}
	return ""
}

// overlap says that two edits of one file change the same text, or put text at
// the same place.
func overlap(a, b lint.EditPlace) bool {
	as, ae, bs, be := a.Start.Offset, a.End.Offset, b.Start.Offset, b.End.Offset
	if as == ae && bs == be {
		return as == bs
	}
	return as < be && bs < ae
}

// Apply is a text with edits done, all of them in one file and not overlapping.
func Apply(data []byte, edits []lint.EditPlace) []byte {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b lint.EditPlace) int {
		if a.Start.Offset != b.Start.Offset {
			return a.Start.Offset - b.Start.Offset
		}
		return a.End.Offset - b.End.Offset
	})
	var out []byte
	at := 0
	for _, e := range edits {
		out = append(out, data[at:e.Start.Offset]...)
		out = append(out, e.NewText...)
		at = e.End.Offset
	}
	return append(out, data[at:]...)
}
