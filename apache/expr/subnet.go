package expr

import (
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"
)

// subnet is an address or a network as httpd's library reads it. Its mask need
// not be a number of leading bits.
type subnet struct {
	v6   bool
	addr [16]byte
	mask [16]byte // the first four bytes for IPv4
}

// maxPartial is the longest text that is read as the parts of an address.
const maxPartial = len("255.255.255.255")

// parseSubnet reads an address or a network: "10.1", "10.0.0.0/8",
// "10.0.0.0/255.0.0.0", "2001:db8::/32". httpd refuses IPv4 addresses that are
// written as IPv6, and a mask behind parts of an address.
func parseSubnet(text string) (subnet, bool) {
	host, mask, masked := strings.Cut(text, "/")
	addr, ok := parseAddress(host)
	if !ok {
		return partialSubnet(host, masked)
	}
	if addr.Zone() != "" || addr.Is4In6() {
		return subnet{}, false
	}
	s := subnet{v6: addr.Is6()}
	copy(s.addr[:], addr.AsSlice())
	for i := range s.mask {
		s.mask[i] = 0xff
	}
	if masked && !s.parseMask(mask) {
		return subnet{}, false
	}
	for i := range s.addr {
		s.addr[i] &= s.mask[i]
	}
	return s, true
}

// parseAddress reads a whole address. Zeros before a number of IPv4 do not make
// it octal, nor wrong.
func parseAddress(text string) (netip.Addr, bool) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return addr, true
	}
	var four [4]byte
	for i := range four {
		part, rest, more := strings.Cut(text, ".")
		value, err := strconv.ParseUint(part, 10, 8)
		if err != nil || more != (i < 3) {
			return netip.Addr{}, false
		}
		four[i], text = byte(value), rest
	}
	return netip.AddrFrom4(four), true
}

// partialSubnet reads the leading parts of an IPv4 address, where zeros before
// a number and a dot behind the last one do not matter.
func partialSubnet(host string, masked bool) (subnet, bool) {
	var s subnet
	if host == "" || masked || len(host) > maxPartial {
		return subnet{}, false
	}
	for i := 0; host != ""; i++ {
		var part string
		part, host, _ = strings.Cut(host, ".")
		value, err := strconv.ParseUint(part, 10, 8)
		if err != nil || i == 4 {
			return subnet{}, false
		}
		s.addr[i], s.mask[i] = byte(value), 0xff
	}
	return s, true
}

// parseMask reads a number of bits, or a mask written as an IPv4 address.
func (s *subnet) parseMask(text string) bool {
	width := 32
	if s.v6 {
		width = 128
	}
	// C's way to read numbers takes blanks and a sign before them.
	if bits, err := strconv.Atoi(strings.TrimLeft(text, " \t\n\v\f\r")); err == nil {
		if bits <= 0 || bits > width {
			return false
		}
		for i := range s.mask {
			left := min(max(bits-8*i, 0), 8)
			s.mask[i] = byte(0xff << (8 - left))
		}
		return true
	}
	mask, ok := parseAddress(text)
	if !ok || !mask.Is4() || s.v6 {
		return false
	}
	copy(s.mask[:], mask.AsSlice())
	return true
}

func (s subnet) contains(addr netip.Addr) bool {
	addr = addr.Unmap()
	if addr.Is6() != s.v6 || !addr.IsValid() {
		return false
	}
	if !s.v6 {
		four := addr.As4()
		return binary.BigEndian.Uint32(four[:])&binary.BigEndian.Uint32(s.mask[:4]) == binary.BigEndian.Uint32(s.addr[:4])
	}
	bytes := addr.As16()
	for i, b := range bytes {
		if b&s.mask[i] != s.addr[i] {
			return false
		}
	}
	return true
}
