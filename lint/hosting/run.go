package hosting

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/authlint/authlint/lint/hosting/cache"
	"github.com/authlint/authlint/lint/hosting/jail"
	"github.com/authlint/authlint/lint/source"
)

// grace is how long after its time a site may take to notice that it is over,
// before it is given up and its thread with it.
const grace = 10 * time.Second

// maxGivenUp is how many sites may be given up in a run: each keeps a thread and
// what memory it holds.
const maxGivenUp = 16

// errGivenUp ends a run.
var errGivenUp = fmt.Errorf("more than %d sites did not end in time", maxGivenUp)

// run is one scan.
type run struct {
	o       Options
	top     *source.Top
	limits  Limits
	grace   time.Duration
	load    func() float64
	sites   []*Site
	roots   map[string]bool     // all document roots
	nested  map[string][]string // those within others
	next    atomic.Int64        // of the sites
	givenUp atomic.Int64
}

// Scan scans every site and tells of it by events, one after the other. An
// error of each ends it, as a canceled context does: sites that were not
// finished then are not told of. The summary is of what was told.
func Scan(ctx context.Context, o Options, each func(*Event) error) (*Summary, error) {
	r := &run{o: o, limits: o.Limits.orDefault(), grace: grace, load: machineLoad}
	r.take(o.Sites)
	return r.scan(ctx, each)
}

func (r *run) scan(ctx context.Context, each func(*Event) error) (*Summary, error) {
	var err error
	if r.top, err = source.OpenTop(cmp.Or(r.o.Base, "/")); err != nil {
		return nil, err
	}
	// Not closed: a site that was given up may still hold on to it.
	if err := canBecomeOwners(); err != nil {
		return nil, err
	}
	if r.o.Run == "" {
		var random [8]byte
		_, _ = rand.Read(random[:]) // never fails
		r.o.Run = hex.EncodeToString(random[:])
	}
	t := teller{run: r.o.Run, each: each, summary: newSummary(), cache: r.o.Cache}
	if b := r.o.Begun; b != nil && b.Run != "" {
		t.run, t.summary = b.Run, b.summary
		r.sites = slices.DeleteFunc(r.sites, func(s *Site) bool { return b.done[s.ID] })
	} else if err := t.tell(&Event{Kind: RunStarted, Time: time.Now(), Sites: len(r.sites), Settings: r.o.Settings}); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	results := r.start(ctx, cancel)
	for res := range results {
		if err := ctx.Err(); err != nil {
			continue // until all have ended
		}
		if err := t.site(res); err != nil {
			cancel(err)
		}
	}
	if err := context.Cause(ctx); err != nil {
		return t.summary.finish(), err
	}
	return t.summary, t.tell(&Event{Kind: RunFinished, Time: time.Now(), Summary: t.summary.finish()})
}

// canBecomeOwners tries what every thread has to do.
func canBecomeOwners() error {
	tried := make(chan error)
	go func() {
		_, err := jail.Lock()
		tried <- err
	}()
	return <-tried
}

// start starts the slots that sites run in. The channel is closed when all are
// done.
func (r *run) start(ctx context.Context, cancel context.CancelCauseFunc) <-chan *result {
	jobs := r.o.Jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	results := make(chan *result, jobs)
	var wg sync.WaitGroup
	for range min(jobs, len(r.sites)) {
		wg.Go(func() { r.slot(ctx, cancel, results) })
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	return results
}

// slot has one site after the other scanned by a worker. A worker that does not
// come back is left behind, and another one takes its place.
func (r *run) slot(ctx context.Context, cancel context.CancelCauseFunc, results chan<- *result) {
	w := r.newWorker(ctx)
	defer func() { close(w.in) }()
	for ctx.Err() == nil {
		i := int(r.next.Add(1)) - 1
		if i >= len(r.sites) {
			return
		}
		r.calm(ctx)
		res := r.await(ctx, w, r.sites[i])
		if res == nil {
			if r.givenUp.Add(1) > maxGivenUp {
				cancel(errGivenUp)
				return
			}
			close(w.in)
			w = r.newWorker(ctx)
			res = &result{site: r.sites[i], started: time.Now().Add(-r.limits.Time - r.grace)}
			res.fail(fmt.Sprintf("it was given up after %v", r.limits.Time+r.grace))
		}
		results <- res
	}
}

// await hands a site to the worker; nil when it does not come back.
func (r *run) await(ctx context.Context, w *worker, s *Site) *result {
	timer := time.NewTimer(r.limits.Time + r.grace)
	defer timer.Stop()
	select {
	case w.in <- s:
	case <-timer.C:
		return nil
	}
	select {
	case res := <-w.out:
		return res
	case <-timer.C:
		return nil
	}
}

// worker scans sites on a thread of its own, which ends with it.
type worker struct {
	in  chan *Site
	out chan *result
}

func (r *run) newWorker(ctx context.Context) *worker {
	// One that was left behind can still hand in what nobody waits for.
	w := &worker{in: make(chan *Site), out: make(chan *result, 1)}
	go func() {
		thread, err := jail.Lock()
		for s := range w.in {
			if err != nil {
				w.out <- (&result{site: s, started: time.Now()}).fail(err.Error())
				continue
			}
			w.out <- r.site(ctx, thread, s)
		}
	}()
	return w
}

// teller hands events on and counts them.
type teller struct {
	run     string
	each    func(*Event) error
	summary *Summary
	cache   *cache.Cache
}

func (t *teller) tell(e *Event) error {
	e.Run = t.run
	return t.each(e)
}

// site tells all of one site.
func (t *teller) site(res *result) error {
	err := t.tell(&Event{Kind: SiteStarted, Time: res.started, Site: res.site})
	for i := range res.findings {
		if err == nil {
			err = t.tell(&Event{Kind: Found, Time: res.started, Site: res.site, Finding: &res.findings[i]})
		}
	}
	if err == nil {
		err = t.tell(&Event{Kind: SiteFinished, Time: res.started.Add(res.done.Took), Site: res.site, Done: &res.done})
	}
	if err == nil {
		t.summary.add(res.told())
	}
	if err == nil && t.cache != nil && !res.done.Cached {
		err = t.cache.Put(res.site.ID, res.memory)
	}
	return err
}
