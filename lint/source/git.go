package source

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Git is the Tree of one revision of a git repository, as if it were checked
// out at the repository's top level. It asks the git program, and nothing that
// the repository configures is run. A Git is closed after use.
//
// What lies in a submodule is outside. Owners and times are not known.
type Git struct {
	*Memory
	top  string
	tree string // the object's name

	mu    sync.Mutex // guards the conversation with cat-file
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   *bufio.Reader
	ended error // why the conversation cannot go on
}

// errGit says that git did not answer as it should.
var errGit = errors.New("unexpected answer of git")

// NewGit makes the Tree of a revision of the repository that holds dir.
func NewGit(dir, revision string) (*Git, error) {
	out, err := runGit(dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	top := filepath.ToSlash(strings.TrimSuffix(string(out), "\n"))
	out, err = runGit(dir, "rev-parse", "--verify", "--end-of-options", revision+"^{tree}")
	if err != nil {
		return nil, err
	}
	tree := strings.TrimSpace(string(out))
	out, err = runGit(dir, "ls-tree", "-r", "-t", "-z", "-l", "--full-tree", tree)
	if err != nil {
		return nil, err
	}
	g := &Git{Memory: NewMemory(top), top: top, tree: tree}
	g.put(top, &memoryNode{info: Info{Name: filepath.Base(top), Mode: fs.ModeDir | 0o755, UID: -1, GID: -1}})
	if err := g.start(dir); err != nil {
		return nil, err
	}
	for entry := range bytes.SplitSeq(out, []byte{0}) {
		if err := g.add(string(entry)); err != nil {
			g.Close()
			return nil, err
		}
	}
	return g, nil
}

// Top is the repository's top level, to which all paths belong.
func (g *Git) Top() string { return g.top }

// Close ends the git program. What was not read cannot be read afterwards.
func (g *Git) Close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	_ = g.in.Close()
	_ = g.cmd.Wait()
	g.ended = fs.ErrClosed
}

// add takes one entry of ls-tree: mode, type, object, size, a tab, the path.
func (g *Git) add(entry string) error {
	if entry == "" {
		return nil
	}
	head, name, _ := strings.Cut(entry, "\t")
	fields := strings.Fields(head)
	if len(fields) != 4 || name == "" {
		return errGit
	}
	mode, object, size := fields[0], fields[2], int64(0)
	if fields[1] == "blob" {
		var err error
		if size, err = strconv.ParseInt(fields[3], 10, 64); err != nil {
			return errGit
		}
	}
	n := &memoryNode{info: Info{Name: name[strings.LastIndexByte(name, '/')+1:], Size: size, UID: -1, GID: -1}}
	n.load = func() ([]byte, error) { return g.blob(object, size) }
	switch mode {
	case "040000":
		n.info.Mode = fs.ModeDir | 0o755
	case "100755":
		n.info.Mode = 0o755
	case "120000":
		target, err := g.blob(object, size)
		if err != nil {
			return err
		}
		n.info.Mode, n.target = fs.ModeSymlink|0o777, string(target)
	case "160000":
		n.info.Mode, n.outside = fs.ModeDir|0o755, true
	default:
		n.info.Mode = 0o644
	}
	g.put(g.top+"/"+name, n)
	return nil
}

// start begins the conversation with cat-file.
func (g *Git) start(dir string) error {
	g.cmd = gitCommand(dir, "cat-file", "--batch")
	var err error
	if g.in, err = g.cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := g.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	g.out = bufio.NewReader(out)
	if err := g.cmd.Start(); err != nil {
		return fmt.Errorf("git: %w", err)
	}
	return nil
}

// blob reads the content of an object, which is followed by a newline.
func (g *Git) blob(object string, size int64) ([]byte, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ended != nil {
		return nil, g.ended
	}
	data, err := g.converse(object, size)
	if err != nil {
		// What git says next is no answer to the next question.
		g.ended = err
	}
	return data, err
}

func (g *Git) converse(object string, size int64) ([]byte, error) {
	if _, err := io.WriteString(g.in, object+"\n"); err != nil {
		return nil, err
	}
	head, err := g.out.ReadString('\n')
	if err != nil {
		return nil, err
	}
	if head != fmt.Sprintf("%s blob %d\n", object, size) {
		return nil, errGit
	}
	data := make([]byte, size+1)
	if _, err := io.ReadFull(g.out, data); err != nil {
		return nil, err
	}
	return data[:size], nil
}

func runGit(dir string, args ...string) ([]byte, error) {
	out, err := gitCommand(dir, args...).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		said, _, _ := strings.Cut(strings.TrimSpace(string(exit.Stderr)), "\n")
		return nil, fmt.Errorf("git %s: %s", args[0], said)
	}
	if err != nil {
		return nil, fmt.Errorf("git: %w", err)
	}
	return out, nil
}

// gitCommand prepares git so that neither the repository's configuration nor a
// missing object makes it run or fetch anything.
func gitCommand(dir string, args ...string) *exec.Cmd {
	cmd := exec.Command("git", append([]string{"--no-pager", "--no-replace-objects", "-c", "core.fsmonitor=false"}, args...)...)
	cmd.Dir = dir
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		// A hook's environment points at the repository the hook runs in.
		name, _, _ := strings.Cut(v, "=")
		return slices.Contains([]string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE"}, name)
	})
	cmd.Env = append(cmd.Env, "GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C")
	return cmd
}
