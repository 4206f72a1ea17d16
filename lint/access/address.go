package access

import "github.com/authlint/authlint/lint/model"

// Addresses evaluates address rules for a method: Yes when they let the
// visitor pass. match says whether an operand fits the visitor. Rules that
// nobody wrote let everybody pass.
func Addresses(a *model.AddressRules, method string, match func(*model.AddressRule) model.Fact) model.Fact {
	order, _ := a.Order(method)
	if order == model.FirstMatch {
		switch answers := FirstMatch(a, method, match); {
		case answers == Denied:
			return model.No
		case answers.May(Denied):
			return model.Unknown
		}
		return model.Yes
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

// FirstMatch evaluates nginx's rules: the first that fits grants or denies, and
// where none does the answer is Neutral. A rule of which nobody knows whether it
// fits leaves those below it possible.
func FirstMatch(a *model.AddressRules, method string, match func(*model.AddressRule) model.Fact) Answers {
	var may Answers
	for i := range a.Rules {
		r := &a.Rules[i]
		if !r.Methods.Covers(method) {
			continue
		}
		switch match(r) {
		case model.Yes:
			return may | Grants(r.Allow)
		case model.Unknown:
			may |= Grants(r.Allow)
		}
	}
	return may | Neutral
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
