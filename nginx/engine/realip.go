package engine

import (
	"net/netip"
	"strings"

	"github.com/authlint/authlint/lint/access"
)

// realAddress takes the client's address from a header where the one that it
// comes from may tell. nginx asks in the server, and again in the location
// unless it has found one.
func (q *request) realAddress() access.Action {
	s := q.settings()
	if len(s.RealIP) == 0 && s.RealIPUnsure == "" || q.realIP {
		return access.Action{}
	}
	name := s.RealIPHeader
	if name == "" {
		name = "x-real-ip"
	}
	if name == "proxy_protocol" {
		return access.Action{}
	}
	values := q.addressHeader(name)
	if len(values) == 0 {
		return access.Action{}
	}
	if s.RealIPUnsure != "" {
		return access.CannotSay(s.RealIPUnsure)
	}
	if address, found := forwardedBy(q.remote, values, s.RealIP, s.RealIPDeep.On(false)); found {
		q.remote, q.realIP = address, true
	}
	return access.Action{}
}

// forwardedBy reads headers from the last to the first, as long as the address
// before is trusted; where deep is not set, only the last address of all.
func forwardedBy(address netip.Addr, values []string, trusted []netip.Prefix, deep bool) (netip.Addr, bool) {
	found := false
	for i := len(values) - 1; i >= 0; i-- {
		next, got := forwarded(address, values[i], trusted, deep)
		if got == gotNothing {
			break
		}
		address, found = next, true
		if !deep || got == gotLast {
			break
		}
	}
	return address, found
}

// addressHeader are the values of the header: of X-Forwarded-For all, of others
// the first.
func (q *request) addressHeader(name string) []string {
	var values []string
	for _, h := range q.w.Request.Headers {
		if !strings.EqualFold(h.Name, name) || q.dropped(h.Name) {
			continue
		}
		values = append(values, strings.Trim(h.Value, " "))
		if name != "x-forwarded-for" {
			break
		}
	}
	return values
}

// got is what came of one header.
type got uint8

const (
	gotNothing got = iota
	gotLast        // an address that is not to be looked behind
	gotMore        // an address, and the header is used up
)

// forwarded reads a list of addresses from its end, as long as the one before is
// trusted.
func forwarded(address netip.Addr, list string, trusted []netip.Prefix, deep bool) (netip.Addr, got) {
	found := gotNothing
	for {
		if !within(trusted, address) {
			return address, found
		}
		list = strings.TrimRight(list, " ,")
		at := 0
		if list != "" {
			// nginx does not look whether the first byte parts addresses.
			at = strings.LastIndexAny(list[1:], " ,") + 1
		}
		if at > 0 {
			at++
		}
		next, ok := parseAddress(list[at:])
		if !ok {
			return address, found
		}
		address, found = next, gotLast
		if !deep || at == 0 {
			return address, gotMore
		}
		list = list[:at-1]
		if list == "" {
			return address, gotMore
		}
	}
}

func within(prefixes []netip.Prefix, a netip.Addr) bool {
	for _, p := range prefixes {
		if p.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}
