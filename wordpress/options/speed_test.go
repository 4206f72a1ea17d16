package options

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// dumpForms are how the dumps that the speed is measured on are written.
var dumpForms = []struct {
	name       string
	head, tail string
	row        string // between rows
	rows       int    // of an INSERT
}{
	{"mysqldump, 1 MB a line", mysqldumpHead, "-- Dump completed\n", ",", 400},
	{"mariadb-dump, a row a line", "/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19\n", "-- Dump completed\n", ",\n", 400},
	{"mysqldump --skip-extended-insert", mysqldumpHead, "-- Dump completed\n", ",", 1},
	{"another program, a row a line", "-- phpMyAdmin SQL Dump\n", "", ",\n", 400},
	{"another program, an INSERT a row", "-- phpMyAdmin SQL Dump\n", "", ",\n", 1},
}

// writeDump writes pages, notes to them and the options of a site, and returns
// the file.
func writeDump(tb testing.TB, form int, size int) string {
	tb.Helper()
	f := dumpForms[form]
	name := filepath.Join(tb.TempDir(), "dump.sql")
	file, err := os.Create(name)
	if err != nil {
		tb.Fatal(err)
	}
	w := bufio.NewWriterSize(file, 1<<20)
	random := rand.New(rand.NewPCG(1, 2))
	words := []string{"lorem", "ipsum", "dolor", "sit", "amet", "don\\'t", "<a href=\\\"/about/\\\">", "</a>", "\\n\\n", "consectetur", "INSERT INTO", "wp_options", "; "}
	written := len(f.head)
	fmt.Fprint(w, f.head)
	for written < size {
		for _, table := range []string{"wp_posts", "wp_postmeta"} {
			n, _ := fmt.Fprintf(w, "INSERT INTO `%s` VALUES\n", table)
			written += n
			for i := range f.rows {
				if i > 0 {
					fmt.Fprint(w, f.row)
				}
				if table == "wp_postmeta" {
					n, _ = fmt.Fprintf(w, "(%d,%d,'_edit_lock','%d:1')", random.IntN(1e6), random.IntN(1e6), random.IntN(1e9))
				} else {
					var text strings.Builder
					for range 50 + random.IntN(600) {
						text.WriteString(words[random.IntN(len(words))])
						text.WriteByte(' ')
					}
					n, _ = fmt.Fprintf(w, "(%d,1,'2026-01-01 00:00:00','%s','publish','')", random.IntN(1e6), text.String())
				}
				written += n
			}
			fmt.Fprint(w, ";\n")
		}
	}
	fmt.Fprint(w, "INSERT INTO `wp_options` VALUES (1,'siteurl','http://x/','yes'),(2,'wp_user_roles','a:0:{}','yes'),(3,'active_plugins','a:0:{}','yes');\n"+f.tail)
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	if err := file.Close(); err != nil {
		tb.Fatal(err)
	}
	return name
}

// readFile reads a dump as the command does.
func readFile(tb testing.TB, name string) []*Set {
	tb.Helper()
	file, err := os.Open(name)
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	sets, err := ReadDump(file, "dump.sql", DumpOptions{})
	if err != nil || len(sets) != 1 || !sets[0].Whole {
		tb.Fatal(len(sets), err)
	}
	return sets
}

// TestSpeed compares the time of a dump with that of grep looking for one word
// in it. Both are measured in turns, and the best of each counts: other programs
// run on the machine too.
func TestSpeed(t *testing.T) {
	grep, err := exec.LookPath("grep")
	if err != nil {
		t.Skip("grep is not installed: ", err)
	}
	const size = 32 << 20
	if testing.Short() || racing {
		t.Skip("the speed says nothing in this build")
	}
	for form, f := range dumpForms {
		t.Run(f.name, func(t *testing.T) {
			name := writeDump(t, form, size)
			ours, theirs := time.Hour, time.Hour
			for range 5 {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				run := exec.CommandContext(ctx, grep, "-c", "word", name)
				run.Env = append(os.Environ(), "LC_ALL=C")
				start := time.Now()
				if out, _ := run.Output(); strings.TrimSpace(string(out)) != "0" {
					t.Fatalf("grep says %q", out)
				}
				theirs = min(theirs, time.Since(start))
				cancel()
				start = time.Now()
				readFile(t, name)
				ours = min(ours, time.Since(start))
			}
			rate := func(d time.Duration) float64 { return float64(size) / d.Seconds() / (1 << 20) }
			t.Logf("%.0f MB/s, grep %.0f MB/s: %.2f of its speed", rate(ours), rate(theirs), theirs.Seconds()/ours.Seconds())
			if ours > 4*theirs {
				t.Errorf("the dump took %v, and grep %v", ours, theirs)
			}
		})
	}
}

// TestDumpMemory sees that a dump of many megabytes costs no more than a short
// one.
func TestDumpMemory(t *testing.T) {
	name := writeDump(t, 3, 32<<20)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	readFile(t, name)
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
		t.Errorf("%d bytes were allocated in all", used)
	}
}

func BenchmarkReadDump(b *testing.B) {
	for form, f := range dumpForms {
		b.Run(f.name, func(b *testing.B) {
			const size = 64 << 20
			name := writeDump(b, form, size)
			b.SetBytes(size)
			for b.Loop() {
				readFile(b, name)
			}
		})
	}
}
