package standard_test

import (
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authlint/authlint/lint/hosting"
	"github.com/authlint/authlint/lint/hosting/layout"
	"github.com/authlint/authlint/lint/linttest/farm"
	"github.com/authlint/authlint/lint/standard"
)

// opened lets everybody pass through the folders above a temporary one.
func opened(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestFarm finds every broken site of a farm, by its rules and no others, and
// says nothing of the healthy ones.
func TestFarm(t *testing.T) {
	base := opened(t)
	want, _, err := farm.Write(base, farm.Options{Seed: 1, Sites: 50, Broken: 5})
	if err != nil {
		t.Fatal(err)
	}
	sites, notes, err := layout.Find(layout.Options{Base: base})
	if err != nil || len(notes) > 0 || len(sites) != len(want) {
		t.Fatalf("%d sites, %v, %v", len(sites), notes, err)
	}
	found := map[string][]string{}
	summary, err := standard.ScanSites(t.Context(), standard.Hosting{Base: base, Sites: sites}, func(e *hosting.Event) error {
		if e.Kind == hosting.Found && !slices.Contains(found[e.Site.Root], e.Finding.Rule.ID) {
			found[e.Site.Root] = append(found[e.Site.Root], e.Finding.Rule.ID)
		}
		if e.Kind == hosting.SiteFinished && (e.Done.Status != hosting.Checked || e.Done.Files < 2) {
			t.Errorf("%s: %+v", e.Site.Root, e.Done)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	broken := 0
	for _, s := range want {
		got := found[s.Root]
		slices.Sort(got)
		if diff := cmp.Diff(s.Rules, got); diff != "" {
			t.Errorf("%s (%q): %s", s.Root, s.Broken, diff)
		}
		if s.Broken != "" {
			broken++
		}
	}
	if broken != 10 || summary.Sites != 50 || summary.Clean != 40 {
		t.Errorf("%d are broken, %+v", broken, summary)
	}
}

// BenchmarkScanSites scans the sites of a farm, of about 200 files each.
func BenchmarkScanSites(b *testing.B) {
	base := b.TempDir()
	if err := os.Chmod(base, 0o755); err != nil {
		b.Fatal(err)
	}
	_, counts, err := farm.Write(base, farm.Options{Seed: 1, Sites: 400, Broken: 10})
	if err != nil {
		b.Fatal(err)
	}
	sites, _, err := layout.Find(layout.Options{Base: base})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		s, err := standard.ScanSites(b.Context(), standard.Hosting{Base: base, Sites: sites}, func(*hosting.Event) error { return nil })
		if err != nil || s.Sites != len(sites) {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(counts.Files*b.N)/b.Elapsed().Seconds(), "files/s")
}
