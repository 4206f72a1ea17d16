package rewrite

import (
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
)

// Bounds on the work for one request.
const (
	// maxSteps is how many rules and conditions are tried after the rules have
	// started over. Rules that do so without end and do not repeat themselves
	// are unknown beyond it.
	maxSteps = 10_000
	// maxSlow is how many patterns may take too long to be answered.
	maxSlow = 10
	// maxText is how long a text may grow, far beyond what a path may.
	maxText = 64 << 10
	// maxBytes bounds the texts made for one request together.
	maxBytes = 128 << 20
	// maxForks is how often in a row it is tried whether an unknown condition
	// matters, each time with two outcomes.
	maxForks = 4
	// defaultLine is LimitRequestLine where nothing is configured. httpd gives
	// up on a path of twice its length.
	defaultLine = 8190
)

// action is what a list of rules came to.
type action uint8

const (
	unchanged action = iota
	changed
	changedUnescaped // the last change had NE
	answered         // with status
	refused          // with status, in spite of the rule
	forked           // the result is there
	unknown
)

// run is the rules of one place at work on one request.
type run struct {
	c   *Config
	l   Lookup
	s   State // a copy until the result is known
	dir string

	subject       string    // what patterns are compared with
	subjectOf     [2]string // the file name and path info it was made of
	uses          groupUse  // of the rule at hand
	fromRule      groups
	fromCondition groups
	found         []int // memory for offsets

	i, round    int
	work        work
	forks       int
	assumed     model.Fact // of rule i, when it is tried what an unknown one would do
	changes     action
	rule        *Rule // the last that changed something
	substituted *Rule // the last with a substitution: httpd's lastsub
	status      int
	reduced     bool // a URL of this server has become a path
	why         string
	doom        string // why nothing can be said, whichever rules apply
	result      Result

	firstFilename string
	firstArgs     string
	hadArgs       bool
	ownArgs       bool // the query is the request's own text

	envChanges int
	mark       loop // at the last start over
}

// work is what has been spent on a request, against the bounds above.
type work struct{ steps, slow, bytes int }

// step notes that a rule or condition was tried.
func (r *run) step() {
	if r.round > 1 {
		r.work.steps++
	}
	if r.work.steps > maxSteps {
		r.doom = "the rules start over more often than is followed"
	}
}

// unanswered is why a pattern says nothing. It notes those that take too long.
func (r *run) unanswered(p *pcre.Regexp) string {
	if why := p.Why(); why != "" {
		return why
	}
	const why = "a pattern takes too long on what it is compared with"
	if r.work.slow++; r.work.slow > maxSlow {
		r.doom = why
	}
	return why
}

// write notes that a text was made, and says why it is one too many.
func (r *run) write(text int) (why string) {
	if r.work.bytes += text; text > maxText || r.work.bytes > maxBytes {
		r.doom = "the rules make texts that grow without end"
	}
	return r.doom
}

// loop is everything that the rules could find changed after starting over.
type loop struct {
	set                      bool
	filename, args, pathInfo string
	hasArgs, reduced         bool
	changes                  action
	status, envChanges       int
}

func (r *run) loop() loop {
	return loop{
		set: true, filename: r.s.Filename, args: r.s.Args, pathInfo: r.s.PathInfo, hasArgs: r.s.HasArgs,
		reduced: r.reduced, changes: r.changes, status: r.s.Status, envChanges: r.envChanges,
	}
}

// start readies a run.
func (c *Config) start(s *State, l Lookup, dir string) run {
	return run{
		c: c, l: l, s: *s, dir: dir, round: 1, firstFilename: s.Filename,
		firstArgs: s.Args, hadArgs: s.HasArgs, ownArgs: true,
	}
}

// finish carries the rules out and hands the result on.
func (r *run) finish(s *State) Result {
	result := r.outcome()
	if result.Kind != Unknown {
		*s = r.s
	}
	return result
}

// outcome is the result of the rules from rule i on.
func (r *run) outcome() Result {
	switch a := r.list(); a {
	case unknown:
		return Result{Kind: Unknown, Rule: r.rule, Why: r.why}
	case forked:
		return r.result
	default:
		if r.dir == "" {
			return r.endServer(a)
		}
		return r.endDirectory(a)
	}
}

// list tries one rule after another.
func (r *run) list() action {
	for ; r.i < len(r.c.Rules); r.i++ {
		p := r.c.Rules[r.i]
		if r.s.Subrequest && p.flags.has(notInSubrequest|forceRedirect) {
			continue
		}
		applies, why := r.applies(p)
		if r.doom != "" {
			return r.cannotSay(r.doom)
		}
		switch applies {
		case model.Unknown:
			return r.fork(why)
		case model.No:
			r.skipChain()
			continue
		}
		if stop, a := r.carryOut(p); stop {
			return a
		}
	}
	return r.changes
}

