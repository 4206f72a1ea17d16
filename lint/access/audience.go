package access

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// Caller is somebody who asks. What it leaves empty stays as the request has it.
type Caller struct {
	// Name says in words who it is: anonymous, "alice", allowed address
	// 10.0.0.1. It has no password and no hash.
	Name        string
	Kind        CallerKind
	Method      string
	Remote      netip.Addr
	Credentials *Credentials
	Certificate Certificate
}

// CallerKind says what sets a caller apart.
type CallerKind uint8

// The kinds of caller.
const (
	CallerAnonymous   CallerKind = iota
	CallerWrong                  // a user with a wrong password
	CallerUser                   // a user with the right password
	CallerAllowed                // an address that rules let pass
	CallerDenied                 // one that they turn away
	CallerAddress                // one that versions, or rules, do not agree about
	CallerMethod                 // a stranger with another method
	CallerCertificate            // a stranger with a client certificate
)

// Anonymous is a stranger.
func Anonymous() Caller { return Caller{Name: "anonymous"} }

// Ask is a request as the caller makes it.
func (c *Caller) Ask(r Request) Request {
	if c.Method != "" {
		r.Method = c.Method
	}
	if c.Remote.IsValid() {
		r.Remote = c.Remote
	}
	if c.Credentials != nil {
		r.Credentials = c.Credentials
	}
	if c.Certificate != NoCertificate {
		r.Certificate = c.Certificate
	}
	return r
}

// Bounds of those who ask for one URL.
const (
	maxUsers      = 8      // who are treated alike in each version count as one
	maxAddresses  = 8      // likewise
	maxMethods    = 4      // beside GET
	maxCandidates = 10_000 // users that are looked at to find those
)

// Audience says who should ask for a URL to show what the settings that cover it
// make of people: of a site, or of several versions of one. It remembers what it
// worked out, and is used by one goroutine.
type Audience struct {
	versions []*cover
	made     map[string][]Caller // by the scopes that cover
	limit    func(*model.Limit)
}

// NewAudience is the audience of versions of a site; nil stands for one that does
// not exist. limit, which may be nil, is told of bounds that were hit.
func NewAudience(limit func(*model.Limit), versions ...*model.Site) *Audience {
	if limit == nil {
		limit = func(*model.Limit) {}
	}
	a := &Audience{made: map[string][]Caller{}, limit: limit}
	for _, site := range versions {
		if site != nil {
			a.versions = append(a.versions, newCover(site))
		}
	}
	return a
}

// Of are those who should ask for the URL of a request, in a fixed order: a
// stranger first, users, addresses, methods. The slice is not to be changed.
func (a *Audience) Of(r *Request) []Caller {
	var key strings.Builder
	covering := make([][]int, len(a.versions))
	for i, c := range a.versions {
		covering[i] = c.of(r)
		for _, n := range covering[i] {
			key.WriteString(strconv.Itoa(n) + " ")
		}
		key.WriteByte('|')
	}
	callers, known := a.made[key.String()]
	if !known {
		var versions []settings
		for i, c := range a.versions {
			versions = append(versions, settingsOf(c.site, covering[i]))
		}
		callers = a.callers(versions)
		a.made[key.String()] = callers
	}
	return callers
}

// settings are those of one version that cover a URL.
type settings struct {
	scopes []*model.Scope
	stores []*model.Store
	// leaves are the requirements about who the user is.
	leaves []*model.Requirement
	// groups are the group files of those that name groups.
	groups map[*model.Requirement]*model.Store
	// ranges are what rules say about addresses.
	ranges []addressRange
	// others are names that no file has: those of Anonymous.
	others      []string
	methods     []string
	certificate bool
}

// addressRange is a range that a rule lets pass, or turns away.
type addressRange struct {
	netip.Prefix
	allow bool
	// list is the rules, or the requirement, that the range is one of.
	list any
}

func settingsOf(site *model.Site, covering []int) settings {
	s := settings{groups: map[*model.Requirement]*model.Store{}}
	for _, n := range covering {
		scope := site.Scopes[n]
		s.scopes = append(s.scopes, scope)
		s.access(scope)
		s.bound(scope.Methods)
		s.certificate = s.certificate || scope.ClientCertificate.Written() || len(scope.Expressions) > 0
	}
	for _, app := range site.Apps {
		for _, g := range app.Guards {
			s.guard(g)
		}
	}
	return s
}

// access takes in what a scope says itself.
func (s *settings) access(scope *model.Scope) {
	own := &scope.Own
	if ref := own.UserFile.Value; own.UserFile.State == model.Set && ref != nil && ref.Store != nil {
		s.stores = append(s.stores, ref.Store)
	}
	for _, name := range own.Anonymous.Value {
		s.others = append(s.others, name.Text)
	}
	own.Require.Walk(func(n *model.Requirement) {
		s.bound(n.Methods)
		switch {
		case n.Kind != model.RequireLeaf:
		case n.Provider.Text == "method":
			s.method(n.Args)
		case n.Provider.Text == "ssl-verify-client":
			s.certificate = true
		case n.NeedsUser():
			s.leaves = append(s.leaves, n)
			if ref := scope.Merged.GroupFile.Value; ref != nil && ref.Store != nil {
				s.groups[n] = ref.Store
			}
		}
		for _, p := range n.Ranges {
			s.ranges = append(s.ranges, addressRange{p, !n.Not, listOf(own.Require, n)})
		}
	})
	for i := range own.Address.Rules {
		rule := &own.Address.Rules[i]
		s.bound(rule.Methods)
		if rule.Kind == model.AddressRange {
			s.ranges = append(s.ranges, addressRange{rule.Prefix, rule.Allow, own})
		}
	}
	for i := range own.Address.Orders {
		s.bound(own.Address.Orders[i].Methods)
	}
}

// listOf is what a requirement is an alternative in, or the requirement itself
// where others count, too.
func listOf(root, leaf *model.Requirement) any {
	var list any = leaf
	root.Walk(func(n *model.Requirement) {
		if n.Kind == model.RequireAny && slices.Contains(n.Children, leaf) {
			list = n
		}
	})
	return list
}

// guard takes in the addresses that an application has lists of.
func (s *settings) guard(g *model.Guard) {
	for _, list := range [...]struct {
		of    []model.GuardAddress
		allow bool
	}{{g.Allowed, true}, {g.Banned, false}} {
		for _, a := range list.of {
			if a.Prefix.IsValid() {
				s.ranges = append(s.ranges, addressRange{a.Prefix, list.allow, g})
			}
		}
	}
}

// bound takes in the methods that something is bound to, and others.
func (s *settings) bound(m *model.Methods) {
	if m != nil {
		s.method(m.Names)
		s.methods = append(s.methods, "POST", oddMethod)
	}
}

func (s *settings) method(names []model.Word) {
	for _, n := range names {
		if CheckMethod(n.Text) == nil {
			s.methods = append(s.methods, n.Text)
		}
	}
}
