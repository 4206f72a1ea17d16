package custom_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/rules"
)

// BenchmarkJudge compares what it costs to judge one user's line by a rule of
// one's own and by one that is built in, in one run. What it takes to load the
// file is not in it.
func BenchmarkJudge(b *testing.B) {
	const users = 1000
	var file strings.Builder
	for i := range users {
		fmt.Fprintf(&file, "u%d:$2y$12$abcdefghijklmnopqrstuuZ2Tq9bUNFtzHJg2a1xV9Bq5bB6Lh0Uq\n", i)
	}
	var loaded *model.Site
	for _, job := range (site{"site/.htpasswd": file.String()}).jobs(b) {
		loaded = job()
	}
	own := func(condition string) *lint.Rule { return compile(b, rule("credential", condition, `"x"`))[0] }
	for _, c := range []struct {
		name string
		rule *lint.Rule
	}{
		{"built-in", rules.WeakPasswordHash},
		{"compare", own(`self.scheme == "bcrypt"`)},
		{"cost", own(`self.scheme == "bcrypt" && self.cost != null && self.cost >= 12`)},
		{"contains", own(`!contains(["admin", "guest", "root"], lower(self.name))`)},
		{"matches", own(`matches(self.name, "^u[0-9]+$")`)},
		{"loop", own(`alltrue([for g in self.groups : g != "admins"])`)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			load := []lint.Job{func() *model.Site { return loaded }}
			for b.Loop() {
				if r := lint.Run(b.Context(), load, []*lint.Rule{c.rule}, lint.Options{Jobs: 1}); len(r.Findings) > 0 {
					b.Fatalf("%d findings", len(r.Findings))
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/users, "ns/user")
		})
	}
}
