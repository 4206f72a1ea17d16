package standard

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The .htaccess files of large sites: most are a few lines, some are long.
const (
	benchDeny = "Require all denied\n"
	benchAuth = "AuthType Basic\nAuthName \"Members only\"\nAuthUserFile /home/site/.htpasswd\nRequire valid-user\n"
	benchBlog = "# BEGIN WordPress\n<IfModule mod_rewrite.c>\nRewriteEngine On\nRewriteBase /\nRewriteRule ^index\\.php$ - [L]\n" +
		"RewriteCond %{REQUEST_FILENAME} !-f\nRewriteCond %{REQUEST_FILENAME} !-d\nRewriteRule . /index.php [L]\n</IfModule>\n# END WordPress\n"
	benchFiles = "<Files \"*.php\">\n\tOrder Deny,Allow\n\tDeny from all\n</Files>\nOptions -Indexes\n"
	benchUsers = "alice:$2y$12$abcdefghijklmnopqrstuuxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n" +
		"bob:$apr1$abcdefgh$xxxxxxxxxxxxxxxxxxxxxx\n"
)

// manyFolders are folders with a .htaccess each, a tenth of them with a
// password file beside it.
type manyFolders struct {
	dir   string
	names []string // of all files
}

const (
	benchFolders = 4000
	benchTops    = 100 // of the folders that hold them
)

func newManyFolders(tb testing.TB) *manyFolders {
	tb.Helper()
	m := &manyFolders{dir: tb.TempDir()}
	for i := range benchFolders {
		folder := filepath.Join(fmt.Sprint(i%benchTops), fmt.Sprint(i))
		text := benchDeny
		switch {
		case i%10 == 1:
			users := filepath.Join(folder, ".htpasswd")
			m.write(tb, users, benchUsers)
			text = strings.ReplaceAll(benchAuth, "/home/site/.htpasswd", filepath.ToSlash(filepath.Join(m.dir, users)))
		case i%10 == 2:
			text = benchBlog
		case i%10 == 3:
			text = benchFiles
		case i%10 == 4:
			text = benchAuth
		case i%100 == 5:
			text = strings.Repeat("# a long list of addresses\nDeny from 192.0.2.1\n", 100)
		}
		m.write(tb, filepath.Join(folder, ".htaccess"), text)
	}
	return m
}

func (m *manyFolders) write(tb testing.TB, rel, text string) {
	tb.Helper()
	name := filepath.Join(m.dir, rel)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		tb.Fatal(err)
	}
	m.names = append(m.names, name)
}

// read is the least that any check does.
func (m *manyFolders) read(tb testing.TB) {
	for _, name := range m.names {
		if _, err := os.ReadFile(name); err != nil {
			tb.Fatal(err)
		}
	}
}

// check is what the command does, with every rule.
func (m *manyFolders) check(tb testing.TB) {
	files, findings := m.run(tb, []string{"."})
	if files != len(m.names) || findings < benchFolders/10 {
		tb.Fatalf("%d files and %d findings", files, findings)
	}
}

// checkHalf is check for every other folder.
func (m *manyFolders) checkHalf(tb testing.TB) {
	var paths []string
	for i := range benchTops / 2 {
		paths = append(paths, fmt.Sprint(i))
	}
	if files, _ := m.run(tb, paths); files < len(m.names)*4/10 || files > len(m.names)*6/10 {
		tb.Fatalf("%d of %d files are not half of them", files, len(m.names))
	}
}

func (m *manyFolders) run(tb testing.TB, paths []string) (files, findings int) {
	tb.Helper()
	r, _, err := Check(tb.Context(), Config{Dir: m.dir, Paths: paths})
	if err != nil {
		tb.Fatal(err)
	}
	return r.Summary.Files, len(r.Findings)
}

// eachLayout calls f for the two shapes of a large host: each folder a site by
// itself, and all of them one site, below a .htaccess.
func eachLayout(tb testing.TB, f func(name string, m *manyFolders)) {
	m := newManyFolders(tb)
	f("sites", m)
	m.write(tb, ".htaccess", benchBlog)
	f("tree", m)
}

// BenchmarkCheck4000 compares, in one run, checking 4,000 folders with only
// reading the bytes of the same files.
func BenchmarkCheck4000(b *testing.B) {
	eachLayout(b, func(name string, m *manyFolders) {
		b.Run(name+"/read", func(b *testing.B) {
			for b.Loop() {
				m.read(b)
			}
		})
		b.Run(name+"/check", func(b *testing.B) {
			for b.Loop() {
				m.check(b)
			}
		})
	})
}

// TestCheckSpeed holds the time of a check against that of reading the same
// bytes, and against that of half the folders.
func TestCheckSpeed(t *testing.T) {
	if testing.Short() || Racing {
		t.Skip("it measures time")
	}
	eachLayout(t, func(name string, m *manyFolders) {
		read, check, half := measure(t, m)
		t.Logf("%s: read %v, check %v (%.1f times), half of it %v", name, read, check, ratio(check, read), half)
		if ratio(check, read) > maxToRead {
			t.Errorf("%s: a check takes %.1f times as long as reading the files", name, ratio(check, read))
		}
		if ratio(check, half) > maxToHalf {
			t.Errorf("%s: twice the files take %.1f times as long", name, ratio(check, half))
		}
	})
}

// How much longer a check may take than reading, and than half of it.
const maxToRead, maxToHalf = 10, 3

// measure takes the shortest of several times, in turns, because what else the
// machine does disturbs them: few where that is enough to be content.
func measure(tb testing.TB, m *manyFolders) (read, check, half time.Duration) {
	read, check, half = math.MaxInt64, math.MaxInt64, math.MaxInt64
	for round := range 15 {
		read = min(read, timed(tb, m.read))
		check = min(check, timed(tb, m.check))
		half = min(half, timed(tb, m.checkHalf))
		if round >= 3 && ratio(check, read) <= maxToRead && ratio(check, half) <= maxToHalf {
			break
		}
	}
	return read, check, half
}

func timed(tb testing.TB, f func(testing.TB)) time.Duration {
	start := time.Now()
	f(tb)
	return time.Since(start)
}

func ratio(a, b time.Duration) float64 { return a.Seconds() / b.Seconds() }
