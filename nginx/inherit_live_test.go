package nginx

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/model"
)

// inheritPieces are what a block may say, one of each row.
var inheritPieces = [][]string{
	{"", `auth_basic "Staff";`, `auth_basic off;`, `auth_basic "";`, `auth_basic OFF;`},
	{"", "auth_basic_user_file nowhere;"},
	{
		"", "", "deny all;", "allow all;", "allow 127.0.0.1;", "deny 127.0.0.1;", "allow 192.0.2.1;", "deny 192.0.2.1;",
		"deny 2001:db8::/32;", "allow unix:;", "allow 192.0.2.1; deny all;", "allow 127.0.0.1; deny all;", "deny 0.0.0.0/0;",
	},
	{"", "", "satisfy any;", "satisfy all;", "satisfy Any;"},
}

// somePieces are a random choice.
func somePieces(r *rand.Rand) string {
	var b strings.Builder
	for _, row := range inheritPieces {
		b.WriteString(row[r.IntN(len(row))] + " ")
	}
	return b.String()
}

// loopback is a stranger from the address that the test's requests have.
func loopback() access.Visitor {
	v := access.Stranger("GET")
	v.Match = func(r *model.AddressRule) model.Fact {
		if r.Kind == model.AddressAll || r.Kind == model.AddressRange && r.Prefix.Contains(netip.MustParseAddr("127.0.0.1")) {
			return model.Yes
		}
		return model.No
	}
	return v
}

// TestInheritLive asks a live nginx what a stranger gets in locations that
// stand in each other, and compares with what the merged settings say.
func TestInheritLive(t *testing.T) {
	const locations = 500
	r := rand.New(rand.NewPCG(4, 2026))
	var text strings.Builder
	for i := range locations {
		inner := fmt.Sprintf("location /%d/in/ { %s }", i, somePieces(r))
		if i%3 == 0 {
			inner = fmt.Sprintf("location /%d/in/ { limit_except POST { %s } }", i, withoutSatisfy(somePieces(r)))
		}
		fmt.Fprintf(&text, "location /%d/ { %s\n%s }\n", i, somePieces(r), inner)
	}
	n := live.StartNginx(t, live.NginxConfig{Server: text.String()})
	site := lowered(t, "http { server {\n"+text.String()+"} }")
	host := site.Scopes[0].Children[0]
	seen := map[int]int{}
	for i, outer := range host.Children {
		inner := outer.Children[0]
		if len(inner.Children) > 0 {
			inner = inner.Children[0]
		}
		for path, s := range map[string]*model.Scope{fmt.Sprintf("/%d/x", i): outer, fmt.Sprintf("/%d/in/x", i): inner} {
			got := n.Do(t, live.Request{Method: "GET", Path: path}).Status
			seen[got]++
			want := map[access.Entry]int{access.Enters: 404, access.Asked: 401, access.Refused: 403}
			if entry := access.Enter(&s.Merged, loopback()); want[entry] != got {
				t.Errorf("nginx answers %d, the merged settings say %04b (%d): %s", got, entry, want[entry], outer.Span.Text())
			}
		}
	}
	if n.Requests() != 2*locations || seen[404] < 100 || seen[401] < 100 || seen[403] < 100 {
		t.Errorf("%d requests were answered, by status: %v", n.Requests(), seen)
	}
}

// withoutSatisfy leaves out what nginx does not take in limit_except.
func withoutSatisfy(text string) string {
	before, _, _ := strings.Cut(text, "satisfy")
	return before
}
