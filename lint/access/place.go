package access

import (
	"net/netip"
	"slices"

	"github.com/authlint/authlint/lint/model"
)

// From is the whole of all visitors who come from an address.
func From(address netip.Addr, method string) Visitor {
	v := Anybody(method)
	match, meets := v.Match, v.Meets
	v.Match = func(r *model.AddressRule) model.Fact {
		if r.Kind == model.AddressRange {
			return fact(r.Prefix.Contains(address))
		}
		return match(r)
	}
	v.Meets = func(r *model.Requirement) Answers {
		ranges := r.Ranges
		if r.Provider.Text != "ip" || r.Dynamic || len(ranges) < len(r.Args) {
			return meets(r)
		}
		return Grants(slices.ContainsFunc(ranges, func(p netip.Prefix) bool { return p.Contains(address) }))
	}
	return v
}

// Behind is the first address behind a range, or none where it is the last.
func Behind(p netip.Prefix) netip.Addr {
	last := p.Masked().Addr().AsSlice()
	for bit := p.Bits(); bit < len(last)*8; bit++ {
		last[bit/8] |= 1 << (7 - bit%8)
	}
	a, _ := netip.AddrFromSlice(last)
	return a.Next()
}
