package standard

import (
	"fmt"
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
)

const benchCount = 4000

// BenchmarkCheck compares, in one run, checking the .htaccess files of a large
// host with only reading their bytes.
func BenchmarkCheck(b *testing.B) {
	dir := b.TempDir()
	var names []string
	for i := range benchCount {
		name := filepath.Join(dir, fmt.Sprint(i%100), fmt.Sprint(i), ".htaccess")
		text := benchDeny
		switch {
		case i%10 == 1:
			text = benchAuth
		case i%10 == 2:
			text = benchBlog
		case i%10 == 3:
			text = benchFiles
		case i%100 == 4:
			text = strings.Repeat("# a long list of addresses\nDeny from 192.0.2.1\n", 100)
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
		names = append(names, name)
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
		r, _, err := Check(b.Context(), Config{Dir: dir, Paths: []string{"."}})
		if err != nil || r.Summary.Files != benchCount {
			b.Fatal(err)
		}
		plain += middle.Sub(start)
		ours += time.Since(middle)
	}
	b.ReportMetric(ours.Seconds()/plain.Seconds(), "x-read")
}
