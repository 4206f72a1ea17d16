// Package source holds what was read: files as bytes, places in them, and the
// trees they come from. It is a leaf: it imports nothing else of authlint.
//
// Begin with File and Span. Every position in authlint is a byte offset into a
// File; lines and columns are computed only where something is printed.
package source

import (
	"bytes"
	"slices"
	"sort"
	"strings"
	"sync"
)

// A File is the text of one file, of a part of one, or of a value that lies in
// no file at all. Its bytes never change after it was made.
//
// A File may be used from several goroutines.
type File struct {
	// Name is what reports call the file: slash-separated, relative to the
	// folder the user works in where that is possible.
	Name string
	// Path is where the file lies in its Tree, absolute and slash-separated.
	// It is empty for a virtual file.
	Path string
	// Data is the text. Nobody may write to it.
	Data []byte
	// Info is what the tree said of the file; zero for a virtual one.
	Info Info
	// Base is where Data begins inside the whole; zero for a whole file.
	Base Base
	// Virtual says that Data is a value out of a database, a dump or a
	// stream: it has a place to show but nothing that could be edited.
	Virtual bool

	once  sync.Once
	lines []int // offset of the first byte of each line

	mu    sync.Mutex
	masks []interval // sorted, not overlapping
}

// Base is the place of an excerpt's first byte within the whole file.
type Base struct {
	Offset int // bytes before the excerpt
	Line   int // lines before the excerpt
}

// Position is a place as people count it.
type Position struct {
	Line   int // from 1
	Column int // from 1, in bytes
	Offset int // from 0, in bytes of the whole file
}

// Span is a run of bytes of one File: Start inclusive, End exclusive, both
// offsets into File.Data. The zero Span means "no place".
type Span struct {
	File       *File
	Start, End int
}

// NewFile makes a whole file.
func NewFile(name string, data []byte) *File {
	return &File{Name: name, Path: name, Data: data}
}

// NewExcerpt makes a file of a part of a larger one, so that its positions are
// those of the whole.
func NewExcerpt(name string, data []byte, base Base) *File {
	return &File{Name: name, Path: name, Data: data, Base: base}
}

// NewVirtual makes a file of a value that no fix can edit, named for the row
// or part it came from.
func NewVirtual(name string, data []byte) *File {
	return &File{Name: name, Data: data, Virtual: true}
}

// IsZero says that there is no place.
func (s Span) IsZero() bool { return s.File == nil }

// Len is the number of bytes.
func (s Span) Len() int { return s.End - s.Start }

// Contains says whether other lies within s, in the same file.
func (s Span) Contains(other Span) bool {
	return s.File == other.File && s.Start <= other.Start && other.End <= s.End
}

// To returns the span from the start of s to the end of other.
func (s Span) To(other Span) Span { return Span{s.File, s.Start, other.End} }

// Text is the text of the span with masked bytes replaced.
func (s Span) Text() string {
	if s.File == nil {
		return ""
	}
	return s.File.Text(s.Start, s.End)
}

// Position is the position of the span's first byte.
func (s Span) Position() Position { return s.File.Position(s.Start) }

// Span returns the bytes from start to end as a Span of the file.
func (f *File) Span(start, end int) Span { return Span{f, start, end} }

// All is the whole file.
func (f *File) All() Span { return Span{f, 0, len(f.Data)} }

// Position computes line and column of an offset. An offset outside the file
// is moved to its nearest end.
func (f *File) Position(offset int) Position {
	offset = min(max(offset, 0), len(f.Data))
	starts := f.lineStarts()
	line := sort.SearchInts(starts, offset+1) - 1
	return Position{
		Line:   f.Base.Line + line + 1,
		Column: offset - starts[line] + 1,
		Offset: f.Base.Offset + offset,
	}
}

// Lines is the number of lines; a file without a newline has one.
func (f *File) Lines() int { return len(f.lineStarts()) }

