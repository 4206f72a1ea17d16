package rewrite_test

import (
	"testing"

	"github.com/authlint/authlint/apache/expr"
	"github.com/authlint/authlint/apache/rewrite"
)

// wordpress is the block that WordPress writes.
func wordpress() section {
	return section{engine: "On", base: "/", rules: []ruleText{
		{pattern: ".*", target: "-", flags: "[E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]"},
		{pattern: `^index\.php$`, target: "-", flags: "[L]"},
		{pattern: ".", target: "/index.php", flags: "[L]", conditions: []conditionText{
			{"%{REQUEST_FILENAME}", "!-f", ""}, {"%{REQUEST_FILENAME}", "!-d", ""},
		}},
	}}
}

// known is a view that answers for files from memory.
type known struct {
	*view
	files map[string]expr.Kind
}

func (k *known) Stat(path string) (kind expr.Kind, size int64, why string) {
	return k.files[path], 1, ""
}

func BenchmarkWordPress(b *testing.B) {
	config := wordpress().config(b, "/srv/www/")
	view := &view{site: &site{root: "/srv/www", host: "example.org", port: 80}, context: rewrite.Roots{Document: "/srv/www"}}
	lookup := &known{view: view, files: map[string]expr.Kind{
		"/srv/www/wp-login.php": expr.Regular, "/srv/www/index.php": expr.Regular,
	}}
	for _, c := range []struct{ name, file, info, target string }{
		{"page", "/srv/www/hello-world", "/", "/index.php"},
		{"file", "/srv/www/wp-login.php", "", ""},
		{"index", "/srv/www/index.php", "", ""},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				state := rewrite.State{Method: "GET", URI: "/x", Filename: c.file, PathInfo: c.info}
				if got := config.Directory(&state, lookup); got.Target != c.target {
					b.Fatalf("%+v", got)
				}
			}
		})
	}
}