func (r *run) cannotSay(why string) action {
	r.why = why
	return unknown
}

// skipChain goes on to the end of a chain whose rule i did not apply.
func (r *run) skipChain() {
	for r.i < len(r.c.Rules) && r.c.Rules[r.i].flags.has(chained) {
		r.i++
	}
}

// carryOut does what a rule that applies asks for. stop ends the list.
func (r *run) carryOut(p *Rule) (stop bool, a action) {
	done, why := r.substitute(p)
	if r.doom != "" {
		why = r.doom
	}
	if why != "" {
		return true, r.cannotSay(why)
	}
	if !p.flags.has(noSubstitution) {
		r.substituted, r.rule = p, p
	}
	if len(r.s.Filename) > 2*r.lineLimit() {
		r.status, r.rule = 500, p
		return true, answered
	}
	switch {
	case done == refused:
		return true, refused
	case p.flags.has(forceStatus):
		r.status, r.rule = p.flags.status, p
		return true, answered
	case !p.flags.has(noSubstitution) && p.flags.has(noEscape):
		r.changes = changedUnescaped
	case !p.flags.has(noSubstitution):
		r.changes = changed
	}
	return r.goOn(p)
}

func (r *run) lineLimit() int {
	if r.c.LimitRequestLine > 0 {
		return r.c.LimitRequestLine
	}
	return defaultLine
}

// passPrefix marks the path of a rule with PT.
const passPrefix = "passthrough:"

// goOn minds the flags that say which rule comes next.
func (r *run) goOn(p *Rule) (stop bool, a action) {
	switch {
	case p.flags.has(passThrough):
		r.s.Filename = passPrefix + r.s.Filename
		r.changes, r.rule = changed, p
		return true, changed
	case p.flags.has(end):
		r.s.End = true
		return true, r.changes
	case p.flags.has(proxied | last):
		return true, r.changes
	case p.flags.has(nextRound):
		return r.again(p)
	}
	r.i += max(p.flags.skip, 0)
	return false, 0
}

// again starts over. Where nothing has changed since the last time, nothing
// ever will, and httpd counts its rounds to the end.
func (r *run) again(p *Rule) (stop bool, a action) {
	now := r.loop()
	r.round++
	if r.round >= p.flags.maxRounds || now == r.mark {
		r.status, r.rule = 500, p
		return true, answered
	}
	r.mark = now
	r.i = -1
	return false, 0
}

// fork tries both outcomes of an unknown rule: where they come to the same,
// the rule does not matter.
func (r *run) fork(why string) action {
	if r.forks == maxForks {
		return r.cannotSay(why)
	}
	with, without := *r, *r
	for _, branch := range []*run{&with, &without} {
		branch.forks++
		branch.found = nil
		branch.s.Trace = nil
	}
	with.assumed, without.assumed = model.Yes, model.No
	a := with.outcome()
	without.work = with.work
	b := without.outcome()
	r.work = without.work
	switch {
	case a.Kind == Unknown && b.Kind == Unknown && a.Why == b.Why:
		return r.cannotSay(a.Why)
	case a.Kind == Unknown || !same(a, &with.s, b, &without.s):
		return r.cannotSay(why)
	}
	with.s.Env = mergeEnv(with.s.Env, without.s.Env, why)
	with.s.Trace = r.s.Trace
	r.s, r.result = with.s, a
	if a.Rule != b.Rule {
		r.result.Rule = nil
	}
	return forked
}

// same says that two outcomes differ in nothing but the environment. What an
// answer leaves behind of a path is not looked at any more.
func same(a Result, s *State, b Result, t *State) bool {
	a.Rule, b.Rule = nil, nil
	return a == b && s.End == t.End && (a.Kind == Refuse || a.Kind == Redirect ||
		s.URI == t.URI && s.Filename == t.Filename && s.PathInfo == t.PathInfo &&
			s.Args == t.Args && s.HasArgs == t.HasArgs && s.Status == t.Status &&
			s.Type == t.Type && s.Handler == t.Handler && s.Proxied == t.Proxied &&
			slices.Equal(s.Cookies, t.Cookies))
}

// mergeEnv is the environment after one of two outcomes: what they do not
// agree on is unknown.
func mergeEnv(a, b []Env, why string) []Env {
	var merged []Env
	for _, e := range a {
		if !slices.Contains(b, e) {
			e = Env{Name: e.Name, Why: why}
		}
		merged = append(merged, e)
	}
	for _, e := range b {
		if !named(a, e.Name) {
			merged = append(merged, Env{Name: e.Name, Why: why})
		}
	}
	return merged
}

func named(list []Env, name string) bool {
	for i := range list {
		if strings.EqualFold(list[i].Name, name) {
			return true
		}
	}
	return false
}
