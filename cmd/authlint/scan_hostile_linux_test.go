package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/linttest/farm"
)

// What the scan of the attackers may take.
const (
	hostileTime   = 3 * time.Minute
	hostileMemory = 400 << 10 // KiB of resident memory, at the peak
)

// siteEvents are what a stream tells of one account's sites.
type siteEvents struct {
	status, why string
	rules       []string
	limits      []string
}

// TestScanHostile scans sites whose owners attack whoever reads them, while they
// do so. Nothing outside is read or shown, nothing hangs, memory is bounded, and
// their neighbours are told of as if they were alone.
func TestScanHostile(t *testing.T) {
	if os.Getuid() != 0 {
		without(t, "it needs to be root")
	}
	base, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	hostile, err := farm.WriteHostile(base)
	if err != nil {
		t.Fatal(err)
	}
	neighbours, _, err := farm.Write(base, farm.Options{Seed: 2, Sites: 4, Broken: 2})
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	stop := hostile.Start()
	args := []string{"scan", "--root-fs", base, "--fail-on", "never", "--sandbox", "auto"}
	for _, format := range formatNames() {
		args = append(args, "--format", format+"="+filepath.Join(out, format))
	}
	trace := filepath.Join(out, "trace")
	traced(t, trace, args...)
	stop()

	events := readEvents(t, filepath.Join(out, eventFormat))
	if most := len(hostile.Attacks) + len(neighbours); len(events) > most {
		t.Errorf("%d sites are told of, of %d", len(events), most)
	}
	if len(hostile.Attacks) < 40 {
		t.Errorf("only %d attacks", len(hostile.Attacks))
	}
	for _, a := range hostile.Attacks {
		t.Run(a.Name, func(t *testing.T) {
			e := events[a.Name]
			if e == nil && a.Elusive {
				return
			}
			want := a.Status
			if want == "" {
				want = "checked"
			}
			if e == nil || want != "any" && e.status != want {
				t.Fatalf("it %s: %+v", a.What, e)
			}
			for _, rule := range a.Rules {
				if !slices.Contains(e.rules, rule) {
					t.Errorf("it %s, and %s is silent: %q", a.What, rule, e.rules)
				}
			}
			if len(e.limits) > 0 && !slices.Contains(e.rules, "limit-reached") {
				t.Errorf("bounds that no finding tells of: %q", e.limits)
			}
		})
	}
	for _, n := range neighbours {
		e := events[filepath.Base(filepath.Dir(n.Root))]
		if e == nil || e.status != "checked" || !slices.Equal(e.rules, n.Rules) {
			t.Errorf("%s (%q): %+v", n.Root, n.Broken, e)
		}
	}
	for _, format := range formatNames() {
		shown, err := os.ReadFile(filepath.Join(out, format))
		if err != nil || len(shown) == 0 {
			t.Errorf("%s: %v", format, err)
		}
		if bytes.Contains(shown, []byte(farm.Canary)) {
			t.Errorf("%s shows what it must not", format)
		}
		if bytes.ContainsAny(shown, "\x1b\a\u202e\u009b") {
			t.Errorf("%s holds what a terminal obeys", format)
		}
	}
	checkTrace(t, trace, base)
}

