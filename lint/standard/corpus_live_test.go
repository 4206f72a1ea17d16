package standard_test

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/standard"
)

// sharedOverrides are the real .htaccess files of the shared folder, which is
// not part of the repository.
func sharedOverrides(t *testing.T) (names, texts []string) {
	t.Helper()
	shared := os.Getenv("AUTHLINT_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	for _, folder := range []string{"corpus/apache", "corpus/wordpress"} {
		entries, err := os.ReadDir(filepath.Join(shared, folder))
		if err != nil {
			t.Skip("the corpus of real files is not part of the repository: ", err)
		}
		for _, e := range entries {
			if !strings.Contains(strings.ToLower(e.Name()), "htaccess") || strings.HasSuffix(e.Name(), ".php") {
				continue
			}
			data, err := os.ReadFile(filepath.Join(shared, folder, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			names, texts = append(names, folder+"/"+e.Name()), append(texts, string(data))
		}
	}
	return names, texts
}

// TestCorpusDecisions serves every real .htaccess from a folder of its own and
// compares what a live httpd and the engine answer to an anonymous GET of a
// page that exists.
func TestCorpusDecisions(t *testing.T) {
	names, texts := sharedOverrides(t)
	h := live.StartHttpd(t, live.HttpdConfig{AllowOverride: "All", Directory: "Options +FollowSymLinks\nRequire all granted"})
	for i, text := range texts {
		dir := fmt.Sprintf("f%d", i)
		h.Write(t, dir+"/.htaccess", text)
		h.Write(t, dir+"/page.html", "page\n")
		h.Write(t, dir+"/index.html", "index\n")
	}
	g, err := standard.Open(context.Background(), standard.Config{Server: h.Config()})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	addr := netip.MustParseAddrPort(h.Addr)
	asked, undecided := 0, 0
	for i, name := range names {
		for _, page := range []string{"page.html", "", "missing.html"} {
			target := fmt.Sprintf("/f%d/%s", i, page)
			r := access.Request{
				Method: "GET", Host: addr.Addr().String(), Port: int(addr.Port()), Target: target,
				Remote: addr.Addr(), Local: addr.Addr(),
			}
			d, got := g.Decide(&r), h.Do(t, live.Request{Path: target})
			asked++
			switch {
			case d.Outcome == access.Undecided || d.Outcome == access.Upstream:
				undecided++
				t.Logf("%s: %s: %s %s", name, target, d.Outcome, d.Undecided)
			case d.Status != got.Status:
				t.Errorf("%s: %s: %+v, httpd answered %d", name, target, d, got.Status)
			}
		}
	}
	t.Logf("%d files, %d requests, %d undecided", len(names), asked, undecided)
	if asked == 0 || undecided*20 > asked {
		t.Errorf("%d of %d requests are undecided", undecided, asked)
	}
}
