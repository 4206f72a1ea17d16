package engine

import (
	"net/netip"
	"strings"
)

// Table is a map or a geo: a value for a value.
type Table struct {
	// Of is what a map looks up. A geo looks up an address: of Of, or the
	// client's where that is nil.
	Of  *Text
	Geo bool
	// Hostnames says that the keys are host names with wildcards.
	Hostnames bool
	Volatile  bool
	// Exact are keys without pattern, in lower case. Tails are those of
	// "*.name" and ".name", Heads of "name.*".
	Exact, Tails, Heads map[string]*Text
	Patterns            []TablePattern
	Ranges              []TableRange
	Default             *Text
	// Proxies of a geo may tell an address by X-Forwarded-For; Deep is
	// proxy_recursive.
	Proxies []netip.Prefix
	Deep    bool
	// Unsure is why no value is known.
	Unsure string
}

// TablePattern is a key of a map that is a regular expression.
type TablePattern struct {
	Regexp *Regexp
	Value  *Text
}

// TableRange is a network, or a range of addresses, of a geo.
type TableRange struct {
	Prefix   netip.Prefix
	From, To netip.Addr // where it is a range
	Value    *Text
}

// find is the value for a request.
func (t *Table) find(q *request) (value, why string) {
	if t.Unsure != "" {
		return "", t.Unsure
	}
	if t.Geo {
		return t.findAddress(q)
	}
	key, why := q.text(t.Of)
	if why != "" {
		return "", why
	}
	if t.Hostnames {
		key = strings.TrimSuffix(key, ".")
	}
	found, why := t.lookup(q, key)
	if why != "" {
		return "", why
	}
	return t.say(q, found)
}

func (t *Table) say(q *request, found *Text) (value, why string) {
	if found == nil {
		found = t.Default
	}
	if found == nil {
		return "", ""
	}
	return q.text(found)
}

func (t *Table) lookup(q *request, key string) (found *Text, why string) {
	low := Lower(key)
	if v := t.Exact[low]; v != nil {
		return v, ""
	}
	if t.Hostnames {
		if v := t.wildcard(low); v != nil {
			return v, ""
		}
	}
	if key == "" {
		return nil, ""
	}
	for i := range t.Patterns {
		p := &t.Patterns[i]
		matched, why := q.match(p.Regexp, key)
		if why != "" {
			return nil, why
		}
		if matched {
			return p.Value, ""
		}
	}
	return nil, ""
}

// wildcard looks for the longest name with an asterisk in front, and then for the
// longest with one behind.
func (t *Table) wildcard(host string) *Text {
	for rest := host; ; {
		_, after, found := strings.Cut(rest, ".")
		if !found {
			break
		}
		if v := t.Tails[after]; v != nil {
			return v
		}
		rest = after
	}
	for rest := host; ; {
		i := strings.LastIndexByte(rest, '.')
		if i < 0 {
			return nil
		}
		if v := t.Heads[rest[:i]]; v != nil {
			return v
		}
		rest = rest[:i]
	}
}

// findAddress is a geo's value: that of an address, or, where the text is none, of
// the one that nginx has for it.
func (t *Table) findAddress(q *request) (value, why string) {
	address := q.shared.remote
	if t.Of != nil {
		text, why := q.text(t.Of)
		if why != "" {
			return "", why
		}
		var ok bool
		if address, ok = parseBare(text); !ok {
			return t.say(q, t.network(noAddress)) // proxies are not asked
		}
	}
	if len(t.Proxies) > 0 {
		address, _ = forwardedBy(address, q.addressHeader("x-forwarded-for"), t.Proxies, t.Deep)
	}
	return t.say(q, t.network(address.Unmap()))
}

// network is the value of the smallest network that holds an address; nil for none.
func (t *Table) network(address netip.Addr) *Text {
	var best *TableRange
	for i := range t.Ranges {
		r := &t.Ranges[i]
		if r.holds(address) && (best == nil || r.Prefix.Bits() >= best.Prefix.Bits()) {
			best = r
		}
	}
	if best == nil {
		return nil
	}
	return best.Value
}

func (r *TableRange) holds(a netip.Addr) bool {
	if r.From.IsValid() {
		return a.Is4() && r.From.Compare(a) <= 0 && a.Compare(r.To) <= 0
	}
	return r.Prefix.Contains(a)
}
