package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/authlint/authlint/lint"
)

const scripts = "../../testdata/script"

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"authlint": main})
}

// TestScripts runs command lines as a shell would. Beside testscript's own
// commands there are exits CODE COMMAND... and chown-nobody FILE, $ESC holds the
// character, and [root] says who runs it.
func TestScripts(t *testing.T) {
	found, err := filepath.Glob(filepath.Join(scripts, "*.txtar"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no scripts in %s: %v", scripts, err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 scripts,
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("ESC", "\x1b")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "chown-nobody": chownNobody},
		Condition: func(name string) (bool, error) {
			if name != "root" {
				return false, errors.New("there is no such condition")
			}
			return os.Geteuid() == 0, nil
		},
	})
}

// exits runs a command that must end in one exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARGUMENT...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var failed *exec.ExitError
		if !errors.As(err, &failed) {
			ts.Fatalf("%s: %v", args[1], err)
		}
		code = failed.ExitCode()
	}
	if code != want {
		ts.Fatalf("%s ended in %d, want %d", args[1], code, want)
	}
}

// chownNobody gives a file to another user.
func chownNobody(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: chown-nobody FILE")
	}
	const nobody = 65534
	ts.Check(os.Chown(ts.MkAbs(args[0]), nobody, nobody))
}

// Colours without a terminal: only what is asked for.
func TestColored(t *testing.T) {
	for _, tt := range []struct {
		name, flag string
		env        map[string]string
		want       bool
	}{
		{"no terminal", colorAuto, nil, false},
		{"always", colorAlways, map[string]string{"NO_COLOR": "1"}, true},
		{"never", colorNever, map[string]string{"FORCE_COLOR": "1"}, false},
		{"forced", colorAuto, map[string]string{"FORCE_COLOR": "1", "TERM": "dumb"}, true},
		{"forced off", colorAuto, map[string]string{"FORCE_COLOR": "0"}, false},
		{"NO_COLOR beats FORCE_COLOR", colorAuto, map[string]string{"FORCE_COLOR": "1", "NO_COLOR": "1"}, false},
		{"an empty NO_COLOR is none", colorAuto, map[string]string{"FORCE_COLOR": "1", "NO_COLOR": ""}, true},
	} {
		s := streams{out: &bytes.Buffer{}, getenv: func(name string) string { return tt.env[name] }}
		if got := s.colored(tt.flag); got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
}

// On a terminal colours are on by themselves.
func TestColoredTerminal(t *testing.T) {
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	defer terminal.Close()
	for _, tt := range []struct {
		name, value string
		want        bool
	}{{"TERM", "xterm", true}, {"TERM", "dumb", false}, {"NO_COLOR", "1", false}} {
		s := streams{out: terminal, getenv: func(name string) string {
			if name == tt.name {
				return tt.value
			}
			return ""
		}}
		if got := s.colored(colorAuto); got != tt.want {
			t.Errorf("%s=%s: %t", tt.name, tt.value, got)
		}
	}
}

// The thresholds are inclusive, and never is below everything.
func TestThreshold(t *testing.T) {
	never := threshold{never: true}
	warning := threshold{severity: lint.Warning}
	for _, s := range []lint.Severity{lint.Error, lint.Warning, lint.Note} {
		if never.reached(s) {
			t.Errorf("%s reaches never", s)
		}
		if got, want := warning.reached(s), s != lint.Note; got != want {
			t.Errorf("%s reaches warning: %t", s, got)
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// A report that could not be written is no success.
func TestWriteError(t *testing.T) {
	for _, args := range [][]string{
		{"rules"}, {"rules", "--format", "json"}, {"explain", "duplicate-user"}, {"version"},
		{"check", "--fail-on", "never", "--stdin-filename", ".htpasswd", "-"},
		{"check", "--list-files", "--stdin-filename", ".htpasswd", "-"},
	} {
		var stderr bytes.Buffer
		code := run(args, streams{
			in: strings.NewReader("alice:secret\n"), out: fullDisk{}, err: &stderr, getenv: func(string) string { return "" },
		})
		if code != int(statusFailure) || stderr.Len() == 0 {
			t.Errorf("%q ended in %d, saying %q", args, code, stderr.String())
		}
	}
}
