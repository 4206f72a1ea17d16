package engine

import (
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

// realIPServers take the client's address from X-Forwarded-For: one looks behind
// the last address, the other does not.
const realIPServers = `set_real_ip_from 127.0.0.0/8;
set_real_ip_from 10.0.0.0/8;
set_real_ip_from 2001:db8::/32;
real_ip_header X-Forwarded-For;
server { listen 127.0.0.1:${PORT}; real_ip_recursive on; return 200 "$remote_addr"; }
server { listen 127.0.0.1:${PORT2}; return 200 "$remote_addr"; }
`

// addressPieces are what the random headers are made of.
var addressPieces = []string{
	"10.0.0.1", "10.0.0.2", "127.0.0.1", "192.0.2.7", "192.0.2.8", "10.0.0.1:80", "192.0.2.7:80", "192.0.2.7:0", "192.0.2.7:65536", "192.0.2.7:x", ":80",
	"2001:db8::1", "2001:db9::1", "[2001:db8::1]:80", "[2001:db9::1]:80", "[2001:db9::1]:+80", "[2001:db9::1]", "::ffff:10.0.0.3", "::ffff:192.0.2.9", "010.0.0.04", "192..2.7",
	"192.0.2", "256.0.0.1", "255.255.255.255", "unix:", "x", "1::2:", ":1::2", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8:", "::1:2:3:4:5:6:7", "1:2:3:4:5:6::8", "1::2::3", ":::1", "::", ":", "12345::", "1::g",
	"1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:7:192.0.2.1", "1::192..2.1", "192.0.2.1::1", "1::192.0.2.1:", "FE80::A", "::192.0.2.7", "::1.2", "::2.1", "::0.1.0.0", "::0.0.1.1", "::0.0.1.2", "::c000:207", "fe80::1%eth0", "[1::2:]:80", "[::1:80", "[192.0.2.1]:80", "+1", " ", " ", ", ", ", ", ", ", ",", ",,", " ,",
}

// TestForwardedLive: lists of addresses are read as a live nginx reads them.
func TestForwardedLive(t *testing.T) {
	n := live.StartNginx(t, live.NginxConfig{HTTP: realIPServers, LogLevel: "emerg"})
	deep, flat := live.Client{Addr: n.Addr}, live.Client{Addr: n.Addr2}
	defer deep.Close()
	defer flat.Close()
	trusted := []netip.Prefix{
		netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8::/32"),
	}
	lists := [][]string{
		{"192.0.2.7"}, {"192.0.2.7, 10.0.0.1"}, {"192.0.2.7,10.0.0.1,"}, {"192.0.2.8, 192.0.2.7, 10.0.0.1"}, {","}, {"x, 10.0.0.1"}, {"10.0.0.1, x"},
		{"192.0.2.7", "10.0.0.1"}, {"192.0.2.7, x", "10.0.0.1"}, {"192.0.2.7", "x, 10.0.0.1"}, {"10.0.0.2", "192.0.2.7"}, {" 192.0.2.7 "}, {", 192.0.2.7"}, {",192.0.2.7, 10.0.0.1"},
	}
	for _, piece := range addressPieces {
		lists = append(lists, []string{piece})
	}
	r := rand.New(rand.NewPCG(9, 2026))
	for range 3000 {
		list := []string{randomPieces(r, addressPieces, 5)}
		for r.IntN(4) == 0 {
			list = append(list, randomPieces(r, addressPieces, 3))
		}
		lists = append(lists, list)
	}
	moved := 0
	for _, list := range lists {
		for _, c := range []*live.Client{&deep, &flat} {
			got, err := c.Do(live.Request{Path: "/", Header: map[string][]string{"X-Forwarded-For": list}})
			if err != nil || got.Status != 200 {
				t.Fatalf("%q: %d, %v", list, got.Status, err)
			}
			w := walkOf(list)
			address, found := forwardedBy(netip.MustParseAddr("127.0.0.1"), w.addressHeader("x-forwarded-for"), trusted, c == &deep)
			if got.Body != shownAddress(address) {
				t.Errorf("%q, recursive %v: nginx takes %s, here it is %s", list, c == &deep, got.Body, shownAddress(address))
			}
			if found {
				moved++
			}
		}
	}
	if moved < 500 {
		t.Errorf("only %d lists name an address", moved)
	}
}
