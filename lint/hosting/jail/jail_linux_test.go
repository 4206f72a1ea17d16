package jail

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authlint/authlint/lint/source"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func asRoot(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("it needs to be root")
	}
}

func top(t *testing.T, dir string) *source.Top {
	t.Helper()
	b, err := source.OpenTop(dir)
	must(t, err)
	t.Cleanup(b.Close)
	return b
}

// onThread runs f on a thread of its own, which ends with it.
func onThread(t *testing.T, f func(*Thread)) {
	t.Helper()
	done := make(chan bool)
	go func() {
		defer close(done)
		thread, err := Lock()
		if err != nil {
			t.Error(err)
			return
		}
		f(thread)
	}()
	<-done
}

// files writes files below a base that everybody may pass through, each with
// an owner and a mode.
type file struct {
	text  string
	owner int
	mode  fs.FileMode
}

func write(t *testing.T, files map[string]file) string {
	t.Helper()
	base, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	for dir := base; strings.HasPrefix(dir, os.TempDir()+"/"); dir = filepath.Dir(dir) {
		must(t, os.Chmod(dir, 0o755))
	}
	for name, f := range files {
		at := filepath.Join(base, name)
		must(t, os.MkdirAll(filepath.Dir(at), 0o755))
		must(t, os.WriteFile(at, []byte(f.text), 0o600))
		must(t, os.Chmod(at, f.mode))
		must(t, os.Chown(at, f.owner, f.owner))
	}
	return base
}

// What the kernel says of the calling thread.
func threadStatus(t *testing.T, key string) string {
	t.Helper()
	data, err := os.ReadFile("/proc/thread-self/status")
	must(t, err)
	found := regexp.MustCompile(`(?m)^` + key + `:[ \t]*(.*?)[ \t]*$`).FindSubmatch(data)
	if found == nil {
		t.Fatalf("the kernel does not tell %s", key)
	}
	return string(found[1])
}

// The capabilities that let root read all files.
const overrides = 1<<1 | 1<<2

func capable(t *testing.T) bool {
	t.Helper()
	var set uint64
	_, err := fmt.Sscanf(threadStatus(t, "CapEff"), "%x", &set)
	must(t, err)
	return set&overrides != 0
}

// A thread reads what its user may, and nothing else, whoever started it.
func TestThreadBecomes(t *testing.T) {
	asRoot(t)
	base := write(t, map[string]file{
		"alice": {"a", 2001, 0o600}, "bob": {"b", 2002, 0o600}, "root": {"r", 0, 0o600}, "all": {"x", 0, 0o644}, "group": {"g", 0, 0o640},
	})
	must(t, os.Chown(base+"/group", 0, 3001))
	may := func() (can string) {
		for _, name := range []string{"alice", "bob", "root", "all", "group"} {
			if _, err := os.ReadFile(filepath.Join(base, name)); err == nil {
				can += name + " "
			} else if !errors.Is(err, fs.ErrPermission) {
				t.Errorf("%s: %v", name, err)
			}
		}
		return strings.TrimSpace(can)
	}
	onThread(t, func(thread *Thread) {
		if got := may(); got != "all" {
			t.Errorf("before it is anybody it reads %q", got)
		}
		if groups := threadStatus(t, "Groups"); groups != "" {
			t.Errorf("it keeps the groups %q", groups)
		}
		for _, c := range []struct {
			who   Identity
			want  string
			power bool
		}{
			{Identity{2001, 3001}, "alice all group", false},
			{Identity{2002, 3002}, "bob all", false},
			{Identity{2001, 3002}, "alice all", false},
			{Identity{}, "alice bob root all group", true},
			{Identity{2002, 3001}, "bob all group", false},
		} {
			must(t, thread.Become(c.who))
			if got := may(); got != c.want || capable(t) != c.power {
				t.Errorf("%+v reads %q, with power over permissions: %t", c.who, got, capable(t))
			}
			ids := strings.Fields(threadStatus(t, "Uid"))
			if ids[0] != "0" || ids[3] != fmt.Sprint(c.who.UID) {
				t.Errorf("%+v: the thread's users are %q", c.who, ids)
			}
		}
	})
	if got := may(); got != "alice bob root all group" {
		t.Errorf("other threads read %q", got)
	}
}

