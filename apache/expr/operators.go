package expr

import (
	"net/netip"
	"strconv"
	"strings"
)

// unary evaluates an operator on one text.
func (e *evaluation) unary(n *node) answer {
	argument := e.word(n.left)
	if !argument.known() {
		return argument.lost()
	}
	s := argument.text
	switch n.unary {
	case 'n':
		return says(s != "")
	case 'z':
		return says(s == "")
	case 'T':
		return says(isTrue(s))
	case 'R':
		return e.remote(n.subnet)
	case 'F', 'U', 'A':
		return answer{unknown, "what httpd would answer to the address " + strconv.Quote(s) + " is not looked up"}
	case 'x':
		return e.executable(s)
	}
	return e.fileTest(n.unary, s)
}

// isTrue is -T: neither empty nor a word for "no".
func isTrue(s string) bool {
	return s != "" && s != "0" && !strings.EqualFold(s, "off") && !strings.EqualFold(s, "no") &&
		!strings.EqualFold(s, "false")
}

func (e *evaluation) remote(s subnet) answer {
	addr, why := e.request.Address()
	if why != "" {
		return answer{unknown, why}
	}
	return says(s.contains(addr))
}

func (e *evaluation) fileTest(test byte, path string) answer {
	kind, size, why := e.stat(path)
	if why != "" {
		return answer{unknown, why}
	}
	switch test {
	case 'd':
		return says(kind&Directory != 0)
	case 'e':
		return says(kind.exists())
	case 'f':
		return says(kind&Regular != 0)
	case 's':
		return says(kind&Regular != 0 && size > 0)
	}
	return says(kind&Link != 0)
}

// executable is -x, which looks at a link itself, as -L does. Files' modes are
// not known.
func (e *evaluation) executable(path string) answer {
	kind, _, why := e.stat(path)
	switch {
	case why != "":
		return answer{unknown, why}
	case kind == 0:
		return answer{truth: no}
	}
	return answer{unknown, "whether " + strconv.Quote(path) + " may be executed is not known"}
}

// binary evaluates an operator with a name between two texts.
func (e *evaluation) binary(n *node) answer {
	left, right := e.word(n.left), e.word(n.right)
	if w := worse(left, right); !w.known() {
		return w.lost()
	}
	switch n.between {
	case opFNMatch:
		return says(fnmatch(right.text, left.text, true, false))
	case opStrMatch:
		return says(fnmatch(right.text, left.text, false, false))
	case opStrCMatch:
		return says(fnmatch(right.text, left.text, false, true))
	}
	return ipMatch(left.text, n.subnet)
}

// ipMatch compares a text that is an address. httpd looks up any other as the
// name of a host.
func ipMatch(text string, s subnet) answer {
	if addr, err := netip.ParseAddr(text); err == nil && addr.Zone() == "" {
		return says(s.contains(addr))
	}
	if text == "" {
		return answer{truth: no}
	}
	return answer{unknown, "what the name " + strconv.Quote(text) + " stands for is not looked up"}
}
