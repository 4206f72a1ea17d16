package access

import (
	"net/netip"
	"testing"

	"github.com/authlint/authlint/lint/model"
)

// rule is an address rule that fits as its operand says.
func rule(allow bool, fits string) model.AddressRule {
	return model.AddressRule{Allow: allow, Operand: model.Word{Text: fits}}
}

var facts = map[string]model.Fact{"yes": model.Yes, "no": model.No, "unknown": model.Unknown}

func asWritten(r *model.AddressRule) model.Fact { return facts[r.Operand.Text] }

// TestOrders: Deny,Allow lets everybody pass but who is denied and not allowed,
// the other two nobody but who is allowed and not denied.
func TestOrders(t *testing.T) {
	for _, c := range []struct {
		allow, deny         string
		denyAllow, allowDny model.Fact
	}{
		{"no", "no", model.Yes, model.No},
		{"yes", "no", model.Yes, model.Yes},
		{"no", "yes", model.No, model.No},
		{"yes", "yes", model.Yes, model.No},
		{"unknown", "no", model.Yes, model.Unknown},
		{"unknown", "yes", model.Unknown, model.No},
		{"no", "unknown", model.Unknown, model.No},
		{"yes", "unknown", model.Yes, model.Unknown},
		{"unknown", "unknown", model.Unknown, model.Unknown},
	} {
		for order, want := range map[model.Order]model.Fact{
			model.DenyAllow: c.denyAllow, model.AllowDeny: c.allowDny, model.MutualFailure: c.allowDny,
		} {
			a := &model.AddressRules{
				Orders: []model.OrderRule{{Value: order}},
				Rules:  []model.AddressRule{rule(false, c.deny), rule(true, c.allow)},
			}
			if got := Addresses(a, "GET", asWritten); got != want {
				t.Errorf("order %d, allowed %s, denied %s: %d, want %d", order, c.allow, c.deny, got, want)
			}
		}
	}
}

func TestAddresses(t *testing.T) {
	get := &model.Methods{Names: []model.Word{{Text: "GET"}}}
	denyGet := rule(false, "yes")
	denyGet.Methods = get
	for _, c := range []struct {
		point string
		rules model.AddressRules
		want  model.Fact
	}{
		{"nothing", model.AddressRules{}, model.Yes},
		{"an allow without an order", model.AddressRules{Rules: []model.AddressRule{rule(true, "no")}}, model.Yes},
		{"a deny without an order", model.AddressRules{Rules: []model.AddressRule{rule(false, "yes")}}, model.No},
		{"an order alone", model.AddressRules{Orders: []model.OrderRule{{Value: model.AllowDeny}}}, model.No},
		{"any of a list", model.AddressRules{Rules: []model.AddressRule{rule(false, "no"), rule(false, "yes")}}, model.No},
		{"the last order", model.AddressRules{Orders: []model.OrderRule{{Value: model.AllowDeny}, {Value: model.DenyAllow}}}, model.Yes},
		{"an order for another method", model.AddressRules{Orders: []model.OrderRule{
			{Value: model.AllowDeny, Methods: &model.Methods{Names: get.Names, Except: true}},
		}}, model.Yes},
		{"a deny for the method", model.AddressRules{Rules: []model.AddressRule{denyGet}}, model.No},
		{"first match", firstOf(rule(true, "no"), rule(false, "yes"), rule(true, "yes")), model.No},
		{"first match allows", firstOf(rule(true, "yes"), rule(false, "yes")), model.Yes},
		{"no match", firstOf(rule(false, "no")), model.Yes},
		{"perhaps the first", firstOf(rule(true, "unknown"), rule(false, "yes")), model.Unknown},
		{"a match before what is not known", firstOf(rule(false, "yes"), rule(true, "unknown")), model.No},
	} {
		if got := Addresses(&c.rules, "GET", asWritten); got != c.want {
			t.Errorf("%s: %d, want %d", c.point, got, c.want)
		}
	}
	if got := Addresses(&model.AddressRules{Rules: []model.AddressRule{denyGet}}, "PUT", asWritten); got != model.Yes {
		t.Errorf("a deny for another method: %d", got)
	}
}

func firstOf(rules ...model.AddressRule) model.AddressRules {
	return model.AddressRules{Orders: []model.OrderRule{{Value: model.FirstMatch}}, Rules: rules}
}

// visitor finds what is written.
var visitor = Visitor{Method: "GET", Match: asWritten, Meets: asSaid}

