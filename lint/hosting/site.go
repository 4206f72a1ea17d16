package hosting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/hosting/jail"
	"github.com/authlint/authlint/lint/hosting/layout"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/source"
)

// limitRule is the rule that tells of bounds.
const limitRule = "limit-reached"

// result is all there is to tell of a site.
type result struct {
	site     *Site
	started  time.Time
	findings []lint.Finding
	done     Done
	memory   []byte // for the cache; nil for nothing
}

// siteID is the name of a site in events.
func siteID(root string) string {
	sum := sha256.Sum256([]byte(root))
	return hex.EncodeToString(sum[:8])
}

// site scans one site on the thread of the calling goroutine. What goes wrong
// is a part of the result.
func (r *run) site(ctx context.Context, thread *jail.Thread, s *Site) (res *result) {
	res = &result{site: s, started: time.Now()}
	defer func() {
		res.done.Took = time.Since(res.started)
		if p := recover(); p != nil {
			// What a panic says may come out of a file.
			res.fail("internal error in " + panicked())
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, r.limits.Time)
	defer cancel()
	owner := jail.Identity{UID: s.Owner, GID: s.Group}
	tree, err := jail.Open(ctx, thread, jail.Site{
		Top: r.top, Folders: s.readable(), Stores: s.Stores, Owner: owner,
		Limits: jail.Limits{
			Files: r.limits.Files, Bytes: r.limits.Bytes, Entries: r.limits.Entries, Questions: r.limits.Questions,
		},
	})
	if err != nil {
		return res.fail(source.Cause(err).Error())
	}
	defer tree.Close()
	if r.recall(tree, res) {
		return res
	}
	if r.o.Cache != nil {
		tree.Record()
	}
	if err := r.check(ctx, tree, res); err != nil {
		return res.fail(source.Cause(err).Error())
	}
	r.remember(tree, res)
	return res
}

// readable are the folders that may be read as the owner: the account's home, or
// the document root.
func (s *Site) readable() []string {
	if s.Home == "" {
		return []string{s.Root}
	}
	if source.Below(s.Home, s.Root) {
		return []string{s.Home}
	}
	return []string{s.Root, s.Home}
}

// check runs every rule over a site.
func (r *run) check(ctx context.Context, tree *jail.Tree, res *result) error {
	s := res.site
	o := r.o.Scan
	o.Tree, o.FileSize = tree, r.limits.FileSize
	o.PathMap = []scan.Mapping{{Server: "/", Tree: r.top.At("/")}}
	o.Display = r.top.Name
	o.Exclude = func(at string) bool { return r.others(s, r.top.Name(at)) }
	plan, err := scan.Find([]scan.Path{{Tree: r.top.At(s.Root), Name: s.Root}}, o)
	if err != nil {
		return err
	}
	options := lint.Options{
		Jobs: 1, NoIgnores: true, MaxFindings: r.limits.Findings, Known: r.o.Rules, Today: r.o.Today,
		Keep:     func(file string) bool { return plan.Named == nil || plan.Named(file) || !r.others(s, path.Dir(file)) },
		Identity: func(file string) string { return within(s.Root, file) },
	}
	checked := lint.Run(ctx, plan.Jobs, r.o.Rules, options)
	res.findings = checked.Findings
	if n := checked.Summary.Dropped; n > 0 {
		res.hit(fmt.Sprintf("%d findings of a site are told, %d more were not", r.limits.Findings, n))
	}
	for _, what := range tree.Hit() {
		res.hit(what)
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		res.hit(fmt.Sprintf("a site may take %v, what was left was not checked", r.limits.Time))
	} else if err := ctx.Err(); err != nil {
		return err
	}
	r.tellLimits(res, options)
	res.done.Files, res.done.Bytes = tree.Used()
	res.done.Skipped = len(plan.Skipped)
	res.count()
	return nil
}

// tellLimits makes findings of the bounds that were hit, and takes in those that
// the check itself has hit.
func (r *run) tellLimits(res *result, o lint.Options) {
	rule := slices.IndexFunc(r.o.Rules, func(rule *lint.Rule) bool { return rule.ID == limitRule })
	if len(res.done.Limits) > 0 && rule >= 0 {
		site := &model.Site{Name: res.site.Root}
		for _, what := range res.done.Limits {
			site.Limits = append(site.Limits, &model.Limit{Path: res.site.Root, What: what})
		}
		o.Keep, o.MaxFindings = nil, 0
		// The time may be up, but this much has to be told.
		told := lint.Run(context.Background(), []lint.Job{func() *model.Site { return site }}, r.o.Rules[rule:rule+1], o)
		res.findings = append(res.findings, told.Findings...)
	}
	for i := range res.findings {
		if f := &res.findings[i]; f.Rule.ID == limitRule && !slices.Contains(res.done.Limits, f.Message) {
			res.done.Limits = append(res.done.Limits, f.Message)
		}
	}
	if len(res.done.Limits) > 0 {
		res.done.Status = Partial
	}
}

// others says that a folder lies in the document root of another site, which
// lies in this one's or beside it.
func (r *run) others(s *Site, dir string) bool {
	for {
		switch {
		case dir == s.Root:
			return false
		case r.roots[dir]:
			return true
		case dir == "/" || dir == ".":
			return false
		}
		dir = path.Dir(dir)
	}
}

// within is a file as seen from the document root.
func within(root, file string) string {
	if file != root && source.Below(root, file) {
		return strings.TrimPrefix(strings.TrimPrefix(file, root), "/")
	}
	return file
}

func (res *result) hit(what string) { res.done.Limits = append(res.done.Limits, what) }

func (res *result) fail(why string) *result {
	res.done = Done{Status: Failed, Error: why, Took: time.Since(res.started)}
	res.findings = nil
	return res
}

func (res *result) count() {
	counted := lint.Result{Findings: res.findings}
	counted.Count()
	s := counted.Summary
	res.done.Errors, res.done.Warnings, res.done.Notes = s.Errors, s.Warnings, s.Notes
}

// panicked is the function that a panic came out of.
func panicked() string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
	for seen := false; ; {
		f, more := frames.Next()
		if seen && !strings.HasPrefix(f.Function, "runtime.") {
			return fmt.Sprintf("%s, line %d", f.Function, f.Line)
		}
		seen = seen || f.Function == "runtime.gopanic"
		if !more {
			return "an unknown function"
		}
	}
}

// take takes in the sites of a run.
func (r *run) take(all []layout.Site) {
	r.roots, r.nested = make(map[string]bool, len(all)), map[string][]string{}
	for _, s := range all {
		r.sites = append(r.sites, &Site{ID: siteID(s.Root), Site: s})
		r.roots[s.Root] = true
	}
	for _, s := range all {
		for dir := path.Dir(s.Root); dir != "/" && dir != "."; dir = path.Dir(dir) {
			if r.roots[dir] {
				r.nested[dir] = append(r.nested[dir], s.Root)
			}
		}
	}
}
