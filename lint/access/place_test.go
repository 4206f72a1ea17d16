package access

import (
	"net/netip"
	"testing"

	"github.com/authlint/authlint/lint/model"
)

func TestFrom(t *testing.T) {
	v := From(netip.MustParseAddr("192.0.2.1"), "GET")
	for _, c := range []struct {
		leaf *model.Requirement
		want Answers
	}{
		{leaf("ip", "192.0.2.0/24"), Granted},
		{leaf("ip", "192.0.2.99/24"), Granted}, // host bits do not count
		{leaf("ip", "10.0.0.1", "192.0.2.1"), Granted},
		{leaf("ip", "10.0.0.1", "2001:db8::/32"), Denied},
		{leaf("ip", "192.0.2"), Granted | Denied}, // not written in full
		{leaf("ip", "10.0.0.1", "192.0.2"), Granted | Denied},
		{leaf("all", "denied"), Denied},
		{leaf("valid-user"), Granted | Denied | NeedsUser},
	} {
		if got := v.Meets(c.leaf); got != c.want {
			t.Errorf("%s %v: %04b, want %04b", c.leaf.Name(), c.leaf.Args, got, c.want)
		}
	}
	for prefix, want := range map[string]model.Fact{"192.0.2.0/24": model.Yes, "10.0.0.0/8": model.No} {
		if got := v.Match(&model.AddressRule{Kind: model.AddressRange, Prefix: netip.MustParsePrefix(prefix)}); got != want {
			t.Errorf("%s: %d, want %d", prefix, got, want)
		}
	}
	if got := v.Match(&model.AddressRule{Kind: model.AddressHost}); got != model.Unknown {
		t.Errorf("a host name: %d", got)
	}
}

func TestBehind(t *testing.T) {
	for prefix, want := range map[string]string{
		"192.0.2.1/32": "192.0.2.2", "192.0.2.77/24": "192.0.3.0", "10.0.0.0/9": "10.128.0.0", "2001:db8::/32": "2001:db9::",
	} {
		if got := Behind(netip.MustParsePrefix(prefix)); got != netip.MustParseAddr(want) {
			t.Errorf("%s: %s, want %s", prefix, got, want)
		}
	}
	if got := Behind(netip.MustParsePrefix("255.255.255.0/24")); got.IsValid() {
		t.Errorf("behind the last: %s", got)
	}
}
