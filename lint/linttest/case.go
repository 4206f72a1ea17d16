package linttest

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/source"
)

// A Case is one archive: a small site and what is to be said of it.
type Case struct {
	// Point is the archive's first line: what the case is there to show.
	Point string
	// Named are the paths that are checked, as on a command line.
	Named []string
	// Roots are the folders below which everything may be read.
	Roots []string
	// PathMap says which paths of the server are which paths of the tree.
	PathMap []scan.Mapping
	// Config is the server configuration in force; empty for none.
	Config string
	Nodes  []Node
	// Want is the exact concise output.
	Want string
	// HasWant says that the archive has the section at all.
	HasWant bool
	// Fixes is what every fix does to the files; empty where none is offered.
	Fixes string

	archive *txtar.Archive
}

// A Node is a file, folder or link of a case.
type Node struct {
	// Path is absolute, as in the tree.
	Path string
	Data []byte
	Mode fs.FileMode
	// UID and GID are -1 where the header names none.
	UID, GID int
	// Link is the target of a symbolic link; empty for anything else.
	Link string
	// Denied says that reading it is refused.
	Denied bool
}

const (
	wantSection  = "want"
	fixesSection = "fixes"
	// outsideFolder is the top folder that may not be read.
	outsideFolder = "outside"
)

// Parse reads an archive. The package comment has its form.
func Parse(data []byte) (*Case, error) {
	c := &Case{archive: txtar.Parse(data)}
	if err := c.comment(string(c.archive.Comment)); err != nil {
		return nil, err
	}
	for _, f := range c.archive.Files {
		if f.Name == wantSection {
			c.Want, c.HasWant = string(f.Data), true
			continue
		}
		if f.Name == fixesSection {
			c.Fixes = string(f.Data)
			continue
		}
		if err := c.Add(f.Name, f.Data); err != nil {
			return nil, fmt.Errorf("section %q: %w", f.Name, err)
		}
	}
	if len(c.Roots) == 0 {
		return nil, errors.New("no files that may be read")
	}
	return c, nil
}

// option is a line of the comment that is no prose: no sentence begins with a
// small letter and a colon after the first word.
var option = regexp.MustCompile(`^([a-z]+(?:[-_][a-z]+)*):[ \t]*(.*)$`)

func (c *Case) comment(text string) error {
	first, rest, _ := strings.Cut(text, "\n")
	c.Point = strings.TrimSpace(first)
	if c.Point == "" {
		return errors.New("the first line is empty: it says in prose what the case shows")
	}
	for line := range strings.Lines(rest) {
		m := option.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			continue
		}
		if err := c.option(m[1], m[2]); err != nil {
			return err
		}
	}
	return nil
}

func (c *Case) option(key, value string) error {
	switch key {
	case "path-map":
		from, to, ok := strings.Cut(value, "=")
		if !ok || !path.IsAbs(from) || to == "" {
			return fmt.Errorf("path-map: %q is not /SERVER/PATH=TREE/PATH", value)
		}
		c.PathMap = append(c.PathMap, scan.Mapping{Server: path.Clean(from), Tree: path.Clean("/" + to)})
	case "allow-root":
		c.allow(path.Clean("/" + value))
	case "named":
		for name := range strings.FieldsSeq(value) {
			c.Named = append(c.Named, path.Clean("/"+name))
		}
	case "config":
		c.Config = path.Clean("/" + value)
	default:
		return fmt.Errorf("no option %q: path-map, allow-root, named or config (prose does not begin a line like that)", key)
	}
	return nil
}

func (c *Case) allow(root string) {
	if !slices.Contains(c.Roots, root) {
		c.Roots = append(c.Roots, root)
	}
}

// Add puts a section into the case: header is what stands between the dashes.
func (c *Case) Add(header string, data []byte) error {
	name, options, err := splitHeader(header)
	if err != nil {
		return err
	}
	n := Node{Path: "/" + name, Data: data, Mode: 0o644, UID: -1, GID: -1}
	for _, o := range options {
		if o == "config" {
			c.Config = n.Path
			continue
		}
		if err := n.option(o); err != nil {
			return err
		}
	}
	top, _, below := strings.Cut(name, "/")
	switch {
	case path.Clean("/"+name) != n.Path:
		return errors.New("the path is not clean and relative")
	case !below && !n.Mode.IsDir():
		return errors.New("a file lies in a top folder, such as site/ (and the output is called want or fixes)")
	case len(n.Data) > 0 && (n.Link != "" || !n.Mode.IsRegular()):
		return errors.New("a folder, link or FIFO has no content")
	}
	if c.has(n.Path) {
		return errors.New("the same path twice")
	}
	if top != outsideFolder {
		c.allow("/" + top)
	}
	c.Nodes = append(c.Nodes, n)
	return nil
}

