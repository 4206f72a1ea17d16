package nginx

import (
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// TestInheritEach: what is inherited each for itself, and what a scope causes under
// a satisfy that stands above it.
func TestInheritEach(t *testing.T) {
	site := lowered(t, `http {
	auth_request /check;
	auth_delay 2s;
	server {
		location /a { }
		location /off { auth_request off; auth_delay 3s; }
	}
	server {
		satisfy any;
		location /both { auth_basic x; auth_basic_user_file f; auth_request /c; }
		location /jwt { auth_jwt_require $valid; }
		location /shib { shib_request on; }
	}
}
`)
	a, off := &find(t, site, "location /a").Merged, &find(t, site, "location /off").Merged
	if a.AuthRequest.State != model.Set || a.AuthRequest.Value != "/check" || a.AuthDelay.Value != "2s" {
		t.Errorf("inherited: %+v, %+v", a.AuthRequest, a.AuthDelay)
	}
	if off.AuthRequest.State != model.Off || off.AuthDelay.Value != "3s" {
		t.Errorf("of its own: %+v, %+v", off.AuthRequest, off.AuthDelay)
	}
	if own := find(t, site, "location /both").Own.Require; own.Kind != model.RequireAny || len(own.Children) != 2 {
		t.Errorf("caused under satisfy any: %+v", own)
	}
	for head, gate := range map[string]string{"location /jwt": "auth_jwt_require", "location /shib": "shib_request"} {
		if others := find(t, site, head).Own.Others; len(others) != 1 || others[0].Value != gate {
			t.Errorf("gates of others: %+v", others)
		}
	}
}

// TestInheritUncertain: what may stand in a scope may hold in those within it.
func TestInheritUncertain(t *testing.T) {
	inner := &model.Scope{}
	outer := &model.Scope{Own: model.Access{Uncertain: true}, Children: []*model.Scope{inner}}
	inner.Parent = outer
	inherit(outer)
	if !inner.Merged.Uncertain || inner.Own.Uncertain {
		t.Errorf("%+v", inner)
	}
}

// TestSwitches: a switch has no letter case, and "off" is a path where it is no
// switch.
func TestSwitches(t *testing.T) {
	site := lowered(t, "http { server { autoindex ON; add_before_body off; mirror off; } }\n")
	s := find(t, site, "server").Serving
	if s.Listing.State != model.Set || len(s.Fetches) != 1 || s.Fetches[0].Target.Text != "off" {
		t.Errorf("%+v, %+v", s.Listing, s.Fetches)
	}
}

// TestParseEdges: a comment before a block's brace is kept in it, and blocks are not
// read deeper than a bound.
func TestParseEdges(t *testing.T) {
	tree := parse(source.NewFile("a.conf", []byte("location /a # who\n{ deny all; }\n")))
	if inside := tree.Nodes[0].Children; len(inside) != 2 || inside[0].Kind != KindComment || !inside[1].Is("deny") {
		t.Errorf("%+v", inside)
	}
	deep := strings.Repeat("a { ", maxNesting+1) + strings.Repeat("} ", maxNesting+1)
	for _, c := range []struct {
		text   string
		bounds int
	}{{deep, 1}, {deep[len("a { ") : len(deep)-len("} ")], 0}} {
		if got := len(parse(source.NewFile("a.conf", []byte(c.text))).bounds); got != c.bounds {
			t.Errorf("%d bounds, want %d", got, c.bounds)
		}
	}
}
