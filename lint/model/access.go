package model

import (
	"net/netip"

	"github.com/authlint/authlint/lint/source"
)

// Access is what one scope says about who may enter, or, merged, what holds
// there.
type Access struct {
	// Type is AuthType. State Off is "AuthType None".
	Type Setting[string]
	// Realm is AuthName, auth_basic. State Off is "auth_basic off".
	Realm     Setting[string]
	UserFile  Setting[*FileRef]
	GroupFile Setting[*FileRef]
	// Providers are AuthBasicProvider's or AuthDigestProvider's.
	Providers Setting[[]Word]
	// Authoritative is AuthBasicAuthoritative.
	Authoritative Setting[bool]
	// Anonymous are the user names of mod_authn_anon.
	Anonymous Setting[[]Word]
	// AnonymousNeedsEmail is Anonymous_MustGiveEmail.
	AnonymousNeedsEmail Setting[bool]
	// ForbidOnFailure is AuthzSendForbiddenOnFailure.
	ForbidOnFailure Setting[bool]
	// Elsewhere says that directives of a module which is not the server's own
	// tell where users are looked up, or who may enter (AuthMySQLDB,
	// AuthExternal, auth_jwt, access_by_lua).
	Elsewhere bool
	// Others are those directives of nginx, by their names in Value. State Off
	// is "off", which occurs in what a scope says itself.
	Others []Setting[string]
	// AuthRequest is the path that auth_request asks. State Off is "off".
	AuthRequest Setting[string]
	// AuthDelay is auth_delay, as written.
	AuthDelay Setting[string]
	// FakeUser is AuthBasicFake.
	FakeUser Setting[string]

	// Require is the tree of requirements; nil when nobody wrote any. Its
	// root is a container, in httpd the RequireAny that the server itself
	// puts round what a section says. nginx has no word for it: a realm and a
	// user file that are both in force are valid-user to it, auth_request and
	// each of Others a leaf of its name, and the container is as satisfy says.
	Require *Requirement
	// Dropped says that the requirements above were discarded and none put
	// in their place (AuthMerging Off without a Require).
	Dropped bool
	// Merging is AuthMerging; it holds for this scope alone and is never
	// inherited.
	Merging Setting[Merging]

	Address AddressRules

	// Uncertain says that a condition nobody can decide here (IfModule of
	// an unknown module) would change these settings. A rule that needs to
	// know all of them does not fire.
	Uncertain bool
}

// Merging says what becomes of the requirements above.
type Merging uint8

// The ways to merge.
const (
	MergeReplace Merging = iota // AuthMerging Off
	MergeAnd
	MergeOr
)

// RequirementKind is the kind of a node in a tree of requirements.
type RequirementKind uint8

// The kinds of node.
const (
	RequireLeaf RequirementKind = iota
	RequireAll
	RequireAny
	RequireNone
)

// Requirement is a node of a tree of requirements.
type Requirement struct {
	Kind RequirementKind
	// Implicit marks a container that the server put there itself.
	Implicit bool
	// Not is "Require not".
	Not bool
	// Provider names what is required, as written: "valid-user", "ip".
	Provider Word
	// Args are its words, cut at white space as the provider cuts them.
	Args []Word
	// Ranges are the addresses that the words name, where the provider takes
	// addresses.
	Ranges []netip.Prefix
	// Dynamic says that an argument is known only at run time: %{...}. Text is
	// then what the provider reads, as it is written.
	Dynamic bool
	Text    string
	// Fault says what is wrong with a leaf; FaultNone when nothing is.
	Fault    RequirementFault
	Children []*Requirement
	// Methods limits the node to some methods; nil for all.
	Methods *Methods
	// Span is the directive, or the whole container; Head a container's
	// opening line.
	Span, Head source.Span
	Scope      *Scope // where it was written
}

// RequirementFault is what is wrong with a requirement.
type RequirementFault uint8

// The faults.
const (
	FaultNone            RequirementFault = iota
	FaultNoProvider                       // "Require" alone
	FaultUnknownProvider                  // no module has it
	FaultModuleAbsent                     // its module is known to be absent
	FaultNoOperand                        // "Require user", "Require ip"
	FaultAddress                          // not an address
	FaultMethod                           // not a method
	FaultOperand                          // another operand it does not take
	FaultNegativeAlone                    // "not" with nothing positive beside it
	FaultEmpty                            // a container with nothing in it
)

// Walk calls f for the node and everything below it, parents first.
func (r *Requirement) Walk(f func(*Requirement)) {
	if r == nil {
		return
	}
	f(r)
	for _, c := range r.Children {
		c.Walk(f)
	}
}

