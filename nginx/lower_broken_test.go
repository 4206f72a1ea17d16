package nginx

import (
	"testing"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// everything has each kind of block and most directives that are lowered.
const everything = `user a; # x
http { map $http_x $r { default a; ~*b c; } geo $g { 10.0.0.0/8 1; } auth_basic $r; error_page 401 =200 @a;
server { listen 80 ssl; server_name .a ~^b$; root /srv; return 301 https://$host; if ($r ~* "a b") { set $x 1; rewrite ^ /b last; }
location ~ \.php$ { limit_except GET { deny all; allow 10.0.0.0/8; } auth_basic_user_file u; satisfy any; auth_request /a; }
location =/x { alias /srv/; add_header A b always; proxy_set_header C ""; proxy_pass http://u:p@h; fastcgi_param A $b; try_files a =404; }
# BEGIN z
# auth_basic "x";
auth_jwt "a"; access_by_lua_block { return "}" } ssi on; mirror /m; expires 1d; limit_req zone=a; } }
`

// TestBrokenText lowers what is left of a configuration when bytes are missing:
// nothing panics, and every place lies in the file.
func TestBrokenText(t *testing.T) {
	scopes := 0
	for i := range len(everything) {
		for _, text := range []string{everything[:i], everything[i:], everything[:i] + everything[i+1:]} {
			site := lowered(t, text)
			for _, s := range site.Scopes {
				scopes++
				inside(t, text, s.Span, s.Head, s.InsertAt, s.Matcher.Pattern.Span)
				s.Merged.Require.Walk(func(r *model.Requirement) {
					if inside(t, text, r.Span, r.Provider.Span); r.Scope == nil {
						t.Fatalf("nobody wrote %s in %q", r.Name(), text)
					}
				})
			}
			for _, c := range site.Comments {
				inside(t, text, c.Span, c.Applies)
			}
			for _, r := range site.Refusals {
				inside(t, text, r.Span, r.Cause)
			}
		}
	}
	if scopes < 3*len(everything) {
		t.Errorf("%d scopes are too few", scopes)
	}
}

func inside(t *testing.T, text string, spans ...source.Span) {
	t.Helper()
	for _, s := range spans {
		if s.File != nil && (s.Start < 0 || s.Start > s.End || s.End > len(text)) {
			t.Fatalf("a place from %d to %d of %q", s.Start, s.End, text)
		}
	}
}
