package scan

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

func onDisk(tb testing.TB, files map[string]string) (root string, tree *source.Disk) {
	tb.Helper()
	root = tb.TempDir()
	for name, text := range files {
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	tree, err := source.NewDisk(root)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(tree.Close)
	return filepath.ToSlash(root), tree
}

func diskOptions(root string, tree source.Tree) Options {
	o := options(tree)
	o.Display = func(at string) string {
		if at == root {
			return "."
		}
		return strings.TrimPrefix(at, root+"/")
	}
	return o
}

func TestSitesOnDisk(t *testing.T) {
	root, tree := onDisk(t, map[string]string{
		"a/.htaccess": "user /var/www/users", "a/b/c/.htaccess": "", "a/b/.htaccess.old": "", "secret/users": "u:h",
		"sites-available/x.conf": "grant", "index.php": "", ".git/config": "",
	})
	for name, target := range map[string]string{
		"sites-enabled": "sites-available", "a/round": root + "/a", "out.conf": "/etc/passwd", "a/up": "..", "l.conf": root + "/sites-available/x.conf",
	} {
		if err := os.Symlink(target, filepath.Join(root, name)); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	o := diskOptions(root, tree)
	o.PathMap = []Mapping{{"/var/www", root + "/secret"}}
	p, err := Find([]Path{{root, "."}}, o)
	if err != nil {
		t.Fatal(err)
	}
	want := `sites-available/x.conf: sites-available/x.conf
a: a/.htaccess a/b/c/.htaccess<a/.htaccess secret/users(Apache) ?a/b/.htaccess.old
`
	if got := describe(load(p)); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if len(p.Skipped) != 1 || p.Skipped[0].Path != "out.conf" {
		t.Errorf("skipped %v", p.Skipped)
	}
}

const manyFiles = 4000

// BenchmarkFindAndLoad compares, in one run, finding and loading the .htaccess
// files of a large site with only reading their bytes.
func BenchmarkFindAndLoad(b *testing.B) {
	files := map[string]string{}
	for i := range manyFiles {
		files[fmt.Sprintf("%d/%d/.htaccess", i%50, i)] = strings.Repeat("# text\nAuthType Basic\n", 1+i%20)
		files[fmt.Sprintf("%d/%d/index.php", i%50, i)] = ""
		files[fmt.Sprintf("%d/%d/style.css", i%50, i)] = ""
	}
	root, tree := onDisk(b, files)
	o := diskOptions(root, tree)
	o.Servers[0].Load = func(f *source.File, _ lint.Loader, site *model.Site) {
		site.AddOverride(&model.Scope{Kind: model.ScopeHtaccess, Dir: f.Path, Span: f.All()})
	}
	var names []string
	for name := range files {
		if strings.HasSuffix(name, ".htaccess") {
			names = append(names, filepath.Join(root, name))
		}
	}
	var plain, ours time.Duration
	for b.Loop() {
		start := time.Now()
		for _, name := range names {
			if _, err := os.ReadFile(name); err != nil {
				b.Fatal(err)
			}
		}
		middle := time.Now()
		p, err := Find([]Path{{root, "."}}, o)
		if err != nil {
			b.Fatal(err)
		}
		if r := lint.Run(b.Context(), p.Jobs, nil, lint.Options{}); r.Summary.Files != manyFiles {
			b.Fatalf("%d files", r.Summary.Files)
		}
		plain += middle.Sub(start)
		ours += time.Since(middle)
	}
	b.ReportMetric(ours.Seconds()/plain.Seconds(), "x-read")
}