// without skips the test, unless all that tests need was to be there.
func without(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("AUTHLINT_SERVERS") == "required" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// traced runs authlint under strace and holds it against its bounds.
func traced(t *testing.T, trace string, args ...string) {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		without(t, "strace is not installed")
	}
	authlint := built(t)
	calls := "trace=open,openat,openat2,creat,execve,execveat,connect,socket,open_by_handle_at"
	cmd := exec.Command(strace, append([]string{"-f", "--seccomp-bpf", "-qq", "-y", "-s", "4096", "-e", calls, "-o", trace, authlint}, args...)...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	start := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	hang := time.AfterFunc(hostileTime, func() { _ = cmd.Process.Kill() })
	err = cmd.Wait()
	if !hang.Stop() {
		t.Fatalf("it hangs: %s", said.String())
	}
	if err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	if bytes.Contains(said.Bytes(), []byte(farm.Canary)) {
		t.Error("standard error shows what it must not")
	}
	peak := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
	t.Logf("%v, %d MiB at the peak", time.Since(start).Round(time.Millisecond), peak>>10)
	if peak > hostileMemory {
		t.Errorf("it takes %d MiB", peak>>10)
	}
}

// readEvents reads what a stream tells of each account.
func readEvents(t *testing.T, name string) map[string]*siteEvents {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	events, accounts := map[string]*siteEvents{}, map[string]string{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	last := ""
	for lines.Scan() {
		var e struct {
			Event, Site, Root, Status string
			Error                     *string
			Limits                    []string
			Finding                   struct{ Rule string }
		}
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatalf("%v: %s", err, lines.Text())
		}
		last = e.Event
		switch e.Event {
		case "site-started":
			accounts[e.Site] = filepath.Base(filepath.Dir(e.Root))
			events[accounts[e.Site]] = &siteEvents{}
		case "finding":
			s := events[accounts[e.Site]]
			if !slices.Contains(s.rules, e.Finding.Rule) {
				s.rules = append(s.rules, e.Finding.Rule)
			}
		case "site-finished":
			s := events[accounts[e.Site]]
			s.status, s.limits = e.Status, e.Limits
			if e.Error != nil {
				s.why = *e.Error
			}
		}
	}
	if err := lines.Err(); err != nil || last != "summary" {
		t.Fatalf("the stream ends in %q: %v", last, err)
	}
	return events
}

var (
	// openedLine is a call that opened something: what it was asked of, and
	// what came of it.
	openedLine = regexp.MustCompile(`^\d+\s+\w+\((?:(?:AT_FDCWD|\d+)<(.*?)>, )?"(.*?)".* = \d+<(.*)>$`)
	// ownFiles are what the process opens for itself before it begins.
	ownFiles = regexp.MustCompile(`^(/sys/kernel/mm/|/sys/fs/cgroup/|/proc/\d+/(task|cgroup|maps|mountinfo)$|/etc/(ld\.so\.|localtime$)|/usr/share/zoneinfo/|(/usr)?/lib|/dev/null$)`)
)

// checkTrace looks at every path that was opened: below the base nothing but
// what the survey of it needs, and what lies in the home that the folder lies in
// from which it was opened; and nothing was run or called.
func checkTrace(t *testing.T, trace, base string) {
	t.Helper()
	f, err := os.Open(trace)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	opened, outside, programs := 0, 0, 0
	elsewhere := map[string]int{}
	for lines.Scan() {
		line := lines.Text()
		switch {
		case strings.Contains(line, "execve("):
			programs++
		case strings.Contains(line, "socket("), strings.Contains(line, "connect("), strings.Contains(line, "by_handle"):
			t.Errorf("not a call of a scan: %s", line)
		}
		m := openedLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		from, at := m[1], m[3]
		below, inBase := strings.CutPrefix(at, base)
		if !inBase {
			if !ownFiles.MatchString(at) && filepath.Dir(at) != filepath.Dir(trace) {
				t.Errorf("opened: %s", line)
			}
			elsewhere[at]++
			outside++
			continue
		}
		opened++
		switch below {
		case "", "/home", "/etc", "/etc/passwd":
			continue
		case farm.Victim: // whether there is a public_html
			if strings.Contains(line, "O_PATH") {
				continue
			}
		}
		home := homeOf(below)
		if home == "" || home == farm.Victim || homeOf(strings.TrimPrefix(from, base)) != home && from != base+"/home" {
			t.Errorf("opened: %s", line)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d paths were opened below the base, %d elsewhere, %d of them different ones", opened, outside, len(elsewhere))
	if opened < 5_000 || programs != 1 {
		t.Errorf("%d paths were opened, %d programs run: the record is not whole", opened, programs)
	}
}

// homeOf is the home that a path lies in; empty for others.
func homeOf(name string) string {
	parts := strings.SplitN(name, "/", 4)
	if len(parts) < 3 || parts[1] != "home" {
		return ""
	}
	return "/home/" + parts[2]
}
