package rules

import (
	"fmt"
	"net/netip"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// AddressIpv6Open reports rules of nginx that deny all addresses of one family
// alone: nginx has a list for each, and where no rule fits it lets visitors in.
var AddressIpv6Open = &lint.Rule{
	ID:      "address-ipv6-open",
	Summary: "all addresses of one family are denied, and those of the other get in",
	Outcome: lint.Exposes,
	Servers: []model.ServerKind{model.Nginx},
	Doc:     doc("address-ipv6-open"),
	Run: func(p *lint.Pass) {
		for s := range scopesInForce(p.Site) {
			deny := deniesFamily(s.Own.Address.Rules)
			if deny == nil || passwordInstead(s) || s.Serving.Internal {
				continue
			}
			six := deny.Prefix.Addr().Is4() // the family that is open
			listens := listensAt(p.Site, s, six)
			if listens == model.No {
				continue
			}
			d := lint.Diagnostic{
				Span: deny.Operand.Span, Cause: deny.Span, Witness: openByFamily(p, s, six), Fixes: denyBoth(p, s, deny),
				Message: fmt.Sprintf("%q denies %s alone, and everybody gets in who comes by %s: deny all is for both",
					deny.Operand.Text, ipFamily(!six), ipFamily(six)),
			}
			if listens == model.Unknown {
				d.Assumption = "nginx listens for " + ipFamily(six) + " too"
			}
			p.Report(d)
		}
	},
}

func ipFamily(six bool) string {
	if six {
		return "IPv6"
	}
	return "IPv4"
}

// deniesFamily is the rule that denies every address of one family, where no
// rule for all addresses of the other stands beside it; nil where there is none.
func deniesFamily(rules []model.AddressRule) *model.AddressRule {
	var deny *model.AddressRule
	other := false // the list says something of the other family
	for i := range rules {
		r := &rules[i]
		switch {
		case r.Kind == model.AddressAll:
			return nil
		case r.Kind != model.AddressRange:
		case r.Prefix.Bits() == 0 && (r.Allow || deny != nil && deny.Prefix.Addr().Is4() != r.Prefix.Addr().Is4()):
			return nil
		case r.Prefix.Bits() == 0:
			deny = r
		}
	}
	if deny == nil || deny.Prefix.Addr().Is4() {
		return deny
	}
	for i := range rules { // a deny for IPv6 alone is no restriction of IPv4
		other = other || rules[i].Allow && rules[i].Kind == model.AddressRange && rules[i].Prefix.Addr().Is4()
	}
	if !other {
		return nil
	}
	return deny
}

// openByFamily is a request by which a stranger of one family gets in.
func openByFamily(p *lint.Pass, s *model.Scope, six bool) *lint.Witness {
	for _, probe := range p.Probes().Of(s) {
		if six {
			probe.Request.Remote = netip.MustParseAddr("2001:db8::9")
		}
		if probe.Kind == access.ProbePlain {
			if w := witness(p, probe.Request, gotIn); w != nil {
				return w
			}
		}
	}
	return nil
}
