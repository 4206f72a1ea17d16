package source

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// git runs git in a folder, as nobody in particular.
func git(tb testing.TB, dir string, args ...string) {
	tb.Helper()
	cmd := gitCommand(dir, append([]string{"-c", "user.name=n", "-c", "user.email=e", "-c", "init.defaultBranch=main"}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		tb.Fatalf("git %s: %v\n%s", args[0], err, out)
	}
}

func commit(tb testing.TB, dir string) {
	tb.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		tb.Skip("git is not installed")
	}
	git(tb, dir, "init", "-q")
	git(tb, dir, "add", "-A")
	git(tb, dir, "commit", "-q", "--allow-empty", "-m", "m")
}

func newGit(tb testing.TB, dir, revision string) (*Git, string) {
	tb.Helper()
	g, err := NewGit(dir, revision)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(g.Close)
	return g, g.Top()
}

func TestGitIsTheRevision(t *testing.T) {
	dir := writeLayout(t, layout{files: map[string]string{"sub/f": "old", "gone": "x"}})
	commit(t, dir)
	write(t, filepath.Join(dir, "sub/f"), "new")
	if err := os.Remove(filepath.Join(dir, "gone")); err != nil {
		t.Fatal(err)
	}
	commit(t, dir)
	write(t, filepath.Join(dir, "sub/f"), "not committed")
	t.Setenv("GIT_DIR", "/authlint-no-such-folder") // as in a hook
	for revision, want := range map[string]string{"HEAD": "new", "HEAD~1": "old", "main": "new"} {
		g, top := newGit(t, filepath.Join(dir, "sub"), revision)
		data, info, err := g.ReadFile(top+"/sub/f", 10)
		if err != nil || string(data) != want || info.UID != -1 {
			t.Errorf("%s: %q, %v", revision, data, err)
		}
		if _, err := g.Stat(top + "/gone"); (err == nil) != (revision == "HEAD~1") {
			t.Errorf("%s: stat of a removed file: %v", revision, err)
		}
	}
}

func TestGitModes(t *testing.T) {
	dir := writeLayout(t, layout{files: map[string]string{"plain": "1", "run": "2"}})
	if err := os.Chmod(filepath.Join(dir, "run"), 0o755); err != nil {
		t.Fatal(err)
	}
	commit(t, dir)
	git(t, dir, "update-index", "--add", "--cacheinfo", "160000,1111111111111111111111111111111111111111,module")
	git(t, dir, "commit", "-q", "-m", "m")
	g, top := newGit(t, dir, "HEAD")
	for name, want := range map[string]os.FileMode{"/plain": 0o644, "/run": 0o755} {
		if info, err := g.Stat(top + name); err != nil || info.Mode != want {
			t.Errorf("%s: %v, %v", name, info.Mode, err)
		}
	}
	for _, name := range []string{"/module", "/module/f"} {
		if _, err := g.Stat(top + name); !errors.Is(err, ErrOutside) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestGitFails(t *testing.T) {
	dir := writeLayout(t, layout{files: map[string]string{"f": "x"}})
	commit(t, dir)
	for _, revision := range []string{"no-such-branch", "--all", "-h", "", "HEAD:f"} {
		if g, err := NewGit(dir, revision); err == nil {
			g.Close()
			t.Errorf("%q is a revision", revision)
		}
	}
	if g, err := NewGit(t.TempDir(), "HEAD"); err == nil {
		g.Close()
		t.Error("a folder without a repository has a revision")
	} else if !strings.Contains(err.Error(), "git") {
		t.Errorf("an error that does not name git: %v", err)
	}
	g, top := newGit(t, dir, "HEAD")
	g.Close()
	if _, _, err := g.ReadFile(top+"/f", 10); err == nil {
		t.Error("read after Close")
	}
}

// What is renamed is known from the index, committed or not.
func TestGitRenamed(t *testing.T) {
	long := strings.Repeat("a line of text\n", 20)
	dir := writeLayout(t, layout{files: map[string]string{"a b\nc": long, "sub/f": "x" + long, "same": "y" + long}})
	commit(t, dir)
	git(t, dir, "mv", "a b\nc", "sub/\t")
	git(t, dir, "commit", "-q", "-m", "m")
	git(t, dir, "mv", "sub/f", "g")
	g, top := newGit(t, filepath.Join(dir, "sub"), "HEAD~1")
	renamed, err := g.Renamed()
	if err != nil || len(renamed) != 2 || renamed[top+"/sub/\t"] != top+"/a b\nc" || renamed[top+"/g"] != top+"/sub/f" {
		t.Errorf("%q, %v", renamed, err)
	}
	g, _ = newGit(t, dir, "HEAD")
	if renamed, err := g.Renamed(); err != nil || len(renamed) != 1 {
		t.Errorf("%q, %v", renamed, err)
	}
}

// TestGitRunsNothing gives the repository a configuration that would run a
// program in every way that git offers for reading.
func TestGitRunsNothing(t *testing.T) {
	dir := writeLayout(t, layout{files: map[string]string{"f": "x", ".gitattributes": "* filter=evil diff=evil\n"}})
	commit(t, dir)
	trap := filepath.Join(t.TempDir(), "ran")
	evil := "touch '" + trap + "'; false"
	for _, key := range []string{
		"core.fsmonitor", "core.pager", "pager.cat-file", "core.sshCommand", "filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv", "alias.cat-file",
	} {
		git(t, dir, "config", key, evil)
	}
	git(t, dir, "config", "core.hooksPath", dir)
	// A partial clone fetches what is missing.
	for key, value := range map[string]string{
		"core.repositoryFormatVersion": "1", "extensions.partialClone": "evil", "remote.evil.promisor": "true",
		"remote.evil.url": "ext::sh -c \"touch% " + trap + "\"", "protocol.ext.allow": "always",
	} {
		git(t, dir, "config", key, value)
	}
	if err := filepath.WalkDir(filepath.Join(dir, ".git/objects"), func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		out, _ := gitCommand(dir, "rev-parse", "HEAD:f").Output()
		object := strings.TrimSpace(string(out))
		if strings.HasSuffix(filepath.ToSlash(name), object[:2]+"/"+object[2:]) {
			return os.Remove(name)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "f"), "changed, so that the index is stale")
	if g, err := NewGit(dir, "HEAD"); err == nil {
		_, _ = g.Renamed()
		_, _, err := g.ReadFile(g.Top()+"/f", 10)
		g.Close()
		if err == nil {
			t.Error("a missing object was read")
		}
	}
	if _, err := os.Stat(trap); err == nil {
		t.Error("the repository's configuration ran a program")
	}
}
