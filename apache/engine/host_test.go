package engine

import (
	"net/netip"
	"testing"

	"github.com/authlint/authlint/lint/access"
)

// addressed is a host with addresses: "*:80", "192.0.2.1:80", "192.0.2.1:*".
func addressed(name string, addresses ...string) *Host {
	h := &Host{Name: name}
	for _, text := range addresses {
		var a HostAddress
		switch at, err := netip.ParseAddrPort(text); {
		case err == nil:
			a.Addr, a.Port = at.Addr(), int(at.Port())
		case text == "*:80":
			a.Port = 80
		case text == "*:8080":
			a.Port = 8080
		case text != "*":
			a.Addr = netip.MustParseAddr(text)
		}
		h.Addresses = append(h.Addresses, a)
	}
	return h
}

func TestHostChoice(t *testing.T) {
	main := &Host{Name: "main"}
	wild := addressed("wild", "*:80")
	wild.Wild = []string{"*.WILD.test", "w?w.test"}
	aliased := addressed("aliased", "*:80")
	aliased.Aliases = []string{"Alias.test", "other.test"}
	hosts := []*Host{
		addressed("first", "*:80"), addressed("second", "*:80"), aliased, wild,
		addressed("anyport", "*"),
		addressed("exact", "192.0.2.1:80"), addressed("exact2", "192.0.2.1:80"),
		addressed("wholeaddress", "192.0.2.1"),
		addressed("six", "[2001:db8::1]:80"),
	}
	p := &Program{Main: main, Hosts: hosts}
	for _, c := range []struct {
		local string
		port  int
		name  string
		want  string
	}{
		{"192.0.2.9", 80, "nobody", "first"},
		{"192.0.2.9", 80, "second", "second"},
		{"192.0.2.9", 80, "SECOND", "second"},
		{"192.0.2.9", 80, "alias.test", "aliased"},
		{"192.0.2.9", 80, "a.wild.test", "wild"},
		{"192.0.2.9", 80, "wxw.test", "wild"},
		{"192.0.2.9", 80, "anyport", "first"}, // *:80 fits better than *
		{"192.0.2.9", 81, "nobody", "anyport"},
		{"192.0.2.1", 80, "nobody", "exact"},
		{"192.0.2.1", 80, "exact2", "exact2"},
		{"192.0.2.1", 80, "second", "exact"}, // names of other addresses are not asked
		{"192.0.2.1", 81, "exact2", "wholeaddress"},
		{"2001:db8::1", 80, "first", "six"},
		{"2001:db8::2", 80, "first", "first"},
		{"::ffff:192.0.2.1", 80, "exact2", "exact2"},
	} {
		h, why := p.host(&access.Request{Local: netip.MustParseAddr(c.local), Port: c.port}, c.name)
		if h == nil || h.Name != c.want {
			t.Errorf("%s:%d for %s: %+v (%s), want %s", c.local, c.port, c.name, h, why, c.want)
		}
	}
	if h, _ := (&Program{Main: main}).host(&access.Request{Port: 80}, "x"); h != main {
		t.Error("without virtual hosts the main server answers")
	}
	only := &Program{Main: main, Hosts: []*Host{addressed("far", "192.0.2.1:80")}}
	if h, _ := only.host(&access.Request{Local: netip.MustParseAddr("192.0.2.2"), Port: 80}, "far"); h != main {
		t.Error("at an address without a virtual host the main server answers")
	}
}

// TestHostOfUnknownAddress: nobody said at which address the request comes in.
func TestHostOfUnknownAddress(t *testing.T) {
	main, a, b := &Host{Name: "main"}, addressed("a", "192.0.2.1:80"), addressed("b", "192.0.2.2:80")
	for _, c := range []struct {
		name  string
		hosts []*Host
		asked string
		want  *Host // nil where it cannot be said
	}{
		{"one address", []*Host{a}, "www.test", a},
		{"two addresses", []*Host{a, b}, "www.test", nil},
		{"the address is the name", []*Host{a, b}, "192.0.2.2", b},
		{"an address beside any", []*Host{addressed("any", "*:80"), a}, "www.test", nil},
		{"another port", []*Host{addressed("any", "*:80"), addressed("x", "192.0.2.1:81")}, "www.test", nil},
	} {
		if c.name == "another port" {
			c.want = c.hosts[0]
		}
		p := &Program{Main: main, Hosts: c.hosts}
		h, why := p.host(&access.Request{Host: c.asked, Port: 80}, c.asked)
		if h != c.want || (h == nil) != (why != "") {
			t.Errorf("%s: %+v (%s), want %+v", c.name, h, why, c.want)
		}
	}
}

func TestConstructURL(t *testing.T) {
	for _, c := range []struct {
		name      string
		host      Host
		settings  Settings
		asked     string
		askedPort int
		port      int
		tls       bool
		want      string
	}{
		{name: "the name that was asked for", host: Host{Name: "own.test"}, asked: "www.test", port: 80, want: "http://www.test/x"},
		{name: "with its port", host: Host{Name: "own.test"}, asked: "www.test", askedPort: 8080, port: 8080, want: "http://www.test:8080/x"},
		{name: "the port of TLS", host: Host{Name: "own.test"}, asked: "www.test", askedPort: 443, port: 443, tls: true, want: "https://www.test/x"},
		{name: "the own name where none was asked for", host: Host{Name: "own.test", Port: 81}, port: 80, want: "http://own.test:81/x"},
		{name: "UseCanonicalName", host: Host{Name: "own.test"}, settings: Settings{CanonicalName: FlagOn}, asked: "www.test", askedPort: 8080, port: 8080, want: "http://own.test/x"},
		{name: "UseCanonicalName with a port", host: Host{Name: "own.test", Port: 81}, settings: Settings{CanonicalName: FlagOn}, asked: "www.test", port: 80, want: "http://own.test:81/x"},
		{name: "the own port beats the one it came in at", host: Host{Name: "own.test", Port: 81}, settings: Settings{CanonicalName: FlagOn, CanonicalPort: FlagOn}, asked: "www.test", port: 8080, want: "http://own.test:81/x"},
		{name: "UseCanonicalPhysicalPort", host: Host{Name: "own.test"}, settings: Settings{CanonicalPort: FlagOn}, asked: "www.test", port: 8080, want: "http://www.test:8080/x"},
		{name: "ServerName's scheme", host: Host{Name: "own.test", Scheme: "https"}, asked: "www.test", port: 80, want: "https://www.test/x"},
	} {
		r := &request{
			w: &access.Walk{Request: &access.Request{Port: c.port, TLS: c.tls}}, host: &c.host, settings: &c.settings,
			hostname: c.asked, hostPort: c.askedPort,
		}
		if got := r.constructURL("/x"); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
