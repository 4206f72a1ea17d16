package standard_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/hosting"
	"github.com/authlint/authlint/lint/hosting/layout"
	"github.com/authlint/authlint/lint/standard"
)

// server is where a copy of a server's file system lies.
const server = "../../testdata/hosting"

// A panel finds its sites, has them scanned, and is told of each finding.
func ExampleScanSites() {
	sites, _, err := layout.Find(layout.Options{Base: server})
	if err != nil {
		fmt.Println(err)
		return
	}
	summary, err := standard.ScanSites(context.Background(), standard.Hosting{Base: server, Sites: sites, Jobs: 1}, func(e *hosting.Event) error {
		switch e.Kind {
		case hosting.Found:
			f := e.Finding
			fmt.Printf("%s: %s in %s, line %d (%s)\n", e.Site.Domain, f.Rule.ID, f.File, f.Start.Line, f.Outcome)
		case hosting.SiteFinished:
			fmt.Printf("%s: %s\n", e.Site.Domain, e.Done.Status)
		}
		return nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d sites, %d errors, %d warnings\n", summary.Sites, summary.Errors, summary.Warnings)
	// Output:
	// alice.example: weak-password-hash in /home/alice/conf/web/alice.example/htpasswd, line 1 (weakens)
	// alice.example: checked
	// bob.example: auth-not-enforced in /home/bob/web/bob.example/public_html/.htaccess, line 1 (exposes)
	// bob.example: checked
	// 2 sites, 1 errors, 1 warnings
}

// One site, by some rules, with less time than it may have otherwise.
func ExampleScanSites_oneSite() {
	site := layout.Site{Root: "/home/bob/web/bob.example/public_html", Owner: 65534, Group: 65534}
	var rules []*lint.Rule
	for _, r := range standard.Rules() {
		if r.Outcome == lint.Exposes {
			rules = append(rules, r)
		}
	}
	limits := hosting.DefaultLimits()
	limits.Time = 10 * time.Second
	summary, err := standard.ScanSites(context.Background(), standard.Hosting{
		Base: server, Sites: []layout.Site{site}, Rules: rules, Limits: limits,
	}, func(*hosting.Event) error { return nil })
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, rule := range summary.Rules {
		fmt.Println(rule.Name, rule.Findings)
	}
	// Output: auth-not-enforced 1
}

// A context ends a scan, as does an error of the callback: here both say the
// same.
func ExampleScanSites_cancel() {
	sites, _, err := layout.Find(layout.Options{Base: server})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	summary, err := standard.ScanSites(ctx, standard.Hosting{Base: server, Sites: sites, Jobs: 1}, func(e *hosting.Event) error {
		if e.Kind == hosting.SiteFinished {
			cancel() // the first is enough
		}
		return nil
	})
	fmt.Println(errors.Is(err, context.Canceled), summary.Sites)
	// Output: true 1
}

// The events of a scan as the command writes them.
func ExampleScanSites_stream() {
	file, err := os.CreateTemp("", "events")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.Remove(file.Name())
	sites, _, err := layout.Find(layout.Options{Base: server})
	if err == nil {
		_, err = standard.ScanSites(context.Background(), standard.Hosting{Base: server, Sites: sites}, hosting.NewStream(file, "v1").Write)
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := file.Seek(0, 0); err != nil {
		fmt.Println(err)
		return
	}
	begun, err := hosting.ReadBegun(file) // as a reader of the stream may
	fmt.Println(begun.Complete, begun.Sites(), err)
	// Output: true 2 <nil>
}
