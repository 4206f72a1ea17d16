package htpasswd

import (
	"bufio"
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// manyUsers makes a password file.
func manyUsers(n int) []byte {
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, "user%06d:%s\n", i, bcrypt2y)
	}
	return b.Bytes()
}

// BenchmarkParse compares reading 100,000 users with cutting the same bytes
// into lines.
func BenchmarkParse(b *testing.B) {
	data := manyUsers(100_000)
	b.Run("lines", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			s := bufio.NewScanner(bytes.NewReader(data))
			n := 0
			for s.Scan() {
				n += len(s.Bytes())
			}
		}
	})
	for _, reader := range []model.ServerKind{model.Apache, model.Nginx} {
		b.Run(reader.String(), func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if s := Parse(source.NewFile("f", data), model.Passwords, reader); len(s.Entries) != 100_000 {
					b.Fatalf("%d entries", len(s.Entries))
				}
			}
		})
	}
}

// TestLinear doubles what might take more than twice as long.
func TestLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	tests := []struct {
		name string
		kind model.StoreKind
		make func(n int) []byte
	}{
		{"users", model.Passwords, manyUsers},
		{"one user", model.Passwords, func(n int) []byte { return bytes.Repeat([]byte("bob:"+sha1+"\n"), n) }},
		{"no colons", model.Passwords, func(n int) []byte { return bytes.Repeat([]byte("word\n"), n) }},
		{"joined lines", model.Groups, func(n int) []byte { return bytes.Repeat([]byte("ann \\\n"), n) }},
		{"backslashes", model.Groups, func(n int) []byte { return bytes.Repeat([]byte("\\\\\n\n"), n) }},
		{"members", model.Groups, func(n int) []byte { return []byte("g: " + strings.Repeat("ann ", n)) }},
		{"commas", model.Groups, func(n int) []byte { return bytes.Repeat([]byte("g: a, b\n"), n) }},
		{"long hash", model.Passwords, func(n int) []byte { return []byte("bob:" + strings.Repeat("$6$", n)) }},
		{"colons", model.Digests, func(n int) []byte { return bytes.Repeat([]byte("a:b:c:d\n"), n) }},
	}
	for _, test := range tests {
		for _, reader := range []model.ServerKind{model.Apache, model.Nginx} {
			t.Run(test.name+" "+reader.String(), func(t *testing.T) {
				once, twice := test.make(30_000), test.make(60_000)
				checkRatio(t, func() { Parse(source.NewFile("f", once), test.kind, reader) },
					func() { Parse(source.NewFile("f", twice), test.kind, reader) })
			})
		}
	}
}

// checkRatio fails when twice takes much more than double the time of once,
// each time it is tried: other work on the machine makes one try worthless.
func checkRatio(t *testing.T, once, twice func()) {
	t.Helper()
	const tries, most = 5, 3.0
	var ratio float64
	for range tries {
		if ratio = float64(fastest(twice)) / float64(fastest(once)); ratio < most {
			return
		}
	}
	t.Errorf("twice the text takes %.1f times as long", ratio)
}

// fastest is the shortest of a few runs.
func fastest(run func()) time.Duration {
	best := time.Hour
	for range 3 {
		runtime.GC()
		start := time.Now()
		run()
		best = min(best, time.Since(start))
	}
	return best
}
