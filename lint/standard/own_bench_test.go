package standard

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/source"
)

// ownRules are twenty rules of a project: those that ship as examples, and the
// same again under other names.
func ownRules(tb testing.TB) config.Config {
	tb.Helper()
	const rules = 20
	names, err := filepath.Glob("../../testdata/examples/rules/*.hcl")
	if err != nil || len(names) < rules/2 {
		tb.Fatalf("%d examples: %v", len(names), err)
	}
	var text strings.Builder
	for i := range rules {
		name := names[i%len(names)]
		data, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		id := strings.TrimSuffix(filepath.Base(name), ".hcl")
		text.WriteString(strings.Replace(string(data), fmt.Sprintf("%q", id), fmt.Sprintf("%q", fmt.Sprint(id, "-", i)), 1))
	}
	c, diagnostics := config.Load(source.NewFile(config.Name, []byte(text.String())), "/", Known(""))
	if len(diagnostics) > 0 || len(c.Custom) != rules {
		tb.Fatalf("%d rules: %v", len(c.Custom), diagnostics)
	}
	return c
}

// ownSites is how many sites are checked: half of the folders.
const ownSites = benchFolders / 2

func (m *manyFolders) checkBy(tb testing.TB, project config.Config) {
	tb.Helper()
	var paths []string
	for i := range benchTops / 2 {
		paths = append(paths, fmt.Sprint(i))
	}
	r, _, err := Check(tb.Context(), Config{Dir: m.dir, Paths: paths, Project: project})
	if err != nil {
		tb.Fatal(err)
	}
	own := slices.ContainsFunc(r.Findings, func(f lint.Finding) bool { return f.Rule.Project })
	if r.Summary.Sites != ownSites || own != (len(project.Custom) > 0) {
		tb.Fatalf("%d sites, rules of one's own found something: %v", r.Summary.Sites, own)
	}
}

// BenchmarkOwnRules compares, in one run, a check of 2,000 sites with and
// without twenty rules of a project's own.
func BenchmarkOwnRules(b *testing.B) {
	m := newManyFolders(b)
	for name, project := range map[string]config.Config{"without": {}, "with": ownRules(b)} {
		b.Run(name, func(b *testing.B) {
			before := ProcessTime()
			for b.Loop() {
				m.checkBy(b, project)
			}
			b.ReportMetric(float64((ProcessTime()-before).Milliseconds())/float64(b.N), "cpu-ms/op")
		})
	}
}

// maxOwnRules is how much longer a check of 2,000 sites may take with twenty
// rules of a project's own.
const maxOwnRules = 3

// TestOwnRulesSpeed takes the least processor time of several rounds: what else
// the machine does matters less to it.
func TestOwnRulesSpeed(t *testing.T) {
	if testing.Short() || Racing || ProcessTime() == 0 {
		t.Skip("it measures time")
	}
	m, project := newManyFolders(t), ownRules(t)
	without, with := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
	for round := range 8 {
		without = min(without, spent(func() { m.checkBy(t, config.Config{}) }))
		with = min(with, spent(func() { m.checkBy(t, project) }))
		if round > 1 && ratio(with, without) <= maxOwnRules {
			break
		}
	}
	t.Logf("%d sites: %v without, %v with %d rules (%.2f times)", ownSites, without, with, len(project.Custom), ratio(with, without))
	if ratio(with, without) > maxOwnRules {
		t.Errorf("with rules of a project's own a check takes %.2f times as long", ratio(with, without))
	}
}

// spent is the processor time that f takes.
func spent(f func()) time.Duration {
	before := ProcessTime()
	f()
	return ProcessTime() - before
}
