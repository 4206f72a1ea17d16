package engine

import (
	"net/netip"
	"strings"
)

// within says whether an address lies in a range. Of a mask with holes, as in
// 10.0.0.1/255.0.255.255, the model has a wider range than httpd takes, so that
// the text is asked.
func within(remote netip.Addr, p netip.Prefix, text string) bool {
	remote = remote.Unmap()
	if !p.Contains(remote) {
		return false
	}
	address, mask, masked := strings.Cut(text, "/")
	if !masked || !strings.Contains(mask, ".") {
		return true
	}
	a, err := netip.ParseAddr(address)
	m, errMask := netip.ParseAddr(mask)
	if err != nil || errMask != nil || !a.Is4() || !m.Is4() || !remote.Is4() {
		return true
	}
	own, bits, other := a.As4(), m.As4(), remote.As4()
	for i, b := range bits {
		if own[i]&b != other[i]&b {
			return false
		}
	}
	return true
}
