package access

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// Entry is a set of what may happen to a visitor at the gates address,
// require and password. With everything known it holds one.
type Entry uint8

// What may happen.
const (
	Enters  Entry = 1 << iota
	Asked         // for a password: 401
	Refused       // 403
	Broken        // the settings make the server fail: 500
)

// Is says that what happens is known to be one of those in e.
func (s Entry) Is(e Entry) bool { return s != 0 && s&^e == 0 }

// May says that what happens can be one of those in e.
func (s Entry) May(e Entry) bool { return s&e != 0 }

// Visitor says of a visitor what the settings may ask for.
type Visitor struct {
	Method string
	// Match says whether an address rule's operand fits the visitor.
	Match func(*model.AddressRule) model.Fact
	// Meets answers for a requirement without its "not".
	Meets func(*model.Requirement) Answers
}

// DefaultRemote is where a stranger comes from: an address that belongs to
// nobody (RFC 5737).
var DefaultRemote = netip.MustParseAddr("203.0.113.9")

// Stranger is somebody of the outside without credentials: from an address
// that nobody would name, with no host name that anybody would name.
func Stranger(method string) Visitor {
	return Visitor{
		Method: method,
		Match: func(r *model.AddressRule) model.Fact {
			switch r.Kind {
			case model.AddressAll:
				return model.Yes
			case model.AddressRange:
				return fact(r.Prefix.Contains(DefaultRemote))
			case model.AddressHost, model.AddressUnix, model.AddressMalformed:
				return model.No
			}
			return model.Unknown
		},
		Meets: func(r *model.Requirement) Answers { return stranger(r, method) },
	}
}

// Anybody is the whole of all visitors: what may happen to one of them.
func Anybody(method string) Visitor {
	return Visitor{
		Method: method,
		Match: func(r *model.AddressRule) model.Fact {
			if r.Kind == model.AddressAll {
				return model.Yes
			}
			if r.Kind == model.AddressMalformed {
				return model.No
			}
			return model.Unknown
		},
		Meets: func(r *model.Requirement) Answers {
			switch r.Provider.Text {
			case "all", "method":
				return stranger(r, method)
			}
			if r.NeedsUser() {
				return Granted | Denied | NeedsUser
			}
			return Granted | Denied
		},
	}
}

// stranger answers for a leaf.
func stranger(r *model.Requirement, method string) Answers {
	if r.Dynamic && r.Provider.Text != "user" && r.Provider.Text != "group" {
		return Anything
	}
	switch r.Provider.Text {
	case "all":
		return Grants(len(r.Args) == 1 && (r.Args[0].Text[0]|0x20) == 'g')
	case "method":
		m := model.Methods{Names: r.Args}
		return Grants(m.Covers(method))
	case "ip":
		return Grants(slices.ContainsFunc(r.Ranges, func(p netip.Prefix) bool { return p.Contains(DefaultRemote) }))
	case "host", "forward-dns", "local":
		return Denied
	case "env":
		return Granted | Denied
	}
	if r.NeedsUser() {
		return NeedsUser
	}
	return Anything
}

// Grants is the answer of a requirement that is met or not, whoever asks.
func Grants(yes bool) Answers {
	if yes {
		return Granted
	}
	return Denied
}

func fact(yes bool) model.Fact {
	if yes {
		return model.Yes
	}
	return model.No
}

// Enter says what may happen to the visitor at the gates address, require and
// password, before any password is looked at. Where nobody in view wrote a
// requirement the folder above is taken to grant.
func Enter(a *model.Access, v Visitor) Entry {
	anyGate, _ := a.Address.SatisfyAny(v.Method)
	if order, _ := a.Address.Order(v.Method); order == model.FirstMatch {
		return enterFirstMatch(a, v, anyGate)
	}
	address := Addresses(&a.Address, v.Method, v.Match)
	var out Entry
	switch {
	case anyGate && address == model.Yes:
		return Enters
	case anyGate && address == model.Unknown:
		out |= Enters
	case !anyGate && address == model.No:
		return Refused
	case !anyGate && address == model.Unknown:
		out |= Refused
	}
	return out | require(a, v)
}

// enterFirstMatch is Enter for nginx, where address rules of which none fits say
// nothing: they are no good address for "satisfy any", and no refusal either. A
// refusal by address is kept back until the other gates were asked, and a
// request for a password comes before it.
func enterFirstMatch(a *model.Access, v Visitor, anyGate bool) Entry {
	address := FirstMatch(&a.Address, v.Method, v.Match)
	others := require(a, v)
	var out Entry
	if address.May(Denied) {
		switch {
		case !anyGate, a.Require == nil:
			out |= Refused
		default:
			out |= others
		}
	}
	if address.May(Granted) {
		if anyGate {
			out |= Enters
		} else {
			out |= others
		}
	}
	if address.May(Neutral) {
		out |= others
	}
	return out
}

// require is the gate of requirements.
func require(a *model.Access, v Visitor) Entry {
	if a.Require == nil {
		if a.Dropped && a.Type.State == model.Set {
			return Broken // a password is configured, and nothing requires it
		}
		return Enters
	}
	answers := Require(a.Require, v.Method, v.Meets)
	var out Entry
	if answers.May(Granted) {
		out |= Enters
	}
	if answers.May(Denied | Neutral) {
		out |= Refused
	}
	if answers.May(NeedsUser) {
		out |= ask(a)
	}
	return out
}

// ask is what becomes of a request that needs a login and brings none.
func ask(a *model.Access) Entry {
	if root := a.Require; root.Scope != nil && root.Scope.Server != nil && root.Scope.Server.Kind == model.Nginx {
		if a.Type.State == model.Set {
			return Asked // whatever the realm is
		}
		return Broken | Asked // by another module, or by who answers for auth_request
	}
	switch a.Type.State {
	case model.Unset, model.Off:
		return Broken
	case model.Dynamic:
		return Broken | Asked
	}
	switch strings.ToLower(a.Type.Value) {
	case "basic", "digest", "form":
		if realm := a.Realm; !realm.Written() || realm.State == model.Set && model.RealmControl(realm.Value) != "" {
			return Broken // there is nothing that could be sent
		}
		return Asked
	}
	return Broken | Asked // as long as nobody knows a module for it
}
