package rules

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// denyOthers denies everybody whom no rule about addresses of a scope of nginx
// names.
func denyOthers(p *lint.Pass, s *model.Scope) []lint.Fix {
	e := in(s)
	e.below(lastRule(&s.Own.Address), "deny all")
	return p.Fix("deny everybody else", &e.Edits)
}

// repeatRules puts the rules about addresses that a scope of nginx discards
// behind its own, of which the first that fits counts.
func repeatRules(p *lint.Pass, s *model.Scope, outer *model.AddressRules) []lint.Fix {
	e := in(s)
	var texts []string
	for i := range outer.Rules {
		texts = append(texts, e.Copy(outer.Rules[i].Span))
	}
	e.below(lastRule(&s.Own.Address), texts...)
	return p.Fix("repeat the rules that do not hold here", &e.Edits)
}

// lastRule is the last rule about addresses; a word only for its span.
func lastRule(a *model.AddressRules) model.Word {
	return model.Word{Span: a.Rules[len(a.Rules)-1].Span}
}

// anyMended closes a scope of nginx that lets everybody in by its "satisfy any":
// where some addresses are allowed, the others need the password.
func anyMended(p *lint.Pass, s *model.Scope) []lint.Fix {
	if a := &s.Own.Address; len(a.Rules) > 0 && ruleForAll(a, true) == nil {
		return denyOthers(p, s)
	}
	var e lint.Edits
	e.Replace(s.Own.Address.Satisfies[0].Span, "satisfy all")
	return p.Fix("ask everybody for the password", &e)
}

// denyBoth denies all addresses in place of those of one family; those of the
// other that are allowed further down would lose by that.
func denyBoth(p *lint.Pass, s *model.Scope, deny *model.AddressRule) []lint.Fix {
	behind := false
	for i := range s.Own.Address.Rules {
		r := &s.Own.Address.Rules[i]
		if behind && r.Allow {
			return denyOthers(p, s)
		}
		behind = behind || r == deny
	}
	var e lint.Edits
	e.Replace(deny.Operand.Span, "all")
	return p.Fix("deny all addresses", &e)
}

// oneEach writes a rule of nginx for each address that the operand of one was
// meant to name.
func oneEach(p *lint.Pass, s *model.Scope, r *model.AddressRule) []lint.Fix {
	directive := "deny "
	if r.Allow {
		directive = "allow "
	}
	var texts []string
	for part := range strings.SplitSeq(r.Operand.Text, ",") {
		text := strings.TrimSpace(part)
		if text == "" {
			continue
		}
		if text = meantAddress(text); text == "" {
			return nil
		}
		texts = append(texts, directive+text)
	}
	e := in(s)
	e.swap(model.Word{Span: r.Span}, texts...)
	return p.Fix("write what nginx takes", &e.Edits)
}

// meantAddress is an address or network as nginx writes it: with the length of
// its mask. It is empty for what may have meant anything.
func meantAddress(text string) string {
	if text == "*" {
		return "all"
	}
	if _, err := netip.ParseAddr(text); err == nil {
		return text
	}
	if _, err := netip.ParsePrefix(text); err == nil {
		return text
	}
	if network, found := strings.CutSuffix(text, ".*"); found {
		bytes := 4 - strings.Count(network+".", ".")
		if addr, err := netip.ParseAddr(network + strings.Repeat(".0", bytes)); err == nil {
			return netip.PrefixFrom(addr, 8*(4-bytes)).String()
		}
		return ""
	}
	network, mask, _ := strings.Cut(text, "/")
	addr, err := netip.ParseAddr(network)
	ones, err2 := netip.ParseAddr(mask)
	if err != nil || err2 != nil || !addr.Is4() || !ones.Is4() {
		return ""
	}
	if n := maskLength(ones.As4()); n >= 0 {
		return netip.PrefixFrom(addr, n).String()
	}
	return ""
}

// maskLength is the length of a mask; -1 for one with holes.
func maskLength(mask [4]byte) int {
	m := binary.BigEndian.Uint32(mask[:])
	if n := bits.LeadingZeros32(^m); m == ^uint32(0)<<(32-n) {
		return n
	}
	return -1
}
