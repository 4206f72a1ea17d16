package engine

import (
	"net/netip"
	"strconv"
	"strings"
)

// parseAddress reads an address that may have a port.
func parseAddress(text string) (netip.Addr, bool) {
	if a, ok := parseBare(text); ok {
		return a, true
	}
	host, port, found := strings.Cut(text, ":")
	if strings.HasPrefix(text, "[") {
		host, port, found = strings.Cut(text[1:], "]:")
	}
	if n, err := strconv.ParseUint(port, 10, 16); !found || err != nil || n == 0 {
		return netip.Addr{}, false
	}
	return parseBare(host)
}

// parseBare reads an address without a port.
func parseBare(text string) (netip.Addr, bool) {
	if a, ok := parseFour(text); ok {
		return a, true
	}
	return parseSix(text)
}

// noAddress is what nginx's reader of IPv4 says of what is none, so it cannot be
// read itself.
var noAddress = netip.AddrFrom4([4]byte{255, 255, 255, 255})

// parseFour reads an address of IPv4: four numbers with any zeros before them, each
// of which may be missing.
func parseFour(text string) (netip.Addr, bool) {
	var bytes [4]byte
	parts := strings.Split(text, ".")
	if len(parts) != len(bytes) {
		return netip.Addr{}, false
	}
	for i, part := range parts {
		n, err := strconv.ParseUint("0"+part, 10, 64)
		if err != nil || n > 255 {
			return netip.Addr{}, false
		}
		bytes[i] = byte(n)
	}
	a := netip.AddrFrom4(bytes)
	return a, a != noAddress
}

// parseSix reads an address of IPv6. nginx takes some that others do not: one colon
// in front of all of it, and one behind all of it where "::" stands before.
func parseSix(text string) (netip.Addr, bool) {
	const all = 8
	var words []uint16
	zeros, last := -1, -1 // where "::" stands among the words, and what is behind the last colon
	word, digits := 0, 0
	text = strings.TrimPrefix(text, ":")
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == ':' && digits > 0:
			if words = append(words, uint16(word)); len(words) == all {
				return netip.Addr{}, false
			}
			word, digits, last = 0, 0, i+1
		case c == ':':
			if zeros >= 0 {
				return netip.Addr{}, false
			}
			zeros, last = len(words), i+1
		case c == '.' && digits > 0:
			four, ok := parseFour(text[max(last, 0):])
			if last < 0 || !ok || len(words) > all-2 {
				return netip.Addr{}, false
			}
			b := four.As4()
			words = append(words, uint16(b[0])<<8|uint16(b[1]))
			word, i = int(b[2])<<8|int(b[3]), len(text)
		default:
			digit := hexDigit(c)
			if digits++; digits > 4 || digit < 0 {
				return netip.Addr{}, false
			}
			word = word<<4 | digit
		}
	}
	if words = append(words, uint16(word)); digits == 0 && zeros < 0 || (len(words) == all) == (zeros >= 0) {
		return netip.Addr{}, false
	}
	return sixOf(words, zeros), true
}

// sixOf makes an address of words, with as many zeros as are missing at a place.
func sixOf(words []uint16, zeros int) netip.Addr {
	var bytes [16]byte
	for i, w := range words {
		at := 2 * i
		if zeros >= 0 && i >= zeros {
			at = len(bytes) - 2*(len(words)-i)
		}
		bytes[at], bytes[at+1] = byte(w>>8), byte(w)
	}
	return netip.AddrFrom16(bytes)
}

// shownAddress is an address as nginx writes it: those of IPv6 that hold nothing but
// one of IPv4 end as that does.
func shownAddress(a netip.Addr) string {
	if !a.Is6() || a.Is4In6() {
		return a.String()
	}
	b := a.As16()
	front := [12]byte(b[:12]) == [12]byte{}
	if front && (b[12]|b[13] != 0 || b[14] != 0 && b[15] != 1) {
		return "::" + netip.AddrFrom4([4]byte(b[12:])).String()
	}
	return a.String()
}
