// Package compare says what changes between two versions of a site: not in the
// text of its configuration but in what the server answers, to whom, and by
// which lines.
//
// Begin with Sites. The requests come from both versions, and each is put to
// both; nothing is followed, neither a redirect nor a link. A change that only
// moves text about changes no answer and does not show.
package compare

import (
	"fmt"
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// maxAsked is how many requests are put to both versions of a site.
const maxAsked = 60_000

// Version is one of two versions of a site.
type Version struct {
	// Site is nil for a version that does not exist.
	Site *model.Site
	// Server answers for it; nil for the one that is in the site.
	Server access.Server
	// Tree has its files, of which some are asked for, too; nil for none.
	Tree source.Tree
}

// Kind says what a change means to who asks.
type Kind uint8

// The kinds of change, in the order in which they are told.
const (
	Opened    Kind = iota // somebody gets what was refused
	Broke                 // the server fails: 5xx, or no answer
	Closed                // somebody is refused what was to be had
	Mended                // the server no longer fails
	Altered               // another answer that neither opens nor closes
	Undecided             // one of the answers cannot be known
)

var kindNames = [...]string{"opened", "broken", "closed", "mended", "altered", "undecided"}

// String is the kind's name in every format.
func (k Kind) String() string { return kindNames[k] }

// Change is one difference between the versions: a path, those for whom it is
// the same, and the answers.
type Change struct {
	Kind Kind
	// Site is how reports call the site. Assumed says that it is a folder which
	// nobody said is a document root.
	Site    string
	Assumed bool
	// Path is the path and query of the URL, with scheme and host in front
	// where the site is asked by others than http://localhost.
	Path string
	// Also are other paths for which the same lines decide the same, after
	// Result.Fold.
	Also []string
	// Who are the callers, in the order in which they asked.
	Who []string
	// Before and After are what the first of them gets.
	Before, After Answer
}

// Answer is what one version answers, and why.
type Answer struct {
	// Witness is the request with the decision.
	lint.Witness
	// None says that the version has no such site.
	None bool
	// Lines are those that decided, masked; where none did, Note may say why.
	Lines []lint.Place
	Note  string
}

// Unknown counts requests that neither version can answer from its files.
type Unknown struct {
	Why   string
	Count int
	// Request is the first of them.
	Request access.Request
}

// Result are the changes of a site.
type Result struct {
	Changes []Change
	// Unknown are the requests of which both answers are undecided, by their
	// reason: what became of them nobody can say.
	Unknown []Unknown
	// Asked is how many requests were put to both versions.
	Asked int
	// Hosts are those of the version before at whose scopes anything changes;
	// nil among them stands for what is outside of all hosts.
	Hosts []*model.Host
	// Limits are bounds that were hit.
	Limits []*model.Limit
}

// Focus says which requests are made, where a whole comparison would be too
// much.
type Focus struct {
	// First says whose requests are made before all others; nil for nobody's.
	First func(*model.Scope) bool
	// Also are probes beside those of both versions, with scopes of the version
	// before; without one they are the last that are made.
	Also []access.Probe
	// Most is how many requests are put to both versions; 0 for as many as there
	// may be.
	Most int
}

// Sites compares two versions of one site.
func Sites(before, after Version) *Result { return Focused(before, after, Focus{}) }

// Focused is Sites with some requests first, and no more than so many.
func Focused(before, after Version, f Focus) *Result {
	c := comparison{result: &Result{}, asked: map[string]bool{}, focus: f}
	if c.focus.Most == 0 {
		c.focus.Most = maxAsked
	}
	for i, v := range [...]*Version{&before, &after} {
		if v.Site == nil {
			continue
		}
		c.name = v.Site.Name
		c.assumed = len(v.Site.Roots) > 0 && !v.Site.Roots[0].Certain
		c.sides[i] = side{site: v.Site, server: v.Server, tree: v.Tree}
		if v.Server == nil {
			c.sides[i].server = access.ServerOf(v.Site)
		}
	}
	c.run()
	c.result.Changes = grouped(c.found)
	return c.result
}

// side is a version that is asked.
type side struct {
	site   *model.Site
	server access.Server
	tree   source.Tree
}

// comparison is two versions at work.
type comparison struct {
	name string
	// assumed says that nobody named the document root.
	assumed bool
	sides   [2]side
	asked   map[string]bool
	found   []Change
	result  *Result
	focus   Focus
	full    bool
}

func (c *comparison) limit(l *model.Limit) { c.result.Limits = append(c.result.Limits, l) }

// run puts every request of both versions to both: as it was made, and where it
// is a stranger's as everybody else whom the settings tell apart.
func (c *comparison) run() {
	audience := access.NewAudience(c.limit, c.sides[0].site, c.sides[1].site)
	type probe struct {
		*access.Probe
		side int
	}
	var first, rest, last []probe
	sort := func(p probe) {
		switch {
		case p.Scope == nil: // somebody's own, who may be known by another name
			last = append(last, p)
		case c.focus.First != nil && c.focus.First(p.Scope):
			first = append(first, p)
		default:
			rest = append(rest, p)
		}
	}
	for i := range c.focus.Also {
		sort(probe{&c.focus.Also[i], 0})
	}
	for i := range c.sides {
		if c.sides[i].site == nil {
			continue
		}
		set := access.Probes(c.sides[i].site, c.limit)
		probes := slices.Concat(set.All(), set.More())
		for j := range probes {
			sort(probe{&probes[j], i})
		}
	}
	for _, p := range slices.Concat(first, rest, last) {
		changes := len(c.found)
		if p.Kind == access.ProbePlain {
			c.askAll(audience, p.Request)
		} else {
			c.ask(p.Request, sender(&p.Request))
		}
		if host := HostOf(p.Scope); len(c.found) > changes && p.side == 0 && !slices.Contains(c.result.Hosts, host) {
			c.result.Hosts = append(c.result.Hosts, host)
		}
	}
	for _, r := range c.files() {
		c.askAll(audience, r)
	}
}

// askAll has everybody ask.
func (c *comparison) askAll(audience *access.Audience, r access.Request) {
	for _, caller := range audience.Of(&r) {
		c.ask(caller.Ask(r), caller.Name)
	}
}

// HostOf is the host that a scope stands in; nil where that is none.
func HostOf(s *model.Scope) *model.Host {
	for at := s; at != nil; at = at.Parent {
		if at.Host != nil {
			return at.Host
		}
	}
	return nil
}

// ask puts a request to both versions, once.
func (c *comparison) ask(r access.Request, who string) {
	key := r.Key()
	if c.asked[key] || c.full {
		return
	}
	if len(c.asked) == c.focus.Most {
		c.full = true
		c.limit(&model.Limit{
			Path: c.name, What: fmt.Sprintf("versions are compared by %d requests, further ones were not made", c.focus.Most),
		})
		return
	}
	c.asked[key] = true
	c.result.Asked++
	before, after := c.sides[0].decide(&r), c.sides[1].decide(&r)
	if before.Outcome == access.Undecided && after.Outcome == access.Undecided {
		c.result.unknown(after.Undecided, &r, 1)
		return
	}
	if !same(&before, &after) {
		c.found = append(c.found, c.change(r, who))
	}
}

// unknown counts requests that nothing can be said of.
func (r *Result) unknown(why string, request *access.Request, count int) {
	i := slices.IndexFunc(r.Unknown, func(u Unknown) bool { return u.Why == why })
	if i < 0 {
		i = len(r.Unknown)
		r.Unknown = append(r.Unknown, Unknown{Why: why, Request: *request})
	}
	r.Unknown[i].Count += count
}

// noServer is why nothing can be said where there is nothing to answer.
const noServer = "no server is in view"

func (s *side) decide(r *access.Request) access.Decision {
	if s.server == nil {
		return access.Decision{Undecided: noServer}
	}
	return access.Suppose(s.server, r)
}

// same says that two answers are the same to a client, and mean the same.
func same(a, b *access.Decision) bool {
	return a.Outcome == b.Outcome && a.Status == b.Status && meant(a) == meant(b) && a.Location == b.Location &&
		slices.Equal(a.Challenge, b.Challenge)
}

// meant is the status without regard to what an error document makes of it.
func meant(d *access.Decision) int {
	if d.Instead != 0 {
		return d.Instead
	}
	return d.Status
}

// change asks both versions once more, for their reasons.
func (c *comparison) change(r access.Request, who string) Change {
	before, after := c.sides[0].explain(&r), c.sides[1].explain(&r)
	return Change{
		Kind: kindOf(&before, &after), Site: c.name, Assumed: c.assumed, Path: place(&before), Who: []string{who},
		Before: before, After: after,
	}
}

func (s *side) explain(r *access.Request) Answer {
	a := Answer{Witness: lint.Witness{Request: *r}, None: s.site == nil}
	if a.None {
		return a
	}
	if s.server == nil {
		a.Decision.Undecided = noServer
		return a
	}
	var trace []access.Passage
	a.Decision, trace = access.ExplainSupposed(s.server, r)
	a.Lines, a.Note = lines(&a.Decision, trace)
	return a
}
