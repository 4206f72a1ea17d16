package standard_test

import (
	"context"
	"net/netip"
	"os"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/standard"
)

func TestTmpWhy(t *testing.T) {
	g, err := standard.Open(context.Background(), standard.Config{Server: os.Getenv("CONF")})
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range strings.Fields(os.Getenv("URLS")) {
		r := access.Request{Method: "GET", Remote: netip.MustParseAddr("127.0.0.1")}
		if err := r.ParseURL(u); err != nil {
			t.Fatal(err)
		}
		d, trace := g.Explain(&r)
		t.Logf("%s: %+v\n", u, d)
		for _, p := range trace {
			t.Logf("   %s %s %d %s %v\n", p.Gate, p.Verdict, p.Status, p.Note, len(p.Because))
		}
	}
}