// What a thread has become ends with it, and no other goroutine can ask in its
// name.
func TestThreadEnds(t *testing.T) {
	asRoot(t)
	const somebody = 54321
	onThread(t, func(thread *Thread) {
		must(t, thread.Become(Identity{somebody, somebody}))
		elsewhere := make(chan bool)
		go func() {
			defer close(elsewhere)
			if thread.Here() {
				t.Error("another goroutine runs on the thread")
			}
			if err := thread.Become(Identity{}); !errors.Is(err, ErrThread) {
				t.Errorf("another goroutine made it somebody else: %v", err)
			}
		}()
		<-elsewhere
	})
	threads := func() (left int) {
		found, err := filepath.Glob("/proc/self/task/*/status")
		must(t, err)
		for _, name := range found {
			if name == fmt.Sprintf("/proc/self/task/%d/status", os.Getpid()) {
				continue // the first thread cannot end: Go parks it for good
			}
			data, _ := os.ReadFile(name)
			if strings.Contains(string(data), fmt.Sprint(somebody)) {
				left++
			}
		}
		return left
	}
	for range 500 {
		if threads() == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d threads are still somebody", threads())
}

// A site is read as its owner; what the panel keeps for it as root, where it is
// nobody else's.
func TestTreeOwner(t *testing.T) {
	asRoot(t)
	base := write(t, map[string]file{
		"home/alice/own":       {"own", 2001, 0o600},
		"home/alice/planted":   {"root's", 0, 0o600},
		"home/bob/own":         {"bob's", 2002, 0o600},
		"panel/alice/passwd":   {"users", 0, 0o600},
		"shared/alice/passwd":  {"users", 0, 0o600},
		"panel/alice/d/passwd": {"users", 0, 0o600},
	})
	must(t, os.Chown(base+"/shared/alice", 2001, 2001))
	must(t, os.Chown(base+"/panel/alice/d", 2001, 2001))
	must(t, os.Symlink("/panel/alice/passwd", base+"/home/alice/link"))
	for _, store := range []string{"/panel/alice", "/shared/alice"} {
		onThread(t, func(thread *Thread) {
			tree, err := Open(context.Background(), thread, Site{
				Top: top(t, base), Folders: []string{"/home/alice", "/home/none"}, Stores: []string{store}, Owner: Identity{2001, 2001},
			})
			if err != nil {
				t.Error(err)
				return
			}
			defer tree.Close()
			got := map[string]string{}
			for _, name := range []string{"home/alice/own", "home/alice/planted", "home/alice/link", "home/bob/own", "panel/alice/passwd", "panel/alice/d/passwd", "shared/alice/passwd"} {
				data, _, err := tree.ReadFile(filepath.Join(base, "/"+name), 100)
				got[name] = string(data)
				for word, cause := range map[string]error{"denied": fs.ErrPermission, "outside": source.ErrOutside, "shared": source.ErrShared} {
					if errors.Is(err, cause) {
						got[name] = word
					}
				}
			}
			want := map[string]string{
				"home/alice/own": "own", "home/alice/planted": "denied", "home/alice/link": "outside", "home/bob/own": "outside",
				"panel/alice/passwd": "users", "panel/alice/d/passwd": "shared", "shared/alice/passwd": "outside",
			}
			if store == "/shared/alice" {
				want["home/alice/link"], want["panel/alice/passwd"], want["panel/alice/d/passwd"] = "outside", "outside", "outside"
				want["shared/alice/passwd"] = "denied"
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", store, diff)
			}
		})
	}
}

func TestTreeLimits(t *testing.T) {
	base := write(t, map[string]file{
		"home/a/1": {"12345", os.Getuid(), 0o600}, "home/a/2": {"12345", os.Getuid(), 0o600}, "home/a/3": {"12345", os.Getuid(), 0o600},
		"home/a/big": {strings.Repeat("x", 2048), os.Getuid(), 0o600},
	})
	for _, c := range []struct {
		point  string
		limits Limits
		want   []error // of 1, 2, 3, big, and of the folder
		hit    []string
	}{
		{"none", Limits{}, []error{nil, nil, nil, nil, nil}, nil},
		{"files", Limits{Files: 2}, []error{nil, nil, source.ErrSpent, source.ErrSpent, nil}, []string{"2 files of a site are read, the others were not"}},
		{"bytes", Limits{Bytes: 10}, []error{nil, nil, source.ErrSpent, source.ErrSpent, nil}, []string{"10 bytes of a site are read, the rest was not"}},
		{"entries, of which the walk tells", Limits{Entries: 3}, []error{nil, nil, nil, nil, source.ErrEntries}, nil},
		{
			"questions", Limits{Questions: 3}, []error{nil, nil, nil, source.ErrSpent, source.ErrSpent},
			[]string{"the file system is asked 3 times, the rest was not read"},
		},
	} {
		onThread(t, func(thread *Thread) {
			tree, err := Open(context.Background(), thread, Site{
				Top: top(t, base), Folders: []string{"/home/a"}, Owner: Identity{os.Getuid(), os.Getgid()}, Limits: c.limits,
			})
			if err != nil {
				t.Error(err)
				return
			}
			defer tree.Close()
			for i, name := range []string{"1", "2", "3", "big"} {
				if _, _, err := tree.ReadFile(filepath.Join(base, "/home/a/"+name), 4096); !errors.Is(err, c.want[i]) {
					t.Errorf("%s: %s: %v", c.point, name, err)
				}
			}
			for range 2 {
				if _, err := tree.ReadDir(filepath.Join(base, "/home/a")); !errors.Is(err, c.want[4]) {
					t.Errorf("%s: the folder: %v", c.point, err)
				}
			}
			if diff := cmp.Diff(c.hit, tree.Hit()); diff != "" {
				t.Errorf("%s: %s", c.point, diff)
			}
		})
	}
}

// When the time is up, nothing is read any more; nor on another thread, ever.
func TestTreeEnds(t *testing.T) {
	base := write(t, map[string]file{"home/a/f": {"x", os.Getuid(), 0o600}})
	onThread(t, func(thread *Thread) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		tree, err := Open(ctx, thread, Site{Top: top(t, base), Folders: []string{"/home/a"}, Owner: Identity{os.Getuid(), os.Getgid()}})
		if err != nil {
			t.Error(err)
			return
		}
		defer tree.Close()
		questions := func(want error) {
			at := filepath.Join(base, "/home/a/f")
			_, _, read := tree.ReadFile(at, 10)
			_, stat := tree.Stat(at)
			_, lstat := tree.Lstat(at)
			_, list := tree.ReadDir(filepath.Join(base, "/home/a"))
			_, link := tree.Readlink(at)
			for i, err := range []error{read, stat, lstat, list, link} {
				if !errors.Is(err, want) {
					t.Errorf("question %d: %v, want %v", i, err, want)
				}
			}
		}
		done := make(chan bool)
		go func() {
			defer close(done)
			questions(ErrThread)
		}()
		<-done
		cancel()
		questions(source.ErrSpent)
	})
}

