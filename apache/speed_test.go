package apache

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// loadTime is the shortest of several runs.
func loadTime(name, text string) time.Duration {
	best := time.Duration(1 << 62)
	for range 3 {
		file, site := source.NewFile(name, []byte(text)), &model.Site{}
		start := time.Now()
		load(file, blindLoader{}, site)
		best = min(best, time.Since(start))
	}
	return best
}

// TestLinearTime doubles hostile files and expects at most a little more than
// double the time.
func TestLinearTime(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures time")
	}
	many := strings.Repeat
	for _, c := range []struct {
		what, name string
		text       func(n int) string
	}{
		{"deep sections", ".htaccess", func(n int) string { return many("<Files x>\n", n) }},
		{"deep conditions", ".htaccess", func(n int) string { return many("<IfModule core.c>\n", n) }},
		{"deep conditions that are skipped", ".htaccess", func(n int) string { return many("<IfModule mod_access.c>\n", n) }},
		{"deep sections that are closed", ".htaccess", func(n int) string { return many("<Files x>\n", n) + many("</Files>\n", n) }},
		{"closing tags that close nothing", ".htaccess", func(n int) string { return many("<Files x>\n", 400) + many("</Limit>\n", n) }},
		{"conditions one after the other", ".htaccess", func(n int) string { return many("<IfModule mod_access.c>\nFoo\n</IfModule>\n", n) }},
		{"undecided conditions", ".htaccess", func(n int) string { return many("<IfModule mod_php7.c>\nRequire all\n</IfModule>\n", n) }},
		{"sections", ".htaccess", func(n int) string { return many("<Files x>\nRequire all denied\n</Files>\n", n) }},
		{"unknown directives", ".htaccess", func(n int) string { return many("Unknownthing x\n", n) }},
		{"refused directives in a deep section", ".htaccess", func(n int) string { return many("<If true>\n", 400) + many("Options Foo\n", n) }},
		{"requirements", ".htaccess", func(n int) string { return "<RequireAny>\n" + many("Require ip 10.0.0.1\n", n) + "</RequireAny>\n" }},
		{"ends of blocks that did not begin", ".htaccess", func(n int) string { return many("# BEGIN a\n", n) + many("# END b\n", n) }},
		{"comments", ".htaccess", func(n int) string { return many("# BEGIN a\n# END b\n# Require all denied\n", n) }},
		{"a continued line", "httpd.conf", func(n int) string { return "ServerName a\nAuthName " + many("a \\\n", n) + "\n" }},
		{"a long line", "httpd.conf", func(n int) string { return "ServerName a\nAuthName " + many("a 'b' \"c\" ", n) + "\n" }},
		{"a quoted word of backslashes", "httpd.conf", func(n int) string { return "ServerName a\nAuthName \"" + many(`\"`, 4*n) + "\"\n" }},
		{"undefined variables", "httpd.conf", func(n int) string { return "ServerName a\nAuthName " + many("${a} ", n) + "\n" }},
		{"variables that are not closed", "httpd.conf", func(n int) string { return "ServerName a\nAuthName " + many("${", 4*n) + "\n" }},
		{"variables that double", "httpd.conf", func(n int) string {
			return "Define a aaaaaaaaaa\n" + many("Define a ${a}${a}\n", 40) + many("AuthName ${a}\n", n/8)
		}},
		{"a long pattern", "httpd.conf", func(n int) string { return "ServerName a\nRewriteRule " + many("(a[b-c]", n) + many(")*", n) + " -\n" }},
		{"a long pattern of look-behinds", "httpd.conf", func(n int) string { return "ServerName a\nRewriteRule " + many("(?<=a+", n) + " -\n" }},
		{"a long condition", "httpd.conf", func(n int) string {
			return "ServerName a\n<If \"" + many("(%{A:%{B:c}} == 'd') || ", n) + "true\">\n</If>\n"
		}},
		{"a long text with variables", "httpd.conf", func(n int) string { return "ServerName a\nErrorDocument 404 \"" + many("%{A:", n) + "\"\n" }},
	} {
		const n = 4_000
		once, twice := loadTime(c.name, c.text(n)), loadTime(c.name, c.text(2*n))
		// Four times as long would be quadratic. Another program may have had the
		// processor, hence several rounds.
		for round := 0; round < 6 && twice > once*3; round++ {
			once, twice = loadTime(c.name, c.text(n)), min(twice, loadTime(c.name, c.text(2*n)))
		}
		if twice > once*3 && twice > 10*time.Millisecond {
			t.Errorf("%s: %v, and twice as much %v", c.what, once, twice)
		}
		if testing.Verbose() {
			fmt.Printf("%-40s %8.2fms %8.2fms\n", c.what, once.Seconds()*1e3, twice.Seconds()*1e3)
		}
	}
}
