package access

import "github.com/authlint/authlint/lint/model"

// Addresses evaluates address rules for a method: Yes when they let the
// visitor pass. match says whether an operand fits the visitor. Rules that
// nobody wrote let everybody pass.
func Addresses(a *model.AddressRules, method string, match func(*model.AddressRule) model.Fact) model.Fact {
	order, _ := a.Order(method)
	if order == model.FirstMatch {
		return firstMatch(a, method, match)
	}
	allowed := listed(a, method, true, match)
	denied := listed(a, method, false, match)
	switch order {
	case model.AllowDeny, model.MutualFailure:
		return and(allowed, denied.Not())
	default: // Deny, then Allow overrides
		return or(allowed, denied.Not())
	}
}

// listed says whether any rule of one list fits.
func listed(a *model.AddressRules, method string, allow bool, match func(*model.AddressRule) model.Fact) model.Fact {
	found := model.No
	for i := range a.Rules {
		if r := &a.Rules[i]; r.Allow == allow && r.Methods.Covers(method) {
			found = or(found, match(r))
		}
	}
	return found
}

// firstMatch is nginx's way: the first rule that fits decides.
func firstMatch(a *model.AddressRules, method string, match func(*model.AddressRule) model.Fact) model.Fact {
	for i := range a.Rules {
		r := &a.Rules[i]
		if !r.Methods.Covers(method) {
			continue
		}
		switch match(r) {
		case model.Yes:
			if r.Allow {
				return model.Yes
			}
			return model.No
		case model.Unknown:
			return model.Unknown
		}
	}
	return model.Yes
}

func and(a, b model.Fact) model.Fact {
	switch {
	case a == model.No || b == model.No:
		return model.No
	case a == model.Yes && b == model.Yes:
		return model.Yes
	}
	return model.Unknown
}

func or(a, b model.Fact) model.Fact { return and(a.Not(), b.Not()).Not() }
