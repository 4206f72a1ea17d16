package nginx

import "strings"

// checkAddress says what nginx has against the argument of allow or deny.
func checkAddress(n *Node) objection {
	text := n.Arg(0)
	if text == "all" || text == "unix:" {
		return objection{}
	}
	addr, mask, masked := strings.Cut(text, "/")
	bits := 32
	if !inet4(addr) || addr == "255.255.255.255" { // which is how nginx says that it is none
		bits = 128
		if !inet6(addr) {
			return wrongWord(0, n.Name.Text+" takes an address, a network, \"all\" or \"unix:\"")
		}
	}
	if masked && !number(mask, int64(bits)) {
		return wrongWord(0, "a mask is a number of bits")
	}
	return objection{}
}

// inet4 says that nginx reads a text as an address, as ngx_inet_addr does: four
// numbers, of which each may be left out.
func inet4(text string) bool {
	parts := strings.Split(text, ".")
	if len(parts) != 4 {
		return false
	}
	for _, p := range parts {
		if p = strings.TrimLeft(p, "0"); p != "" && !number(p, 255) {
			return false
		}
	}
	return true
}

// inet6 is the same for the other family, as ngx_inet6_addr does.
func inet6(text string) bool {
	if text == "" {
		return false
	}
	text = strings.TrimPrefix(text, ":")
	groups, nibbles := 0, 0
	zero := false
	digit := -1 // where the group that is being read begins, behind a colon
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == ':' && nibbles > 0:
			if groups++; groups == 8 {
				return false
			}
			nibbles, digit = 0, i+1
		case c == ':':
			if zero {
				return false
			}
			zero, digit = true, i+1
		case c == '.' && nibbles > 0:
			if groups > 6 || digit < 0 || !inet4(text[digit:]) {
				return false
			}
			return zero || groups == 6
		case strings.IndexByte("0123456789abcdefABCDEF", c) < 0:
			return false
		default:
			if nibbles++; nibbles > 4 {
				return false
			}
		}
	}
	if nibbles == 0 && !zero {
		return false
	}
	return zero && groups < 7 || !zero && groups == 7
}