func TestOpenNothing(t *testing.T) {
	base := write(t, map[string]file{"home/a/f": {"x", os.Getuid(), 0o600}})
	onThread(t, func(thread *Thread) {
		if _, err := Open(context.Background(), thread, Site{Top: top(t, base), Folders: []string{"/home/b", "/home/a"}}); !errors.Is(err, fs.ErrNotExist) {
			t.Error(err)
		}
	})
}

// sandboxed is what a process of its own does, because a sandbox is for good.
const sandboxed = "AUTHLINT_TEST_SANDBOX"

func TestMain(m *testing.M) {
	base := os.Getenv(sandboxed)
	if base == "" {
		os.Exit(m.Run())
	}
	held, err := os.OpenFile(base+"/out/held", os.O_RDWR|os.O_CREATE, 0o600)
	fmt.Println("before", err == nil)
	on, err := Sandbox([]string{base + "/in", base + "/none"})
	fmt.Println("sandbox", on, err)
	_, err = os.ReadFile(base + "/in/f")
	fmt.Println("inside", err == nil)
	_, err = os.ReadFile(base + "/out/f")
	fmt.Println("outside", errors.Is(err, fs.ErrPermission))
	fmt.Println("written", errors.Is(os.WriteFile(base+"/in/g", nil, 0o600), fs.ErrPermission))
	_, err = held.WriteString("held")
	fmt.Println("held", errors.Join(err, held.Truncate(2)) == nil)
	done := make(chan bool)
	go func() {
		defer close(done)
		_, err := Lock()
		_, read := os.ReadFile(base + "/out/f")
		fmt.Println("new thread", err, errors.Is(read, fs.ErrPermission))
	}()
	<-done
}

func TestSandbox(t *testing.T) {
	base := write(t, map[string]file{"in/f": {"x", os.Getuid(), 0o644}, "out/f": {"x", os.Getuid(), 0o644}})
	test := exec.Command(os.Args[0])
	test.Env = append(os.Environ(), sandboxed+"="+base)
	out, err := test.CombinedOutput()
	must(t, err)
	if strings.Contains(string(out), "sandbox false <nil>") {
		t.Skip("the kernel has no Landlock")
	}
	want := "before true\nsandbox true <nil>\ninside true\noutside true\nwritten true\nheld true\nnew thread <nil> true\n"
	if diff := cmp.Diff(want, string(out)); diff != "" {
		t.Error(diff)
	}
}
