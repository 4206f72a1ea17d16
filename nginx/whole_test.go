package nginx

import (
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/source"
)

// TestWhole gives directives back with what ends them.
func TestWhole(t *testing.T) {
	text := "events {}\nhttp {\n\tserver {\n\t\tauth_basic \"Staff\" ;\n\t\tlocation / { deny all; } # deny all;\n\t}\n}\n"
	f := source.NewFile("/etc/nginx/nginx.conf", []byte(text))
	tree := parse(f)
	p := &program{byFile: map[*source.File]*Tree{f: tree}}
	for head, want := range map[string]string{
		`auth_basic "Staff"`: `auth_basic "Staff" ;`,
		"deny all":           "deny all;",
		"location /":         "location / { deny all; }",
		"ic \"Staff\"":       "ic \"Staff\"", // no directive
	} {
		at := strings.Index(text, head)
		if got := p.wholeOf(f.Span(at, at+len(head))).Text(); got != want {
			t.Errorf("%q becomes %q, want %q", head, got, want)
		}
	}
	other := source.NewFile("other", []byte("deny all;"))
	if at := other.Span(0, 8); p.wholeOf(at) != at {
		t.Error("a file that was not read has directives")
	}
}
