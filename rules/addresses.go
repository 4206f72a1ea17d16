package rules

import (
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
