package walk

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Story is all that can be told about one request.
type Story struct {
	URL     string
	Request *access.Request
	access.Decision
	Trace []access.Passage
	// Login says more about a login that failed.
	Login []Told
	// Otherwise are requests that differ in one thing and get another answer.
	Otherwise []Variant
	// Near are URLs like the one that is not found, with their answers.
	Near []Variant
	// Realm are the other places that ask for a password by the same realm.
	Realm []Told
}

// Told is a clause, with the place it is about or none.
type Told struct {
	Span source.Span
	Text string
}

// Variant is a request like another, and its answer.
type Variant struct {
	What string // in which it differs
	access.Decision
}

// Tell asks about a request all that the server's files can answer.
func Tell(g Gatekeeper, site *model.Site, url string, r *access.Request) *Story {
	s := &Story{URL: url, Request: r}
	s.Decision, s.Trace = g.Explain(r)
	store := storeOf(g, site, r)
	s.Login = loginHints(g, store, r, s.Trace)
	s.otherwise(g, store)
	return s
}

// The addresses that a request is tried from: the server's own machine, a
// private network, and one that belongs to nobody.
var otherAddresses = [...]string{"127.0.0.1", "192.168.0.10", DefaultRemote}

// maxNamed is how many addresses are tried that the deciding lines name.
const maxNamed = 4

// addresses are those that the request is tried from.
func (s *Story) addresses() []netip.Addr {
	var all []netip.Addr
	for _, text := range otherAddresses {
		all = append(all, netip.MustParseAddr(text))
	}
	for i := range s.Trace {
		for _, span := range s.Trace[i].Because {
			for word := range strings.FieldsSeq(span.Text()) {
				a := addressIn(word)
				if a.IsValid() && len(all) < len(otherAddresses)+maxNamed && !slices.Contains(all, a) {
					all = append(all, a)
				}
			}
		}
	}
	return slices.DeleteFunc(all, func(a netip.Addr) bool { return a == s.Request.Remote.Unmap() })
}

// addressIn is an address that a word names, of a range the first behind its
// network's own.
func addressIn(word string) netip.Addr {
	if a, err := netip.ParseAddr(word); err == nil {
		return a
	}
	p, err := netip.ParsePrefix(word)
	if err != nil || p.IsSingleIP() {
		return p.Addr()
	}
	return p.Masked().Addr().Next()
}

// otherwise tries the request with and without credentials, and from other
// addresses.
func (s *Story) otherwise(g Gatekeeper, store *model.Store) {
	for _, user := range s.otherUsers(store) {
		r := *s.Request
		r.Credentials = &access.Credentials{User: user, Proof: access.ProofRight}
		if s.try(g, "as "+quote(user)+" with the right password", &r) {
			break
		}
	}
	if s.Request.Credentials != nil {
		r := *s.Request
		r.Credentials = nil
		s.try(g, "without credentials", &r)
	}
	for _, a := range s.addresses() {
		r := *s.Request
		r.Remote = a
		s.try(g, "from "+a.String(), &r)
	}
}

// maxTried is how many users are tried to find one who may enter.
const maxTried = 8

// otherUsers are who might get in: the user who was asked for, else the first
// who have a password that httpd can verify.
func (s *Story) otherUsers(store *model.Store) []string {
	c := s.Request.Credentials
	if c != nil && (store == nil || store.Find(c.User) != nil) {
		if c.Proof == access.ProofRight {
			return nil
		}
		return []string{c.User}
	}
	var users []string
	if store == nil {
		return nil
	}
	for _, e := range store.Entries {
		if e.Usable() && e.User.Text != source.Mask && e.User.Text != "" && len(users) < maxTried {
			users = append(users, e.User.Text)
		}
	}
	return users
}

// try keeps a variant whose answer is another one, and says whether it is.
func (s *Story) try(g Gatekeeper, what string, r *access.Request) bool {
	d := g.Decide(r)
	if sameAnswer(&d, &s.Decision) {
		return false
	}
	s.Otherwise = append(s.Otherwise, Variant{what, d})
	return true
}

func sameAnswer(a, b *access.Decision) bool {
	return a.Outcome == b.Outcome && a.Status == b.Status && a.Location == b.Location && slices.Equal(a.Challenge, b.Challenge)
}

// gateOf is the last passage at a gate, or nil.
func gateOf(trace []access.Passage, gate access.Gate) *access.Passage {
	for i := len(trace) - 1; i >= 0; i-- {
		if trace[i].Gate == gate {
			return &trace[i]
		}
	}
	return nil
}
