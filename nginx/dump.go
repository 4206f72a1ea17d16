package nginx

import (
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/source"
)

// dumpHead begins the line above each file in what "nginx -T" prints.
const dumpHead = "# configuration file "

// maxParts bounds how many files a dump has.
const maxParts = 10_000

// isDump says that a text is what "nginx -T" prints, with or without what it
// says beforehand.
func isDump(text string) bool {
	for strings.HasPrefix(text, "nginx: ") {
		_, text, _ = strings.Cut(text, "\n")
	}
	line, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	return isDumpHead(line)
}

func isDumpHead(line string) bool {
	line = strings.TrimSuffix(line, "\r")
	return strings.HasPrefix(line, dumpHead+"/") && strings.HasSuffix(line, ":")
}

// dumped cuts a dump into its files, by their paths. first is that of
// nginx.conf. Each is called as the dump is, and its places are those there.
func dumped(f *source.File) (parts map[string]*source.File, first string) {
	parts = map[string]*source.File{}
	text, name, from, fromLine := string(f.Data), "", 0, 0
	end := func(to int) {
		if name == "" || parts[name] != nil {
			return
		}
		part := source.NewExcerpt(f.Name, f.Data[from:to], source.Base{Offset: f.Base.Offset + from, Line: f.Base.Line + fromLine})
		part.Path, part.Virtual = "", true
		parts[name] = part
	}
	for at, line := 0, 0; at < len(text) && len(parts) < maxParts; line++ {
		next := len(text)
		if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
			next = at + i + 1
		}
		if head := strings.TrimRight(text[at:next], "\r\n"); isDumpHead(head) {
			end(at)
			name = path.Clean(head[len(dumpHead) : len(head)-1])
			from, fromLine = next, line+1
			if first == "" {
				first = name
			}
		}
		at = next
	}
	end(len(text))
	return parts, first
}

// findPart returns the parts of a dump that the argument of an include means.
func (r *reader) findPart(name string, pattern bool) (paths []string, why string) {
	if !path.IsAbs(name) {
		name = path.Join(r.base, name)
	}
	name = path.Clean(name)
	switch {
	case pattern:
		for at := range r.parts {
			if fits(name, at) {
				paths = append(paths, at)
			}
		}
		slices.Sort(paths)
	case r.parts[name] != nil:
		paths = []string{name}
	default:
		why = "the output of nginx -T does not have it"
	}
	return paths, why
}

// fits compares a path with a pattern as glob(3) does: a dot that begins a name
// is matched by a dot only.
func fits(pattern, at string) bool {
	ok, err := path.Match(strings.ReplaceAll(pattern, "[!", "[^"), at)
	if !ok || err != nil {
		return false
	}
	elements := strings.Split(at, "/")
	for i, element := range strings.Split(pattern, "/") {
		if strings.HasPrefix(elements[i], ".") && !strings.HasPrefix(element, ".") {
			return false
		}
	}
	return true
}