// NeedsUser says whether a leaf is about who the user is.
func (r *Requirement) NeedsUser() bool {
	if r == nil || r.Kind != RequireLeaf {
		return false
	}
	switch r.Provider.Text {
	case "valid-user", "user", "group", "file-owner", "file-group", "ldap-user", "ldap-group", "ldap-dn",
		"ldap-attribute", "ldap-filter", "ldap-search", "dbm-group", "dbm-file-group", "dbd-group", "dbd-login":
		return true
	}
	return false
}

// AsksForUser says whether any leaf of the tree is about who the user is.
func (r *Requirement) AsksForUser() bool {
	asks := false
	r.Walk(func(n *Requirement) { asks = asks || n.NeedsUser() })
	return asks
}

// Methods binds a rule to request methods.
type Methods struct {
	Names []Word
	// Except turns the list round: every method but these.
	Except bool
	Span   source.Span // the section that binds, its opening line
	// Section is all of it.
	Section source.Span
}

// Covers says whether the rule holds for a method. GET covers HEAD, as on both
// servers.
func (m *Methods) Covers(method string) bool {
	if m == nil {
		return true
	}
	if method == "HEAD" {
		method = "GET"
	}
	for _, n := range m.Names {
		name := n.Text
		if name == "HEAD" {
			name = "GET"
		}
		if name == method {
			return !m.Except
		}
	}
	return m.Except
}

// AddressRules are rules about where a request comes from: httpd's Order,
// Allow, Deny and Satisfy, which are inherited as one, and nginx's allow and
// deny.
type AddressRules struct {
	Orders    []OrderRule
	Rules     []AddressRule
	Satisfies []SatisfyRule
}

// Written says that any of them was written.
func (a *AddressRules) Written() bool {
	return len(a.Orders) > 0 || len(a.Rules) > 0 || len(a.Satisfies) > 0
}

// First is the span of whichever was written first; zero when none was.
func (a *AddressRules) First() source.Span {
	var first source.Span
	take := func(s source.Span) {
		if first.IsZero() || s.File == first.File && s.Start < first.Start {
			first = s
		}
	}
	for _, o := range a.Orders {
		take(o.Span)
	}
	for _, r := range a.Rules {
		take(r.Span)
	}
	for _, s := range a.Satisfies {
		take(s.Span)
	}
	return first
}

// Order is in force for a method: the last one written for it, or httpd's
// default. rule is nil when nobody wrote one.
func (a *AddressRules) Order(method string) (order Order, rule *OrderRule) {
	for i := range a.Orders {
		if a.Orders[i].Methods.Covers(method) {
			order, rule = a.Orders[i].Value, &a.Orders[i]
		}
	}
	return order, rule
}

// SatisfyAny says whether any gate is enough for a method.
func (a *AddressRules) SatisfyAny(method string) (anyGate bool, rule *SatisfyRule) {
	for i := range a.Satisfies {
		if a.Satisfies[i].Methods.Covers(method) {
			anyGate, rule = a.Satisfies[i].Any, &a.Satisfies[i]
		}
	}
	return anyGate, rule
}

// Order says how the allow and deny lists are combined.
type Order uint8

// The orders. DenyAllow is httpd's default.
const (
	DenyAllow     Order = iota // deny, then allow overrides; allowed by default
	AllowDeny                  // allow, then deny overrides; denied by default
	MutualFailure              // in the allow list and not in the deny list
	FirstMatch                 // nginx: the first rule that matches; allowed by default
)

// OrderRule is one Order directive.
type OrderRule struct {
	Value   Order
	Methods *Methods
	Span    source.Span
}

// SatisfyRule is one Satisfy directive.
type SatisfyRule struct {
	Any     bool
	Methods *Methods
	Span    source.Span
}

// AddressRule is one operand of an Allow, Deny, allow or deny directive.
type AddressRule struct {
	Allow   bool
	Kind    AddressKind
	Operand Word
	// Prefix is the address range for AddressRange.
	Prefix netip.Prefix
	// Env is the variable for AddressEnv, NotEnv says "unless it is set".
	Env     string
	NotEnv  bool
	Methods *Methods
	Span    source.Span // the whole directive
	Scope   *Scope
}

// AddressKind says what an operand is.
type AddressKind uint8

// The kinds of operand.
const (
	AddressAll       AddressKind = iota
	AddressRange                 // an address or a range
	AddressHost                  // a host name, looked up in DNS
	AddressEnv                   // a variable
	AddressUnix                  // nginx's unix:
	AddressMalformed             // none of these
	AddressDynamic               // known only at run time
)
