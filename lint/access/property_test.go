package access

import (
	"math/rand/v2"
	"testing"

	"github.com/authlint/authlint/lint/model"
)

// random makes settings of every shape, the same in every run.
type random struct{ *rand.Rand }

func newRandom() random { return random{rand.New(rand.NewPCG(1, 2))} }

func (r random) one(texts ...string) string { return texts[r.IntN(len(texts))] }

// methods binds to GET, to all but GET, or, mostly, to nothing.
func (r random) methods() *model.Methods {
	if r.IntN(4) > 0 {
		return nil
	}
	return &model.Methods{Names: []model.Word{{Text: "GET"}}, Except: r.IntN(2) == 0}
}

// tree is a random requirement with leaves of the given texts.
func (r random) tree(depth int, texts ...string) *model.Requirement {
	if depth == 0 || r.IntN(3) == 0 {
		leaf := said(r.one(texts...)[0])
		leaf.Not, leaf.Methods = r.IntN(4) == 0, r.methods()
		return leaf
	}
	kinds := []model.RequirementKind{model.RequireAll, model.RequireAny, model.RequireNone}
	return r.container(kinds[r.IntN(len(kinds))], depth, texts...)
}

func (r random) container(kind model.RequirementKind, depth int, texts ...string) *model.Requirement {
	c := &model.Requirement{Kind: kind}
	for range 1 + r.IntN(3) {
		c.Children = append(c.Children, r.tree(depth-1, texts...))
	}
	return c
}

func (r random) addresses() model.AddressRules {
	var a model.AddressRules
	for range r.IntN(3) {
		orders := []model.Order{model.DenyAllow, model.AllowDeny, model.MutualFailure, model.FirstMatch}
		a.Orders = append(a.Orders, model.OrderRule{Value: orders[r.IntN(len(orders))], Methods: r.methods()})
	}
	for range r.IntN(4) {
		written := rule(r.IntN(2) == 0, r.one("yes", "no", "unknown"))
		written.Methods = r.methods()
		a.Rules = append(a.Rules, written)
	}
	if r.IntN(2) == 0 {
		a.Satisfies = []model.SatisfyRule{{Any: r.IntN(2) == 0, Methods: r.methods()}}
	}
	return a
}

func (r random) access() *model.Access {
	a := &model.Access{Address: r.addresses(), Dropped: r.IntN(4) == 0}
	if r.IntN(8) > 0 {
		// "?" is a leaf of which nothing is known.
		a.Require = r.container(model.RequireAny, 3, "G", "D", "U", "?", "?")
	}
	states := []model.State{model.Unset, model.Off, model.Set, model.Dynamic}
	a.Type = model.Setting[string]{State: states[r.IntN(len(states))], Value: r.one("Basic", "Digest", "CAS")}
	a.Realm = model.Setting[string]{State: states[r.IntN(len(states))], Value: "Staff"}
	return a
}

// known is a visitor of whom everything is known: what the settings leave open
// is settled at random, once for each leaf and rule.
func (r random) known() Visitor {
	leaves, rules := map[*model.Requirement]Answers{}, map[*model.AddressRule]model.Fact{}
	return Visitor{
		Method: "GET",
		Meets: func(l *model.Requirement) Answers {
			if l.Provider.Text != "?" {
				return asSaid(l)
			}
			if leaves[l] == 0 {
				leaves[l] = Granted << r.IntN(4)
			}
			return leaves[l]
		},
		Match: func(a *model.AddressRule) model.Fact {
			if f := asWritten(a); f != model.Unknown {
				return f
			}
			if rules[a] == model.Unknown {
				rules[a] = model.Yes + model.Fact(r.IntN(2))
			}
			return rules[a]
		},
	}
}

// unsure is a visitor of whom the same is not known.
var unsure = Visitor{
	Method: "GET", Match: asWritten,
	Meets: func(l *model.Requirement) Answers {
		if l.Provider.Text == "?" {
			return Anything
		}
		return asSaid(l)
	},
}

// TestMonotone: whatever turns out to be true was possible while it was not
// known, and what is known leaves one answer.
func TestMonotone(t *testing.T) {
	r := newRandom()
	for range 5000 {
		a := r.access()
		may := Enter(a, unsure)
		for range 8 {
			v := r.known()
			does := Enter(a, v)
			if does == 0 || !does.Is(may) {
				t.Fatalf("%+v: %04b when all is known, %04b before", a, does, may)
			}
			if a.Type.State != model.Dynamic && a.Type.Value != "CAS" && does&(does-1) != 0 {
				t.Fatalf("%+v: %04b although all is known", a, does)
			}
			if got := Addresses(&a.Address, "GET", v.Match); got == model.Unknown {
				t.Fatalf("%+v: the address is not decided", a.Address)
			} else if before := Addresses(&a.Address, "GET", unsure.Match); before != model.Unknown && before != got {
				t.Fatalf("%+v: %d when all is known, %d before", a.Address, got, before)
			}
		}
	}
}

// TestAnybodyIncludesStranger: the stranger is one of all visitors, but for
// what only a login can change.
func TestAnybodyIncludesStranger(t *testing.T) {
	providers := map[byte]*model.Requirement{
		'a': leaf("all", "granted"), 'b': leaf("all", "denied"), 'c': leaf("ip", "203.0.113.9/32"), 'd': leaf("ip", "192.0.2.1/32"),
		'e': leaf("valid-user"), 'f': leaf("method", "GET"), 'g': leaf("env", "x"), 'h': leaf("local"),
	}
	r := newRandom()
	for range 5000 {
		tree := r.container(model.RequireAny, 3, "a", "b", "c", "d", "e", "f", "g", "h")
		tree.Walk(func(n *model.Requirement) {
			if n.Kind == model.RequireLeaf {
				n.Args, n.Provider = providers[n.Provider.Text[0]].Args, providers[n.Provider.Text[0]].Provider
			}
		})
		a := &model.Access{Require: tree, Type: model.Setting[string]{State: model.Set, Value: "Basic"}}
		for _, method := range []string{"GET", "POST"} {
			if one, all := Enter(a, Stranger(method)), Enter(a, Anybody(method)); !one.Is(all) {
				t.Fatalf("%s: %04b of a stranger, %04b of anybody", method, one, all)
			}
		}
	}
}
