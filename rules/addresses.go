package rules

import (
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// strangerPasses says whether the address rules let a stranger's GET pass.
func strangerPasses(a *model.AddressRules) model.Fact {
	return access.Addresses(a, "GET", access.Stranger("GET").Match)
}

// addressOpens says whether the address rules alone let a stranger's GET in
// where any gate is enough: in nginx rules of which none fits do not.
func addressOpens(a *model.AddressRules) model.Fact {
	order, _ := a.Order("GET")
	if order != model.FirstMatch {
		return strangerPasses(a)
	}
	switch answers := access.FirstMatch(a, "GET", access.Stranger("GET").Match); {
	case answers == access.Granted:
		return model.Yes
	case answers.May(access.Granted):
		return model.Unknown
	}
	return model.No
}

// ruleForAll returns the first rule of that kind for every address that holds
// for GET, or nil.
func ruleForAll(a *model.AddressRules, allow bool) *model.AddressRule {
	for i := range a.Rules {
		r := &a.Rules[i]
		if r.Allow == allow && r.Kind == model.AddressAll && r.Methods.Covers("GET") {
			return r
		}
	}
	return nil
}

// firstRule returns the first rule of that kind that holds for GET, or nil.
func firstRule(a *model.AddressRules, allow bool) *model.AddressRule {
	for i := range a.Rules {
		if r := &a.Rules[i]; r.Allow == allow && r.Methods.Covers("GET") {
			return r
		}
	}
	return nil
}

// strangerEnters says that a stranger's GET is known to get in.
func strangerEnters(a *model.Access) bool {
	return access.Enter(a, access.Stranger("GET")).Is(access.Enters)
}

// passwordInstead says that whoever no address rule fits is asked for a password
// or the like: "satisfy any" beside a requirement.
func passwordInstead(s *model.Scope) bool {
	anyGate, _ := s.Merged.Address.SatisfyAny("GET")
	return anyGate && s.Merged.Require != nil
}

// listensAt says whether a scope's host listens for a family of addresses.
func listensAt(site *model.Site, s *model.Scope, six bool) model.Fact {
	hosts := site.Hosts
	if s.Host != nil {
		hosts = []*model.Host{s.Host}
	}
	for _, h := range hosts {
		if len(h.Sockets) == 0 && !six {
			return model.Yes
		}
		for _, socket := range h.Sockets {
			if at := socket.Address.Text; strings.HasPrefix(at, "[") == six && !strings.HasPrefix(at, "unix:") {
				return model.Yes
			}
		}
	}
	if len(hosts) == 0 {
		return model.Unknown
	}
	return model.No
}