func (c *Case) has(treePath string) bool {
	return slices.ContainsFunc(c.Nodes, func(n Node) bool { return n.Path == treePath })
}

// splitHeader cuts "path key=value flag"; a path with blanks is quoted as in
// Go.
func splitHeader(header string) (name string, options []string, err error) {
	rest := header
	if strings.HasPrefix(header, `"`) {
		quoted, err := strconv.QuotedPrefix(header)
		if err != nil {
			return "", nil, fmt.Errorf("the quoted path: %w", err)
		}
		rest = header[len(quoted):]
		if name, err = strconv.Unquote(quoted); err != nil {
			return "", nil, fmt.Errorf("the quoted path: %w", err)
		}
	} else {
		name, rest, _ = strings.Cut(header, " ")
	}
	return name, strings.Fields(rest), nil
}

func (n *Node) option(text string) error {
	key, value, _ := strings.Cut(text, "=")
	var err error
	switch key {
	case "mode":
		var bits uint64
		bits, err = strconv.ParseUint(value, 8, 9)
		n.Mode = n.Mode.Type() | fs.FileMode(bits)
	case "uid":
		n.UID, err = strconv.Atoi(value)
	case "gid":
		n.GID, err = strconv.Atoi(value)
	case "link":
		n.Link = value
	case "dir":
		n.setType(fs.ModeDir, 0o755)
	case "fifo":
		n.setType(fs.ModeNamedPipe, 0o644)
	case "deny":
		n.Denied = true
	case "enc":
		if value != "go" {
			return fmt.Errorf("no encoding %q: enc=go", value)
		}
		n.Data, err = unquoteLines(n.Data)
	default:
		return fmt.Errorf("no header option %q: mode, uid, gid, link, dir, fifo, deny, enc or config", text)
	}
	if err != nil {
		return fmt.Errorf("header option %q: %w", text, err)
	}
	return nil
}

// setType keeps permissions that were given before the type.
func (n *Node) setType(t, perm fs.FileMode) {
	if n.Mode != 0o644 {
		perm = n.Mode.Perm()
	}
	n.Mode = t | perm
}

// unquoteLines joins lines that are each a Go string literal.
func unquoteLines(data []byte) ([]byte, error) {
	var out []byte
	number := 0
	for line := range strings.Lines(string(data)) {
		number++
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		text, err := strconv.Unquote(line)
		if err != nil {
			return nil, fmt.Errorf("line %d is no Go string literal", number)
		}
		out = append(out, text...)
	}
	return out, nil
}

// Tree puts the case into memory. Backwards adds the files in the other order,
// which must make no difference.
func (c *Case) Tree(backwards bool) *source.Memory {
	m := source.NewMemory(c.Roots...)
	for i := range c.Nodes {
		n := c.Nodes[i]
		if backwards {
			n = c.Nodes[len(c.Nodes)-1-i]
		}
		if n.Link != "" {
			m.AddLink(n.Path, n.Link)
			continue
		}
		m.AddInfo(n.Path, n.Data, source.Info{Mode: n.Mode, UID: n.UID, GID: n.GID})
		if n.Denied {
			m.Deny(n.Path)
		}
	}
	return m
}

// Paths are what is checked: what the case names, or its top folders.
func (c *Case) Paths() []scan.Path {
	named := c.Named
	for _, root := range c.Roots {
		holdsFiles := slices.ContainsFunc(c.Nodes, func(n Node) bool { return source.Below(root, n.Path) })
		if len(c.Named) == 0 && holdsFiles {
			named = append(named, root)
		}
	}
	paths := make([]scan.Path, len(named))
	for i, name := range named {
		paths[i] = scan.Path{Tree: name, Name: strings.TrimPrefix(name, "/")}
	}
	return paths
}

// format is the archive with its want section replaced.
func (c *Case) format(want, fixes string) []byte {
	a := &txtar.Archive{Comment: c.archive.Comment}
	for _, f := range c.archive.Files {
		if f.Name != wantSection && f.Name != fixesSection {
			a.Files = append(a.Files, f)
		}
	}
	a.Files = append(a.Files, txtar.File{Name: wantSection, Data: []byte(want)})
	if fixes != "" {
		a.Files = append(a.Files, txtar.File{Name: fixesSection, Data: []byte(fixes)})
	}
	return txtar.Format(a)
}
