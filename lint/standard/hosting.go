package standard

import (
	"context"
	"time"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/hosting"
	"github.com/authlint/authlint/lint/hosting/cache"
	"github.com/authlint/authlint/lint/hosting/layout"
	"github.com/authlint/authlint/wordpress"
)

// Hosting says which of many customers' sites to scan and how. Package hosting
// has the events that ScanSites tells, and what it promises of the sites.
type Hosting struct {
	// Base is where the server's file system lies on this machine; empty for
	// the machine's own.
	Base string
	// Sites are those to scan; layout.Find and layout.Inventory find them.
	Sites []layout.Site
	// Rules are the rules to run; nil for all, those of Project among them. Asked
	// says that they were asked for by name: they run even where Project switches
	// them off.
	Rules []*lint.Rule
	Asked bool
	// Project is the hoster's own configuration. None is looked for.
	Project config.Config
	// Jobs is how many sites are worked on at once; 0 means one for each
	// processor.
	Jobs int
	// MaxLoad is the load average of the machine above which sites wait; 0 for
	// never.
	MaxLoad float64
	// Limits bound what one site may take.
	Limits hosting.Limits
	// Run is the name of the run in events; empty for one made at random.
	Run string
	// Settings tell runs apart that cannot be one; Begun is a run that is gone
	// on with, which has the same. As in hosting.Options.
	Settings string
	Begun    *hosting.Begun
	// Cache remembers sites from run to run; nil for none. As in
	// hosting.Options.
	Cache *cache.Cache
}

// ScanSites scans every site and calls each with what happens, one event after
// the other. An error of each ends the scan, as a canceled context does; of sites
// that were not finished then nothing is told.
//
// A process that is root's reads each site as its owner. hosting.Sandbox takes
// from it, for good, what a scan does not need.
func ScanSites(ctx context.Context, h Hosting, each func(*hosting.Event) error) (*hosting.Summary, error) {
	projects := config.Only(h.Project)
	absolute := func(file string) string { return file }
	rules := h.Rules
	if rules == nil {
		rules = AllRules(projects)
	}
	return hosting.Scan(ctx, hosting.Options{
		Base: h.Base, Sites: h.Sites, Jobs: h.Jobs, MaxLoad: h.MaxLoad, Limits: h.Limits, Run: h.Run,
		Settings: h.Settings, Begun: h.Begun, Cache: h.Cache,
		Scan:  scanFor(projects, absolute, wordpress.Options{}),
		Rules: projects.Configured(rules, h.Asked, absolute),
		Today: time.Now().Format(time.DateOnly),
	}, each)
}
