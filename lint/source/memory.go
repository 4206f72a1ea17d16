package source

import (
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
)

// Memory is a Tree held in memory, for tests, standard input and callers that
// have the bytes already. Fill it before the first question is asked.
type Memory struct {
	nodes map[string]*memoryNode
	roots []string
}

type memoryNode struct {
	info    Info
	data    []byte
	load    func() ([]byte, error) // where the bytes come from, when not data
	target  string                 // of a symbolic link
	denied  bool
	outside bool // nothing is known of it
	names   []string
}

// NewMemory makes an empty tree in which all below the given folders may be
// read, or everything when none is given.
func NewMemory(roots ...string) *Memory {
	m := &Memory{nodes: map[string]*memoryNode{}, roots: roots}
	m.nodes["/"] = &memoryNode{info: Info{Name: "/", Mode: fs.ModeDir | 0o755, UID: -1, GID: -1}}
	return m
}

// Add puts a file at the path and makes the folders above it.
func (m *Memory) Add(name string, data []byte) {
	m.AddInfo(name, data, Info{Mode: 0o644, UID: -1, GID: -1})
}

// AddInfo is Add with mode and owner given; a mode with fs.ModeDir makes a
// folder.
func (m *Memory) AddInfo(name string, data []byte, info Info) {
	info.Name, info.Size = path.Base(name), int64(len(data))
	m.put(name, &memoryNode{info: info, data: data})
}

// AddLink puts a symbolic link at the path.
func (m *Memory) AddLink(name, target string) {
	info := Info{Name: path.Base(name), Mode: fs.ModeSymlink | 0o777, UID: -1, GID: -1}
	m.put(name, &memoryNode{info: info, target: target})
}

// Deny makes every reading of the path fail with fs.ErrPermission; what lies
// below a denied folder cannot be reached.
func (m *Memory) Deny(name string) {
	if n := m.nodes[name]; n != nil {
		n.denied = true
	}
}

func (m *Memory) put(name string, n *memoryNode) {
	if old := m.nodes[name]; old != nil {
		n.names = old.names
		m.nodes[name] = n
		return
	}
	m.nodes[name] = n
	dir := path.Dir(name)
	if m.nodes[dir] == nil {
		m.put(dir, &memoryNode{info: Info{Name: path.Base(dir), Mode: fs.ModeDir | 0o755, UID: -1, GID: -1}})
	}
	parent := m.nodes[dir]
	at := sort.SearchStrings(parent.names, path.Base(name))
	parent.names = append(parent.names, "")
	copy(parent.names[at+1:], parent.names[at:])
	parent.names[at] = path.Base(name)
}

// maxLinks bounds the symbolic links followed for one path, as the kernel does.
const maxLinks = 40

// resolve follows links in every element but, unless follow is set, the last.
func (m *Memory) resolve(op, name string, follow bool) (string, *memoryNode, error) {
	fail := func(err error) (string, *memoryNode, error) {
		return "", nil, &fs.PathError{Op: op, Path: name, Err: err}
	}
	at, rest := "/", strings.TrimPrefix(path.Clean(name), "/")
	for links := 0; rest != ""; {
		elem, tail, _ := strings.Cut(rest, "/")
		next := path.Join(at, elem)
		n := m.nodes[next]
		if n == nil {
			if !m.inside(next) {
				return fail(ErrOutside)
			}
			return fail(fs.ErrNotExist)
		}
		if n.outside {
			return fail(ErrOutside)
		}
		if n.denied && tail != "" {
			return fail(fs.ErrPermission)
		}
		if n.info.IsLink() && (tail != "" || follow) {
			if links++; links > maxLinks {
				return fail(fmt.Errorf("more than %d symbolic links", maxLinks))
			}
			target := n.target
			if !path.IsAbs(target) {
				target = path.Join(at, target)
			}
			at, rest = "/", strings.TrimPrefix(path.Join(target, tail), "/")
			continue
		}
		at, rest = next, tail
	}
	if !m.inside(at) {
		return fail(ErrOutside)
	}
	return at, m.nodes[at], nil
}

// inside says whether the path is a root, below one, or above one.
func (m *Memory) inside(name string) bool {
	if len(m.roots) == 0 {
		return true
	}
	for _, root := range m.roots {
		if Below(root, name) {
			return true
		}
	}
	return false
}

// Below says whether name is the folder dir or lies under it. Both are clean.
func Below(dir, name string) bool {
	return dir == "/" || strings.HasPrefix(name, dir) && (len(name) == len(dir) || name[len(dir)] == '/')
}

// ReadFile reads a regular file.
func (m *Memory) ReadFile(name string, limit int64) ([]byte, Info, error) {
	_, n, err := m.resolve("open", name, true)
	if err != nil {
		return nil, Info{}, err
	}
	info := n.named(name)
	switch {
	case n.denied:
		err = fs.ErrPermission
	case !n.info.IsRegular():
		err = ErrNotRegular
	case n.info.Size > limit:
		err = ErrTooLarge
	case n.load == nil:
		return n.data, info, nil
	default:
		var data []byte
		if data, err = n.load(); err == nil {
			return data, info, nil
		}
	}
	return nil, info, &fs.PathError{Op: "open", Path: name, Err: err}
}

// named is the node's description under the name it was asked for by: another
// one than its own where a link led to it.
func (n *memoryNode) named(name string) Info {
	info := n.info
	info.Name = path.Base(name)
	return info
}

// Stat describes what the path leads to.
func (m *Memory) Stat(name string) (Info, error) {
	_, n, err := m.resolve("stat", name, true)
	if err != nil {
		return Info{}, err
	}
	return n.named(name), nil
}

// Lstat describes the path itself.
func (m *Memory) Lstat(name string) (Info, error) {
	_, n, err := m.resolve("lstat", name, false)
	if err != nil {
		return Info{}, err
	}
	return n.named(name), nil
}

// ReadDir lists a folder.
func (m *Memory) ReadDir(name string) ([]Info, error) {
	at, n, err := m.resolve("readdir", name, true)
	if err != nil {
		return nil, err
	}
	if n.denied {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrPermission}
	}
	if !n.info.IsDir() {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: ErrNotDir}
	}
	infos := make([]Info, len(n.names))
	for i, child := range n.names {
		infos[i] = m.nodes[path.Join(at, child)].info
	}
	return infos, nil
}

// Readlink is the text of a symbolic link.
func (m *Memory) Readlink(name string) (string, error) {
	_, n, err := m.resolve("readlink", name, false)
	if err != nil {
		return "", err
	}
	if !n.info.IsLink() {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrInvalid}
	}
	return n.target, nil
}
