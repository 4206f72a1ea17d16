package main

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/linttest/farm"
)

// kills is how often the scan is killed.
const kills = 20

// TestScanResume kills a scan into a file at random points, resumes it, and holds
// what it says in the end against a scan that nobody disturbed: each site once,
// with the same findings, and the same summary.
func TestScanResume(t *testing.T) {
	base, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := farm.Write(base, farm.Options{Seed: 3, Sites: 150, Broken: 3}); err != nil {
		t.Fatal(err)
	}
	authlint := built(t)
	scan := func(file string, more ...string) *exec.Cmd {
		return exec.Command(authlint, append([]string{"scan", "--root-fs", base, "--fail-on", "never", "--output", file}, more...)...)
	}
	whole := filepath.Join(t.TempDir(), "whole")
	start := time.Now()
	if out, err := scan(whole).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	took := time.Since(start)
	want := settled(t, whole)

	random := rand.New(rand.NewPCG(1, 2))
	killed, resumed := 0, 0
	for killed < kills {
		file := filepath.Join(t.TempDir(), "events")
		for cut := true; cut; {
			cmd := scan(file, "--resume")
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			timer := time.AfterFunc(time.Duration(random.Int64N(int64(took))), func() { _ = cmd.Process.Kill() })
			err := cmd.Wait()
			timer.Stop()
			if cut = err != nil; cut {
				killed++
				if torn(t, file, random) {
					resumed++
				}
			}
		}
		if got := settled(t, file); !slices.Equal(got, want) {
			t.Fatalf("killed %d times, and %d lines are not those of the %d that are wanted", killed, len(got), len(want))
		}
	}
	t.Logf("killed %d times, %d of them after the first site", killed, resumed)
	if resumed == 0 {
		t.Error("no run was cut short behind its first site")
	}
}

// built is the command as users have it: the test itself may be the race
// detector's, which takes several times the memory and the time.
func built(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "authlint")
	if out, err := exec.Command("go", "build", "-o", name, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return name
}

// torn cuts some bytes more from a file, as a crash of the machine may. It is
// true where a site was finished.
func torn(t *testing.T, file string, random *rand.Rand) bool {
	t.Helper()
	data, err := os.ReadFile(file)
	if os.IsNotExist(err) || len(data) == 0 {
		return false
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(file, int64(len(data))-random.Int64N(min(int64(len(data)), 400))); err != nil {
		t.Fatal(err)
	}
	return bytes.Contains(data, []byte(`"event":"site-finished"`))
}

// settled are the lines of a stream in an order of their own, without what
// differs from run to run.
func settled(t *testing.T, file string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(data)) {
		var e map[string]any
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		delete(e, "run")
		delete(e, "time")
		delete(e, "seconds")
		plain, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(plain))
	}
	slices.Sort(lines)
	return lines
}