// LineSpan returns the line that holds offset, without its line ending.
func (f *File) LineSpan(offset int) Span {
	offset = min(max(offset, 0), len(f.Data))
	start := bytes.LastIndexByte(f.Data[:offset], '\n') + 1
	end := len(f.Data)
	if i := bytes.IndexByte(f.Data[offset:], '\n'); i >= 0 {
		end = offset + i
	}
	if end > start && f.Data[end-1] == '\r' {
		end--
	}
	return Span{f, start, max(start, end)}
}

// Line is a line by its number, from 1, without its end.
func (f *File) Line(number int) (line Span, there bool) {
	starts := f.lineStarts()
	if number -= f.Base.Line; number < 1 || number > len(starts) {
		return Span{}, false
	}
	return f.LineSpan(starts[number-1]), true
}

// lineStarts builds the line table at its first use: most files never need it.
func (f *File) lineStarts() []int {
	f.once.Do(func() {
		f.lines = make([]int, 1, bytes.Count(f.Data, []byte{'\n'})+1)
		for i := 0; ; {
			n := bytes.IndexByte(f.Data[i:], '\n')
			if n < 0 {
				return
			}
			i += n + 1
			f.lines = append(f.lines, i)
		}
	})
	return f.lines
}

// Mask is what stands in a text for bytes that must not be shown. Its length
// says nothing of theirs.
const Mask = "****"

type interval struct{ start, end int }

// Mask marks bytes that no report, log, panic or test failure may print.
func (f *File) Mask(s Span) {
	if s.File != f || s.Start >= s.End {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	at := sort.Search(len(f.masks), func(i int) bool { return f.masks[i].end >= s.Start })
	to := at
	joined := interval{s.Start, s.End}
	for to < len(f.masks) && f.masks[to].start <= s.End {
		joined.start = min(joined.start, f.masks[to].start)
		joined.end = max(joined.end, f.masks[to].end)
		to++
	}
	f.masks = slices.Replace(f.masks, at, to, joined)
}

// MaskLike masks what another file with the same text has masked.
func (f *File) MaskLike(other *File) {
	if f == other {
		return
	}
	other.mu.Lock()
	masks := slices.Clone(other.masks)
	other.mu.Unlock()
	for _, m := range masks {
		f.Mask(f.Span(m.start, m.end))
	}
}

// Masked says whether any byte from start to end is masked.
func (f *File) Masked(start, end int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := sort.Search(len(f.masks), func(i int) bool { return f.masks[i].end > start })
	return i < len(f.masks) && f.masks[i].start < end
}

// Text is the text from start to end with every masked run replaced by Mask.
func (f *File) Text(start, end int) string {
	text, _, _ := f.Shown(start, end, start, end)
	return text
}

// Shown is Text, and tells where the bytes from and to of the file stand in
// it, so that a caret can be put under them.
func (f *File) Shown(start, end, from, to int) (text string, shownFrom, shownTo int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := sort.Search(len(f.masks), func(i int) bool { return f.masks[i].end > start })
	if i == len(f.masks) || f.masks[i].start >= end {
		return string(f.Data[start:end]), min(max(from, start), end) - start, min(max(to, start), end) - start
	}
	var b strings.Builder
	at := start
	place := func(offset, limit int) int { return b.Len() + min(max(offset, at), limit) - at }
	shownFrom, shownTo = -1, -1
	emit := func(limit int, masked bool) {
		last := limit == end
		if shownFrom < 0 && (from < limit || last) {
			shownFrom = place(from, limit)
			if masked {
				shownFrom = b.Len()
			}
		}
		if shownTo < 0 && (to <= limit || last) {
			shownTo = place(to, limit)
			if masked {
				shownTo = b.Len() + len(Mask)
			}
		}
		if masked {
			b.WriteString(Mask)
		} else {
			b.Write(f.Data[at:limit])
		}
		at = limit
	}
	for ; i < len(f.masks) && f.masks[i].start < end; i++ {
		if f.masks[i].start > at {
			emit(f.masks[i].start, false)
		}
		emit(min(f.masks[i].end, end), true)
	}
	if at < end {
		emit(end, false)
	}
	return b.String(), max(shownFrom, 0), max(shownTo, shownFrom, 0)
}