// gates are settings with an address rule and a requirement.
func gates(denied string, anyGate bool, required byte, scheme string) model.Access {
	a := model.Access{
		Address: model.AddressRules{
			Rules:     []model.AddressRule{rule(false, denied)},
			Satisfies: []model.SatisfyRule{{Any: anyGate}},
		},
		Require: &model.Requirement{Kind: model.RequireAny, Children: []*model.Requirement{said(required)}},
	}
	if scheme != "" {
		a.Type = model.Setting[string]{State: model.Set, Value: scheme}
		a.Realm = model.Setting[string]{State: model.Set, Value: "Staff"}
	}
	return a
}

func TestEnter(t *testing.T) {
	for _, c := range []struct {
		denied   string
		anyGate  bool
		required byte
		scheme   string
		want     Entry
	}{
		{"no", false, 'G', "", Enters},
		{"no", false, 'D', "", Refused},
		{"no", false, 'N', "", Refused},
		{"no", false, 'U', "Basic", Asked},
		{"no", false, 'U', "digest", Asked},
		{"no", false, 'U', "FORM", Asked},
		{"no", false, 'U', "", Broken},
		{"no", false, 'U', "Baisc", Asked | Broken},
		{"yes", false, 'G', "", Refused},
		{"yes", false, 'U', "", Refused}, // before the missing scheme shows
		{"yes", false, 'U', "Basic", Refused},
		{"unknown", false, 'G', "", Enters | Refused},
		{"unknown", false, 'U', "Basic", Asked | Refused},
		{"no", true, 'D', "", Enters},
		{"no", true, 'U', "", Enters},
		{"yes", true, 'G', "", Enters},
		{"yes", true, 'D', "", Refused},
		{"yes", true, 'U', "Basic", Asked},
		{"unknown", true, 'D', "", Enters | Refused},
	} {
		a := gates(c.denied, c.anyGate, c.required, c.scheme)
		if got := Enter(&a, visitor); got != c.want {
			t.Errorf("%+v: %04b, want %04b", c, got, c.want)
		}
	}
}

func TestEnterWithoutRequirement(t *testing.T) {
	a := model.Access{Type: model.Setting[string]{State: model.Set, Value: "Basic"}}
	if got := Enter(&a, visitor); got != Enters {
		t.Errorf("nobody requires anything: %04b", got)
	}
	a.Dropped = true
	if got := Enter(&a, visitor); got != Broken {
		t.Errorf("what was required is dropped, and a password configured: %04b", got)
	}
	a.Type.State = model.Off
	if got := Enter(&a, visitor); got != Enters {
		t.Errorf("what was required is dropped, the password too: %04b", got)
	}
}

func TestEnterWithoutRealm(t *testing.T) {
	for _, c := range []struct {
		realm model.Setting[string]
		want  Entry
	}{
		{model.Setting[string]{}, Broken},
		{model.Setting[string]{State: model.Set, Value: "Staff"}, Asked},
		{model.Setting[string]{State: model.Set, Value: `Sta\nff`}, Broken},
		{model.Setting[string]{State: model.Set, Value: `Sta\\nff`}, Asked},
		{model.Setting[string]{State: model.Set, Value: "Sta\x7fff"}, Broken},
		{model.Setting[string]{State: model.Set, Value: "Sta\tff"}, Asked},
		{model.Setting[string]{State: model.Dynamic, Value: "%{SERVER_NAME}"}, Asked},
	} {
		a := gates("no", false, 'U', "Basic")
		a.Realm = c.realm
		if got := Enter(&a, visitor); got != c.want {
			t.Errorf("%q: %04b, want %04b", c.realm.Value, got, c.want)
		}
	}
	a := gates("no", false, 'U', "")
	a.Type = model.Setting[string]{State: model.Dynamic}
	if got := Enter(&a, visitor); got != Asked|Broken {
		t.Errorf("a scheme known only at run time: %04b", got)
	}
}

// leaf is a requirement as it is written.
func leaf(provider string, args ...string) *model.Requirement {
	r := &model.Requirement{Provider: model.Word{Text: provider}}
	for _, a := range args {
		r.Args = append(r.Args, model.Word{Text: a})
		if p, err := netip.ParsePrefix(a); err == nil {
			r.Ranges = append(r.Ranges, p.Masked())
		} else if a, err := netip.ParseAddr(a); err == nil {
			r.Ranges = append(r.Ranges, netip.PrefixFrom(a, a.BitLen()))
		}
	}
	return r
}

