package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// matcher is a problem matcher of GitHub's runner.
type matcher struct {
	Owner    string
	Severity string
	Pattern  []struct {
		Regexp                                      string
		File, Line, Column, Severity, Message, Code int
	}
}

// problem is what the runner makes of a line that matches.
type problem struct{ file, line, column, severity, message, code string }

// read is the first matcher's reading of a line.
func (m matcher) read(line string) (problem, bool) {
	p := m.Pattern[0]
	groups := regexp.MustCompile(p.Regexp).FindStringSubmatch(line)
	if groups == nil {
		return problem{}, false
	}
	found := problem{groups[p.File], groups[p.Line], groups[p.Column], m.Severity, groups[p.Message], groups[p.Code]}
	if p.Severity > 0 {
		found.severity = groups[p.Severity]
	}
	return found, true
}

func readMatchers(t *testing.T) []matcher {
	t.Helper()
	data, err := os.ReadFile("../../.github/authlint-matcher.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ ProblemMatcher []matcher }
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	return file.ProblemMatcher
}

// TestProblemMatcher reads what the concise format really prints, for a folder
// whose name looks like a finding.
func TestProblemMatcher(t *testing.T) {
	matchers := readMatchers(t)
	dir := filepath.Join(t.TempDir(), "staff area: 1:2-3:4")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ".htaccess"), []byte("AuthType Basic\nAuthName Staff Area\nOrder Allow,Deny\nDeny from all\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Dir(dir))

	var read []problem
	lines := strings.Split(strings.TrimSpace(printed([]string{"check", "--format", "concise", "--min-severity", "note", "."})), "\n")
	for _, line := range lines {
		var by []problem
		for _, m := range matchers {
			if p, ok := m.read(line); ok {
				by = append(by, p)
			}
		}
		if len(by) != 1 {
			t.Fatalf("read by %d matchers: %s", len(by), line)
		}
		p := by[0]
		read = append(read, p)
		if p.file != filepath.Base(dir)+"/.htaccess" || p.message == "" || strings.HasSuffix(p.message, "]") {
			t.Errorf("read %+v from %s", p, line)
		}
	}
	for _, severity := range []string{"error", "notice"} {
		if !slices.ContainsFunc(read, func(p problem) bool { return p.severity == severity }) {
			t.Errorf("no %s among %d lines:\n%s", severity, len(read), strings.Join(lines, "\n"))
		}
	}
}

// TestAction runs the last step of the GitHub action as the runner would.
func TestAction(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed")
	}
	top, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	action, err := os.ReadFile(filepath.Join(top, "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(action), "- run: |\n")
	script, _, ended := strings.Cut(rest, "      shell: bash\n")
	if !found || !ended {
		t.Fatal("action.yml has no script")
	}
	temp := t.TempDir()
	if err := os.Mkdir(filepath.Join(temp, "authlint"), 0o755); err != nil {
		t.Fatal(err)
	}
	// The test binary is the command when it is started by that name.
	self, err := exec.LookPath("authlint")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(temp, "authlint", "authlint")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
	cmd.Dir = t.TempDir()
	if err := os.CopyFS(filepath.Join(cmd.Dir, "our shop"), os.DirFS(filepath.Join(top, "testdata/sites/shop"))); err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(os.Environ(),
		"GITHUB_ACTION_PATH="+top, "RUNNER_TEMP="+temp,
		"PATHS=our shop/private\nour shop/staging", "FORMAT=concise", "FAIL_ON=error", "ARGS=--rule duplicate-user  --skip-rule realm-missing")
	out, err := cmd.Output()
	var failed *exec.ExitError
	if !errors.As(err, &failed) || failed.ExitCode() != int(statusFindings) {
		t.Errorf("the step ended with %v", err)
	}
	want := regexp.MustCompile(`^::add-matcher::.*authlint-matcher\.json\nour shop/private/\.htpasswd:4:1-4:5: error: .* \[duplicate-user\]\n$`)
	if !want.Match(out) {
		t.Errorf("the step printed\n%s", out)
	}
}