func TestStrangerAndAnybody(t *testing.T) {
	for _, c := range []struct {
		leaf              *model.Requirement
		stranger, anybody Answers
	}{
		{leaf("all", "granted"), Granted, Granted},
		{leaf("all", "Denied"), Denied, Denied},
		{leaf("method", "GET", "HEAD"), Granted, Granted},
		{leaf("method", "POST"), Denied, Denied},
		{leaf("ip", "10.0.0.0/8", "192.0.2.1"), Denied, Granted | Denied},
		{leaf("ip", "203.0.113.0/24"), Granted, Granted | Denied},
		{leaf("host", "example.com"), Denied, Granted | Denied},
		{leaf("local"), Denied, Granted | Denied},
		{leaf("env", "ok"), Granted | Denied, Granted | Denied},
		{leaf("valid-user"), NeedsUser, Granted | Denied | NeedsUser},
		{leaf("user", "alice"), NeedsUser, Granted | Denied | NeedsUser},
		{leaf("group", "staff"), NeedsUser, Granted | Denied | NeedsUser},
		{leaf("nobody-knows"), Anything, Granted | Denied},
	} {
		if got := Stranger("GET").Meets(c.leaf); got != c.stranger {
			t.Errorf("stranger, %s: %04b, want %04b", c.leaf.Name(), got, c.stranger)
		}
		if got := Anybody("GET").Meets(c.leaf); got != c.anybody {
			t.Errorf("anybody, %s: %04b, want %04b", c.leaf.Name(), got, c.anybody)
		}
	}
	for _, c := range []struct {
		rule              model.AddressRule
		stranger, anybody model.Fact
	}{
		{model.AddressRule{Kind: model.AddressAll}, model.Yes, model.Yes},
		{model.AddressRule{Kind: model.AddressRange, Prefix: netip.MustParsePrefix("10.0.0.0/8")}, model.No, model.Unknown},
		{model.AddressRule{Kind: model.AddressRange, Prefix: netip.MustParsePrefix("203.0.0.0/8")}, model.Yes, model.Unknown},
		{model.AddressRule{Kind: model.AddressHost}, model.No, model.Unknown},
		{model.AddressRule{Kind: model.AddressEnv}, model.Unknown, model.Unknown},
		{model.AddressRule{Kind: model.AddressMalformed}, model.No, model.No},
		{model.AddressRule{Kind: model.AddressDynamic}, model.Unknown, model.Unknown},
	} {
		if got := Stranger("GET").Match(&c.rule); got != c.stranger {
			t.Errorf("stranger, kind %d: %d, want %d", c.rule.Kind, got, c.stranger)
		}
		if got := Anybody("GET").Match(&c.rule); got != c.anybody {
			t.Errorf("anybody, kind %d: %d, want %d", c.rule.Kind, got, c.anybody)
		}
	}
}

// TestEnterFirstMatch has nginx's answers (its manual, satisfy): rules of which
// none fits are neither a good address nor a refusal.
func TestEnterFirstMatch(t *testing.T) {
	for _, c := range []struct {
		rules    []model.AddressRule
		anyGate  bool
		required byte // 0 for nothing
		want     Entry
	}{
		{nil, false, 0, Enters},
		{nil, true, 0, Enters},
		{nil, true, 'U', Asked},
		{[]model.AddressRule{rule(true, "no")}, false, 0, Enters},
		{[]model.AddressRule{rule(true, "no")}, true, 'U', Asked},
		{[]model.AddressRule{rule(true, "yes")}, false, 'U', Asked},
		{[]model.AddressRule{rule(true, "yes")}, true, 'U', Enters},
		{[]model.AddressRule{rule(false, "yes")}, false, 'U', Refused},
		{[]model.AddressRule{rule(false, "yes")}, true, 'U', Asked},
		{[]model.AddressRule{rule(false, "yes")}, true, 0, Refused},
		{[]model.AddressRule{rule(true, "unknown"), rule(false, "yes")}, false, 0, Enters | Refused},
		{[]model.AddressRule{rule(true, "unknown"), rule(false, "yes")}, true, 'U', Enters | Asked},
		{[]model.AddressRule{rule(true, "unknown"), rule(false, "yes")}, true, 0, Enters | Refused},
		{[]model.AddressRule{rule(false, "unknown")}, false, 'U', Asked | Refused},
	} {
		a := model.Access{Address: firstOf(c.rules...)}
		a.Address.Satisfies = []model.SatisfyRule{{Any: c.anyGate}}
		if c.required != 0 {
			a.Require = &model.Requirement{Kind: model.RequireAny, Children: []*model.Requirement{said(c.required)}}
			a.Type = model.Setting[string]{State: model.Set, Value: "Basic"}
			a.Realm = model.Setting[string]{State: model.Set, Value: "Staff"}
		}
		if got := Enter(&a, visitor); got != c.want {
			t.Errorf("%d rules, satisfy any %v, %q: %04b, want %04b", len(c.rules), c.anyGate, c.required, got, c.want)
		}
	}
}
